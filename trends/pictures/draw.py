"""Draws the points and fits of trends with Vega-Altair, rendered offline by vl-convert (extra `plot`)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.known.capable import capable_told
from compute_trends.trends.pictures import marks, places
from compute_trends.trends.pictures.amounts import amount, interval, unit_of
from compute_trends.trends.pictures.answers import answer
from compute_trends.trends.pictures.axes import Scale, scale_of
from compute_trends.trends.pictures.eras import Cuts, cuts_of, shades_and_names
from compute_trends.trends.pictures.files import FORMATS, picture_format, render, save
from compute_trends.trends.pictures.footer import BELOW, footer
from compute_trends.trends.pictures.frame import altair, draw_number, framed
from compute_trends.trends.pictures.labels import FEW_POINTS, Label, alone, place_labels, shortened, to_name
from compute_trends.trends.pictures.lines import our_lines, published_lines
from compute_trends.trends.pictures.look import Look, drawn_in, look
from compute_trends.trends.pictures.series import (
    RECORD_SETTERS,
    Dot,
    Line,
    dots,
    later_dots,
    printed,
    published_of,
    series_order,
)
from compute_trends.trends.results import TrendResult

if TYPE_CHECKING:
    from altair import LayerChart

__all__ = ["FORMATS", "chart", "draw_trend", "picture_format", "render", "save"]

HEADROOM = 0.14  # above the points, for the names of eras
_BAND_ROOM = 0.6  # of the height of points and lines: so much a band may add above and below
_SAMPLE = 10.0  # pixels between two places along a line


def draw_trend(result: TrendResult, chosen: Look | None = None) -> LayerChart:
    """The chart of one result, its question as title; without two axes, its number beside the published one.

    Args:
        result: of a trend.
        chosen: size and theme of the picture.

    Raises:
        MissingExtraError: Altair is not installed.
        ComputeTrendsError: there is nothing to draw: only one row was selected, or an answer in words has no axes.
    """
    with drawn_in(chosen):
        return _drawn(result)


def _drawn(result: TrendResult) -> LayerChart:
    trend, estimate = result.trend, result.estimate
    unit, level = unit_of(trend), estimate.level
    ours = amount(estimate.value, unit) + interval(estimate.low, estimate.high, level, unit)
    facts = [f"{trend.quantity}: {ours}, n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{estimate.n:,}"]
    facts += [
        f"published: {amount(item.value, unit, printed)}{interval(item.low, item.high, item.level, unit, printed)}"
        for item in published_of(result)
    ]
    if told := answer(result):
        facts.insert(0, told)
    options = "".join(
        f", {name.replace('_', ' ')} {value}"
        for name, value in result.options.items()
        if not isinstance(value, tuple) and name != "filling"
    )
    facts.append(f"{result.subset}{options}; {result.data_until}")
    if result.known is not None:
        facts.append(result.known.sentence.removesuffix("."))
    if result.capable:
        facts.append(capable_told(result.capable).removesuffix("."))
    if trend.x is None or trend.y is None:
        return draw_number(result, facts)
    every = [*dots(result, "points"), *later_dots(result)]
    points = [dot for dot in every if not dot.hollow]
    if len(points) < 2:
        raise ComputeTrendsError(f"{trend.name} has only {len(points)} point: nothing to draw")
    cuts = cuts_of(result.settings) if trend.x.scale == "time" else None
    x, y = _scales(result, every, cuts)
    lines = [*our_lines(result), *published_lines(result)]
    if any(not y.low <= value <= y.high for line in lines for value in (*(line.low or ()), *(line.high or ()))):
        facts.append("the band of the fit reaches beyond the axis")
    if any(line.span and (line.x[0] < line.span[0] or line.x[-1] > line.span[1]) for line in lines):
        facts.append("thin and dashed: the line beyond the points that it is fitted to")
    alt, found = altair(), estimate.place
    further = places.levels(alt, estimate.levels, x, y)
    if found is not None:
        further += places.place(alt, found, [*places.words_of(result, found), *_held(result)], x, y)
        scale = x if found.axis == "x" else y
        if any(places.within(end, scale) != end for end in (found.low, found.high)):
            facts.append("the interval reaches beyond the axis")
    drawn = found is not None or any(line.low for line in lines)
    alone = (
        not drawn and not isinstance(estimate.value, str) and (estimate.low is not None or estimate.high is not None)
    )
    series = series_order(points)
    own = [curve.label for curve in estimate.curves if curve.label in series]
    series = own if sorted(own) == sorted(series) else series  # the declared order, whichever has more points
    beneath = places.below_plot(alt, result, look().height + BELOW) if alone else []
    return chart(
        result.question, facts, every, series, lines, x, y, cuts, footer([result]), further, beneath, estimate.records
    )


def _held(result: TrendResult) -> list[str]:
    """How a projection that is a trend of its own did before."""
    numbers = result.estimate.numbers
    coverage, tried = numbers.get("backtest_coverage"), numbers.get("backtest_predictions")
    if not isinstance(coverage, float) or not isinstance(tried, int):
        return []
    return [f"intervals of earlier years held {coverage:.0%} of {tried:,} later results"]


def _scales(result: TrendResult, points: Sequence[Dot], cuts: Cuts | None) -> tuple[Scale, Scale]:
    assert result.trend.x is not None
    assert result.trend.y is not None
    curves = result.estimate.curves
    at = [dot.x for dot in points] + [value for curve in curves for value in (curve.x[0], curve.x[-1])]
    found = result.estimate.place
    if found is not None and found.axis == "x":
        core = scale_of(result.trend.x, [*at, found.value])
        at += [found.value, *_near(core, [end for end in (found.low, found.high) if end is not None])]
    x = scale_of(result.trend.x, at)
    lines = [*our_lines(result), *published_lines(result)]
    heights = [dot.y for dot in points] + [value for line in lines for value in line.y]
    heights += result.estimate.levels.values()
    if found is not None and found.axis == "y":
        heights += [end for end in (found.low, found.value, found.high) if end is not None]
    bands = [value for line in lines for value in (*(line.low or ()), *(line.high or ()))]
    if result.trend.y.scale == "log":
        heights, bands = ([value for value in values if value > 0] for values in (heights, bands))
    heights += _near(scale_of(result.trend.y, heights), bands)
    words = found is not None and found.axis == "x" and found.other is not None
    return x, scale_of(result.trend.y, heights, places.ROOM if words else HEADROOM if cuts else 0.0)


def _near(core: Scale, values: Sequence[float]) -> list[float]:
    """Values no further beyond a scale than there is room for."""
    least, most = core.at(-_BAND_ROOM), core.at(1 + _BAND_ROOM)
    return [min(max(value, least), most) for value in values]


def chart(
    title: str, facts: Sequence[str], points: Sequence[Dot], series: Sequence[str], lines: Sequence[Line],
    x: Scale, y: Scale, cuts: Cuts | None, foot: Sequence[str] = (),
    further: Sequence[Any] = (), beneath: Sequence[Any] = (), records: str = "",
) -> LayerChart:  # fmt: skip
    """Points and lines over two axes, the records among the points named; the eras behind them where they are cut.

    Hollow points have no series of the fits and no names. `further` layers lie within the plot, `beneath` below it.
    `records` is that of the estimate.
    """
    alt = altair()
    hollow, points = [dot for dot in points if dot.hollow], [dot for dot in points if not dot.hollow]
    rank = {name: position for position, name in enumerate(series)}
    if RECORD_SETTERS in rank:
        rank[RECORD_SETTERS] = len(rank)  # drawn last, on top
    points = sorted(points, key=lambda dot: rank[dot.series])
    labels = list(dict.fromkeys(line.label for line in lines))
    width, height = look().size
    crowd = [(x.share(dot.x) * width, (1 - y.share(dot.y)) * height) for dot in (*points, *hollow)]
    along = [(x.share(at) * width, (1 - y.share(value)) * height) for at, value in _along(lines, x, y)]
    shades, taken = shades_and_names(alt, x, cuts) if cuts else ([], [])
    by_series = bool(set(labels) & set(series)) and len(series) > 1
    named: list[Label] = []
    chief: list[Dot] = []
    if records != "none" and (not by_series or cuts):  # values of several kinds hold no common record
        level = bool(lines) and all(line.y[0] == line.y[-1] for line in lines)
        candidates = [dot for dot in points if dot.series == RECORD_SETTERS] or points
        chief = to_name(candidates, x, y, level, records == "lowest")
        named = place_labels([*alone(points), *chief], crowd, taken, look().size, x, y, along)
    # Points of one name are reports of one thing: none of them is a record among others.
    several = len(points) > FEW_POINTS and len({dot.name for dot in chief}) > 1
    ringed = chief if several else []
    if ringed:
        first = {label.text for label in named} & {shortened(dot.name) for dot in ringed}
        many = f"{len(first)} of {len(ringed)}" if len(first) < len(ringed) else f"all {len(ringed)}"
        facts = [*facts, f"ringed: points beyond all before them, {many} named"]
    layers = {
        "eras": shades[::2],
        "bands": marks.bands(alt, lines, series, labels, x, y),
        "hollow": marks.hollow_dots(alt, hollow, x, y),
        "rings": marks.rings(alt, ringed, x, y),
        "points": [marks.dots(alt, points, series, labels, x, y)],
        "lines": marks.lines(alt, lines, series, labels, x, y),
        "names of eras": shades[1::2],
        "further": further,
        "interval below": beneath,
        "names": marks.names(alt, named, x, y),
    }
    counts = Counter(dot.series for dot in hollow)
    told = [*facts, *(f"hollow: {number:,} points, {name}" for name, number in counts.items())]
    text = _alternative_text(told, points, lines, named, x, y)
    return framed(alt, layers, title, facts, text, height, foot, places.BELOW_PLOT if beneath else 0)


def _along(lines: Sequence[Line], x: Scale, y: Scale) -> list[tuple[float, float]]:
    """Values along the lines, close enough that a label on a line covers some."""
    found = []
    width, height = look().size
    for line in lines:
        places = [
            (x.straight(at), y.straight(value))
            for at, value in zip(line.x, line.y, strict=True) if y.axis.scale != "log" or value > 0
        ]  # fmt: skip
        for (left, low), (right, high) in pairwise(places):
            ends = [(x.back(left), y.back(low)), (x.back(right), y.back(high))]
            (x0, y0), (x1, y1) = ((x.share(at) * width, y.share(value) * height) for at, value in ends)
            parts = max(1, math.ceil(math.hypot(x1 - x0, y1 - y0) / _SAMPLE))
            for part in range(parts + 1):
                share = part / parts
                found.append((x.back(left + share * (right - left)), y.back(low + share * (high - low))))
    return found


def _alternative_text(
    facts: Sequence[str], points: Sequence[Dot], lines: Sequence[Line], named: Sequence[Label], x: Scale, y: Scale
) -> str:  # fmt: skip
    """What a reader who does not see the picture must know."""
    at, heights = [dot.x for dot in points], [dot.y for dot in points]
    kind = "logarithmic" if y.axis.scale == "log" else "linear"
    reach = f"{y.text(min(heights))} to {y.text(max(heights))} ({kind} axis)"
    across = f"{x.title[0].lower()}{x.title[1:]}, {x.text(min(at))} to {x.text(max(at))}"
    parts = [f"Scatter plot of {len(points):,} points: {y.title}, {reach}, against {across}."]
    parts += [fact[0].upper() + fact[1:] + "." for fact in facts]
    if lines:
        parts.append("Lines: " + "; ".join(dict.fromkeys(line.label for line in lines)) + ".")
    if named:
        parts.append("Named: " + ", ".join(label.text for label in named) + ".")
    return " ".join(parts)
