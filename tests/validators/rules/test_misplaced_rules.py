"""A file in validators/rules that is not the one rule that its place says is one line, not a traceback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from compute_trends.catalog.paths import PACKAGE_ROOT

RULE = "boost_clock_below_base.py"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package's code, with links to its data."""
    copy = tmp_path_factory.mktemp("site") / "compute_trends"
    copy.mkdir()
    for name in ("__init__.py", "catalog", "cli", "schemas", "validators"):
        (shutil.copytree if (PACKAGE_ROOT / name).is_dir() else shutil.copy)(PACKAGE_ROOT / name, copy / name)
    for name in ("datasets", "datapackage.json", "trends"):
        (copy / name).symlink_to(PACKAGE_ROOT / name)
    return copy


def _complaint(package: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(package.parent)}
    command = [sys.executable, "-m", "compute_trends.cli.main", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=package.parent)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    return line


@pytest.mark.parametrize(
    ("place", "old", "new", "said"),
    [
        ("milestone_systems/" + RULE, "", "", "accelerators/boost_clock_below_base.py both declare the rule boost-"),
        (
            "accelerators/clocks.py",
            "",
            "",
            "declares the rule boost-clock-below-base; validators/rules/accelerators/boo",
        ),
        ("accelerators/clocks.py", '"boost-clock-below-base"', '"clock"', "declares the rule clock; call it clock.py"),
        ("milestone_systems/clocks.py", '"boost-clock-below-base"', '"clocks"', "move it to validators/rules/acceler"),
        ("accelerators/deep/clocks.py", "", "", "is in no dataset's folder"),
        ("clocks.py", "", "", "is in no dataset's folder"),
        ("accelerators/clocks.py", "RULE = ", "RULES = ", "sets no RULE"),
        ("accelerators/clocks.py", "RULE = ", "RULE = = ", "cannot be read as a rule: invalid syntax"),
        ("accelerators/clocks.py", '"plausibility"', '"clocks"', "unknown layer 'clocks'"),
    ],
)
def test_a_rule_that_is_not_what_its_place_says_is_told_by_its_file(
    package: Path, place: str, old: str, new: str, said: str
) -> None:
    path = package / "validators" / "rules" / place
    path.parent.mkdir(exist_ok=True)
    try:
        text = (package / "validators" / "rules" / "accelerators" / RULE).read_text(encoding="utf-8")
        path.write_text(text.replace(old, new), encoding="utf-8")
        line = _complaint(package, "rules")
    finally:
        path.unlink()
    assert f"validators/rules/{place}" in line
    assert said in line


@pytest.mark.parametrize(
    ("rule", "place", "home"),
    [
        ("accelerators/boost_clock_below_base.py", "hardware_prices", "accelerators"),
        ("accelerators/accelerator_power_missing.py", "supercomputers", "accelerators"),  # `required`, a new folder
        ("inference_models/inference_parameters_implausible.py", "accelerators", "inference_models"),  # of a family
        ("accelerators/boost_clock_below_base.py", "hardware_prices\nof", "accelerators"),
    ],
)
def test_a_check_of_its_dataset_tells_of_a_rule_in_the_folder_of_another(
    package: Path, tmp_path: Path, rule: str, place: str, home: str
) -> None:
    folder, _, comment = place.partition("\n")
    original = package / "validators" / "rules" / rule
    moved = original.parents[1] / folder / original.name
    text = original.read_text(encoding="utf-8")
    record = tmp_path / "record.yaml"
    record.write_text("record_id: a-thing\n")
    try:
        original.unlink()
        moved.parent.mkdir(exist_ok=True)
        moved.write_text(f'{text}\n# {comment} "{folder}"\n' if comment else text, encoding="utf-8")
        line = _complaint(package, "check", "--dataset", home, str(record))
    finally:
        original.write_text(text, encoding="utf-8")
        moved.unlink()
    assert f"validators/rules/{folder}/{original.name} declares a rule of {home}; move it to" in line
