"""What is installed is what the checkout holds now, and what is added to a checkout works at once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from compute_trends.catalog.paths import PACKAGE_ROOT

ROOMS = ("catalog", "cli", "datasets", "explorer", "schemas", "trends", "validators")
AT_THE_TOP = {
    "__init__.py",
    "__main__.py",
    "py.typed",
    "datapackage.json",
    "croissant.json",
    "views.sql",
    "CITATION.cff",
}

_STUDY_SQL = """\
-- name: neighbours-systems
select record_id from query_table(getvariable('milestone_systems'))
"""

_STUDY = """\
from compute_trends.trends.declaration import Trend
from compute_trends.trends.methods.estimate import Estimate
from compute_trends.trends.script import load_script

TRENDS = (
    Trend(
        name="neighbours-systems",
        study="neighbours",
        question="How many systems are there?",
        quantity="systems",
        subset="all",
        unit="system",
        script=load_script(__file__),
        dataset="milestone_systems",
        estimate=lambda points: Estimate(value=float(len(points)), n=len(points)),
    ),
)
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what belongs to the checkout."""
    if not (PACKAGE_ROOT / "pyproject.toml").is_file():
        pytest.skip("an installed copy cannot be installed from")
    copy = tmp_path / "site" / "compute_trends"
    everywhere = shutil.ignore_patterns("__pycache__", ".*", "*.egg-info", "build", "dist")
    at_the_top = shutil.ignore_patterns("tests", "docs", "benchmarks")

    def left_out(folder: str, names: list[str]) -> set[str]:
        found = everywhere(folder, names)
        return found | at_the_top(folder, names) if Path(folder) == PACKAGE_ROOT else found

    shutil.copytree(PACKAGE_ROOT, copy, ignore=left_out)
    return copy


def _start(copy: Path, *arguments: str, site: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(site or copy.parent), "TMPDIR": str(copy.parent.parent)}
    command = [sys.executable, "-m", "compute_trends.cli.main", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=copy.parent.parent)


def _run(copy: Path, *arguments: str, site: Path | None = None) -> str:
    done = _start(copy, *arguments, site=site)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _build(copy: Path, target: Path) -> Path:
    """A wheel of the copy, built without the network."""
    pip = [sys.executable, "-m", "pip", "--quiet", "wheel", "--no-build-isolation", "--no-index", "--no-deps"]
    subprocess.run([*pip, "--wheel-dir", str(target), str(copy)], check=True)
    return next(target.glob("*.whl"))


def test_a_rule_that_is_added_works_at_once(checkout: Path) -> None:
    rules = checkout / "validators" / "rules"
    model = next(rules.rglob("sectors_fewer_than_organisations.py"))
    added = model.with_name("sectors_doubtful.py")
    added.write_text(model.read_text().replace("sectors-fewer-than-organisations", "sectors-doubtful"))
    assert "sectors-doubtful" in _run(checkout, "rules", "--format", "csv")


def test_a_study_that_is_added_works_at_once(checkout: Path) -> None:
    (checkout / "trends" / "studies" / "neighbours.sql").write_text(_STUDY_SQL)
    (checkout / "trends" / "studies" / "neighbours.py").write_text(_STUDY)
    assert "neighbours-systems" in _run(checkout, "trend", "--list")
    assert "system" in _run(checkout, "trend", "neighbours-systems")


_BOTH = {".sql": _STUDY_SQL, ".py": _STUDY}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"neighbours.py": _STUDY}, "the study trends/studies/neighbours.py has no neighbours.sql beside it: write"),
        (
            {"neighbours.sql": _STUDY_SQL, "neighbours.py": "TRENDS = ("},
            "trends/studies/neighbours.py, line 1 cannot be read as a study: '(' was never closed; mend it, or remove",
        ),
        (
            {"neighbours.sql": _STUDY_SQL, "neighbours.py": "STUDY = None\n"},
            "trends/studies/neighbours.py sets no TRENDS; trends/declaration.py says how a study is written",
        ),
        ({"neighbours.sql": _STUDY_SQL}, "the study trends/studies/neighbours.sql has no neighbours.py beside it: "),
        (
            {f"{name}{kind}": text for name in ("neighbours", "nearby") for kind, text in _BOTH.items()},
            "the trend neighbours-systems is declared in trends/studies/nearby.py and in trends/studies/neighbours.py",
        ),
    ],
    ids=["no script", "no Python", "no trends", "no module", "declared twice"],
)
def test_a_study_that_is_not_whole_is_named_in_one_line(checkout: Path, files: dict[str, str], message: str) -> None:
    for name, text in files.items():
        (checkout / "trends" / "studies" / name).write_text(text)
    for arguments in (("trend", "--list"), ("trend", "neighbours-systems")):
        done = _start(checkout, *arguments)
        assert done.returncode == 2
        assert done.stderr.startswith(f"Error: {message}")
        assert done.stderr.count("\n") == 1


_RULES = "validators/rules/"
_PEAK = f"{_RULES}inference_models/throughput_above_peak.py"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "message"),
    [
        (
            "inference_models/throughput_too_high.py",
            f"{_RULES}inference_models/throughput_too_high.py declares the rule throughput-above-peak; {_PEAK} does ",
        ),
        (
            "accelerators/throughput_above_peak.py",
            f"{_PEAK} and {_RULES}accelerators/throughput_above_peak.py both declare",
        ),
        (
            "accelerators",
            f"{_RULES}accelerators/throughput_above_peak.py declares a rule of inference_models; move it to ",
        ),
    ],
    ids=["declared twice", "one name in two folders", "in another folder"],
)
def test_a_rule_that_is_not_in_its_place_is_named_by_build_verify_check_and_explain(
    checkout: Path, place: str, message: str
) -> None:
    rules = checkout / "validators" / "rules"
    rule = rules / "inference_models" / "throughput_above_peak.py"
    (shutil.copy if place.endswith(".py") else shutil.move)(str(rule), rules / place)
    example = str(checkout / "datasets" / "inference_models" / "example.yaml")
    check = ("check", "--dataset", "inference_models", example)
    for arguments in (("build",), ("verify",), ("rules",), ("explain", "throughput-above-peak"), check):
        done = _start(checkout, *arguments)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
        assert done.stderr.startswith(f"Error: {message}")


@pytest.mark.slow
def test_a_study_without_its_script_and_a_column_that_the_records_lack_stop_build(checkout: Path) -> None:
    script = checkout / "trends" / "studies" / "carbon.sql"
    text = script.read_text(encoding="utf-8")
    script.unlink()
    for command in ("build", "verify"):
        done = _start(checkout, command)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert done.stderr.startswith("Error: the study trends/studies/carbon.py has no carbon.sql beside it: write")
    script.write_text(text, encoding="utf-8")
    records = checkout / "datasets" / "training_energy" / "records.csv"
    header, rest = records.read_text(encoding="utf-8").split("\n", 1)
    records.write_text(f"{header.replace('pue_ratio', 'pue')}\n{rest}", encoding="utf-8")
    done = _start(checkout, "build")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert (
        "training_energy/records.csv: schemas/training_energy.json does not declare 'pue', and the header"
        in done.stderr
    )


@pytest.mark.slow
def test_a_wheel_holds_what_the_rooms_hold_and_nothing_of_an_earlier_build(checkout: Path, tmp_path: Path) -> None:
    removed = next((checkout / "validators" / "rules").rglob("sectors_fewer_than_organisations.py"))
    _build(checkout, tmp_path / "first")
    removed.rename(removed.with_name("sectors_doubtful.py"))
    (later := checkout / "validators" / "rules" / "later").mkdir()
    removed.with_name("sectors_doubtful.py").rename(later / "sectors_fewer_than_organisations.py")
    wheel = _build(checkout, tmp_path / "second")
    with ZipFile(wheel) as packed:
        names = {name.removeprefix("compute_trends/") for name in packed.namelist() if ".dist-info/" not in name}
    held = {
        path.relative_to(checkout).as_posix()
        for room in ROOMS
        for path in (checkout / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert names == held | AT_THE_TOP
    assert not list(checkout.glob("build/*"))


@pytest.mark.slow
def test_tracked_files_of_the_rooms_are_all_installed(checkout: Path, tmp_path: Path) -> None:
    git = ["git", "-C", str(PACKAGE_ROOT), "ls-files", *ROOMS]
    listed = subprocess.run(git, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("no git checkout")
    with ZipFile(_build(checkout, tmp_path / "wheel")) as packed:
        names = {name.removeprefix("compute_trends/") for name in packed.namelist() if ".dist-info/" not in name}
    assert names == set(listed.stdout.splitlines()) | AT_THE_TOP


@pytest.mark.slow
def test_an_install_over_an_older_one_forgets_removed_rules(checkout: Path, tmp_path: Path) -> None:
    site = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "--quiet", "install", "--no-deps", "--no-index", "--upgrade", "--target"]
    subprocess.run([*pip, str(site), str(_build(checkout, tmp_path / "first"))], check=True)
    next((checkout / "validators" / "rules").rglob("sectors_fewer_than_organisations.py")).unlink()
    subprocess.run([*pip, str(site), str(_build(checkout, tmp_path / "second"))], check=True)
    assert "sectors-fewer-than-organisations" not in _run(checkout, "rules", "--format", "csv", site=site)
