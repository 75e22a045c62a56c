"""The picture of a projection: the trend, its line dashed beyond the last point, the target with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.texts.numbers import percent
from compute_trends.trends.estimators.calendar import to_days
from compute_trends.trends.pictures.axes import Scale, scale_of
from compute_trends.trends.pictures.draw import chart
from compute_trends.trends.pictures.footer import footer
from compute_trends.trends.pictures.frame import altair
from compute_trends.trends.pictures.lines import our_lines
from compute_trends.trends.pictures.look import Look, drawn_in, look
from compute_trends.trends.pictures.series import dots, series_order, value_text
from compute_trends.trends.robustness.projected import Projection

if TYPE_CHECKING:
    from altair import LayerChart

_DASH = [5, 4]


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
    y = scale_of(trend.y, [*(dot.y for dot in points), y_at, *(ends if at_date else [])])
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
        _beyond(altair(), found, (lines[0].x[-1], lines[0].y[-1]), (x_at, y_at), ends, x, y),
    )


def _facts(found: Projection) -> list[str]:
    trend, check = found.result.trend, found.check
    assert trend.y is not None
    shown = [_told(value, found.axis.unit) for value in (found.estimate, found.low, found.high)]
    goal = _told(found.to, "" if isinstance(found.to, date) else trend.y.unit)
    ahead = "" if check.longest_year is None else f" made up to {check.longest_year:.1f} years ahead"
    return [
        f"Projected to {goal}: {shown[0]}, {percent(check.level)} interval {shown[1]} to {shown[2]} of a single point",
        f"such intervals{ahead} held {check.coverage:.1%} of {check.predictions:,} later points in the past",
        f"from {len(found.result.points):,} points, the last at {_told(found.last, '')}; dashed: beyond it",
    ]


def _beyond(
    alt: Any, found: Projection, end: tuple[float, float], at: tuple[float, float], ends: Sequence[float],
    x: Scale, y: Scale,
) -> list[Any]:  # fmt: skip
    """The dashed line from the end of ours to the target, the interval, and the target."""
    line = [{"x": x.shown(px), "y": y.shown(py)} for px, py in (end, at)]
    axes = x.encoding(alt, "X", "x"), y.encoding(alt, "Y", "y")
    layers = [
        alt.Chart(alt.Data(values=line)).mark_line(strokeDash=_DASH, strokeWidth=2, color=look().soft).encode(*axes)
    ]
    if len(ends) == 2:
        low, high = ends
        places = [(at[0], low), (at[0], high)] if isinstance(found.to, date) else [(low, at[1]), (high, at[1])]
        data = [{"x": x.shown(px), "y": y.shown(py)} for px, py in places]
        layers.append(
            alt.Chart(alt.Data(values=data)).mark_line(strokeWidth=3, opacity=0.6, color=look().soft).encode(*axes)
        )
    target = alt.Chart(alt.Data(values=line[1:])).mark_point(filled=True, shape="diamond", size=120, color=look().ink)
    layers.append(target.encode(*axes))
    return layers


def _number(value: date | float) -> float:
    return float(to_days(value)) if isinstance(value, date) else float(value)


def _told(value: date | float | None, unit: str) -> str:
    if value is None:
        return "?"
    return value.isoformat() if isinstance(value, date) else value_text(value, unit)
