"""Lines of released versions against the systems that were published after them."""

from __future__ import annotations

import json
from datetime import date

import pytest

from compute_trends.catalog.errors import ComputeTrendsError, UnknownNameError, UsageError
from compute_trends.trends.registry import get_trend
from compute_trends.trends.robustness.projection import project
from compute_trends.trends.robustness.vintages import check_vintages, told
from compute_trends.trends.run import Options

TREND = "epoch-training-compute"


def test_the_line_of_2022_held_its_interval_and_lay_far_above_what_came() -> None:
    first, second = check_vintages(get_trend(TREND), Options(version="2026.8.0"), None, 0.95)
    assert (first.version, first.last, first.predictions) == ("2022.2.0", date(2022, 1, 31), 225)
    assert round(first.coverage, 2) == 0.93
    assert first.above == 0
    of_2023 = next(item for item in first.years if item.year == 2023)
    assert told(of_2023.mean_error_log10) == "14 times lower"
    assert sum(item.points for item in first.years) == 225
    assert first.coverage_low < first.coverage < first.coverage_high
    assert (second.version, second.last) == ("2024.10.0", date(2024, 10, 31))
    assert "held 93%" in first.sentence
    assert "none lay above" in first.sentence


def test_a_projection_says_which_backtest_it_carries() -> None:
    rolling = project(TREND, date(2026, 1, 1))
    vintages = project(TREND, date(2026, 1, 1), backtest="vintages")
    assert (vintages.estimate, vintages.low, vintages.high) == (rolling.estimate, rolling.low, rolling.high)
    assert "rolling origin, on the rows of today" in rolling.note
    assert "are not independent" in rolling.note
    assert rolling.vintages == ()
    assert "Backtest by vintages" in vintages.note
    assert all(item.sentence in vintages.verdict for item in vintages.vintages)
    assert "off by more than a factor of 2" in vintages.verdict
    entry = json.loads(json.dumps(vintages.as_dict(), allow_nan=False))
    assert entry["backtest"]["kind"] == "vintages"
    assert [item["version"] for item in entry["vintages"]] == ["2022.2.0", "2024.10.0"]
    assert json.loads(json.dumps(rolling.as_dict()))["backtest"]["kind"] == "rolling"


def test_the_coverage_of_a_rolling_backtest_has_an_interval() -> None:
    check = project(TREND, date(2026, 1, 1)).check
    assert 0 <= check.coverage_low < check.coverage < check.coverage_high <= 1
    assert 1 <= check.independent < check.predictions
    over_x = project("thompson-imagenet-computing-power", 20.0).check
    assert over_x.coverage_low < over_x.coverage < over_x.coverage_high


def test_what_vintages_cannot_check_is_told() -> None:
    with pytest.raises(UnknownNameError, match="no backtest 'vintage'; did you mean vintages"):
        project(TREND, date(2027, 1, 1), backtest="vintage")
    with pytest.raises(UsageError, match="takes every version as it was: leave out until"):
        project(TREND, date(2027, 1, 1), Options(until=date(2024, 1, 1)), backtest="vintages")
    with pytest.raises(UsageError, match="not over time: no version came later"):
        project("thompson-imagenet-computing-power", 20.0, backtest="vintages")
    with pytest.raises(ComputeTrendsError, match="no earlier version of accelerators has a line"):
        project("hardware-fp32-rate", date(2030, 1, 1), backtest="vintages")
