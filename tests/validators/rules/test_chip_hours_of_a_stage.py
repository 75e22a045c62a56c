"""Chip-hours of a stage beside the compute of the whole are told while the base model is named, as the page says."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from compute_trends.catalog.doors.connect import connect
from compute_trends.validators.api import validate
from compute_trends.validators.rules.milestone_systems.chip_hours_of_a_stage import RULE


@cache
def fine_tuned() -> dict[str, dict[str, Any]]:
    """Systems on a base model of 2026.8.2, by record_id, without empty cells."""
    relation = connect().sql("from v2026_8_2.milestone_systems where base_model is not null")
    rows = [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]
    return {row["record_id"]: {name: cell for name, cell in row.items() if cell is not None} for row in rows}


def told(*rows: dict[str, Any], rule: str = RULE.id) -> dict[str, str]:
    """Message by record of what the rule says of the rows, under ids that no waiver has."""
    renamed = [row | {"record_id": f"new-{row['record_id']}"} for row in rows]
    report = validate(renamed, "milestone_systems", select=[rule])
    return {str(item.record).removeprefix("new-"): item.message for item in report}


def without_scope(record: str) -> dict[str, Any]:
    return {name: cell for name, cell in fine_tuned()[record].items() if name != "equivalent_training_time_scope"}


@pytest.mark.parametrize("record", ["flan-137b", "llava-1-5", "minerva-540b"])
def test_hours_of_the_fine_tuning_are_told_beside_the_compute_of_the_whole(record: str) -> None:
    assert told(fine_tuned()[record]) == {}
    assert "they are of the fine-tuning, or wrong" in told(without_scope(record))[record]
    alone = {name: cell for name, cell in without_scope(record).items() if name != "base_model"}
    assert told(alone, rule="training-utilisation-above-one")


def test_the_compute_that_the_hours_suffice_for_is_named() -> None:
    assert "for its 8.43e+22 FLOP they suffice" in told(without_scope("minerva-540b"))["minerva-540b"]
    assert "suffice" not in told(without_scope("flan-137b"))["flan-137b"]


def test_the_page_says_what_was_measured() -> None:
    scoped = {
        name for name, row in fine_tuned().items() if row.get("equivalent_training_time_scope") == "fine_tune_only"
    }
    found = set(told(*map(without_scope, fine_tuned())))
    assert found - scoped == {"fingpt-13b", "llava", "nekomata-14b"}
    missed = scoped - found
    assert [name for name in missed if "training_hardware" not in fine_tuned()[name]] == ["kepler"]
    assert [name for name in missed if "training_compute_flop" not in fine_tuned()[name]] == ["ferret-13b"]
    text = RULE.explanation
    assert f"of the {len(scoped)} times" in text
    assert f"it finds {len(scoped & found)}, and of the other {len(missed)} one" in text
    assert f"It fires on {len(found - scoped)} more" in text
