"""The study of what people ask of milestone systems, on the shipped rows and against numbers counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from compute_trends.catalog.doors.load import load
from compute_trends.catalog.errors import ComputeTrendsError, QueryError, UnknownNameError
from compute_trends.trends.estimators.calendar import from_days
from compute_trends.trends.methods.system_answers import FACTORS, above_threshold, decomposed, median_lag, share
from compute_trends.trends.points import Points
from compute_trends.trends.registry import get_trend
from compute_trends.trends.results import TrendResult
from compute_trends.trends.run import Options, run_trend, select_points
from compute_trends.trends.studies.systems import TRENDS

ResultOf = Callable[[str], TrendResult]
ROWS = load("milestone_systems").to_pylist()


@pytest.mark.parametrize("name", [trend.name for trend in TRENDS])
def test_every_trend_has_an_answer(name: str, result_of: ResultOf) -> None:
    found = result_of(name).estimate
    assert found.n > 3
    assert found.low is not None
    assert found.high is not None
    assert found.low <= float(found.value) <= found.high


@pytest.mark.parametrize(("threshold", "key"), [(1e23, "1e23"), (1e25, "1e25"), (1e26, "1e26")])
def test_systems_above_a_threshold_are_those_of_the_rows(threshold: float, key: str, result_of: ResultOf) -> None:
    found = result_of(f"systems-above-{key}").estimate
    once = [row for row in ROWS if row["training_run"] in (None, row["record_id"])]
    of_2025 = [row["training_compute_flop"] for row in once if row["publication_date"].year == 2025]
    above = sum(value is not None and value >= threshold for value in of_2025)
    assert (found.numbers["year"], found.n) == (2025, len(of_2025))
    assert found.low == found.numbers["above_2025"] == above
    assert found.numbers["unknown_share_2025"] == pytest.approx(sum(value is None for value in of_2025) / len(of_2025))
    assert found.high is not None
    assert above <= float(found.value) <= found.high <= above + sum(value is None for value in of_2025)
    assert "bounds, not a statistical interval" in found.note


def test_systems_of_one_training_run_count_once_unless_asked_otherwise(result_of: ResultOf) -> None:
    once = result_of("systems-above-1e23").estimate.numbers
    each = run_trend("systems-above-1e23", settings={"runs_once": False}).estimate.numbers
    shared = [row for row in ROWS if row["training_run"] not in (None, row["record_id"])]
    for year in (2022, 2023, 2024, 2025):
        twice = sum(row["publication_date"].year == year and row["training_compute_flop"] >= 1e23 for row in shared)
        assert int(each[f"above_{year}"] or 0) - int(once[f"above_{year}"] or 0) == twice
    assert len(shared) == 11
    with pytest.raises(QueryError, match=r"training_data_seen_datapoint.* which the rows do not have"):
        run_trend("systems-above-1e23", Options(version="2024.10.0"))


def test_the_largest_runs_of_an_older_table_count_once_as_well() -> None:
    trend = get_trend("amodei-ten-largest-runs-since-2026")
    options = Options(version="2026.8.0", since=date(2023, 1, 1), until=date(2023, 6, 30))
    once, each = (select_points(trend, options, {"runs_once": value})[0].texts("record_id") for value in (True, False))
    assert "gpt-4-mar-2023" in once
    assert set(each) - set(once) == {"gpt-4-jun-2023"}


def test_another_threshold_is_a_setting() -> None:
    assert run_trend("systems-above-1e25", settings={"threshold_flop": 1e30}).estimate.low == 0
    with pytest.raises(ComputeTrendsError, match="no whole year"):
        run_trend("systems-above-1e25", Options(since=date(2026, 1, 1)))


def test_cost_and_power_put_systems_of_unknown_compute_above() -> None:
    table = pa.table({
        "year": [2023, 2024], "middle": [date(2023, 7, 1), date(2024, 7, 1)], "systems": [10, 20], "above": [1, 4],
        "above_by_evidence": [0, 2], "unknown": [3, 9], "without_evidence": [3, 5],
        "last_day": [date(2023, 12, 30), date(2024, 12, 31)],
    })  # fmt: skip
    found = above_threshold()(Points(table, "middle", "above"))
    assert (found.value, found.low, found.high, found.n) == (6, 4, 11, 20)


def test_the_parts_of_compute_and_the_residual_multiply_to_its_growth(result_of: ResultOf) -> None:
    for name in ("compute-decomposed", "compute-implied", "frontier-compute-implied"):
        found = result_of(f"systems-{name}").estimate
        parts = [float(found.numbers[f"growth_{part}"] or 0) for part in ("chips", "time", "rate", "utilisation")]
        assert np.prod([*parts, found.numbers["growth_residual"]]) == pytest.approx(found.value)
    assert result_of("systems-compute-implied").estimate.numbers["growth_residual"] == pytest.approx(1)
    assert "by construction" in result_of("systems-compute-implied").note


def test_growth_that_was_put_in_is_taken_apart() -> None:
    days = np.arange(0.0, 3650.0, 50.0)
    years = days / 365
    columns = dict(zip(FACTORS, (2.0**years, 1.1**years, 1.4**years, 0.3 * 1.0**years), strict=True))
    table = {"day": [from_days(day) for day in days], **columns}
    compute = 1e6 * 1.25**years * np.prod(list(columns.values()), axis=0)
    found = decomposed(resamples=50)(Points(pa.table({**table, "flop": compute}), "day", "flop"))
    assert found.numbers["growth_chips"] == pytest.approx(2)
    assert found.numbers["growth_residual"] == pytest.approx(1.25)


def test_shares_are_those_of_the_rows(result_of: ResultOf) -> None:
    found = result_of("systems-from-china").estimate
    rows = [row for row in ROWS if row["publication_date"] >= date(2010, 1, 1) and row["countries"]]
    assert found.n == len(rows)
    assert found.value == pytest.approx(sum("China" in row["countries"] for row in rows) / len(rows))
    by_setting = run_trend("systems-from-united-states", settings={"wanted_country": "China"}).estimate
    assert by_setting.value == found.value
    with pytest.raises(UnknownNameError, match="did you mean China"):
        run_trend("systems-from-china", settings={"wanted_country": "Chna"})


def test_a_share_has_wilsons_interval() -> None:
    table = pa.table({"is_wanted": [True] * 8 + [False] * 2, "publication_date": [date(2020, 1, 1)] * 10})
    found = share()(Points(table))
    assert (round(found.low or 0, 3), round(found.high or 0, 3)) == (0.490, 0.943)
    with pytest.raises(ComputeTrendsError, match="no system is selected"):
        share()(Points(table.slice(0, 0)))


def test_open_weights_follow_closed_ones(result_of: ResultOf) -> None:
    found = result_of("systems-open-lag")
    points = found.points
    assert all(lag > 0 for lag in points.y)
    assert list(points.numbers("training_compute_flop")) == sorted(points.numbers("training_compute_flop"))
    for record, day in zip(points.texts("training_compute_flop"), points.texts("closed_day"), strict=True):
        closed = [row for row in ROWS if row["open_weights"] is False and (row["training_compute_flop"] or 0) >= record]
        assert day == min(row["publication_date"] for row in closed)
    table = pa.table({"day": [date(2020, 1, 1)] * 3, "lag": [1.0, 5.0, 9.0]})
    assert median_lag()(Points(table, "day", "lag")).value == 5


def test_energy_by_power_and_time_stands_beside_that_of_the_chips(result_of: ResultOf) -> None:
    found = result_of("systems-energy").estimate
    other = found.numbers["growth_by_chip_efficiency"]
    assert isinstance(other, float)
    assert found.low is not None
    assert found.high is not None
    assert found.low < other < found.high
    assert "three-forces-energy-per-frontier-model-since-2010" in result_of("systems-energy").note
