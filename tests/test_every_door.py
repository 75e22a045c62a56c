"""The ways in, each once, as somebody uses them who has just installed the package; marked `door` with a few others."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import compute_trends as ct
from compute_trends.catalog.versions import all_versions
from compute_trends.validators.submitting.template import render_example

pytestmark = pytest.mark.door

PROGRAM = [sys.executable, "-m", "compute_trends.cli.main"]


def _run(*arguments: str, stdin: str | None = None, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments], input=stdin, cwd=cwd, capture_output=True, text=True, encoding="utf-8"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["datasets"],
        ["describe", "milestone_systems"],
        ["head", "accelerators", "--format", "json"],
        ["sql", "select count(*) from v2022_2_0.milestone_systems", "--format", "csv"],
        ["cite", "training_energy"],
        ["history", "gpt-3"],
        ["diff", "milestone_systems", "2022.2.0", "2024.10.0", "--limit", "1"],
        ["rules"],
        ["explain", "structure-type"],
        ["template", "accelerators"],
        ["trend", "sevilla-deep-learning-era"],
        ["reproduce", "hernandez-brown-2020"],
        ["estimate", "--parameters", "1e9", "--tokens", "2e10"],
        ["verify"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_command_works(arguments: list[str], tmp_path: Path) -> None:
    done = _run(*arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".csv", ".json", ".jsonl", ".parquet", ".xlsx", ".sqlite", ".duckdb"])
def test_what_is_exported_is_checked(tmp_path: Path, suffix: str) -> None:
    place = tmp_path / "mit Leerzeichen, ü"
    place.mkdir()
    path = f"systems{suffix}"
    done = _run("export", "training_energy", "--to", path, cwd=place)
    assert (done.returncode, done.stdout) == (0, f"{path}\n"), done.stderr
    if suffix in (".sqlite", ".duckdb"):
        return
    done = _run("check", path, "--dataset", "training_energy", "--format", "json", cwd=place)
    summary = json.loads(done.stdout)["summary"]
    assert (summary["records"], summary["errors"]) == (all_versions()["training_energy"][-1].rows, 0), done.stdout


def test_a_bad_record_is_found_in_every_report(tmp_path: Path) -> None:
    text = render_example("accelerators") + "tdp_watt: 300\n"
    for format_name in ("text", "json", "github"):
        done = _run("check", "-", "--dataset", "accelerators", "--format", format_name, stdin=text)
        assert done.returncode == 1, done.stderr
        assert "tdp_watt" in done.stdout


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_rows_are_the_same_in_every_library(library: str) -> None:
    held = ct.load("training_energy", as_=library)
    assert len(held) == len(ct.sql("from training_energy").fetchall())
    assert (
        list(held.columns if library != "pyarrow" else held.column_names)
        == ct.connect().table("training_energy").columns
    )


def test_the_functions_are_there() -> None:
    assert ct.versions("milestone_systems")[0] == "2022.2.0"
    assert set(ct.datasets()) == set(all_versions())
    assert ct.validate([{"record_id": "a"}], "accelerators").errors
    assert "Patterson" in str(ct.cite("training_energy"))
