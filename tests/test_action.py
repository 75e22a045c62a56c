"""What runs in other people's repositories: the action, its script on a real git repository, and the hook."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from compute_trends.catalog.errors import UsageError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.validators.reading.sources import FORMATS, find_sources
from compute_trends.validators.submitting.template import render_example

SCRIPT = PACKAGE_ROOT / ".github" / "scripts" / "check_changed.py"
pytestmark = pytest.mark.skipif(not SCRIPT.is_file(), reason="an installed copy has no action")

EXAMPLE = re.sub(r"(?m)^aliases: .*\n", "", render_example("accelerators"))
GOOD = re.sub(r"(?m)^(record_id|name): .*", r"\1: a-new-chip", EXAMPLE)
BAD = GOOD.replace("a-new-chip", "another-chip") + "tdp_watt: 300\n"
TRICKY = (
    "a b.yaml",
    "-o.yaml",
    "--help.yaml",
    "new\n::error::line.yaml",
    "[x]*.yaml",
    "$(touch pwned).yaml",
    "ü, 100%.yaml",
)
COMMANDS = ("::stop-commands::x.csv", "s/##[add-mask]e.csv")
Capture = pytest.CaptureFixture[str]


def declared(name: str) -> Any:
    return yaml.safe_load((PACKAGE_ROOT / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_changed", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def git(*arguments: str) -> str:
    identity = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *identity, *arguments], capture_output=True, check=True, text=True)
    return done.stdout.strip()


def commit_files(files: dict[str, str | None]) -> str:
    """Write (or, with None, delete) files and commit them; the id of the commit."""
    for name, content in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content) if content is not None else path.unlink()
    git("add", "-A")
    git("commit", "-qm", "A change", "--allow-empty")
    return git("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, a git repository whose submissions/ holds a bad file since long ago."""
    root = tmp_path / "repository"
    root.mkdir()
    monkeypatch.chdir(root)
    git("init", "-q", "-b", "main")
    commit_files({"submissions/old.yaml": BAD, "submissions/gone.yaml": BAD, "README.md": "x\n"})
    return root


Run = Callable[..., int]


@pytest.fixture
def run(script: ModuleType, repository: Path) -> Run:
    """Run the script on what changed since the first commit; its summary and outputs are in `../`."""
    base = git("rev-parse", "HEAD")

    def run(**inputs: str) -> int:
        event = repository.parent / "event.json"
        event.write_text(json.dumps({"pull_request": {"base": {"sha": base}}}))
        paths = {"GITHUB_STEP_SUMMARY": "../summary.md", "GITHUB_OUTPUT": "../outputs", "GITHUB_EVENT_PATH": str(event)}
        status: int = script.main({**paths, **{f"CHECK_{name.upper()}": value for name, value in inputs.items()}})
        return status

    return run


def outputs() -> dict[str, str]:
    return dict(line.split("=") for line in Path("../outputs").read_text().splitlines())


def test_inputs_reach_the_script_by_the_environment_only() -> None:
    action = declared("action.yml")
    code = SCRIPT.read_text(encoding="utf-8")
    assert action["runs"]["using"] == "composite"
    handed_on: dict[str, str] = {}
    for step in action["runs"]["steps"]:
        assert "${{" not in step.get("run", ""), step
        assert "uses" in step or step["shell"] == "bash"
        handed_on |= {**step.get("env", {}), **step.get("with", {})}
    used = {match for value in handed_on.values() for match in re.findall(r"inputs\.([\w-]+)", value)}
    assert used == set(action["inputs"])
    for name in used - {"python-version"}:
        variable = f"CHECK_{name.upper().replace('-', '_')}"
        assert handed_on[variable] == f"${{{{ inputs.{name} }}}}"
        assert f'"{variable}"' in code
    for name, output in action["outputs"].items():
        assert output["value"] == f"${{{{ steps.check.outputs.{name} }}}}"
        assert f"{name}=" in code
    assert str(SCRIPT.relative_to(PACKAGE_ROOT)) in action["runs"]["steps"][-1]["run"]


