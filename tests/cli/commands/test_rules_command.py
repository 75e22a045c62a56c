"""`compute-trends rules`: what is listed, and in which forms."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from click.testing import Result

from compute_trends.validators.registry import all_rules, rules_for
from compute_trends.validators.rule import LAYERS

Run = Callable[..., Result]


def _listed(run: Run, *options: str) -> list[dict[str, object]]:
    result = run("rules", "--format", "json", *options)
    assert result.exit_code == 0, result.output
    found: list[dict[str, object]] = json.loads(result.stdout)
    return found


def test_every_rule_is_listed_in_the_order_of_layers(run: Run) -> None:
    listed = _listed(run)
    assert [item["rule"] for item in listed] == list(all_rules())
    for item in listed:
        rule = all_rules()[str(item["rule"])]
        facts = (rule.layer, rule.severity, list(rule.datasets), rule.title)
        assert (item["layer"], item["severity"], item["datasets"], item["title"]) == facts


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_is_chosen(run: Run, layer: str) -> None:
    assert [item["rule"] for item in _listed(run, "--layer", layer)] == [
        rule.id for rule in all_rules().values() if rule.layer == layer
    ]


def test_a_dataset_and_a_severity_are_chosen_together(run: Run) -> None:
    expected = [rule.id for rule in rules_for("training_energy") if rule.severity == "warning"]
    assert [item["rule"] for item in _listed(run, "--dataset", "training_energy", "--severity", "warning")] == expected


def test_the_table_fits_80_columns_and_keeps_ids_whole(run: Run) -> None:
    lines = run("rules").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    words = {word for line in lines for word in line.split()}
    assert set(all_rules()) <= words
    assert lines[-1].startswith(f"{len(all_rules())} rules")


def test_csv_has_a_row_per_rule(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("rules", "--format", "csv").stdout)))
    assert [row["rule"] for row in rows] == list(all_rules())
    assert rows[0]["datasets"].split(";") == list(next(iter(all_rules().values())).datasets)


def test_markdown_is_a_table(run: Run) -> None:
    lines = run("rules", "--format", "markdown").stdout.splitlines()
    assert lines[0].startswith("| rule | layer | severity |")
    assert len(lines) == len(all_rules()) + 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--dataset", "milestones"), "did you mean milestone_systems"),
        (("--layer", "structur"), "did you mean structure"),
        (("--severity", "errors"), "did you mean error"),
    ],
)
def test_names_that_do_not_exist_exit_2(run: Run, options: tuple[str, ...], said: str) -> None:
    result = run("rules", *options)
    assert result.exit_code == 2
    assert said in result.stderr
