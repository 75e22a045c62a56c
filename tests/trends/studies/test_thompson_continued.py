"""Scores of language models against training compute, on the shipped rows of version 2026.8.1."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from scipy.optimize import curve_fit

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.declaration import Trend
from compute_trends.trends.methods.s_curves import s_curve_slope
from compute_trends.trends.points import Points
from compute_trends.trends.results import TrendResult
from compute_trends.trends.run import Options, run_trend
from compute_trends.trends.studies.thompson_continued import STUDY, TRENDS

_SETTINGS = {"least_r2": 0.5, "least_coverage": 0.8}


def _points(slope: float, noise: float = 0.02, yearly: float = 0.0, n: int = 60) -> Points:
    """Made-up models of an S-curve from 0.25 to 1, one a month; log10 odds rise by `yearly` on their own."""
    generator = np.random.default_rng(3)
    months = np.arange(n)
    x = 22 + 3 * months / n + generator.normal(0, 0.8, n)
    odds = 10 ** (slope * (x - 23.5) + yearly * months / 12)
    scores = 0.25 + 0.75 * odds / (1 + odds) + generator.normal(0, noise, n)
    dates = [date(2020 + month // 12, month % 12 + 1, 1) for month in months.tolist()]
    columns = {
        "compute": 10**x,
        "score": scores,
        "publication_date": dates,
        "chance_score": np.full(n, 0.25),
        "ceiling_score": np.ones(n),
    }
    return Points(pa.table(columns), "compute", "score", _SETTINGS)


def test_a_known_slope_is_recovered_and_the_form_holds() -> None:
    found = s_curve_slope()(_points(0.5))
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.5 < found.high
    assert found.numbers["log10_flop_halfway"] == pytest.approx(23.5, abs=0.1)
    assert found.numbers["form_holds"] == "yes"
    assert found.numbers["backtest_coverage"] == pytest.approx(0.95, abs=0.06)


def test_scores_that_do_not_rise_fail_the_form() -> None:
    found = s_curve_slope()(_points(0.0))
    assert found.numbers["form_holds"] == "no"
    assert "The form does not hold: the interval of the slope includes zero" in found.note
    assert found.numbers["exponent"] is None


def test_progress_at_equal_compute_is_told_from_compute() -> None:
    found = s_curve_slope()(_points(0.5, yearly=0.25))
    assert found.numbers["slope_at_fixed_date"] == pytest.approx(0.5, abs=0.06)
    assert found.numbers["date_slope_per_year"] == pytest.approx(0.25, abs=0.05)
    assert found.numbers["compute_factor_per_year"] == pytest.approx(10 ** (0.25 / 0.5), rel=0.3)
    assert "At equal compute later models score higher" in found.note


def test_a_model_counts_once_with_the_median_of_its_reports() -> None:
    points = run_trend("thompson-continued-mmlu").points
    names = points.texts("name")
    assert len(set(names)) == len(names) == 74
    assert sum(points.texts("reports")) == 152
    best = run_trend("thompson-continued-mmlu", settings={"best_report": True}).points
    assert np.all(best.y >= points.y)
    assert best.y.sum() > points.y.sum()


def test_the_curve_agrees_with_scipy_on_the_same_rows() -> None:
    found = run_trend("thompson-continued-hellaswag")
    x = np.log10(found.points.x) - 23
    theirs, _ = curve_fit(lambda at, level, slope: 0.25 + 0.75 / (1 + 10 ** -(level + slope * at)), x, found.points.y)
    assert found.estimate.value == pytest.approx(theirs[1], rel=1e-4)


def test_what_holds_and_what_does_not_is_said_of_every_benchmark(result_of: Callable[[str], TrendResult]) -> None:
    verdicts = {}
    for trend in TRENDS:
        if not trend.name.endswith("-power-law"):
            found = result_of(trend.name)
            holds = found.estimate.numbers["form_holds"] == "yes"
            assert ("The form holds by these tests" if holds else "The form does not hold: ") in found.note
            assert "Backtest: " in found.note
            verdicts[trend.name.removeprefix("thompson-continued-")] = holds
    assert {name for name, holds in verdicts.items() if holds} == {"hellaswag", "mmlu", "piqa", "triviaqa"}
    assert len(verdicts) == 11


def test_chance_and_ceiling_are_declared_and_can_be_set() -> None:
    declared = run_trend("thompson-continued-mmlu")
    assert declared.estimate.numbers["chance_score"] == 0.25
    assert declared.estimate.numbers["ceiling_score"] == 0.935
    full = run_trend("thompson-continued-mmlu", settings={"ceiling_score": 1.0}).estimate
    assert full.numbers["ceiling_score"] == 1
    assert float(full.value) < float(declared.estimate.value)
    with pytest.raises(ComputeTrendsError, match="chance < ceiling"):
        run_trend("thompson-continued-mmlu", settings={"chance_score": 0.95})


def test_what_counts_as_holding_is_a_setting() -> None:
    assert run_trend("thompson-continued-mmlu", settings={"least_r2": 0.9}).estimate.numbers["form_holds"] == "no"


def test_unsure_compute_can_be_left_out() -> None:
    every = run_trend("thompson-continued-mmlu").estimate.n
    confident = run_trend("thompson-continued-mmlu", settings={"confident_only": True}).estimate.n
    assert 0 < confident < every


def test_dates_and_record_setters_select_models() -> None:
    options = Options(since=date(2023, 1, 1), until=date(2023, 12, 31))
    assert {day.year for day in run_trend("thompson-continued-mmlu", options).points.texts("publication_date")} == {
        2023
    }
    records = run_trend("thompson-continued-mmlu", Options(frontier=True)).points.table.sort_by("publication_date")
    scores = records["score_fraction"].to_pylist()
    assert scores == sorted(scores)


def test_an_empty_selection_is_named() -> None:
    with pytest.raises(ComputeTrendsError, match=r"no model with known training compute.*--until 1990-01-01"):
        run_trend("thompson-continued-mmlu", Options(until=date(1990, 1, 1)))
    with pytest.raises(ComputeTrendsError, match="cannot be fitted"):
        run_trend("thompson-continued-lambada", Options(until=date(2021, 12, 31)))


@pytest.mark.parametrize("trend", TRENDS, ids=lambda trend: trend.name)
def test_every_trend_has_a_finite_answer(trend: Trend, result_of: Callable[[str], TrendResult]) -> None:
    found = result_of(trend.name)
    json.dumps(found.as_dict(), allow_nan=False)
    assert found.estimate.low is not None
    assert found.estimate.low < float(found.estimate.value)
    assert trend.study == STUDY.key
