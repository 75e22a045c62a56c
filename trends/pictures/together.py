"""Draws several trends of a study in one picture, each a series with its fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.declaration import Part, Picture
from compute_trends.trends.pictures.amounts import amount, unit_of
from compute_trends.trends.pictures.axes import scale_of
from compute_trends.trends.pictures.draw import HEADROOM, chart
from compute_trends.trends.pictures.eras import cuts_of
from compute_trends.trends.pictures.footer import footer
from compute_trends.trends.pictures.look import drawn_in
from compute_trends.trends.pictures.series import Dot, Line, dots, later_dots
from compute_trends.trends.registry import get_trend
from compute_trends.trends.results import TrendResult
from compute_trends.trends.run import Options, run_trend

if TYPE_CHECKING:
    from altair import LayerChart


def draw_together(picture: Picture) -> LayerChart:
    """The picture of several trends; their axes, dataset and eras are those of the first.

    Raises:
        MissingExtraError: Altair is not installed.
        UnknownNameError: there is no trend of a name.
        ComputeTrendsError: a trend has no axes, or no fit to draw.
    """
    results = [(part, _part(part)) for part in picture.parts]
    first = results[0][1]
    x_axis, y_axis = first.trend.x, first.trend.y
    if x_axis is None or y_axis is None or not all(result.estimate.curves for _, result in results):
        raise ComputeTrendsError(f"the picture {picture.name} is of trends with two axes and a fit each")
    lines = [_line(part.label, result) for part, result in results]
    points = [
        replace(dot, series=line.label)
        for line, (_, result) in zip(lines, results, strict=True)
        for dot in dots(result, line.label)
    ]
    later = [dot for _, result in results for dot in later_dots(result)]
    cuts = cuts_of(first.settings)
    x = scale_of(x_axis, [dot.x for dot in (*points, *later)])
    y = scale_of(y_axis, [dot.y for dot in (*points, *later)], HEADROOM if cuts else 0.0)
    until = max(result.data_until for _, result in results)
    what = "systems" if first.trend.dataset == "milestone_systems" else "points"
    rows = f"{len(points)} {what} of {first.trend.dataset} {first.version}, {until}"
    facts = [f"{rows}, {picture.note}" if picture.note else rows]
    with drawn_in(None):
        return chart(
            picture.question,
            facts,
            [*points, *later],
            _series(points),
            lines,
            x,
            y,
            cuts,
            footer([result for _, result in results]),
        )


def _part(part: Part) -> TrendResult:
    trend = get_trend(part.trend)
    if not part.before:
        return run_trend(trend)
    day = run_trend(trend).settings.get(part.before)
    if not isinstance(day, date):
        raise ComputeTrendsError(f"the setting {part.before} of {trend.name} is no date")
    return run_trend(trend, Options(until=day - timedelta(days=1)))


def _line(label: str, result: TrendResult) -> Line:
    curve = result.estimate.curves[0]
    text = label.replace("{value}", amount(result.estimate.value, unit_of(result.trend)))
    return Line(text, curve.x, curve.y, curve.low, curve.high)


def _series(points: Sequence[Dot]) -> list[str]:
    return list(dict.fromkeys(dot.series for dot in points))
