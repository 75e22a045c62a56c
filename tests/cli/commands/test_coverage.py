"""`describe --coverage`: how the rules stand on the records held."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from click.testing import Result

from compute_trends.catalog.doors.connect import connect
from compute_trends.catalog.versions import datasets, find_version
from compute_trends.validators.registry import rules_for

Run = Callable[..., Result]
FORMATS = ("json", "jsonl", "csv", "tsv", "markdown")


def test_evidence_is_counted_as_the_table_has_it(run: Run) -> None:
    document = json.loads(run("describe", "milestone_systems", "--coverage", "--format", "json").stdout)
    version = find_version("milestone_systems")
    assert (document["dataset"], document["version"], document["records"]) == (
        *("milestone_systems", version.version, version.rows),
    )
    rules = {entry["rule"]: entry for entry in document["rules"]}
    tagged, with_cost = (
        connect()
        .execute(
            "select count(*), count(coalesce(training_cost_2023_usd, training_cost_cloud_usd)) from milestone_systems "
            "where list_contains(inclusion_criteria, 'training_cost')"
        )
        .fetchall()[0]
    )
    entry = rules["training-cost-evidence-missing"]
    assert (entry["binds"], entry["layer"], entry["severity"]) == ("submitted", "inclusion", "error")
    assert (entry["applies"], entry["satisfied"], entry["fires"]) == (tagged, with_cost, tagged - with_cost)
    assert entry["satisfied_fraction"] == pytest.approx(with_cost / tagged)
    assert 0 < with_cost < tagged


@pytest.mark.parametrize("dataset", datasets())
def test_every_rule_above_structure_is_listed_once_evidence_first(run: Run, dataset: str) -> None:
    entries = json.loads(run("describe", dataset, "--coverage", "--format", "json").stdout)["rules"]
    expected = {rule.id: rule.binds for rule in rules_for(dataset) if rule.layer != "structure"}
    assert {entry["rule"]: entry["binds"] for entry in entries} == expected
    assert len(entries) == len(expected)
    bound = [entry["binds"] for entry in entries]
    assert bound == sorted(bound, reverse=True)


def test_the_text_fits_80_columns_and_shows_every_rule(run: Run) -> None:
    text = run("describe", "milestone_systems", "--coverage").stdout
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text
    words = text.split()
    assert [rule.id for rule in rules_for("milestone_systems") if rule.sql and words.count(rule.id) != 1] == []


def test_all_formats_hold_the_same_rules(run: Run) -> None:
    output = {name: run("describe", "milestone_systems", "--coverage", "--format", name).stdout for name in FORMATS}
    expected = [entry["rule"] for entry in json.loads(output["json"])["rules"]]
    assert [json.loads(line)["rule"] for line in output["jsonl"].splitlines()] == expected
    assert [row["rule"] for row in csv.DictReader(io.StringIO(output["csv"]))] == expected
    assert [row["rule"] for row in csv.DictReader(io.StringIO(output["tsv"]), delimiter="\t")] == expected
    assert [line.split("|")[1].strip() for line in output["markdown"].splitlines()[2:]] == expected


def test_a_rule_that_can_judge_no_record_has_no_share(run: Run) -> None:
    entries = json.loads(run("describe", "milestone_systems", "--coverage", "--format", "json").stdout)["rules"]
    unjudged = [entry for entry in entries if entry["applies"] == 0]
    assert "sota-score-not-a-record" in {entry["rule"] for entry in unjudged}
    assert {entry["satisfied_fraction"] for entry in unjudged} == {None}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--columns", "name"), "leave --columns out"),
        (("--version", "2022.2.0"), "leave --version out"),
        (("--version", "2022.2.1"), "did you mean 2022.2.0"),
    ],
)
def test_what_coverage_cannot_show_is_refused(run: Run, args: tuple[str, ...], message: str) -> None:
    result = run("describe", "milestone_systems", "--coverage", *args)
    assert result.exit_code == 2
    assert message in result.output
    assert result.stdout == ""


def test_the_newest_version_may_be_named(run: Run) -> None:
    newest = find_version("hardware_prices").version
    named = run("describe", "hardware_prices", "--coverage", "--version", newest)
    assert named.exit_code == 0
    assert named.stdout == run("describe", "hardware_prices", "--coverage").stdout
