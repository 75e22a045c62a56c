"""`compute-trends accept`: what is refused, what is written, and that it is written whole or not at all."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import re
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import Result

from compute_trends.catalog.files.change import recover
from compute_trends.catalog.files.corrections import correction_entries
from compute_trends.catalog.files.leftovers import JOURNAL
from compute_trends.catalog.files.records import read_records
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.release.build import build
from compute_trends.catalog.release.verify import verify
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.texts import yaml_text
from compute_trends.catalog.versions import all_versions, descriptor
from compute_trends.validators.submitting.template import render_example

Run = Callable[..., Result]
DATASET = "accelerators"
# Another chip: without the names under which the one of the example is known.
NEW = re.sub(
    r"(?m)^aliases: .*\n", "", re.sub(r"(?m)^(record_id|name): .*", r"\1: a-new-chip", render_example(DATASET))
)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with the shipped records of one dataset, as `build` leaves it."""
    root = tmp_path_factory.mktemp("shipped")
    shutil.copytree(PACKAGE_ROOT / "datasets" / DATASET, root / "datasets" / DATASET)
    (root / "schemas").mkdir()
    shutil.copy(PACKAGE_ROOT / "schemas" / f"{DATASET}.json", root / "schemas")
    for path in PACKAGE_ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, root / path.name)
    build(root)
    assert verify(root) == []
    return root


