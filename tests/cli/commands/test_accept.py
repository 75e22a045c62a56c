"""`compute-trends accept`: what is refused and what is written."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import Result

from compute_trends.catalog.files.corrections import correction_entries
from compute_trends.catalog.release.verify import verify
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.texts import yaml_text
from compute_trends.catalog.versions import all_versions, descriptor
from compute_trends.tests.cli.commands.submitted import DATASET, NEW, another, built, held, state
from compute_trends.validators.submitting.accept import accept

Run = Callable[..., Result]


@pytest.fixture
def checkout(shipped_accelerators: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with shipped data; the submission new-chip.yaml is in the working directory."""
    root = shutil.copytree(shipped_accelerators, tmp_path / "checkout")
    monkeypatch.chdir(tmp_path)
    Path("new-chip.yaml").write_text(NEW)
    return root


@pytest.fixture(scope="module")
def _accepted(shipped_accelerators: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("accepted")
    (folder / "new-chip.yaml").write_text(NEW)
    root = shutil.copytree(shipped_accelerators, folder / "checkout")
    assert accept(root, folder / "new-chip.yaml").written
    return root


@pytest.fixture
def accepted(_accepted: Path, checkout: Path) -> Path:
    """That checkout once it holds new-chip.yaml."""
    return shutil.copytree(_accepted, checkout, dirs_exist_ok=True)


def test_a_good_record_is_added_in_its_place_and_nothing_else_changes(run: Run, checkout: Path) -> None:
    before, files = held(checkout), state(checkout)
    result = run("accept", "new-chip.yaml", "--root", str(checkout))
    assert result.exit_code == 0, result.output
    after = held(checkout)
    assert [row for row in after if row["record_id"] != "a-new-chip"] == before
    assert [row["record_id"] for row in after] == sorted(str(row["record_id"]) for row in after)
    (new,) = (row for row in after if row["record_id"] == "a-new-chip")
    assert (new["admission"], new["source"], new["name"]) == ("submitted", "submitted", "a-new-chip")
    assert "1 added" in result.stdout
    assert "[a-new-chip]" in result.stdout
    changed = {name for name, content in state(checkout).items() if files.get(name) != content}
    folder = f"datasets/{DATASET}"
    assert changed - {f"{folder}/origin.yaml"} == {f"{folder}/records.csv"}
    assert all(f"wrote {name}" in result.stdout for name in changed)


def test_build_and_verify_pass_afterwards(run: Run, accepted: Path) -> None:
    result = run("build", "--root", str(accepted))
    assert result.exit_code == 0, result.output
    assert f"{DATASET}: records.csv differs from the newest release" in result.stderr
    try:
        assert [problem for problem in verify(accepted) if problem.severity == "error"] == []
        (package,) = [item for item in all_versions(accepted)[DATASET] if item.version == "unreleased"]
        assert package.rows == len(held(accepted))
    finally:
        all_versions.cache_clear()
        descriptor.cache_clear()


def test_a_second_submission_uses_the_source_that_is_there(run: Run, accepted: Path) -> None:
    origin = (accepted / "datasets" / DATASET / "origin.yaml").read_bytes()
    Path("second.yaml").write_text(NEW.replace("a-new-chip", "another-chip"))
    result = run("accept", "second.yaml", "--root", str(accepted))
    assert result.exit_code == 0, result.output
    assert (accepted / "datasets" / DATASET / "origin.yaml").read_bytes() == origin
    assert {"a-new-chip", "another-chip"} <= {row["record_id"] for row in held(accepted)}
    assert "submitted" in yaml_text.load(origin.decode())["sources"]


def test_errors_refuse_all_records_with_the_report(run: Run, checkout: Path) -> None:
    bad = NEW.replace("a-new-chip", "another-chip").replace("admission: submitted", "admission: given")
    Path("two.yaml").write_text(f"{NEW}---\n{bad}")
    before = state(checkout)
    result = run("accept", "two.yaml", "--root", str(checkout))
    assert result.exit_code == 1
    assert "structure-enum" in result.stdout
    assert "2 records in 1 file: 1 error" in result.stdout
    assert "nothing was accepted" in result.stderr
    assert state(checkout) == before


def test_warnings_are_shown_and_do_not_refuse(run: Run, checkout: Path) -> None:
    cells = yaml.load(NEW, yaml.BaseLoader)
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    values = [";".join(value) if isinstance(value, list) else value for value in cells.values()]
    writer.writerows([list(cells), values])
    Path("warned.csv").write_text("\ufeff" + buffer.getvalue(), encoding="utf-8", newline="")
    result = run("accept", "warned.csv", "--root", str(checkout))
    assert result.exit_code == 0, result.output
    assert "warning structure-byte-order-mark" in result.stdout
    assert "a-new-chip" in {row["record_id"] for row in held(checkout)}


def test_what_the_checkout_waives_does_not_refuse_except_for_structure(run: Run, checkout: Path) -> None:
    path = checkout / "datasets" / DATASET / "waivers.yaml"
    Path("wrong.yaml").write_text(NEW.replace("release_date:", "# release_date:"))
    refused = run("accept", "wrong.yaml", "--root", str(checkout), "--dry-run")
    assert refused.exit_code == 1
    assert f"waive those that the check is wrong about in {path} (structure excepted)" in refused.stderr
    rules = set(re.findall(r"(?m)^ +error ([a-z-]+):", refused.stdout))
    assert rules and not any(rule.startswith("structure-") for rule in rules)
    waivers = [
        {"rule": rule, "record": record, "reason": "For this test.", "expires": dt.date(2999, 1, 1)}
        for rule in (*rules, "structure-type")
        for record in ("a-new-chip", "a-record-that-waits")
    ]
    path.write_text(yaml.safe_dump(waivers))
    accepted = run("accept", "wrong.yaml", "--root", str(checkout), "--dry-run")
    assert accepted.exit_code == 0, accepted.output
    assert "waived" in accepted.stdout
    Path("wrong.yaml").write_text(re.sub(r"(?m)^tdp_w: .*", "tdp_w: many", Path("wrong.yaml").read_text()))
    refused = run("accept", "wrong.yaml", "--root", str(checkout), "--dry-run")
    assert refused.exit_code == 1
    assert "1 error" in refused.stdout and "error structure-type" in refused.stdout


@pytest.mark.parametrize(("old", "new", "said"), [("source: submitted", "source: hearsay", "hearsay")])
def test_what_the_dataset_cannot_take_is_refused(run: Run, checkout: Path, old: str, new: str, said: str) -> None:
    Path("other.yaml").write_text(NEW.replace(old, new))
    before = state(checkout)
    result = run("accept", "other.yaml", "--root", str(checkout))
    assert result.exit_code == 1
    assert said in result.output
    assert state(checkout) == before


REVISION = """record_id: nvidia-h100-sxm5-80-gb
name: NVIDIA H100 SXM5 80GB
is_machine_learning_hardware: true
tdp_w: {tdp}
source: submitted
{link}admission: submitted
"""
LINK = "source_url: https://example.org/datasheet\n"


def _revise(run: Run, checkout: Path, tdp: float, link: str = LINK) -> Result:
    Path("revision.yaml").write_text(REVISION.format(tdp=tdp, link=link))
    return run("accept", "revision.yaml", "--root", str(checkout))


def test_a_revision_of_an_upstream_record_is_a_correction_that_imports_keep(run: Run, checkout: Path) -> None:
    (before,) = [row for row in held(checkout) if row["record_id"] == "nvidia-h100-sxm5-80-gb"]
    result = _revise(run, checkout, 690)
    assert result.exit_code == 0, result.output
    assert "a revision of nvidia-h100-sxm5-80-gb, held already" in result.stderr
    assert "tdp_w: 700 → 690" in result.stdout
    (after,) = [row for row in held(checkout) if row["record_id"] == "nvidia-h100-sxm5-80-gb"]
    assert after == before | {"tdp_w": 690.0}
    (entry,) = [
        item
        for item in correction_entries(checkout, DATASET)
        if (item["record"], item["column"]) == ("nvidia-h100-sxm5-80-gb", "tdp_w")
    ]
    assert (entry["was"], entry["is"], entry["source"]) == (700, 690, before["source"])
    assert entry["evidence"] == "https://example.org/datasheet"
    again = _revise(run, checkout, 680)
    assert (again.exit_code, "corrects tdp_w of nvidia-h100-sxm5-80-gb already" in again.stderr) == (1, True)


def test_a_revision_without_a_page_is_refused(run: Run, checkout: Path) -> None:
    before = state(checkout)
    result = _revise(run, checkout, 690, link="")
    assert result.exit_code == 1
    assert "error revision-unsourced" in result.stdout
    assert state(checkout) == before


def test_a_record_that_says_nothing_new_of_a_held_one_changes_nothing(run: Run, checkout: Path) -> None:
    before = state(checkout)
    result = _revise(run, checkout, 700)
    assert (result.exit_code, "says nothing new of them" in result.stderr) == (0, True), result.output
    assert state(checkout) == before


CORRECTED = """record_id: nvidia-h200-sxm
name: {name}
is_machine_learning_hardware: true
fp16_vector_flop_per_s: {rate}
source: submitted
{link}admission: submitted
"""


@pytest.mark.parametrize(
    ("rate", "link", "rule", "status"),
    [
        (133.82e12, "", None, 0),
        (200e12, "", "revision-unsourced", 1),
        (200e12, LINK, "revision-of-a-correction", 1),
    ],
)
def test_check_and_accept_agree_on_revisions(
    run: Run, checkout: Path, rate: float, link: str, rule: str | None, status: int
) -> None:
    (name,) = [row["name"] for row in held(checkout) if row["record_id"] == "nvidia-h200-sxm"]
    Path("h200.yaml").write_text(CORRECTED.format(name=name, rate=rate, link=link))
    checked = run("check", "h200.yaml", "--format", "jsonl")
    accepted = run("accept", "h200.yaml", "--root", str(checkout), "--dry-run")
    assert (checked.exit_code, accepted.exit_code) == (status, status), accepted.output
    if rule is not None:
        assert f'"rule": "{rule}"' in checked.stdout and f"error {rule}" in accepted.stdout


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "markdown", "sarif", "junit", "github"])
@pytest.mark.usefixtures("checkout")
def test_every_format_says_what_is_revised(run: Run, form: str) -> None:
    Path("revision.yaml").write_text(REVISION.format(tdp=690, link=LINK))
    result = run("check", "revision.yaml", "--format", form, "--select", "record-revised")
    assert result.exit_code == 0, result.output
    said = " ".join(result.stdout.split())
    assert "record-revised" in said
    assert "a revision of nvidia-h100-sxm5-80-gb, which has 700" in said.replace("\\", "")