def test_pull_requests_with_submissions_are_checked_without_rights() -> None:
    workflow = declared(".github/workflows/submissions.yml")
    assert workflow[True] == {"pull_request": {"paths": ["submissions/**"]}}  # YAML 1.1 reads `on` as true
    assert workflow["permissions"] == {"contents": "read"}
    assert [step["uses"] for step in workflow["jobs"]["check"]["steps"]][-1] == "./"


def test_only_changed_submissions_are_checked(run: Run, capsys: Capture) -> None:
    commit_files({"submissions/new.yaml": GOOD, "submissions/gone.yaml": None, "elsewhere/x.yaml": BAD})
    commit_files({"submissions/README.md": "no submission\n", "submissions/.hidden.yaml": BAD})
    assert run() == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 record in 1 file: nothing to object"
    assert outputs() == {"files": "1", "errors": "0", "warnings": "0"}
    assert Path("../summary.md").read_text() == "### 1 record in 1 file: nothing to object\n"


def test_a_finding_is_an_annotation_at_its_line(run: Run, capsys: Capture) -> None:
    commit_files({"submissions/new.yaml": GOOD, "submissions/more/bad.yaml": BAD})
    line = BAD.splitlines().index("tdp_watt: 300") + 1
    assert run() == 1
    shown = capsys.readouterr().out
    assert f"::error file=submissions/more/bad.yaml,line={line},title=structure-unknown-column" in shown
    assert not any(line.startswith("::error file=submissions/new.yaml") for line in shown.splitlines())
    assert int(outputs()["errors"]) >= 1 and outputs()["files"] == "2"
    assert "tdp_watt" in Path("../summary.md").read_text()


def test_select_ignore_and_fail_on_are_those_of_check(run: Run) -> None:
    commit_files({"submissions/bad.yaml": BAD.replace("release_date:", "# release_date:")})
    assert run() == 1
    assert run(ignore="structure-unknown-column, inclusion") == 0
    assert run(select="plausibility,reference") == 0
    assert run(select="structure-unknown-column", fail_on="warning") == 1
    with pytest.raises(UsageError, match="error or warning"):
        run(fail_on="never")
    with pytest.raises(KeyError, match="structure-unknown-column"):
        run(ignore="structure-unknown-colum")


def test_thousands_of_bad_rows_do_not_flood(run: Run, capsys: Capture) -> None:
    rows = "".join(f"bad {n},{n},-5,{'x' * 9},2999-13-40\n" for n in range(2000))
    commit_files({"submissions/bad.csv": f"record_id,name,tdp_w,memory_byte,release_date\n{rows}"})
    assert run() == 1
    *told, totals = capsys.readouterr().out.splitlines()
    annotations = [line for line in told if line.startswith(("::error file=", "::warning file="))]
    kinds = Counter(re.search(r"title=([\w-]+)", line)[1] for line in annotations)  # type: ignore[index]
    assert max(kinds.values()) == 10 and len(kinds) > 4
    more = [line for line in told if re.fullmatch(r"structure-pattern: .*", line)]
    assert more == ["structure-pattern: 1,990 more findings: 1,990 in submissions/bad.csv, line 12 to 2,001"]
    assert totals.startswith("2,000 records in 1 file: ")
    assert f"{len(annotations)} of " in told[-1] and told[-1].endswith("--limit 0 shows all (of the action: limit: 0)")
    assert len(Path("../summary.md").read_text().splitlines()) < 200


