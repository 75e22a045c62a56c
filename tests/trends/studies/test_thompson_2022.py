"""Error against computation, on the shipped rows of version 2022.8.0."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from functools import cache

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.stats import linregress

from compute_trends.catalog.errors import ComputeTrendsError, UnknownNameError, UsageError
from compute_trends.trends.declaration import Trend
from compute_trends.trends.estimators.inverse import later_points
from compute_trends.trends.points import Points
from compute_trends.trends.published.figures import figures
from compute_trends.trends.published.verdicts import Reproduced
from compute_trends.trends.results import TrendResult
from compute_trends.trends.run import Options, reproduce, run_trend
from compute_trends.trends.studies.thompson_2022 import STUDY, TRENDS


def _value(result: TrendResult) -> float:
    assert isinstance(result.estimate.value, float)
    return result.estimate.value


def _within(result: TrendResult) -> bool:
    assert result.estimate.low is not None
    assert result.estimate.high is not None
    return result.estimate.low < _value(result) < result.estimate.high


SLOPES = [
    item for item in figures().values()
    if item.study == "thompson-2022" and item.n is not None and item.low is not None and item.r2 is not None
]  # fmt: skip


@cache
def _rows() -> dict[str, Reproduced]:
    return {row.quantity + row.subset: row for row in reproduce("thompson-2022")}


def test_all_figures_are_answered_and_none_is_outside() -> None:
    assert {row.figure for row in _rows().values()} == {
        key for key, f in figures().items() if f.study == "thompson-2022"
    }
    assert {row.verdict for row in _rows().values()} == {"within", "agrees", "explained"}
    assert [row.figure for row in _rows().values() if row.verdict == "explained"] == ["thompson-flop-per-usd"]
    json.dumps([row.as_dict() for row in _rows().values()], allow_nan=False)


@pytest.mark.parametrize("item", SLOPES, ids=lambda item: item.id)
def test_slopes_intervals_and_r2_are_the_printed_ones(item: object) -> None:
    published = next(entry for entry in SLOPES if entry is item)
    ours = _rows()[published.quantity + published.subset]
    assert isinstance(published.value, float)
    assert ours.estimate == pytest.approx(published.value, abs=0.5 * 10**-published.decimals)
    assert ours.n == published.n
    assert ours.r2 == pytest.approx(published.r2, abs=5.1e-4)
    assert ours.low == pytest.approx(published.low, abs=5.1e-4)
    assert ours.high == pytest.approx(published.high, abs=5.1e-4)


def test_the_eleven_slopes_are_all_there() -> None:
    assert len(SLOPES) == 11


def test_a_slope_agrees_with_scipy_on_the_same_rows() -> None:
    found = run_trend("thompson-imagenet-operations")
    theirs = linregress(np.log10(found.points.x), np.log10(found.points.y))
    assert found.estimate.value == pytest.approx(theirs.slope)
    assert found.estimate.numbers["p_value"] == pytest.approx(theirs.pvalue, rel=1e-6)


def test_the_authors_conversion_follows_from_the_runs_that_have_both_measures() -> None:
    found = run_trend("thompson-imagenet-burden-of-operations").estimate
    assert found.value == pytest.approx(0.8716, abs=5e-5)
    assert found.numbers["intercept_log10"] == pytest.approx(3.1337, abs=5e-5)


def test_consolidated_computing_power_is_the_burden_or_follows_from_the_operations() -> None:
    rows = run_trend("thompson-imagenet-computing-power").points.table.to_pylist()
    for row in rows:
        burden, operations = row["hardware_burden_flop"], row["network_operations_flop"]
        expected = burden if burden is not None else 10 ** (3.1337 + 0.8716 * np.log10(operations))
        assert row["computing_power_flop"] == pytest.approx(expected)
        assert row["computing_power_as_printed_flop"] == pytest.approx(expected, rel=0.06)
    assert sum(row["hardware_burden_flop"] is None for row in rows) == 66


def test_another_conversion_can_be_set() -> None:
    steeper = run_trend("thompson-imagenet-computing-power", settings={"imagenet_burden_slope": 1.0}).estimate
    assert steeper.n == 102
    assert steeper.value != pytest.approx(0.0908, abs=1e-4)


def test_the_exponent_is_one_over_the_slope_with_its_limits() -> None:
    found = run_trend("thompson-imagenet-operations-exponent").estimate
    slope = run_trend("thompson-imagenet-operations").estimate
    assert isinstance(slope.value, float)
    assert slope.low is not None
    assert found.value == pytest.approx(-1 / slope.value)
    assert found.low == pytest.approx(-1 / slope.low)
    assert found.numbers["compute_factor_to_halve_error"] == pytest.approx(2 ** (-1 / slope.value))
    assert "Halving the error takes 2^12.2, or 4,638, times the computation." in found.note


def test_an_exponent_whose_slope_may_be_zero_has_no_upper_end() -> None:
    found = run_trend("thompson-wmt-en-fr-exponent").estimate
    assert found.low is not None
    assert found.high is None
    assert "no upper end" in found.note


def test_a_fixed_year_takes_its_part_of_the_slope() -> None:
    found = run_trend("thompson-imagenet-fixed-year")
    points = found.points
    design = sm.add_constant(np.column_stack([np.log10(points.x), points.numbers("year")]))
    theirs = sm.OLS(np.log10(points.y), design).fit()
    assert found.estimate.value == pytest.approx(theirs.params[1], rel=1e-6)
    assert found.estimate.numbers["year_slope_log10"] == pytest.approx(theirs.params[2], rel=1e-6)
    assert _value(found) > float(found.estimate.numbers["slope_without_year"] or 0)


@pytest.mark.parametrize(
    ("name", "value"),
    [("best-results", -0.0841), ("fixed-year", -0.0638), ("per-year", -0.0250), ("burden-of-operations", 0.8716)],
)
def test_regressions_on_network_operations_give_the_printed_numbers(name: str, value: float) -> None:
    assert _value(run_trend(f"thompson-imagenet-{name}")) == pytest.approx(value, abs=5.1e-5)


def test_the_measure_of_computation_is_a_setting_that_question_and_axis_follow() -> None:
    found = run_trend("thompson-imagenet-best-results", settings={"measure": "hardware_burden"})
    assert "the hardware burden of training" in found.question
    assert found.trend.quantity.endswith("log10(hardware burden)")
    assert found.trend.x is not None
    assert found.trend.x.title == "Hardware burden"
    plain = run_trend("thompson-imagenet-hardware-burden").points
    assert list(found.points.x) == list(plain.x)
    with pytest.raises(UnknownNameError, match="setting measure 'burden'"):
        run_trend("thompson-imagenet-best-results", settings={"measure": "burden"})


def test_a_tenth_of_the_results_lie_below_the_line_of_the_best() -> None:
    found = run_trend("thompson-imagenet-best-results")
    line = float(found.estimate.numbers["intercept_log10"] or 0) + _value(found) * np.log10(found.points.x)
    below = np.count_nonzero(np.log10(found.points.y) < line - 1e-9)
    assert below <= 0.1 * found.estimate.n <= below + 2
    assert _within(found)


def test_the_exponential_form_is_a_line_in_one_over_error() -> None:
    found = run_trend("thompson-imagenet-exponential")
    theirs = linregress(np.log10(found.points.x), 1 / found.points.numbers("error_fraction"))
    assert found.estimate.value == pytest.approx(theirs.slope)
    assert found.estimate.r2 == pytest.approx(theirs.rvalue**2)


def _projection(target: float, **settings: float) -> TrendResult:
    return run_trend("thompson-imagenet-projection", settings={"target_error_fraction": target, **settings})


def test_a_projection_reads_the_law_and_prices_it_by_the_published_constants() -> None:
    result = _projection(0.01)
    found = result.estimate
    law = run_trend("thompson-imagenet-computing-power")
    log_flop = (2 - float(law.estimate.numbers["intercept_log10"] or 0)) / _value(law)
    assert found.numbers["log10_flop"] == pytest.approx(log_flop)
    assert found.value == pytest.approx(10**log_flop)
    assert found.numbers["cost_usd"] == pytest.approx(10**log_flop / 6.87405405405406e16)
    assert found.numbers["co2_lb"] == pytest.approx(10**log_flop / 3.49756347991684e17)
    assert _within(result)


def test_halving_the_target_multiplies_the_computation_by_the_exponent() -> None:
    factor = run_trend("thompson-imagenet-exponent").estimate.numbers["compute_factor_to_halve_error"]
    assert _value(_projection(0.02)) / _value(_projection(0.04)) == pytest.approx(factor)


def test_a_projection_takes_the_users_constants() -> None:
    found = _projection(0.05, flop_per_usd=1e18, flop_per_lb_co2=1e19)
    assert found.estimate.numbers["cost_usd"] == pytest.approx(_value(found) / 1e18)
    assert found.estimate.numbers["co2_lb"] == pytest.approx(_value(found) / 1e19)


def test_a_projection_carries_the_backtest_of_its_law() -> None:
    found = _projection(0.05)
    points = found.points
    checked = later_points(points.numbers("year"), np.log10(points.x), np.log10(points.numbers("error_fraction")))
    assert found.estimate.numbers["backtest_coverage"] == checked.coverage
    assert re.search(rf"{checked.coverage:.0%} \([0-9% to]+\) of {checked.predictions} predictions", found.note)
    with pytest.raises(ComputeTrendsError, match="no forecast can be checked"):
        run_trend("thompson-imagenet-projection", Options(since=date(2019, 1, 1), until=date(2019, 12, 31)))


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("target_error_fraction", 0.0, "must lie between 0 and 1"),
        ("target_error_fraction", 1e-60, "no number"),
        ("flop_per_usd", 0.0, "must be positive"),
        (
            "target_error_fraction",
            "five",
            "target_error_fraction of thompson-imagenet-projection is a number, not five",
        ),
    ],
)
def test_a_projection_without_an_answer_says_why(setting: str, value: float | str, message: str) -> None:
    with pytest.raises(ComputeTrendsError, match=message):
        run_trend("thompson-imagenet-projection", settings={setting: value})


def test_known_architecture_searches_can_be_left_out() -> None:
    found = run_trend("thompson-imagenet-hardware-burden-without-search")
    assert found.estimate.n == 33
    names = {name.split("-")[0] for name in found.points.texts("name")}
    assert not names & {"NASNet", "MnasNet"}


def test_whole_years_are_selected_and_record_setters_rise() -> None:
    name = "thompson-imagenet-computing-power"
    later = run_trend(name, Options(since=date(2019, 6, 1), until=date(2020, 3, 1))).points
    assert set(later.texts("year")) == {2019, 2020}
    records = run_trend(name, Options(frontier=True)).points.table.sort_by("year").to_pylist()
    scores = [row["score_fraction"] for row in records]
    assert 3 < len(records) < 20
    assert scores == sorted(set(scores))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (Options(until=date(2000, 1, 1)), "there is no point.*--until 2000-01-01"),
        (Options(since=date(2012, 1, 1), until=date(2012, 12, 31)), r"one point cannot be fitted.*--since 2012-01-01"),
    ],
)
def test_empty_selections_are_named(options: Options, message: str) -> None:
    with pytest.raises(ComputeTrendsError, match=message):
        run_trend("thompson-imagenet-computing-power", options)


def test_an_option_without_meaning_is_refused() -> None:
    with pytest.raises(UsageError, match="no use for --domain"):
        run_trend("thompson-imagenet-operations", Options(domain="Vision"))


def test_the_price_behind_the_published_flop_per_usd_is_said() -> None:
    published = figures()["thompson-flop-per-usd"].value
    assert pytest.approx(published, rel=1e-14) == 14.13e12 * 3600 / 0.74
    rows = run_trend("thompson-flop-per-usd").points.table.to_pylist()
    assert all("V100" in row["name"] for row in rows)


def test_flop_per_pound_is_that_of_the_measured_runs() -> None:
    found = run_trend("thompson-flop-per-lb-co2")
    gpt_3 = next(row for row in found.points.table.to_pylist() if row["name"] == "GPT-3")
    assert gpt_3["flop_per_lb_co2"] == pytest.approx(3.14e23 / (552.1 * 2204.6226), rel=1e-6)
    assert found.estimate.n == 6


@pytest.mark.parametrize("trend", TRENDS, ids=lambda trend: trend.name)
def test_every_trend_has_a_finite_answer_and_a_question_of_its_own(
    trend: Trend, result_of: Callable[[str], TrendResult]
) -> None:
    found = result_of(trend.name)
    json.dumps(found.as_dict(), allow_nan=False)
    assert found.estimate.n >= 6
    assert found.estimate.low is not None
    assert trend.study == STUDY.key
    assert sum(other.question == trend.question for other in TRENDS) == 1


def test_an_error_that_grows_has_no_exponent() -> None:
    import pyarrow as pa

    from compute_trends.trends.methods.power_laws import implied_exponent

    table = pa.table({"x": [1e18, 1e19, 1e20, 1e21], "error_fraction": [0.1, 0.2, 0.3, 0.4]})
    with pytest.raises(ComputeTrendsError, match="does not fall with computation"):
        implied_exponent()(Points(table, "x", "error_fraction"))
