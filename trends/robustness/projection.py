"""Projects a trend's line to a date, or to a value, and always says how such projections would have done before."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError, UnknownNameError, UsageError
from compute_trends.catalog.texts.grammar import agreed
from compute_trends.catalog.texts.numbers import count, unit
from compute_trends.trends.choices.settings import asked
from compute_trends.trends.declaration import Axis, Trend
from compute_trends.trends.estimators.calendar import from_days, to_days
from compute_trends.trends.estimators.inverse import Inverse, inverse_prediction
from compute_trends.trends.estimators.regression import LinearFit, linear_fit
from compute_trends.trends.points import Setting
from compute_trends.trends.registry import get_trend
from compute_trends.trends.results import TrendResult
from compute_trends.trends.robustness.backtest import check_over_time, check_over_x
from compute_trends.trends.robustness.projected import Projection
from compute_trends.trends.robustness.vintages import check_vintages
from compute_trends.trends.run import Options, run_trend

#: How a projection is checked: on the rows of today, cut at earlier dates, or from released versions.
BACKTESTS = ("rolling", "vintages")

_LAST_DAY = to_days(date.max)


def project(
    name: str | Trend,
    to: date | float,
    options: Options | None = None,
    settings: Mapping[str, Setting] | None = None,
    level: float = 0.95,
    backtest: str = BACKTESTS[0],
) -> Projection:
    """Continue the straight line of a trend, with the backtest of its interval.

    The line is ordinary least squares on log10(y), over dates or over log10(x); the interval that of a single further
    observation. Read backwards, to a value of y, it holds the x at which an observation of that value is to be
    expected: the two hold or fail on the same points, so that one coverage speaks for both.

    Args:
        name: of the trend, or the trend.
        to: a date, or a value of y.
        options, settings: as `run_trend` takes them.
        level: of the interval.
        backtest: one of `BACKTESTS`.

    Raises:
        UnknownNameError, UsageError: as `run_trend`, another backtest, a level outside (0, 1), a target that does not
            lie beyond the points, or that no number on the axis is.
        ComputeTrendsError: the trend is no straight line on logarithmic axes, or the interval cannot be checked.
    """
    trend = asked(get_trend(name) if isinstance(name, str) else name, settings or {})
    if not 0 < level < 1:
        raise UsageError(f"the level of the interval must lie between 0 and 1, not {level:g}")
    if isinstance(to, float | int):
        to = float(to)
        if not (math.isfinite(to) and to > 0):
            of = f" of {trend.y.words}" if trend.y else ""
            raise UsageError(f"{to:g} lies nowhere on a logarithmic axis{of}: give a positive number")
    x_axis, y_axis = _axes(trend)
    options = options or Options()
    if backtest not in BACKTESTS:
        raise UnknownNameError("backtest", backtest, BACKTESTS)
    if backtest == "vintages":
        if x_axis.scale != "time":
            raise UsageError(f"{trend.name} runs over {x_axis.words}, not over time: no version came later")
        plain = project(trend, to, options, settings, level)
        return replace(plain, vintages=check_vintages(trend, options, settings, level))
    result = run_trend(trend, options, settings)
    points = result.points
    fit = _line(result, level)
    if isinstance(to, date):
        return _to_date(result, options, settings, to, fit)
    found = inverse_prediction(fit, math.log10(to), single=True)
    if x_axis.scale == "time":
        return _to_value_over_time(result, options, settings, to, found, level)
    if found.value <= math.log10(points.x.max()):
        raise UsageError(
            f"the line is at {_goal(to, y_axis)} where {x_axis.words} is "
            f"{_power(found.value, to):.3g}{unit(x_axis.unit)}, not beyond the points: nothing to project"
        )
    return Projection(
        result=result,
        to=to,
        estimate=_power(found.value, to),
        low=_end(found.low),
        high=_end(found.high),
        axis=x_axis,
        last=float(points.x.max()),
        check=check_over_x(trend.name, points, level),
    )


def _to_date(
    result: TrendResult, options: Options, settings: Mapping[str, Setting] | None, to: date, fit: LinearFit
) -> Projection:
    trend, last = result.trend, float(result.points.x.max())
    x_axis, y_axis = _axes(trend)
    if x_axis.scale != "time":
        raise UsageError(
            f"{trend.name} runs over {x_axis.words}, not over time: give a value of {y_axis.words} instead of a date"
        )
    if to_days(to) <= last:
        raise UsageError(f"{to} is no later than the last point, of {from_days(last)}: nothing to project")
    low, high = fit.band([to_days(to)], single=True)
    return Projection(
        result=result,
        to=to,
        estimate=_power(float(fit.predict(to_days(to))), to),
        low=_power(float(low[0]), to),
        high=_power(float(high[0]), to),
        axis=y_axis,
        last=from_days(last),
        check=check_over_time(trend, options, settings, result.points, to_days(to) - last, fit.level),
    )


def _to_value_over_time(
    result: TrendResult,
    options: Options,
    settings: Mapping[str, Setting] | None,
    to: float,
    found: Inverse,
    level: float,
) -> Projection:
    points, (x_axis, y_axis) = result.points, _axes(result.trend)
    last = float(points.x.max())
    if not found.value <= _LAST_DAY:
        raise ComputeTrendsError(
            f"{result.trend.name}: the line does not reach {_goal(to, y_axis)} before the year 10000"
        )
    if found.value <= last:
        day = from_days(max(found.value, to_days(date.min)))
        raise UsageError(
            f"the line is at {_goal(to, y_axis)} on {day}, no later than the last point, of {from_days(last)}: "
            "nothing to project"
        )
    return Projection(
        result=result,
        to=to,
        estimate=from_days(found.value),
        low=_day(found.low),
        high=_day(found.high),
        axis=x_axis,
        last=from_days(last),
        check=check_over_time(result.trend, options, settings, points, found.value - last, level),
    )


def _goal(to: float, axis: Axis) -> str:
    """A value with its unit and what it is a value of, as in "20 (1/error)"."""
    return f"{to:g}{unit(axis.unit)} ({axis.words})"


def _axes(trend: Trend) -> tuple[Axis, Axis]:
    x, y = trend.x, trend.y
    if x is None or y is None:
        raise ComputeTrendsError(f"{trend.name} has no line to project: it is not about points along an axis")
    if y.scale != "log" or x.scale not in ("time", "log"):
        raise ComputeTrendsError(f"{trend.name} is no straight line on logarithmic axes; only such lines are projected")
    return x, y


def _line(result: TrendResult, level: float) -> LinearFit:
    """The least-squares line, where that is what the trend fits."""
    points, axis, curves = result.points, result.trend.x, result.estimate.curves
    assert axis is not None
    xs = points.x if axis.scale == "time" else np.log10(points.x)
    fit = linear_fit(xs, np.log10(points.y), level)
    if fit.n < 3:
        raise ComputeTrendsError(
            f"{result.trend.name}: {count(fit.n, 'point')} {agreed(fit.n, 'have')} no interval: at least 3 are needed"
        )
    if fit.slope == 0:
        raise ComputeTrendsError(f"{result.trend.name}: the line is flat, so it leads nowhere")
    straight = len(curves) == 1
    if straight:
        places = np.asarray(curves[0].x)
        expected = fit.predict(places if axis.scale == "time" else np.log10(places))
        straight = bool(np.allclose(np.log10(np.asarray(curves[0].y)), expected, atol=1e-6))
    if not straight:
        raise ComputeTrendsError(
            f"{result.trend.name} does not fit one least-squares line to its points; only such lines are projected"
        )
    return fit


def _power(exponent: float, to: object) -> float:
    if abs(exponent) > 300:
        raise ComputeTrendsError(f"the projection to {to} lies beyond any number")
    return float(10**exponent)


def _end(exponent: float | None) -> float | None:
    return None if exponent is None or abs(exponent) > 300 else float(10**exponent)


def _day(days: float | None) -> date | None:
    return None if days is None or not to_days(date.min) <= days <= _LAST_DAY else from_days(days)