@pytest.mark.usefixtures("checkout")
def test_a_revision_is_a_warning(run: Run) -> None:
    Path("revision.yaml").write_text(REVISION.format(tdp=690, link=LINK))
    result = run("check", "revision.yaml", "--fail-on", "warning")
    assert (result.exit_code, "record-revised" in result.stdout) == (1, True)
    assert run("check", "revision.yaml").exit_code == 0


def test_a_revision_of_a_submitted_record_changes_the_record_and_keeps_its_evidence(run: Run, accepted: Path) -> None:
    (before,) = [row for row in held(accepted) if row["record_id"] == "a-new-chip"]
    Path("revision.yaml").write_text(NEW.replace("tdp_w: 700", "tdp_w: 690"))
    result = run("accept", "revision.yaml", "--root", str(accepted))
    assert result.exit_code == 0, result.output
    (after,) = [row for row in held(accepted) if row["record_id"] == "a-new-chip"]
    assert after == before | {"tdp_w": 690.0}


def test_a_dry_run_shows_the_change_and_writes_nothing(run: Run, checkout: Path) -> None:
    before = state(checkout)
    result = run("accept", "new-chip.yaml", "--root", str(checkout), "--dry-run")
    assert result.exit_code == 0
    assert "1 added" in result.stdout
    assert "nothing was written" in result.stderr
    assert "wrote" not in result.stdout
    assert state(checkout) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("missing.yaml",), "no such file"),
        ((".",), "takes one file"),
        (("new-chip.yaml", "--dataset", "accelerator"), "did you mean accelerators"),
    ],
)
def test_arguments_that_make_no_sense_exit_2(run: Run, checkout: Path, arguments: tuple[str, ...], said: str) -> None:
    result = run("accept", *arguments, "--root", str(checkout))
    assert result.exit_code == 2
    assert said in result.stderr


