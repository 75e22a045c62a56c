"""The one table of measurements: its lines and its reasons."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from types import ModuleType
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
    for name in ("run", "measuring", "all_layers", "tables", "spark_check"):
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
    assert [run.has_failed(row) for row in (met, absent, differs)] == [False, False, False]


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


def test_what_was_measured_is_written_again_without_measuring(
    scripts: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, _ = scripts
    monkeypatch.setattr(run, "KEPT", tmp_path / "build" / "kept.json")
    for function in ("keep", "kept"):
        defaults = getattr(run, function).__defaults__
        monkeypatch.setattr(getattr(run, function), "__defaults__", (*defaults[:-1], run.KEPT))
    run.keep("start", ["| start | b |"], [])
    run.keep("Spark", ["| Spark | a |"], ["- Spark, a: there is no Java."])
    run.keep("start", ["| start | c |"], [])
    theirs = tmp_path / "page.md"
    theirs.write_text(run.page("", ["load"], [], []) + "| structure | theirs |\n| start | theirs |\n", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["run.py", "--again", "--only", "start", "Spark", "--write", str(theirs)])
    run.main()
    page = theirs.read_text(encoding="utf-8")
    assert "| start | c |\n| structure | theirs |\n| Spark | a |\n" in page
    assert "| start | theirs |" not in page
    assert "- Spark, a: there is no Java." in page
    monkeypatch.setattr(sys, "argv", ["run.py", "--again", "--only", "structure"])
    with pytest.raises(
        SystemExit, match="not measured here: structure; name those that were with --only: start, Spark"
    ):
        run.main()


def test_a_part_that_fails_says_so_and_the_others_are_measured(scripts: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run, measuring = scripts

    def apart(function: Any, part: str, quick: bool) -> Any:
        if part == "start":
            raise SystemExit("ours: 1 missing\nof the seeded errors")
        return [measuring.Row(part, "rows", measuring.Used(1.0))]

    monkeypatch.setattr(run, "apart", apart)
    found = dict(run.measured(["start", "structure"], True))
    assert run.has_failed(found["start"][0])
    assert run.why(found["start"]) == ["- start, not measured: it failed: ours: 1 missing of the seeded errors."]
    assert not run.has_failed(found["structure"][0])


@pytest.mark.parametrize("suffix", ["csv", "tsv", "parquet", "jsonl", "json", "yaml", "xlsx"])
def test_what_is_seeded_is_found_where_it_stands_in_every_format(scripts: Any, tmp_path: Path, suffix: str) -> None:
    import tables

    truth = tables.make_table(tmp_path / f"table.{suffix}", 60)
    report = validate(str(tmp_path / f"table.{suffix}"), "milestone_systems", select=["structure"])
    assert tables.cells_of(f".{suffix}", [finding.as_dict() for finding in report]) == truth
    assert len(truth) == (14 if suffix in ("csv", "tsv") else 10)


def test_what_spark_lacks_is_told_in_one_line(scripts: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import spark_check

    monkeypatch.setitem(sys.modules, "pyspark", None)
    assert spark_check.missing() == "pyspark is not installed: pip install 'compute-trends[spark]'"
    monkeypatch.setitem(sys.modules, "pyspark", ModuleType("pyspark"))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert spark_check.missing() == "Spark needs Java: apt-get install default-jre-headless"
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "gone"))
    assert spark_check.missing().startswith(f"Spark needs Java: JAVA_HOME is {tmp_path / 'gone'}, where there is none")
    monkeypatch.delenv("JAVA_HOME")
    java = tmp_path / "java"
    for version, told in (("1.8.0_402", "here is 8:"), ("11.0.2", "here is 11:"), ("17.0.15", "")):
        java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025-04-15' >&2\n", encoding="utf-8")
        java.chmod(0o755)
        assert (told in spark_check.missing()) if told else spark_check.missing() == ""


def test_the_page_explains_what_is_short(scripts: Any) -> None:
    run, _ = scripts
    text = (PACKAGE_ROOT / "docs" / "measurements.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")][2:]
    assert {row[0] for row in rows} <= set(run.PARTS)
    for row in rows:
        if "(short)" in " | ".join(row) or row[2] == "not measured":
            assert f"- {row[0]}, {row[1]}: " in text
    assert "no reason is known" not in text
