"""How many wrong periods the rules on users name, and how many right ones, is what the page of the rule says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from compute_trends.catalog.doors.load import load
from compute_trends.validators.api import validate
from compute_trends.validators.rules.ai_usage.usage_of_two_periods_alike import RULE

RULES = ("usage-of-two-periods-alike", "usage-users-out-of-order", "usage-off-series")
OTHERS = {"day": ("week", "month"), "week": ("month",), "month": ("week",)}


@pytest.mark.slow
def test_the_page_says_how_many_wrong_periods_are_named_and_no_right_one(tmp_path: Path) -> None:
    rows = [
        row for row in load("ai_usage", "2026.4.0").to_pylist() if row["active_users"] and row["active_users_period"]
    ]
    file = tmp_path / "report.json"

    def named(row: dict[str, object], period: str) -> set[str]:
        held = {name: cell for name, cell in row.items() if cell is not None}
        file.write_text(json.dumps([held | {"active_users_period": period}], default=str), encoding="utf-8")
        return {item.rule for item in validate(file, "ai_usage", select=RULES).findings}

    right = [named(row, row["active_users_period"]) for row in rows]
    wrong = {(row["record_id"], row["active_users_period"], other): named(row, other)
             for row in rows for other in OTHERS[row["active_users_period"]]}  # fmt: skip
    of_days = [found for (_, period, _), found in wrong.items() if period == "day"]
    others = [found for (_, period, _), found in wrong.items() if period != "day"]
    assert not any(right)
    text = RULE.explanation
    assert f"none of its {len(rows)} reports of users fires" in text
    by_this = sum(RULE.id in found for found in wrong.values())
    assert f"of the {len(wrong)} that" in text
    assert f"{sum(map(bool, wrong.values()))} are named, {by_this} by this rule" in text
    assert f"{sum(map(bool, others))} of {len(others)} with week and month exchanged" in text
    assert f"{sum(map(bool, of_days))} of {len(of_days)} that were of a day" in text
