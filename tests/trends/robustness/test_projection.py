"""Projections of made-up trends with known growth, and of real ones."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest

from compute_trends.catalog.errors import ComputeTrendsError, UsageError
from compute_trends.trends.choices.common import Level
from compute_trends.trends.declaration import Axis, Trend
from compute_trends.trends.estimators.calendar import to_days
from compute_trends.trends.methods.growth import doubling, growth, power_law_slope
from compute_trends.trends.points import Points
from compute_trends.trends.registry import get_trend
from compute_trends.trends.robustness import backtest as projection_checks
from compute_trends.trends.robustness.projection import project
from compute_trends.trends.robustness.selections import Selections
from compute_trends.trends.run import Options, select_points
from compute_trends.trends.script import parse_script

SCRIPT = """\
create or replace temp view made_up_systems as select record_id, published, year(published) as year,
  10.0 ** log::double as flop, 10.0 ** record_id::double as size
from (
  select i::int as record_id, date '2010-01-01' + i::int * 30 as published, {logs}[i + 1] as log from range({n}) t(i)
);

-- name: made-up
select * from made_up_systems
where (getvariable('as_of') is null or published <= getvariable('as_of')) order by published, record_id;
"""
START = date(2010, 1, 1)


def series(logs: np.ndarray, **changes: object) -> Trend:
    """A trend of values (log10) 30 days apart."""
    settings: dict[str, object] = {
        "name": "made-up",
        "study": "made-up",
        "question": "How fast?",
        "quantity": "doubling time",
        "subset": "all",
        "unit": "month",
        "script": parse_script("made_up", SCRIPT.format(logs=[float(log) for log in logs], n=len(logs))),
        "dataset": "milestone_systems",
        "estimate": doubling(resamples=100, noise_factor=1),
        "x": Axis("published", "Publication date", scale="time"),
        "y": Axis("flop", "Training compute", "FLOP", "log"),
        "options": ("as_of",),
    }
    return Trend(**{**settings, **changes})  # type: ignore[arg-type]


def noisy(n: int, sd: float, seed: int, slope: float = 0.1) -> np.ndarray:
    return 18 + slope * np.arange(n) + np.random.default_rng(seed).normal(0, sd, n)


def test_a_line_goes_on_to_a_date_and_to_a_value() -> None:
    trend = series(noisy(60, 1e-6, 1))  # tenfold every 300 days
    later = START + timedelta(days=59 * 30 + 300)
    found = project(trend, later)
    assert found.estimate == pytest.approx(10 ** (18 + 0.1 * 69), rel=1e-4)
    assert isinstance(found.low, float)
    assert isinstance(found.high, float)
    assert found.low < found.estimate < found.high  # type: ignore[operator]
    back = project(trend, 10 ** (18 + 0.1 * 69))
    assert isinstance(back.estimate, date)
    assert abs(to_days(back.estimate) - to_days(later)) <= 1
    assert found.last == START + timedelta(days=59 * 30)


def test_the_two_directions_agree_on_the_interval() -> None:
    trend = series(noisy(60, 0.3, 2))
    there = project(trend, date(2015, 6, 1))
    assert isinstance(there.high, float)
    back = project(trend, there.high)  # at the upper limit of a date, that date is the lower limit
    assert isinstance(back.low, date)
    assert abs(to_days(back.low) - to_days(date(2015, 6, 1))) <= 1


def test_coverage_is_near_nominal_where_growth_goes_on() -> None:
    # Without options nothing is selected anew for each date, which would select the same points here.
    made_up = (series(noisy(80, 0.4, seed), options=()) for seed in range(12))
    to = START + timedelta(days=79 * 30 + 365)
    coverages = [project(trend, to, level=0.9).check.coverage for trend in made_up]
    assert np.mean(coverages) == pytest.approx(0.9, abs=0.04)


def test_broken_growth_shows_in_coverage_and_verdict() -> None:
    logs = np.where(np.arange(80) < 40, 18 + 0.02 * np.arange(80), 18.8 + 0.2 * (np.arange(80) - 40))
    found = project(series(logs + noisy(80, 0.1, 3, slope=0) - 18), START + timedelta(days=79 * 30 + 365))
    assert found.check.coverage < 0.8
    assert found.check.above is not None
    assert found.check.above > 0.2
    assert found.verdict.startswith("In the past the interval was too narrow")
    good = project(series(noisy(80, 0.3, 3)), START + timedelta(days=79 * 30 + 365))
    assert "as often as it promises" in good.verdict
    assert "The line itself was off by more than a factor of 2" in found.verdict
    assert "The line itself was right within a factor of 2" in good.verdict


def test_each_date_has_a_selection_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[date | None] = []

    class Spy(Selections):
        def points(self, levels: Sequence[Level] = (), options: Options | None = None) -> Points:
            assert options is not None
            asked.append(options.as_of)
            found = super().points(levels, options)
            assert found.table.equals(select_points(self._trend, options)[0].table)
            return found

    monkeypatch.setattr(projection_checks, "Selections", Spy)
    found = project(series(noisy(30, 0.2, 4)), date(2013, 1, 1))
    assert found.check.selected_anew
    assert len(asked) == 22  # from the 8th point to the last but one
    assert asked[0] == START + timedelta(days=7 * 30)
    asked.clear()
    fixed = project(series(noisy(30, 0.2, 4), options=()), date(2013, 1, 1))
    assert not fixed.check.selected_anew
    assert asked == []
    assert fixed.check.coverage == found.check.coverage


def test_selections_are_those_of_single_runs_whatever_was_asked_before() -> None:
    asked = [
        Options(as_of=date(2020, 1, 1)),
        Options(as_of=date(2021, 1, 1), until=date(2020, 6, 1)),
        Options(domain="Language"),
        Options(as_of=date(2019, 1, 1), domain="Vision"),
        Options(version="2024.10.0", as_of=date(2019, 1, 1)),
        Options(),
    ]
    for name, settings in (("sevilla-large-scale-era", {"low_outlier_z": -1.5}), ("epoch-training-compute-2026", None)):
        trend = get_trend(name)
        with Selections(trend, settings=settings) as selecting:
            for options in asked:
                expected, _ = select_points(trend, options, settings)
                found = selecting.points(options=options)
                assert found.table.equals(expected.table), options
                assert found.settings == expected.settings, options


def test_a_power_law_is_checked_on_the_points_of_later_years() -> None:
    power = {
        "estimate": power_law_slope(),
        "x": Axis("size", "Size", "", "log"),
    }
    found = project(series(noisy(60, 0.2, 5), **power), 1e27)
    assert found.estimate == pytest.approx(1e90, rel=10)
    assert math.log10(found.estimate) == pytest.approx(90, abs=2)  # type: ignore[arg-type]
    assert found.check.longest_year is None
    assert found.check.origins == 4  # 2010 to 2013; all points of 2014 are predicted
    assert found.check.coverage > 0.85
    with pytest.raises(UsageError, match=r"runs over size, not over time.*give a value of training compute"):
        project(series(noisy(60, 0.2, 5), **power), date(2030, 1, 1))
    with pytest.raises(UsageError, match="not beyond the points"):
        project(series(noisy(60, 0.2, 5), **power), 1e19)


@pytest.mark.parametrize(
    ("logs", "to", "message"),
    [
        (noisy(60, 0.1, 6), date(2011, 1, 1), "2011-01-01 is no later than the last point, of 2014-11-06: nothing to"),
        (
            noisy(60, 0.1, 6),
            1e19,
            "the line is at 1e[+]19 FLOP .training compute. on 2010-.*, no later than the last point",
        ),
        (noisy(60, 0.1, 6), date(2040, 1, 1), r"25.2 years ahead cannot be checked.*farthest date"),
        (noisy(60, 0.1, 6), 0.0, "0 lies nowhere on a logarithmic axis of training compute: give a positive number"),
        (noisy(60, 0.1, 6), math.inf, "inf lies nowhere on a logarithmic axis"),
        (noisy(8, 0.1, 6), date(2010, 12, 1), "8 points are too few to check a projection, so none is made"),
        (noisy(2, 0.1, 6), date(2010, 12, 1), "2 points have no interval: at least 3 are needed"),
        (np.full(60, 18.0), date(2015, 12, 1), "the line is flat, so it leads nowhere"),
        (noisy(60, 1e-9, 6, slope=1e-5), 1e30, "does not reach 1e[+]30 FLOP .training compute. before the year 10000"),
        (noisy(60, 0.1, 6, slope=-0.1), 1e30, "no later than the last point"),
    ],
)
def test_what_cannot_be_projected_says_why(logs: np.ndarray, to: date | float, message: str) -> None:
    with pytest.raises(ComputeTrendsError, match=message):
        project(series(logs, estimate=growth(resamples=50, noise_factor=1)), to)


def test_only_lines_are_projected() -> None:
    logs = noisy(60, 0.1, 7)
    with pytest.raises(ComputeTrendsError, match="has no line to project"):
        project(series(logs, x=None, y=None), date(2016, 1, 1))
    with pytest.raises(ComputeTrendsError, match="no straight line on logarithmic axes"):
        project(series(logs, y=Axis("flop", "Training compute", "FLOP")), date(2016, 1, 1))
    bent = doubling(resamples=50, noise_factor=1)

    def another_line(points: object) -> object:
        found = bent(points)  # type: ignore[arg-type]
        return type(found)(value=found.value, n=found.n, curves=())

    with pytest.raises(ComputeTrendsError, match="does not fit one least-squares line"):
        project(series(logs, estimate=another_line), date(2016, 1, 1))
    with pytest.raises(UsageError, match="level of the interval must lie between 0 and 1, not 1"):
        project(series(logs), date(2016, 1, 1), level=1)


def test_sevilla_to_a_date_and_to_a_value() -> None:
    found = project("sevilla-large-scale-era", date(2023, 1, 1))
    # the published doubling time of 6.7 months, from 2022-01 to 2023-01, is a factor of about 3.5
    now = project("sevilla-large-scale-era", date(2022, 1, 21))
    assert isinstance(found.estimate, float)
    assert isinstance(now.estimate, float)
    assert math.log10(found.estimate / now.estimate) == pytest.approx(345 / 30 / 6.66 * math.log10(2), rel=0.01)
    assert found.check.selected_anew
    entry = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    assert entry["to"] == "2023-01-01"
    assert entry["backtest"]["predictions"] > 100
    assert 0 <= entry["backtest"]["coverage"] <= 1
    narrower = project("sevilla-large-scale-era", date(2023, 1, 1), level=0.5)
    assert narrower.check.coverage < found.check.coverage


def test_the_verdict_says_how_far_the_line_was_off_as_well_as_how_often_the_interval_held() -> None:
    found = project("epoch-training-compute-2026", date(2028, 1, 1))
    factor = 10 ** abs(found.check.mean_error_log10)
    where = "higher" if found.check.mean_error_log10 > 0 else "lower"
    assert found.verdict.startswith("In the past the interval")
    assert found.verdict.endswith(
        f"On average the points lay {factor:.3g} times {where} than projected (geometric mean)."
    )
