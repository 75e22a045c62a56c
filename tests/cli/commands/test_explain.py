"""`compute-trends explain`: of rules and of shipped records."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from click.testing import Result

from compute_trends.catalog.doors.connect import connect
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import UNRELEASED, datasets, find_version
from compute_trends.validators.engine.connection import connect as check_connection
from compute_trends.validators.engine.submission import Shipped, create_absent
from compute_trends.validators.explaining.coverage import standing
from compute_trends.validators.explaining.explain import VERDICTS, explain_record, explain_rule, is_about_files
from compute_trends.validators.explaining.shipped import Judgement, judge
from compute_trends.validators.registry import all_rules, rules_for
from compute_trends.validators.rules.shared.near_names import prepare_near
from compute_trends.validators.waivers import shipped_waivers

Run = Callable[..., Result]
RULES = list(all_rules().values())


@cache
def judged(dataset: str) -> list[Judgement]:
    """What every rule says of the shipped records."""
    structure = judge(dataset, [rule for rule in rules_for(dataset) if rule.sql is None])
    return [*structure, *standing(dataset)]


def _json(run: Run, *arguments: str) -> dict[str, Any]:
    result = run("explain", *arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize("dataset", datasets())
def test_the_counts_are_those_of_the_statements_of_the_rules(dataset: str) -> None:
    """Recounted without conditions; rules on near names, which take half of the time, on two datasets only."""
    assert [item.rule.id for item in judged(dataset)] == [rule.id for rule in rules_for(dataset)]
    connection, schema = check_connection(), load_schema(dataset)
    asked = [
        (item, item.rule.applicable(schema), item.rule.statement(schema))
        for item in standing(dataset)
        if item.rule.prepare is not prepare_near or dataset in ("training_energy", "hardware_prices")
    ]
    assert len(asked) > 0.8 * len(standing(dataset))
    texts = [text for _, *both in asked for text in both]
    Shipped(connection).open_for(dataset, *texts)
    connection.execute(
        f"create temp table submitted_{dataset} as select row_number() over () as _row, *, true as _upstream "
        f"from {dataset}"
    )
    create_absent(connection, *texts)
    connection.execute(f"create temp table submission as from submitted_{dataset}")
    wrong = []
    for prepare in {item.rule.prepare for item, *_ in asked}:
        if prepare is not None:
            prepare(connection)
    for item, applicable, failing in asked:
        counts = [connection.execute(f"select count(distinct _row) from ({text})").fetchall()[0][0] for text in
                  (applicable, failing)]  # fmt: skip
        wrong += [] if counts == [item.applicable, len(item.firing)] else [(item.rule.id, *counts)]
    assert wrong == []


@pytest.mark.parametrize("rule", list({rule.layer: rule for rule in RULES if rule.layer != "structure"}.values()))
def test_a_rule_is_explained_in_full(run: Run, rule: Any) -> None:
    result = run("explain", rule.id)
    assert result.exit_code == 0, result.output
    text = " ".join(result.stdout.split())
    for part in (rule.id, rule.layer, rule.severity, rule.title, rule.explanation, rule.fix, rule.source):
        assert " ".join(part.split()) in text
    for threshold in rule.thresholds:
        assert f"{threshold.name} = {threshold.value:.10g}" in text
        assert " ".join(threshold.source.split()) in text
    assert f"Declared in validators/rules/{rule.datasets[0] if len(rule.datasets) == 1 else 'any'}/" in text
    assert "Passes" in text
    assert "Fails" in text
    for item in explain_rule(rule.id).standing:
        assert f"{item.dataset} {item.version}: " in text


def test_lines_of_a_rule_fit_the_terminal_but_for_examples_and_links(run: Run) -> None:
    text = run("explain", "structure-type").stdout
    assert max(len(line) for line in text.splitlines() if "://" not in line) <= 80


def test_a_rule_about_files_says_that_no_record_fails_it(run: Run) -> None:
    assert "no single record fails it" in run("explain", "structure-delimiter").stdout


def test_json_of_a_rule_counts_shipped_records(run: Run) -> None:
    found = _json(run, "admission-claimed")
    assert {item["dataset"] for item in found["shipped"]} == set(datasets())
    assert all(item["applicable"] > 0 for item in found["shipped"])
    assert '"admission-claimed"' in (PACKAGE_ROOT / found["declared_in"]).read_text(encoding="utf-8")
    assert found["passes"]
    assert all("_dataset" not in example for example in found["passes"])


def test_every_example_of_every_rule_can_be_written_down() -> None:
    from compute_trends.validators.explaining.explain import example_yaml

    for rule in RULES:
        for example in (*rule.passes, *rule.fails):
            if not is_about_files(example):
                assert not re.search(r"(?m)^\W*_", example_yaml(example))


def test_a_record_has_its_source_criteria_and_evidence(run: Run) -> None:
    found = _json(run, "--record", "alexnet", "--dataset", "milestone_systems")
    row = connect().execute(
        "select name, source, admission, inclusion_criteria, citations, citations_date from milestone_systems "
        "where record_id = 'alexnet'"
    )
    name, source, admission, criteria, citations, counted = row.fetchall()[0]
    assert (found["name"], found["source"]["key"], found["admission"]) == (name, source, admission)
    assert [item["criterion"] for item in found["criteria"]] == criteria
    (cited,) = [item for item in found["criteria"] if item["criterion"] == "highly_cited"]
    assert cited["evidence"]["citations"] == citations
    assert ("citations_date" in cited["missing"]) is (counted is None)
    assert found["versions"][-1] == found["version"]
    told = run("explain", "--record", "alexnet", "--dataset", "milestone_systems").stdout
    assert f"citations = {citations}" in told
    assert source in told


def test_every_rule_of_the_dataset_is_accounted_for() -> None:
    found = explain_record("gpt-3", "training_energy")
    asked = [item.rule.id for item in found.verdicts]
    assert sorted([*asked, *found.not_applicable]) == sorted(rule.id for rule in rules_for("training_energy"))
    assert {item.verdict for item in found.verdicts} <= set(VERDICTS)
    assert all(bool(item.violations) is (item.verdict != "satisfied") for item in found.verdicts)


@pytest.mark.parametrize("dataset", datasets())
def test_what_a_record_is_told_is_what_its_rules_find_among_all(dataset: str) -> None:
    """Of the record on which most rules fire, else of the first."""
    if find_version(dataset).version == UNRELEASED:
        pytest.skip("none of its records is released")
    [(first,)] = connect().execute(f"select record_id from {dataset} limit 1").fetchall()
    counts = Counter(record for item in judged(dataset) if item.rule.binds == "all" for record in item.firing)
    record = max(counts, key=counts.__getitem__, default=first)
    told = {found.rule.id: found for found in explain_record(record, dataset).verdicts}
    for item in judged(dataset):
        expected = tuple(found for found in item.violations if found.record == record)
        assert (told[item.rule.id].violations if item.rule.id in told else ()) == expected, item.rule.id
        if item.rule.binds == "all" and record in item.firing:
            assert told[item.rule.id].verdict == ("waived" if record in item.waived else item.rule.severity)


def test_missing_evidence_of_an_upstream_record_is_no_error() -> None:
    asked = [
        item
        for dataset in datasets()
        for item in judged(dataset)
        if item.rule.binds == "submitted" and set(item.firing) - set(item.waived)
    ]
    for item in asked[:3]:
        record = next(record for record in item.firing if record not in item.waived)
        found = explain_record(record, item.dataset)
        assert item.rule.id in {verdict.rule.id for verdict in found.with_verdict("evidence missing")}


@pytest.mark.parametrize("dataset", datasets())
def test_waivers_are_shown_with_their_reason(run: Run, dataset: str) -> None:
    for waiver in shipped_waivers([dataset])[:2]:
        found = _json(run, "--record", waiver.record, "--dataset", dataset)
        reasons = [violation["waived"] for item in found["rules"] for violation in item["findings"]]
        assert waiver.reason in reasons
        rule = _json(run, waiver.rule)
        assert {"record": waiver.record, "reason": waiver.reason}.items() <= {
            key: value for item in rule["waivers"] if item["record"] == waiver.record for key, value in item.items()
        }.items()


def test_a_record_of_an_older_version_is_explained_as_of_that_version() -> None:
    gone = connect().execute(
        "select record_id from v2022_2_0.milestone_systems anti join milestone_systems using (record_id) "
        "anti join v2024_10_0.milestone_systems using (record_id) limit 1"
    )
    (record,) = gone.fetchall()[0]
    assert explain_record(record, "milestone_systems").versions == ("2022.2.0",)


def test_markdown_escapes_what_a_record_says(run: Run) -> None:
    result = run("explain", "--record", "alexnet", "--dataset", "milestone_systems", "--format", "markdown")
    assert result.exit_code == 0
    assert result.stdout.startswith("# AlexNet (`alexnet`)")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name a rule"),
        (("structure-type", "--record", "alexnet"), "name a rule"),
        (("structure-typ",), "did you mean structure-type"),
        (("structure-type", "--dataset", "accelerators"), "chooses among records"),
        (("--record", "alexnett", "--dataset", "milestone_systems"), "did you mean alexnet"),
        (("--record", "alexnet", "--dataset", "milestones"), "did you mean milestone_systems"),
    ],
)
def test_arguments_that_make_no_sense_exit_2(run: Run, arguments: tuple[str, ...], said: str) -> None:
    result = run("explain", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