def test_an_installed_copy_is_never_written_to(run: Run, checkout: Path) -> None:
    (checkout / "pyproject.toml").unlink()
    before = state(checkout)
    result = run("accept", "new-chip.yaml", "--root", str(checkout))
    assert result.exit_code == 2
    assert "is not a compute-trends checkout" in result.stderr
    assert state(checkout) == before


def test_records_of_a_csv_file_keep_their_values(run: Run, _accepted: Path, checkout: Path) -> None:
    schema, path = load_schema(DATASET), checkout / "datasets" / DATASET / "records.csv"
    after, before = ((root / path.relative_to(checkout)).read_text(encoding="utf-8") for root in (_accepted, checkout))
    (line,) = set(after.splitlines()) - set(before.splitlines())
    Path("chip.csv").write_text(",".join(schema.names) + "\n" + line + "\n", encoding="utf-8")
    assert run("accept", "chip.csv", "--root", str(checkout)).exit_code == 0
    assert line in path.read_text(encoding="utf-8").splitlines()


def test_the_change_log_of_the_next_release_names_the_record(run: Run, tmp_path: Path) -> None:
    dataset = "algorithmic_efficiency"  # few records: a release judges all of them
    root, submitted = built(tmp_path / "checkout", dataset), tmp_path / "new.yaml"
    submitted.write_text(another(dataset, "a-new-run"))
    try:
        for arguments in (("accept", str(submitted)), ("build",), ("release", "2026.9.0")):
            result = run(*arguments, "--root", str(root))
            assert result.exit_code == 0, result.output
        newest = (root / "CHANGELOG.md").read_text(encoding="utf-8").split("\n## ")[1]
        assert newest.startswith(f"2026.9.0\n\n### {dataset}\n")
        assert "1 added" in newest
        assert "- Added: a-new-run." in newest
        assert verify(root) == []
    finally:
        all_versions.cache_clear()
        descriptor.cache_clear()


def test_who_found_a_record_is_held_with_it(checkout: Path, run: Run) -> None:
    named = ("accept", "new-chip.yaml", "--contributor", "Ada Lovelace", "--contributor", "Zoë Ng")
    held = checkout / "datasets" / DATASET / "contributors.yaml"
    assert run(*named, "--root", checkout).exit_code == 0
    assert yaml.safe_load(held.read_text("utf-8")) == [
        {"record": "a-new-chip", "name": name, "did": "added"} for name in ("Ada Lovelace", "Zoë Ng")
    ]
    refused = run("accept", "new-chip.yaml", "--contributor", " ", "--root", checkout)
    assert refused.exit_code == 2
    assert "is no name of a contributor" in refused.stderr
