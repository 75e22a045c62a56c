"""The one table of measurements: its lines and its reasons."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.validators.api import validate

BENCHMARKS = PACKAGE_ROOT / "benchmarks"
pytestmark = pytest.mark.skipif(not BENCHMARKS.is_dir(), reason="an installed copy has no benchmarks")


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The modules of the benchmarks, which find each other as a script's do."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import measuring
    import run

    yield run, measuring
    for name in ("run", "measuring", "all_layers"):
        sys.modules.pop(name, None)


def test_every_part_is_measured_by_a_module_of_its_own(scripts: Any) -> None:
    run, _ = scripts
    for part, module in run.PARTS.items():
        tree = ast.parse((BENCHMARKS / f"{module}.py").read_text(encoding="utf-8"))
        functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert functions["measure"].args.args[0].arg == "quick", part
        assert "main" in functions, part


def test_a_line_says_whether_the_goal_is_met_and_why_it_is_not(scripts: Any) -> None:
    run, measuring = scripts
    used = measuring.Used(2.0, 1.5, 100.0)
    met = measuring.Row("start", "--help", used, "click 8", measuring.Used(4.0), 0.5, goal=0.6, why="never told")
    line = "| start | --help | 2 s, 1.5 CPU s, 100 MB | click 8 | 4 s | 0.50 | 0.6 |  | 2026.8.2, 2 cores, 2026-11-27 |"
    assert run.line(met, "2026.8.2, 2 cores, 2026-11-27") == line
    short = measuring.Row("diff", "rows", used, goal=50, of="MB", why="it holds both")
    assert run.line(short).split(" | ")[6] == "50 MB (short)"
    absent = measuring.Row("Spark", "not measured", why="there is no Java")
    differs = measuring.Row("structure", "rows", used, equal=False)
    assert run.why([met, short, absent, differs]) == [
        "- diff, rows: it holds both.",
        "- Spark, not measured: there is no Java.",
        "- structure, rows: no reason is known; look into it.",
    ]
    assert [row.is_short for row in (met, short, absent)] == [False, True, False]


def test_ratios_are_medians_of_pairs(scripts: Any) -> None:
    _, measuring = scripts
    ours, theirs = iter([9, 1, 2, 3]), iter([9, 2, 2, 2])
    one, two, ratio = measuring.pairs(lambda: measuring.Used(next(ours)), lambda: measuring.Used(next(theirs)), 3)
    assert (one.seconds, two.seconds, ratio) == (2, 2, 1)


def test_the_same_seed_makes_the_same_table(scripts: Any, tmp_path: Path) -> None:
    import all_layers

    for name in ("one", "two"):
        all_layers.corrupted(tmp_path / f"{name}.parquet", "milestone_systems", 1500, "n")
    one, two = (f"from '{tmp_path}/{name}.parquet'" for name in ("one", "two"))
    assert duckdb.sql(f"({one}) except all ({two})").fetchall() == []
    numbers = duckdb.sql(f"select count(*), count(distinct n), max(n) {one}").fetchall()
    assert numbers == [(1500, 1500, 1499)]
    report = validate(str(tmp_path / "one.parquet"), "milestone_systems")
    assert report.records == 1500
    assert {"duplicate-name", "structure-unique", "record-id-taken"} <= {finding.rule for finding in report}


def test_parts_measured_anew_take_the_place_of_what_the_page_held(scripts: Any) -> None:
    run, _ = scripts
    first = run.page("", ["start", "Spark"], ["| Spark | a |", "| start | b |"], ["- Spark, a: there is no Java."])
    assert first.index("| start | b |") < first.index("| Spark | a |")
    second = run.page(first, ["Spark"], ["| Spark | c |"], [])
    assert "| Spark | a |" not in second
    assert "no Java" not in second
    assert "| start | b |\n| Spark | c |\n" in second
    assert run.page(second, [], [], []) == second


def test_the_page_explains_what_is_short(scripts: Any) -> None:
    run, _ = scripts
    text = (PACKAGE_ROOT / "docs" / "measurements.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")][2:]
    assert {row[0] for row in rows} <= set(run.PARTS)
    for row in rows:
        if "(short)" in " | ".join(row) or row[2] == "not measured":
            assert f"- {row[0]}, {row[1]}: " in text
    assert "no reason is known" not in text
