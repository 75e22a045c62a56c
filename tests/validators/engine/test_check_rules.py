"""Rules: their examples, how they are chosen, and what happens when one breaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from compute_trends.catalog.errors import UnknownNameError, UsageError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import all_versions
from compute_trends.validators import registry
from compute_trends.validators.api import validate
from compute_trends.validators.engine import judge as engine
from compute_trends.validators.engine import plans
from compute_trends.validators.engine.asking import RuleCrashedError
from compute_trends.validators.engine.connection import connect
from compute_trends.validators.engine.submission import Shipped
from compute_trends.validators.rule import LAYERS, Rule, Threshold
from compute_trends.validators.structure.rules import ALWAYS

#: Those of a dataset are beside each other, so that one process checks their examples.
RULES = sorted(registry.all_rules().values(), key=lambda rule: rule.datasets)
#: Layers whose rules judge a record by itself, so that examples can be checked side by side; so do rules of others
#: that say so.
BY_ITSELF = ("inclusion", "plausibility")


def _examples(rule: Rule) -> list[tuple[bool, list[Mapping[str, Any]]]]:
    found = [
        (fires, [example] if isinstance(example, Mapping) else list(example))
        for fires, examples in ((True, rule.fails), (False, rule.passes))
        for example in examples
    ]
    return [(fires, records) for fires, records in found if not any("_file" in record for record in records)]


def _dataset(rule: Rule, records: list[Mapping[str, Any]]) -> str:
    return next((str(record["_dataset"]) for record in records if "_dataset" in record), rule.datasets[0])


def _plain(record: Mapping[str, Any]) -> dict[str, Any]:
    """The example as a record; one without content would be an empty row, which nobody judges."""
    plain = {name: value for name, value in record.items() if name != "_dataset"}
    if all(value is None or str(value).strip() in ("", "[]") for value in plain.values()):
        plain["record_id"] = "made-up"
    return plain


def _is_by_itself(rule: Rule, records: list[Mapping[str, Any]]) -> bool:
    return len(records) == 1 and (rule.layer in BY_ITSELF or (rule.sql is not None and rule.reach == "row"))


@cache
def _fired_by_themselves(dataset: str) -> dict[str, list[bool]]:
    """By rule: whether it fires on each of its examples for the dataset that can be checked side by side.

    All these examples are checked in one go, by all their rules; of each, what its own rule says is kept.
    """
    owners, records = [], []
    for rule in RULES:
        for _, example in _examples(rule):
            if _is_by_itself(rule, example) and _dataset(rule, example) == dataset:
                owners.append(rule.id)
                closed = {"admission": "upstream"} if load_schema(dataset).closed else {}  # else it takes no records
                records.append(_plain(example[0]) | closed)
    report = validate(records, dataset, select=sorted(set(owners)))
    said = {(finding.rule, finding.line) for finding in report}
    fired: dict[str, list[bool]] = {}
    for row, owner in enumerate(owners, 1):
        fired.setdefault(owner, []).append((owner, row) in said)
    return fired


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_fires_on_its_failing_examples_only(rule: Rule) -> None:
    side_by_side: dict[str, list[tuple[bool, Mapping[str, Any]]]] = {}
    for fires, records in _examples(rule):
        dataset = _dataset(rule, records)
        assert dataset in rule.datasets
        if _is_by_itself(rule, records):
            side_by_side.setdefault(dataset, []).append((fires, records[0]))
            continue
        found = {finding.rule for finding in validate([_plain(item) for item in records], dataset, select=[rule.id])}
        assert (rule.id in found) is fires, records
    for dataset, examples in side_by_side.items():
        assert _fired_by_themselves(dataset)[rule.id] == [fires for fires, _ in examples], examples


def test_rules_about_whole_files_say_so_instead_of_a_failing_record() -> None:
    of_files = {rule.id for rule in RULES if any("_file" in example for example in rule.fails)}
    assert of_files > ALWAYS
    assert all(rule_id.startswith("structure-") for rule_id in of_files)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_explains_itself(rule: Rule) -> None:
    for text in (rule.title, rule.explanation, rule.fix, rule.source):
        assert text.strip() == text != ""
    assert rule.explanation.endswith(".")
    assert rule.fix.endswith(".")
    assert not rule.title.endswith(".")
    assert all(threshold.source for threshold in rule.thresholds)
    assert rule.id.startswith("structure-") is (rule.layer == "structure")


def test_a_rule_stands_alone_in_the_file_of_its_id_in_the_folder_of_its_dataset() -> None:
    folder = PACKAGE_ROOT / "validators" / "rules"
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*.py") if path.parent.name != "shared"}
    for rule in RULES:
        if rule.layer != "structure":
            name = f"{rule.id.replace('-', '_')}.py"
            places = {f"{dataset}/{name}" for dataset in ("any", *rule.datasets[: len(rule.datasets) == 1])}
            (place,) = places & files
            assert registry.rule_file(rule) == f"validators/rules/{place}"
            files.remove(place)
    assert not files


def test_the_validators_folder_is_no_regular_package() -> None:
    # With an __init__.py it would hide the package `validators` that frictionless imports.
    assert not list((PACKAGE_ROOT / "validators").rglob("__init__.py"))


def rule(sql: str, **more: Any) -> Rule:
    options: dict[str, Any] = {
        "id": "made-up",
        "layer": "plausibility",
        "severity": "warning",
        "datasets": ("milestone_systems",),
        "title": "Made up",
        "explanation": "For this test.",
        "fix": "Nothing to fix.",
        "source": "This test.",
        "reads": ("record_id",),
        "passes": ({},),
        "fails": ({},),
    }
    return Rule(sql=sql, **(options | more))


@pytest.fixture
def with_rule(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    def forget() -> None:
        for cached in (all_rules, rules_for, plans.plans_for):
            cached.cache_clear()

    all_rules, rules_for = registry.all_rules, registry.rules_for
    monkeypatch.setattr(plans, "_read", lambda dataset: None)
    monkeypatch.setattr(plans, "_keep", lambda dataset, made: None)

    def install(made_up: Rule) -> None:
        monkeypatch.setattr(registry, "_files", lambda: {made_up.id: Path("any") / "made_up.py"})
        monkeypatch.setattr(registry, "_declared", lambda path: made_up)
        monkeypatch.setattr(engine, "shipped_waivers", lambda *_: [])  # they name real rules
        forget()

    yield install
    forget()


GOOD = {"record_id": "a", "publication_date": "2021-02-03", "source": "x", "admission": "submitted"}
ALL_ROWS = 'select _row, null as "column", null as value, {} as message, null as evidence from submission'


def test_a_rule_that_crashes_is_an_error_of_the_tool(with_rule: Any) -> None:
    with_rule(rule(ALL_ROWS.format("error('no')")))
    with pytest.raises(RuleCrashedError, match="the rule made-up failed") as caught:
        validate(GOOD, "milestone_systems")
    assert caught.value.exit_code == 2


def test_a_rule_that_yields_other_columns_is_an_error_of_the_tool(with_rule: Any) -> None:
    with_rule(rule("select 1 as one from submission"))
    with pytest.raises(RuleCrashedError):
        validate(GOOD, "milestone_systems")


def test_thresholds_are_filled_in_and_must_be_declared(with_rule: Any) -> None:
    threshold = Threshold("most_flop", 1e20, "FLOP", "This test.")
    sql = ALL_ROWS.format("'too much'") + " where training_compute_flop > $most_flop"
    with_rule(rule(sql, thresholds=(threshold,)))
    assert validate(GOOD | {"training_compute_flop": 2e20}, "milestone_systems").warnings == 1
    assert validate(GOOD | {"training_compute_flop": 1e20}, "milestone_systems").warnings == 0
    with_rule(rule(sql))
    with pytest.raises(ValueError, match=r"\$most_flop"):
        validate(GOOD, "milestone_systems")


def test_a_rule_for_submitted_records_spares_those_we_ship_as_upstream(with_rule: Any) -> None:
    with_rule(rule(ALL_ROWS.format("record_id"), binds="submitted"))
    shipped = {"record_id": "alexnet", "admission": "upstream"}
    assert validate(shipped, "milestone_systems", select=["made-up"]).total == 0
    revision = shipped | {"admission": "submitted"}  # which owes evidence for what it changes alone: `accept` asks
    assert validate(revision, "milestone_systems", select=["made-up"]).total == 0
    claimed = {"record_id": "no-such-system", "admission": "upstream"}
    assert validate(claimed, "milestone_systems", select=["made-up"]).total == 1


def test_what_other_layers_say_of_a_cell_that_does_not_parse_is_dropped(with_rule: Any) -> None:
    sql = """select _row, 'parameters' as "column", null as value, 'missing' as message, null as evidence
             from submission where parameters is null"""
    with_rule(rule(sql))
    assert [f.rule for f in validate(GOOD | {"parameters": "many"}, "milestone_systems")] == ["structure-type"]
    assert [f.rule for f in validate(GOOD, "milestone_systems")] == ["made-up"]


def test_records_submitted_together_see_each_other(with_rule: Any, tmp_path: Path) -> None:
    sql = """select _row, 'base_model' as "column", null as value, 'dangling' as message, null as evidence
             from submission
             where not list_has_any(base_model, (select list(record_id) from submitted_milestone_systems))"""
    with_rule(rule(sql))
    for name, base in (("a", "b"), ("b", "c")):
        text = "".join(f"{key}: {value}\n" for key, value in (GOOD | {"record_id": name, "base_model": base}).items())
        (tmp_path / f"{name}.yaml").write_text(text)
    found = validate(tmp_path, "milestone_systems").findings
    assert [(Path(finding.file).name, finding.record, finding.line) for finding in found] == [("b.yaml", "b", 5)]


def test_rules_and_layers_are_selected_and_ignored() -> None:
    bad = GOOD | {"record_id": "A", "publication_date": "2021-02-30"}
    by = {
        "all": validate(bad, "milestone_systems", select=["structure"]),
        "one": validate(bad, "milestone_systems", select=["structure-pattern"]),
        "but one": validate(bad, "milestone_systems", select=["structure"], ignore=["structure-pattern"]),
        "other": validate(bad, "milestone_systems", ignore=list(LAYERS)),
    }
    assert {name: [finding.rule for finding in report] for name, report in by.items()} == {
        "all": ["structure-pattern", "structure-type"],
        "one": ["structure-pattern"],
        "but one": ["structure-type"],
        "other": [],
    }


def test_a_selection_of_which_nothing_is_left_is_refused() -> None:
    for ignore in (["structure-pattern"], ["structure"]):
        with pytest.raises(UsageError, match="ignored as well: nothing would be checked"):
            validate(GOOD, "milestone_systems", select=["structure-pattern"], ignore=ignore)


@pytest.mark.parametrize("names", [{"select": ["structure-pattern"]}, {"ignore": ["structure", "structure-file"]}])
def test_no_selection_hides_that_a_file_cannot_be_read(names: dict[str, list[str]], tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("a: [")
    report = validate(tmp_path / "broken.yaml", "milestone_systems", **names)
    assert [finding.rule for finding in report] == ["structure-file"]


@pytest.mark.parametrize("option", ["select", "ignore"])
def test_an_unknown_rule_is_an_error_with_the_nearest_names(option: str) -> None:
    names: dict[str, Any] = {option: ["structure-patern"]}
    with pytest.raises(UnknownNameError, match="structure-pattern"):
        validate(GOOD, "milestone_systems", **names)


def test_of_a_dataset_without_a_version_there_are_no_records(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"accelerators": all_versions()["accelerators"]}
    monkeypatch.setattr("compute_trends.catalog.versions.all_versions", lambda: known)
    connection = connect()
    Shipped(connection).open_for("select * from training_energy join accelerators using (record_id)")
    assert connection.execute("select count(*) from training_energy").fetchone() == (0,)
    assert connection.execute("describe training_energy").fetchall()[0][0] == "record_id"