@pytest.fixture
def checkout(shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with shipped data; the submission new-chip.yaml is in the working directory."""
    root = shutil.copytree(shipped, tmp_path / "checkout")
    monkeypatch.chdir(tmp_path)
    Path("new-chip.yaml").write_text(NEW)
    return root


def held(root: Path, dataset: str = DATASET) -> list[dict[str, object]]:
    return read_records(root / "datasets" / dataset / "records.csv", load_schema(dataset))


def state(root: Path) -> dict[str, bytes]:
    """What the package holds; a killed writer may leave files that begin with a dot."""
    paths = [path for path in root.rglob("*") if path.is_file() and not path.name.startswith(".")]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


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


def test_build_and_verify_pass_afterwards(run: Run, checkout: Path) -> None:
    assert run("accept", "new-chip.yaml", "--root", str(checkout)).exit_code == 0
    result = run("build", "--root", str(checkout))
    assert result.exit_code == 0, result.output
    assert f"{DATASET}: records.csv differs from the newest release" in result.stderr
    try:
        assert [problem for problem in verify(checkout) if problem.severity == "error"] == []
        (package,) = [item for item in all_versions(checkout)[DATASET] if item.version == "unreleased"]
        assert package.rows == len(held(checkout))
    finally:
        all_versions.cache_clear()
        descriptor.cache_clear()


def test_a_second_submission_uses_the_source_that_is_there(run: Run, checkout: Path) -> None:
    assert run("accept", "new-chip.yaml", "--root", str(checkout)).exit_code == 0
    origin = (checkout / "datasets" / DATASET / "origin.yaml").read_bytes()
    Path("second.yaml").write_text(NEW.replace("a-new-chip", "another-chip"))
    result = run("accept", "second.yaml", "--root", str(checkout))
    assert result.exit_code == 0, result.output
    assert (checkout / "datasets" / DATASET / "origin.yaml").read_bytes() == origin
    assert {"a-new-chip", "another-chip"} <= {row["record_id"] for row in held(checkout)}
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
    result = run("check", "revision.yaml", "--format", form)
    assert result.exit_code == 0, result.output
    said = " ".join(result.stdout.split())
    assert "record-revised" in said
    assert "a revision of nvidia-h100-sxm5-80-gb, which has 700" in said.replace("\\", "")
    assert run("check", "revision.yaml", "--fail-on", "warning").exit_code == 1


def test_a_revision_of_a_submitted_record_changes_the_record_and_keeps_its_evidence(run: Run, checkout: Path) -> None:
    assert run("accept", "new-chip.yaml", "--root", str(checkout)).exit_code == 0
    (before,) = [row for row in held(checkout) if row["record_id"] == "a-new-chip"]
    Path("revision.yaml").write_text(NEW.replace("tdp_w: 700", "tdp_w: 690"))
    result = run("accept", "revision.yaml", "--root", str(checkout))
    assert result.exit_code == 0, result.output
    (after,) = [row for row in held(checkout) if row["record_id"] == "a-new-chip"]
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


def test_records_of_a_csv_file_keep_their_values(run: Run, checkout: Path) -> None:
    schema = load_schema(DATASET)
    lines = (checkout / "datasets" / DATASET / "records.csv").read_text(encoding="utf-8").splitlines()
    assert run("accept", "new-chip.yaml", "--root", str(checkout)).exit_code == 0
    path = checkout / "datasets" / DATASET / "records.csv"
    (line,) = set(path.read_text(encoding="utf-8").splitlines()) - set(lines)
    shutil.copy(PACKAGE_ROOT / "datasets" / DATASET / "records.csv", path)
    Path("chip.csv").write_text(",".join(schema.names) + "\n" + line + "\n", encoding="utf-8")
    assert run("accept", "chip.csv", "--root", str(checkout)).exit_code == 0
    assert line in path.read_text(encoding="utf-8").splitlines()


#: Accepts the submission in each of several checkouts, in a child process each, which kills itself, as `kill -9` does,
#: before or after the Nth change of the file system. Prints how each child ended and the changes it counted. What is
#: killed is the writing, so only few rules are run.
KillSteps = Callable[..., list[tuple[int, int]]]

_STEPS = """
import duckdb, encodings.utf_8_sig, filelock, functools, os, pathlib, pyarrow, signal, sys, traceback, yaml
from compute_trends.catalog.files.origin import read_origin
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.validators import registry
from compute_trends.validators.submitting import accept as accepting
from compute_trends.validators.engine import check as engine, plans
from compute_trends.validators.reading import stored_rows, yaml_files

# Once here, not in every child anew.
registry.all_rules(), plans.plans_for("accelerators")
read_origin(PACKAGE_ROOT, "accelerators")
engine.check_files = functools.partial(engine.check_files, select=["structure", "admission-claimed"])

def run(root, step):
    accepting.accept(root, "new-chip.yaml")
"""


def test_killed_at_any_change_it_leaves_the_old_records_or_the_new(
    checkout: Path, tmp_path: Path, kill_steps: KillSteps
) -> None:
    old, before = held(checkout), state(checkout)
    whole = shutil.copytree(checkout, tmp_path / "whole")
    ((ended, total),) = kill_steps(_STEPS, f"accept never 0 {whole}")
    assert ended == 0
    assert total >= 4
    finished, new = state(whole), held(whole)
    points = [(when, number) for number in range(1, total + 1) for when in ("before", "after")]
    if not os.environ.get("CT_EXHAUSTIVE"):  # an odd stride: before and after take turns
        points = [*points[:: max(1, len(points) // 4) | 1], points[-1]]
    # Linked, not copied: whatever is replaced gets a file of its own.
    roots = {
        point: shutil.copytree(checkout, tmp_path / f"{point[0]}-{point[1]}", copy_function=os.link) for point in points
    }
    killed = kill_steps(_STEPS, *(f"accept {when} {number} {root}" for (when, number), root in roots.items()))
    assert {ended for ended, _ in killed} == {-signal.SIGKILL}
    for root in roots.values():
        errors = [problem.file for problem in verify(root) if problem.severity == "error"]
        assert errors == ([JOURNAL] if (root / JOURNAL).exists() else [])
        recover(root)  # as the next command does, whichever it is
    records = {point: held(root) for point, root in roots.items()}
    assert all(rows in (old, new) for rows in records.values())
    assert old in records.values()
    assert new in records.values()
    assert all(state(root) in (before, finished) for root in roots.values())
    again = [root for point, root in roots.items() if records[point] == old]
    assert {ended for ended, _ in kill_steps(_STEPS, *(f"accept never 0 {root}" for root in again))} == {0}
    assert all(state(root) == finished for root in roots.values())


def test_the_change_log_of_the_next_release_names_the_record(run: Run, checkout: Path) -> None:
    (checkout / "docs" / "data").mkdir(parents=True, exist_ok=True)
    try:
        assert run("accept", "new-chip.yaml", "--root", str(checkout)).exit_code == 0
        assert run("build", "--root", str(checkout)).exit_code == 0
        result = run("release", "2026.9.0", "--root", str(checkout))
        assert result.exit_code == 0, result.output
        newest = (checkout / "CHANGELOG.md").read_text(encoding="utf-8").split("\n## ")[1]
        assert newest.startswith(f"2026.9.0\n\n### {DATASET}\n")
        assert "1 added" in newest
        assert "- Added: a-new-chip." in newest
        assert verify(checkout) == []
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
