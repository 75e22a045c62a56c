"""Sevilla further: domains, sectors, records, growth before and after the study, eras found from the data."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.calendar import from_days, to_days
from compute_trends.trends.estimators.selection import record_setters
from compute_trends.trends.methods.eras import boundary, change_of_growth, eras, group_against
from compute_trends.trends.points import Points
from compute_trends.trends.results import TrendResult
from compute_trends.trends.run import Options, run_trend
from compute_trends.trends.studies.sevilla_further import TRENDS

NAMES = [trend.name for trend in TRENDS]

ResultOf = Callable[[str], TrendResult]


def points(days: np.ndarray, logs: np.ndarray, **columns: Sequence[object]) -> Points:
    table = {"day": [from_days(day) for day in days], "flop": 10.0**logs, **columns}
    return Points(pa.table(table), "day", "flop", {"cut": date(2010, 1, 1)})


@pytest.mark.parametrize("name", NAMES)
def test_every_trend_has_a_number_in_its_interval(name: str, result_of: ResultOf) -> None:
    found = result_of(name).estimate
    if found.value == "at least 3":
        assert name.endswith("eras")
        return
    assert found.low is not None
    assert found.low <= float(found.value)
    assert found.high is None or float(found.value) <= found.high
    assert found.high is not None or "no upper end" in found.note
    json.dumps(result_of(name).as_dict(), allow_nan=False)


def test_the_doubling_of_large_scale_systems_differs_by_version_not_by_date(result_of: ResultOf) -> None:
    first = result_of("sevilla-large-scale-era-large-scale").estimate
    change = result_of("sevilla-further-large-scale-change").estimate
    now = result_of("sevilla-further-large-scale-studied").estimate
    assert first.low is not None
    assert now.high is not None
    assert now.high < first.low, "on the rows of 2026 the same years grew faster than the study found"
    assert change.low is not None
    assert change.high is not None
    assert change.low < 1 < change.high
    assert change.n == sum(result_of(f"sevilla-further-large-scale-{part}").estimate.n for part in ("studied", "since"))


def test_the_first_boundary_of_2022_agrees_with_the_published_one(result_of: ResultOf) -> None:
    found = result_of("sevilla-further-first-boundary-2022").estimate
    assert found.numbers["p_value"] == 0.002
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0 < found.high
    published, r2 = found.numbers["r2_published_boundary"], found.r2
    assert isinstance(published, float)
    assert r2 is not None
    assert r2 - 0.01 < published <= r2


def test_the_data_of_2022_need_no_boundary_after_2010(result_of: ResultOf) -> None:
    found = result_of("sevilla-further-second-boundary-2022").estimate
    assert isinstance(found.numbers["p_value"], float)
    assert found.numbers["p_value"] > 0.05
    assert "No break is needed" in found.note
    assert result_of("sevilla-further-eras-2022").estimate.value == 2
    assert result_of("sevilla-further-eras").estimate.numbers["boundary_2"] == "2019-09-17"


def test_record_setters_rise_and_are_those_of_the_estimator(result_of: ResultOf) -> None:
    found = result_of("sevilla-further-record-setters").points
    every = result_of("sevilla-deep-learning-era-2026").points
    assert list(found.y) == list(every.y[record_setters(every.x, every.y)])


def test_sectors_part_the_systems(result_of: ResultOf) -> None:
    names = ("industry", "academia", "collaborations")
    sets = [set(result_of(f"sevilla-further-{name}").points.texts("record_id")) for name in names]
    assert sum(map(len, sets)) == len(set.union(*sets))
    assert result_of("sevilla-further-academia-against-industry").estimate.n == len(sets[1])


def test_a_domain_is_that_of_the_option(result_of: ResultOf) -> None:
    vision = result_of("sevilla-further-vision").points.texts("record_id")
    assert vision == run_trend("sevilla-deep-learning-era-2026", Options(domain="Vision")).points.texts("record_id")


def test_a_window_without_systems_is_told() -> None:
    with pytest.raises(ComputeTrendsError, match=r"points before the day.*--since 2023-01-01"):
        run_trend("sevilla-further-large-scale-change", Options(since=date(2023, 1, 1)))
    with pytest.raises(ComputeTrendsError, match=r"at least 20 are needed.*--until 1960-01-01"):
        run_trend("sevilla-further-first-boundary", Options(until=date(1960, 1, 1)))
    with pytest.raises(ComputeTrendsError, match="no point has sector = academia"):
        run_trend("sevilla-further-academia-against-industry", Options(since=date(2026, 8, 1)))


def test_a_boundary_that_was_put_in_is_found_with_its_distance() -> None:
    days = np.linspace(to_days(date(2000, 1, 1)), to_days(date(2020, 1, 1)), 120).round()
    cut = to_days(date(2012, 1, 1))
    noise = np.random.default_rng(1).normal(0, 0.3, days.size)
    logs = 10 + np.where(days < cut, 0.0002 * (days - cut), 0.002 * (days - cut)) + noise
    found = boundary("cut", resamples=99)(points(days, logs))
    assert found.value == pytest.approx(2, abs=0.6)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 2 < found.high
    assert found.numbers["doubling_month_era_2"] == pytest.approx(np.log10(2) / 0.002 / 30, rel=0.1)
    assert eras(resamples=49)(points(days, logs)).value == 2
    straight = eras(resamples=49)(points(days, 0.001 * (days - cut) + noise))
    assert (straight.value, straight.low) == (1, 1)


def test_as_many_eras_as_were_tried_are_at_least_so_many() -> None:
    days = np.arange(0.0, 4000.0, 20.0)
    logs = 10 + 0.002 * np.abs(days % 2000 - 1000) + np.random.default_rng(3).normal(0, 0.05, days.size)
    found = eras(resamples=49)(points(days, logs))
    assert (found.value, found.low, found.high) == ("at least 3", None, None)
    assert found.numbers["eras_found"] == found.numbers["eras_tried"] == 3
    assert "there may be more" in found.note


def test_a_change_that_was_put_in_is_found() -> None:
    days = np.arange(0, 2000, 20.0)
    logs = 10 + np.where(days < 1000, 0.001 * days, 1 + 0.003 * (days - 1000))
    logs += np.random.default_rng(2).normal(0, 0.1, days.size)
    found = change_of_growth("late", noise_factor=1)(points(days, logs, late=list(days >= 1000)))
    assert found.value == pytest.approx(3, rel=0.1)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 3 < found.high
    with pytest.raises(ComputeTrendsError, match="no growth"):
        change_of_growth("late")(points(days, -logs, late=list(days >= 1000)))


def test_a_group_lies_below_the_line_of_another_by_a_factor() -> None:
    days = np.arange(0, 1000, 10.0)
    groups = ["a" if day % 20 else "b" for day in days]
    logs = 5 + 0.001 * days - np.array([group == "a" for group in groups])
    found = group_against("group", "a", "b", resamples=50)(points(days, logs, group=groups))
    assert found.value == pytest.approx(0.1)