def test_memory_is_limited_unless_the_input_says_otherwise(
    run: Run, script: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit_files({"submissions/new.yaml": BAD})
    asked = []
    check = script.validate
    monkeypatch.setattr(script, "validate", lambda *a, **kw: asked.append(kw["memory_limit"]) or check(*a, **kw))
    assert [run(select="structure"), run(select="structure", memory_limit="2GB")] == [1, 1]
    assert asked == ["1GB", "2GB"]
    with pytest.raises(UsageError, match="memory"):
        run(memory_limit="much")


def test_the_limit_that_its_advice_names_is_an_input(run: Run, capsys: Capture) -> None:
    rows = "".join(f"bad {n},{n},3\n" for n in range(30))
    commit_files({"submissions/bad.csv": f"record_id,name,tdp_w\n{rows}"})
    for limit, shown in (("", 10), ("0", 30), (" 7 ", 7)):
        assert run(limit=limit, select="structure-pattern") == 1
        told = capsys.readouterr().out
        assert told.count("::error file=") == shown
        assert ("--limit 0 shows all" in told) == (shown < 30)
    with pytest.raises(UsageError, match="limit is 'ten'; it is a number of findings, or 0 for all"):
        run(limit="ten")


def test_what_is_told_of_further_findings_is_no_command(run: Run, capsys: Capture) -> None:
    rows = "".join(f"bad {n},{n},3\n" for n in range(11))
    commit_files(
        {f"submissions/{name}.csv": f"record_id,name,tdp_w\n{rows}" for name in ("a\n::error::b", "c##[error]d")}
    )
    assert run(select="structure-pattern") == 1
    lines = capsys.readouterr().out.splitlines()
    [more] = [line for line in lines if line.startswith("structure-pattern: 12 more findings")]
    assert "submissions/a\\n::error::b.csv" in more
    assert "##[" not in more
    assert not any(line.startswith("::error::") for line in lines)


def test_a_waiver_is_read(run: Run, repository: Path) -> None:
    commit_files({"submissions/bad.yaml": BAD})
    waiver = {"rule": "structure-unknown-column", "record": "another-chip", "reason": "x", "expires": "2999-01-01"}
    listed = "".join(f"{'-' if key == 'rule' else ' '} {key}: {value}\n" for key, value in waiver.items())
    Path("waivers.yaml").write_text(listed)
    assert run(select="structure") == 1
    assert run(select="structure", waivers="waivers.yaml\n") == 0


def test_what_the_check_of_a_folder_leaves_out_is_no_submission(script: ModuleType, repository: Path) -> None:
    base = git("rev-parse", "HEAD")
    names = ("chip.csv", "origin.yaml", "waivers.yaml", ".hidden/chip.csv", "more/.chip.csv", "notes.txt")
    commit_files({"submissions/old.yaml": None, "submissions/gone.yaml": None})
    commit_files({f"submissions/{name}": "x" for name in names})
    for folder in ("submissions", "./submissions/", ".", str(repository / "submissions")):
        assert script.changed_files(folder, base) == ["submissions/chip.csv"], folder
    assert [source.label for source in find_sources(["submissions"])] == ["submissions/chip.csv"]
    assert script.changed_files("submissions/.hidden", base) == ["submissions/.hidden/chip.csv"]


def test_named_files_are_checked_whether_they_changed_or_not(run: Run) -> None:
    assert run() == 0
    assert outputs() == {"files": "0", "errors": "0", "warnings": "0"}
    assert run(files="submissions/old.yaml\n  submissions/g*.yaml\n", select="structure") == 1
    assert outputs()["files"] == "2"


@pytest.mark.parametrize("base", ["0" * 40, "1" * 40, "", None])
def test_without_a_base_everything_is_checked(script: ModuleType, repository: Path, base: str | None) -> None:
    assert script.changed_files("submissions", base) == ["submissions/gone.yaml", "submissions/old.yaml"]


@pytest.mark.parametrize("base", ["--output=pwned", "main:other", "+main", "^main", "$(touch pwned)", "a b", "a\nb"])
def test_a_base_is_never_an_option_or_a_refspec(script: ModuleType, repository: Path, base: str) -> None:
    with pytest.raises(UsageError, match="must not begin with"):
        script.changed_files("submissions", base)
    assert sorted(path.name for path in repository.iterdir()) == [".git", "README.md", "submissions"]


def test_a_base_has_whatever_name_git_takes(script: ModuleType, repository: Path) -> None:
    branches = ["fix-#12", "c++", "dependabot/npm/@x", "été"]
    for branch in branches:
        git("branch", branch)
    commit_files({"submissions/mine.yaml": GOOD})
    for base in [*branches, "main~1", "HEAD^"]:
        assert script.changed_files("submissions", base) == ["submissions/mine.yaml"], base


def test_changes_of_the_base_are_not_the_branch_s(script: ModuleType, repository: Path) -> None:
    git("switch", "-qc", "branch")
    commit_files({"submissions/mine.yaml": GOOD})
    git("switch", "-q", "main")
    theirs = commit_files({"submissions/theirs.yaml": BAD})
    git("switch", "-q", "branch")
    assert script.changed_files("submissions", theirs) == ["submissions/mine.yaml"]
    assert script.changed_files("submissions", "main") == ["submissions/mine.yaml"]


def test_a_shallow_clone_fetches_the_base(
    script: ModuleType, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = git("rev-parse", "HEAD")
    commit_files({"submissions/mine.yaml": GOOD})
    git("clone", "-q", "--depth=1", f"file://{repository}", str(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    assert script.changed_files("submissions", base) == ["submissions/mine.yaml"]


def test_the_base_is_that_of_the_event(script: ModuleType, tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    for content, base in (
        ({"pull_request": {"base": {"sha": "a"}}}, "a"),
        ({"merge_group": {"base_sha": "b"}}, "b"),
        ({"before": "c", "pull_request": None}, "c"),
        ({"schedule": "* * * * *"}, None),
    ):
        event.write_text(json.dumps(content))
        assert script.base_commit({"GITHUB_EVENT_PATH": str(event)}) == base
    assert script.base_commit({}) is None


def test_names_are_neither_options_nor_patterns_nor_commands(repository: Path) -> None:
    base = git("rev-parse", "HEAD")
    commit_files({f"submissions/{name}": BAD.replace("another", f"number-{n}") for n, name in enumerate(TRICKY)})
    commit_files({name: f"record_id,memory_byte,tdp_w\na{n},1e9,300\n" for n, name in enumerate(COMMANDS)})
    environment = {
        **os.environ,
        "CHECK_PATH": ".",
        "CHECK_BASE": base,
        "CHECK_IGNORE": "duplicate",
        "GITHUB_STEP_SUMMARY": "../summary.md",
    }
    done = subprocess.run([sys.executable, "-I", str(SCRIPT)], env=environment, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout + done.stderr
    *told, totals = done.stdout.splitlines()
    annotations = [line for line in told if line.startswith(("::error file=", "::warning file="))]
    found = {re.sub(r",(line|title)=.*", "", line.partition("file=")[2]) for line in annotations}
    escaped = {
        name.replace("%", "%25").replace("\n", "%0A").replace(":", "%3A").replace(",", "%2C")
        for name in (*COMMANDS, *(f"submissions/{name}" for name in TRICKY))
    }
    assert found == escaped
    notices = [line for line in told if line not in annotations]
    assert len(notices) == len(escaped)
    assert all(line.startswith("::notice::") and "##[" not in line for line in notices)
    assert not totals.startswith("::")
    assert not list(repository.rglob("pwned"))
    assert "traceback" not in (done.stdout + done.stderr).lower()


def test_what_is_told_of_a_base_is_no_command(script: ModuleType, repository: Path, capsys: Capture) -> None:
    script.changed_files("submissions", "\u0301##[add-mask]e")
    assert capsys.readouterr().out.startswith("::notice:: \u0301# #[add-mask]e is not to be had, ")


def test_what_cannot_be_checked_is_an_annotation_and_status_2(repository: Path) -> None:
    environment = {**os.environ, "CHECK_FILES": "no-such.yaml"}
    done = subprocess.run([sys.executable, "-I", str(SCRIPT)], env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, "")
    assert done.stdout == "::error title=compute-trends::no such file: no-such.yaml\n"


def test_the_hook_takes_the_files_that_check_reads() -> None:
    (hook,) = declared(".pre-commit-hooks.yaml")
    assert (hook["id"], hook["entry"], hook["language"]) == ("compute-trends-check", "compute-trends check", "python")
    pattern = re.compile(hook["files"])
    assert all(pattern.search(f"submissions/2026/a b{suffix}") for suffix in FORMATS)
    assert not any(pattern.search(name) for name in ("submissions/README.md", "data/x.yaml", "submissions/x.yaml.orig"))
