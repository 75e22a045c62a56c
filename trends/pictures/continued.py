"""The picture of a projection: the trend, its line dashed beyond the last point, the target with its interval."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.texts.numbers import percent
from compute_trends.trends.declaration import Axis
from compute_trends.trends.estimators.calendar import to_days
from compute_trends.trends.methods.estimate import Place
from compute_trends.trends.pictures import places
from compute_trends.trends.pictures.amounts import amount, unit_on
from compute_trends.trends.pictures.axes import Scale, scale_of
from compute_trends.trends.pictures.draw import chart
from compute_trends.trends.pictures.footer import footer
from compute_trends.trends.pictures.frame import altair
from compute_trends.trends.pictures.lines import our_lines
from compute_trends.trends.pictures.look import OURS, Look, drawn_in
from compute_trends.trends.pictures.marks import BEYOND_DASH
from compute_trends.trends.pictures.series import dots, series_order
from compute_trends.trends.robustness.projected import Projection

if TYPE_CHECKING:
    from altair import LayerChart


def draw_projection(found: Projection, chosen: Look | None = None) -> LayerChart:
    """The chart of a projection.

    Args:
        found: the projection, with its backtest.
        chosen: size and theme of the picture.

    Raises:
        MissingExtraError: Altair is not installed.
    """
    with drawn_in(chosen):
        return _drawn(found)


def _drawn(found: Projection) -> LayerChart:
    result, trend = found.result, found.result.trend
    assert trend.x is not None
    assert trend.y is not None
    at_date = isinstance(found.to, date)
    target = _number(found.to), _number(found.estimate)
    x_at, y_at = target if at_date else target[::-1]
    ends = [_number(end) for end in (found.low, found.high) if end is not None]
    points, lines = dots(result, "points"), our_lines(result)
    x = scale_of(trend.x, [*(dot.x for dot in points), x_at, *([] if at_date else ends)])
    y = scale_of(
        trend.y, [*(dot.y for dot in points), y_at, *(ends if at_date else [])], 0.0 if at_date else places.ROOM
    )
    return chart(
        f"{result.question.removesuffix('?')}, and where does that lead?",
        _facts(found),
        points,
        series_order(points),
        lines,
        x,
        y,
        None,
        footer([result]),
        _beyond(altair(), found, (lines[0].x[-1], lines[0].y[-1]), (x_at, y_at), x, y),
    )


def _facts(found: Projection) -> list[str]:
    trend, check = found.result.trend, found.check
    shown = [_told(value, found.axis) for value in (found.estimate, found.low, found.high)]
    ahead = "" if check.longest_year is None else f" made up to {check.longest_year:.1f} years ahead"
    interval = f"{percent(check.level)} interval {shown[1]} to {shown[2]}"
    return [
        f"Projected to {_goal(found)}: {shown[0]}, {interval} of a single point",
        f"such intervals{ahead} held {check.coverage:.1%} of {check.predictions:,} later points in the past",
        f"from {len(found.result.points):,} points, the last at {_told(found.last, trend.x)}; dashed: beyond it",
    ]


def _beyond(
    alt: Any, found: Projection, end: tuple[float, float], at: tuple[float, float], x: Scale, y: Scale
) -> list[Any]:
    """The dashed line from the end of ours to the target, and the target with its interval and its backtest."""
    line = [{"x": x.shown(px), "y": y.shown(py)} for px, py in (end, at)]
    axes = x.encoding(alt, "X", "x"), y.encoding(alt, "Y", "y")
    dashed = alt.Chart(alt.Data(values=line)).mark_line(strokeDash=BEYOND_DASH, strokeWidth=2, color=OURS)
    ends = [None if value is None else _number(value) for value in (found.low, found.high)]
    shown = [_told(value, found.axis) for value in (found.estimate, found.low, found.high)]
    check = found.check
    words = [
        f"{_goal(found)}: {shown[0]}",
        f"{percent(check.level)} interval {shown[1]} to {shown[2]}",
        f"such intervals held {check.coverage:.1%} of {check.predictions:,} later points",
    ]
    if isinstance(found.to, date):
        place = Place("y", at[1], ends[0], ends[1], at[0], "")
    else:
        place = Place("x", at[0], ends[0], ends[1], at[1], "")
    return [dashed.encode(*axes), *places.place(alt, place, words, x, y, end[1] > at[1])]


def _number(value: date | float) -> float:
    return float(to_days(value)) if isinstance(value, date) else float(value)


def _goal(found: Projection) -> str:
    """The target, with what it is a value of where its unit does not say so."""
    axis, told = found.result.trend.y, _told(found.to, found.result.trend.y)
    return f"{axis.words} of {told}" if axis and axis.unit in ("", "1") and not isinstance(found.to, date) else told


def _told(value: date | float | None, axis: Axis | None) -> str:
    if value is None:
        return "?"
    return value.isoformat() if isinstance(value, date) else amount(value, unit_on(axis) if axis else "")
