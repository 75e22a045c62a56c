"""Draws the points and fits of trends with Vega-Altair, rendered offline by vl-convert (extra `plot`).

Colours are Okabe and Ito's, told apart by colour-blind readers; series differ in shape and lines in dash as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.errors import ComputeTrendsError, MissingExtraError
from compute_trends.trends.picture_axes import Scale, scale_of
from compute_trends.trends.picture_files import FORMATS, picture_format, render, save
from compute_trends.trends.picture_series import (
    RECORD_SETTERS,
    Box,
    Dot,
    Label,
    Line,
    dots,
    interval_text,
    our_lines,
    place_labels,
    printed,
    published_lines,
    published_of,
    record_setters,
    value_text,
)
from compute_trends.trends.results import TrendResult, to_days
from compute_trends.trends.run import Options, run_trend

if TYPE_CHECKING:
    from altair import LayerChart

__all__ = ["FORMATS", "draw_three_eras", "draw_trend", "picture_format", "render", "save"]

_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9")
_OURS, _AMONG_SERIES, _PUBLISHED = "#D55E00", "#444444", "#000000"  # lines
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
_DASHES = ([1, 0], [9, 3], [2, 2], [9, 3, 2, 3], [5, 2], [1, 3])
_PUBLISHED_DASHES = ([6, 4], [2, 3])
_SHADES = (0.04, 0.09, 0.15)  # opacity of the eras, black on white
_SIZE = (680, 400)
_LINE_OF_TITLE = 84  # letters
_CROWDED = 300  # points; from here on they are drawn small and pale
_HEADROOM = 0.14  # above the points, for the names of eras
_BOLD_LETTER = 7.2  # pixels of a letter in the name of an era
_SAMPLES = 40  # of a line
_FONT = "DejaVu Sans, Verdana, Arial, sans-serif"

#: The eras of Sevilla et al. 2022: name, first day, day after the last.
ERAS = (
    ("pre-deep-learning era", date(1, 1, 1), date(2010, 1, 1)),
    ("deep-learning era", date(2010, 1, 1), date(2015, 9, 1)),
    ("large-scale era", date(2015, 9, 1), date(9999, 1, 1)),
)
#: The trends of the picture of the three eras, with what a reader calls each.
THREE_ERAS = {
    "sevilla-pre-deep-learning-era": "before deep learning",
    "sevilla-deep-learning-era": "deep-learning era, before 2015-09",
    "sevilla-large-scale-era-regular-scale": "large-scale era, regular scale",
    "sevilla-large-scale-era-large-scale": "large-scale era, large scale",
}


def draw_trend(result: TrendResult) -> LayerChart:
    """The chart of one result, its question as title.

    Raises:
        MissingExtraError: Altair is not installed.
        ComputeTrendsError: there is nothing to draw: the trend has no two axes, or only one row was selected.
    """
    trend, estimate = result.trend, result.estimate
    if trend.x is None or trend.y is None:
        raise ComputeTrendsError(f"{trend.name} is a single number without points over an axis: nothing to draw")
    points = dots(result, "points")
    if len(points) < 2:
        raise ComputeTrendsError(f"{trend.name} has only {len(points)} point: nothing to draw")
    eras = trend.study == "sevilla-2022" and trend.x.scale == "time"
    x, y = _scales(result, points, eras)
    ours = value_text(estimate.value, trend.unit) + interval_text(estimate.low, estimate.high, estimate.level)
    facts = [f"{trend.quantity}: {ours}, n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{estimate.n:,}"]
    facts += [
        f"published: {value_text(item.value, item.unit, printed)}"
        + interval_text(item.low, item.high, item.level, printed)
        for item in published_of(result)
    ]
    chosen = "".join(f", {name.replace('_', ' ')} {value}" for name, value in result.options.items())
    facts.append(f"from {trend.dataset} {result.version}: {trend.subset}{chosen}")
    lines = [*our_lines(result, x), *published_lines(result, x, y)]
    return _chart(trend.question, facts, points, lines, x, y, eras)


def draw_three_eras() -> LayerChart:
    """The three eras of Sevilla et al. 2022 with the fit of each, on the rows of version 2022.2.0.

    Raises:
        MissingExtraError: Altair is not installed.
    """
    until = {"sevilla-deep-learning-era": Options(until=date(2015, 8, 31))}
    results = [(label, run_trend(name, until.get(name))) for name, label in THREE_ERAS.items()]
    points = [dot for label, result in results for dot in dots(result, label)]
    first = results[0][1].trend
    assert first.x is not None
    assert first.y is not None
    x = scale_of(first.x, [dot.x for dot in points])
    y = scale_of(first.y, [dot.y for dot in points], _HEADROOM)
    lines = []
    for label, result in results:
        curve = result.estimate.curves[0]
        text = f"{label}: doubles in {value_text(result.estimate.value, result.trend.unit)}"
        lines.append(Line(text, curve.x, curve.y, curve.low, curve.high))
    renamed = {label: line.label for (label, _), line in zip(results, lines, strict=True)}
    points = [Dot(renamed[dot.series], dot.x, dot.y, dot.name) for dot in points]
    facts = [f"{len(points)} systems of {first.dataset} {results[0][1].version}, low outliers removed"]
    return _chart("How has the training compute of milestone systems grown in three eras?", facts, points, lines, x, y,
                  True)  # fmt: skip


def _scales(result: TrendResult, points: Sequence[Dot], eras: bool) -> tuple[Scale, Scale]:
    assert result.trend.x is not None
    assert result.trend.y is not None
    curves = result.estimate.curves
    at = [dot.x for dot in points] + [value for curve in curves for value in (curve.x[0], curve.x[-1])]
    heights = [dot.y for dot in points] + [value for curve in curves for value in curve.y]
    if result.trend.y.scale == "log":
        heights = [value for value in heights if value > 0]
    x = scale_of(result.trend.x, at)
    if not curves:
        y = scale_of(result.trend.y, [dot.y for dot in points])
        heights += [line.y[0] for line in (*our_lines(result, x), *published_lines(result, x, y))]
    return x, scale_of(result.trend.y, heights, _HEADROOM if eras else 0.0)


def _chart(
    title: str, facts: Sequence[str], points: Sequence[Dot], lines: Sequence[Line], x: Scale, y: Scale, eras: bool
) -> LayerChart:  # fmt: skip
    alt = _altair()
    points = sorted(points, key=lambda dot: dot.series == RECORD_SETTERS)  # drawn last, on top
    series = list(dict.fromkeys(dot.series for dot in points))
    labels = list(dict.fromkeys(line.label for line in lines))
    width, height = _SIZE
    crowd = [(x.share(dot.x) * width, (1 - y.share(dot.y)) * height) for dot in points]
    crowd += [(x.share(at) * width, (1 - y.share(value)) * height) for at, value in _along(lines, x, y)]
    shades, taken = _eras(alt, x) if eras else ([], [])
    by_series = bool(set(labels) & set(series)) and len(series) > 1
    named: list[Label] = []
    if not by_series or eras:  # values of several kinds hold no common record
        level = bool(lines) and all(line.y[0] == line.y[-1] for line in lines)
        candidates = [dot for dot in points if dot.series == RECORD_SETTERS] or points
        setters = record_setters(candidates, x, y, rising=True if level else None)
        named = place_labels(setters, crowd, taken, _SIZE, x, y)
    layers = [
        *shades[::2],
        *_bands(alt, lines, series, labels, x, y),
        _dots(alt, points, series, labels, x, y),
        *_lines(alt, lines, series, labels, x, y),
        *shades[1::2],
        *_names(alt, named, x, y),
    ]
    chart: LayerChart = (
        alt.layer(*layers)
        .resolve_scale(color="independent", shape="independent", strokeDash="independent")
        .properties(
            width=width,
            height=height,
            background="white",
            description=_alternative_text(facts, points, lines, named, x, y),
            title=alt.TitleParams(
                wrap(title, _LINE_OF_TITLE),
                subtitle=[part for fact in facts for part in wrap(fact, _LINE_OF_TITLE + 20)],
                anchor="start", fontSize=15, subtitleFontSize=12, subtitleColor="#333333", offset=10,
            ),
        )
        .configure(font=_FONT, aria=False)
        .configure_axis(labelFontSize=12, titleFontSize=13, gridColor="#e0e0e0", labelFont=_FONT, titleFont=_FONT)
        .configure_legend(labelFontSize=12, symbolSize=110, symbolStrokeWidth=2.4, labelLimit=620, orient="bottom")
        .configure_view(stroke="#999999")
    )  # fmt: skip
    return chart


def _along(lines: Sequence[Line], x: Scale, y: Scale) -> list[tuple[float, float]]:
    """Values along the lines, close enough that a label on a line covers some."""
    found = []
    for line in lines:
        places = [
            (x.straight(at), y.straight(value))
            for at, value in zip(line.x, line.y, strict=True) if y.axis.scale != "log" or value > 0
        ]  # fmt: skip
        parts = max(1, _SAMPLES // max(1, len(places) - 1))
        for (left, low), (right, high) in pairwise(places):
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
        parts.append("Named record setters: " + ", ".join(label.text for label in named) + ".")
    return " ".join(parts)


def _altair() -> Any:
    try:
        import altair
    except ImportError as error:
        raise MissingExtraError("drawing a picture", "altair", "plot") from error
    return altair


def _line_colours(lines: Sequence[Line], series: Sequence[str], labels: Sequence[str]) -> tuple[list[str], list[Any]]:
    """Colour and dash of every line: those of its series, else ours and the published ones apart."""
    first = {line.label: line for line in reversed(lines)}
    colours, dashes = [], list[Any]()
    published = 0
    for position, label in enumerate(labels):
        if first[label].published:
            colours.append(_PUBLISHED)
            dashes.append(_PUBLISHED_DASHES[published % len(_PUBLISHED_DASHES)])
            published += 1
            continue
        own = label in series
        alone = _OURS if len(series) == 1 else _AMONG_SERIES
        colours.append(_COLOURS[series.index(label) % len(_COLOURS)] if own else alone)
        dashes.append(_DASHES[(series.index(label) if own else position) % len(_DASHES)])
    return colours, dashes


def _bands(
    alt: Any, lines: Sequence[Line], series: Sequence[str], labels: Sequence[str], x: Scale, y: Scale
) -> list[Any]:  # fmt: skip
    values = [
        {"line": line.label, "x": x.shown(at), "low": y.shown(low), "high": y.shown(high)}
        for line in lines if line.low and line.high
        for at, low, high in zip(line.x, line.low, line.high, strict=True)
    ]  # fmt: skip
    if not values:
        return []
    colours, _ = _line_colours(lines, series, labels)
    colour = alt.Color("line:N", scale=alt.Scale(domain=list(labels), range=colours), legend=None)
    return [
        alt.Chart(alt.Data(values=values))
        .mark_area(opacity=0.2, clip=True)
        .encode(x.encoding(alt, "X", "x"), y.encoding(alt, "Y", "low"), alt.Y2("high"), colour)
    ]


def _dots(alt: Any, points: Sequence[Dot], series: Sequence[str], labels: Sequence[str], x: Scale, y: Scale) -> Any:
    values = [{"series": dot.series, "name": dot.name, "x": x.shown(dot.x), "y": y.shown(dot.y)} for dot in points]
    # A legend of one series says nothing; one whose lines carry the same names would say it twice.
    legend = alt.Legend(columns=2 if max(map(len, series)) > 24 else 3) if len(series) > 1 else None
    count = len(series)
    crowded = len(points) > _CROWDED
    return (
        alt.Chart(alt.Data(values=values))
        .mark_point(filled=True, size=22 if crowded else 44, opacity=0.45 if crowded else 0.8, clip=True)
        .encode(
            x.encoding(alt, "X", "x"),
            y.encoding(alt, "Y", "y"),
            alt.Color("series:N", title=None, legend=legend,
                      scale=alt.Scale(domain=list(series), range=list(_COLOURS[:count]))),
            alt.Shape("series:N", title=None, legend=legend,
                      scale=alt.Scale(domain=list(series), range=list(_SHAPES[:count]))),
            tooltip=[alt.Tooltip("name:N"), alt.Tooltip("y:Q", format=".3g", title=y.title)],
        )
    )  # fmt: skip


def _lines(
    alt: Any, lines: Sequence[Line], series: Sequence[str], labels: Sequence[str], x: Scale, y: Scale
) -> list[Any]:  # fmt: skip
    values = [
        {"line": line.label, "x": x.shown(at), "y": y.shown(value)}
        for line in lines for at, value in zip(line.x, line.y, strict=True)
        if y.axis.scale != "log" or value > 0
    ]  # fmt: skip
    if not values:
        return []
    colours, dashes = _line_colours(lines, series, labels)
    domain = list(labels)
    legend = None if set(labels) <= set(series) else alt.Legend(columns=2, symbolType="stroke", symbolSize=400)
    return [
        alt.Chart(alt.Data(values=values))
        .mark_line(strokeWidth=2.4, clip=True)
        .encode(
            x.encoding(alt, "X", "x"),
            y.encoding(alt, "Y", "y"),
            alt.Color("line:N", title=None, legend=legend, scale=alt.Scale(domain=domain, range=colours)),
            alt.StrokeDash("line:N", title=None, legend=legend, scale=alt.Scale(domain=domain, range=dashes)),
        )
    ]


def _names(alt: Any, named: Sequence[Label], x: Scale, y: Scale) -> list[Any]:
    layers = []
    for label in named:
        data = alt.Data(values=[{"x": x.shown(label.x), "y": y.shown(label.y), "text": label.text}])
        style = {"align": label.align, "baseline": "middle", "dx": label.dx, "dy": label.dy, "fontSize": 11}
        places = (x.encoding(alt, "X", "x"), y.encoding(alt, "Y", "y"), alt.Text("text:N"))
        halo = {"color": "white", "stroke": "white", "strokeWidth": 3, "strokeJoin": "round", "opacity": 0.85}
        layers += [
            alt.Chart(data).mark_text(**style, **halo).encode(*places),
            alt.Chart(data).mark_text(**style, color="#111111").encode(*places),
        ]
    return layers


def _eras(alt: Any, x: Scale) -> tuple[list[Any], list[Box]]:
    """Per era in sight its shade and its name, and the boxes that the names take."""
    layers, taken = list[Any](), list[Box]()
    for (name, first, after), shade in zip(ERAS, _SHADES, strict=True):
        start, end = max(x.low, to_days(first)), min(x.high, to_days(after))
        if start >= end:
            continue
        room = (x.share(end) - x.share(start)) * _SIZE[0]
        words = wrap(name, max(8, int(room / _BOLD_LETTER)), break_long_words=False, break_on_hyphens=True)
        fits = max(map(len, words)) * _BOLD_LETTER <= room + 8
        data = alt.Data(values=[{"from": x.shown(start), "to": x.shown(end), "at": x.shown((start + end) / 2)}])
        layers += [
            alt.Chart(data).mark_rect(color="black", opacity=shade).encode(x.encoding(alt, "X", "from"), alt.X2("to")),
            alt.Chart(data)
            .mark_text(
                text=words if fits else "",
                align="center",
                baseline="top",
                fontSize=11,
                fontWeight="bold",
                color="#444444",
            )
            .encode(x.encoding(alt, "X", "at"), alt.YValue(6)),
        ]
        middle = (x.share(start) + x.share(end)) / 2 * _SIZE[0]
        half = max(map(len, words)) * _BOLD_LETTER / 2
        if fits:
            taken.append((middle - half, 0.0, middle + half, 8.0 + 13.0 * len(words)))
    return layers, taken
