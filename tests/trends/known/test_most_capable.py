"""How much is known of the most capable models, and which results say so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from compute_trends.catalog.doors.load import load
from compute_trends.trends.known.capable import INDEX, MOST_CAPABLE, capable_told, most_capable
from compute_trends.trends.known.shares import Share
from compute_trends.trends.registry import list_trends
from compute_trends.trends.results import TrendResult
from compute_trends.trends.run import Options, run_trend

ResultOf = Callable[[str], TrendResult]


def test_the_shares_are_those_of_the_rows() -> None:
    systems = {row["name"]: row["training_compute_flop"] for row in load("milestone_systems").to_pylist()}
    rows = [row for row in load("benchmark_results").to_pylist() if row["benchmark"] == INDEX]
    for share in most_capable():
        year = [row for row in rows if row["publication_date"].year == int(share.period)]
        best = sorted(year, key=lambda row: (-row["score_index"], row["name"]))[:MOST_CAPABLE]
        known = [row["training_compute_flop"] or systems.get(row["milestone_system"]) for row in best]
        assert share == Share(share.period, sum(value is not None for value in known), len(best))
    assert [share.period for share in most_capable()] == ["2023", "2024", "2025", "2026"]


def test_nobody_knows_of_models_that_come_later() -> None:
    assert [share.period for share in most_capable(date(2024, 3, 31))] == ["2023", "2024"]


def test_the_last_year_is_told_first_and_earlier_ones_behind_it() -> None:
    assert capable_told((Share("2023", 5, 10), Share("2024", 1, 10))) == (
        "Of the 10 most capable language models of 2024 by the capability index, training compute is known for 1 "
        "(2023: 5)."
    )
    assert capable_told(()) == ""


@pytest.mark.parametrize(
    "trend",
    ["systems-above-1e25", "systems-open-against-closed", "thompson-continued-mmlu", "capability-compute-halving",
     "capability-progress", "epoch-frontier-training-compute"],
)  # fmt: skip
def test_a_trend_on_training_compute_past_2022_says_it(trend: str, result_of: ResultOf) -> None:
    found = result_of(trend)
    assert found.data_to is not None
    assert found.capable[-1].period <= found.data_to[:4]
    assert capable_told(found.capable) in found.note
    assert found.as_dict()["most_capable"][-1]["known"] == found.capable[-1].known


def test_every_trend_with_training_compute_on_an_axis_is_about_it() -> None:
    for trend in list_trends():
        axes = [axis.column for axis in (trend.x, trend.y) if axis]
        assert trend.about_compute or "training_compute_flop" not in axes, trend.name


def test_earlier_and_other_trends_do_not(result_of: ResultOf) -> None:
    assert result_of("sevilla-deep-learning-era").capable == ()
    assert result_of("capability-index").capable == ()
    assert run_trend("systems-open-against-closed", Options(as_of=date(2022, 12, 31))).capable == ()
