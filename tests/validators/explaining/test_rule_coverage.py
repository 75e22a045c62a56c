"""Rules on the records that we ship: a warning that fires on many of them is a bad rule."""

from __future__ import annotations

import pytest

from compute_trends.catalog.versions import datasets
from compute_trends.validators.explaining.coverage import coverage


@pytest.mark.parametrize("dataset", datasets())
def test_no_warning_fires_on_more_than_a_tenth_of_the_records_it_applies_to(dataset: str) -> None:
    noisy = {
        item.rule.id: f"{item.firing} of {item.applicable}"
        for item in coverage(dataset)
        if item.rule.severity == "warning" and item.rule.binds == "all" and item.firing * 10 > item.applicable
    }
    assert noisy == {}


@pytest.mark.parametrize("dataset", datasets())
def test_every_rule_can_judge_a_shipped_record_or_asks_for_evidence(dataset: str) -> None:
    judged = {item.rule.id: item.applicable for item in coverage(dataset) if item.rule.binds == "all"}
    assert {rule for rule, rows in judged.items() if rows == 0} == set()
