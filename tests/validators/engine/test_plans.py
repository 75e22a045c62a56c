"""What is kept of rules between checks is what they say, and goes when a file of theirs changes."""

from __future__ import annotations

import marshal
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from compute_trends.catalog.files import kept as kept_files
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.validators.engine import plans
from compute_trends.validators.engine.connection import connect
from compute_trends.validators.engine.plans import plan_of, plans_for
from compute_trends.validators.engine.run_rules import _open
from compute_trends.validators.engine.submission import Shipped
from compute_trends.validators.registry import rule_paths, rules_for

DATASET = "hardware_prices"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where plans are kept for this test alone, as in a process that began after the last change of a file."""
    path = tmp_path / "kept" / "prices.plans"
    monkeypatch.setattr(plans, "_place", lambda dataset: path)
    monkeypatch.setattr(kept_files, "LOADED_NS", 1 << 63)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    plans_for.cache_clear()
    yield path
    plans_for.cache_clear()


def _again() -> tuple[plans.Plan, ...]:
    plans_for.cache_clear()
    return plans_for(DATASET)


def test_what_is_kept_is_what_the_rules_say(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    schema = load_schema(DATASET)
    made = tuple(plan_of(rule, schema) for rule in rules_for(DATASET) if rule.sql is not None)
    assert plans_for(DATASET) == made
    assert place.is_file()
    monkeypatch.setattr(plans, "rules_for", None)  # is not asked any more
    assert _again() == made


@pytest.mark.parametrize("change", ["a file was touched", "a rule was added", "half a file", "no such form", "nothing"])
def test_what_is_kept_of_other_files_is_not_read(place: Path, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    made, kept = plans_for(DATASET), plans._read(DATASET)
    assert kept == made
    if change == "a file was touched":
        touched, stats = next(iter(rule_paths())), kept_files.stats
        monkeypatch.setattr(
            kept_files, "stats", lambda names: [(n, s, t + (n == str(touched))) for n, s, t in stats(names)]
        )
    elif change == "a rule was added":
        monkeypatch.setattr(plans, "rule_paths", lambda: [*rule_paths(), Path("new.py")])
    else:
        content = place.read_bytes()
        place.write_bytes({"half a file": content[:500], "no such form": b"i\0\0\0\0", "nothing": b""}[change])
    assert plans._read(DATASET) is None
    assert _again() == made


def test_what_a_process_read_before_a_file_changed_is_not_kept(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newest = max(path.stat().st_mtime_ns for path in rule_paths())
    monkeypatch.setattr(kept_files, "LOADED_NS", newest)
    assert plans_for(DATASET)
    assert not place.exists()


def test_where_nothing_can_be_written_nothing_is_kept(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place.parent.write_text("a file where the folder would be")
    made = plans_for(DATASET)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert _again() == made


def test_a_plan_names_the_tables_that_its_sql_reads() -> None:
    for dataset in ("milestone_systems", DATASET):
        schema = load_schema(dataset)
        for plan in plans_for(dataset):
            words = set(re.findall(r"[\w.]+", plan.rule.statement(schema)))
            assert words.issuperset(name for name in plan.names if name.startswith(("submitted_", "v20")))
            assert set(plan.rule.opened(schema)) <= set(plan.names)


def test_a_rule_opens_what_was_imported_since_the_last_release() -> None:
    named = "select name from unreleased.milestone_systems union all select name from v2026_8_0.milestone_systems"
    versions = {"unreleased.milestone_systems", "v2026_8_0.milestone_systems"}
    assert plans._names(named) == {*versions, "milestone_systems"}


def test_a_version_is_opened_of_the_table_that_is_read_of_it_alone() -> None:
    (plan,) = [plan for plan in plans_for("milestone_systems") if plan.id == "system-unknown"]
    assert {"benchmark_results", "every_version.milestone_systems"} <= set(plan.names)
    connection = connect()
    _open(connection, "milestone_systems", [(plan.names, plan.columns)], Shipped(connection))
    listed = connection.execute("select table_name from information_schema.tables where table_schema = 'every_version'")
    assert listed.fetchall() == [("milestone_systems",)]


def test_what_is_kept_is_of_the_sources_as_an_import_left_them(place: Path) -> None:
    assert plans_for(DATASET)
    kept = marshal.loads(place.read_bytes())
    assert str(PACKAGE_ROOT / "datasets" / DATASET / "origin.yaml") in {name for name, *_ in kept[1]}
