"""The layers of a picture: bands, points, lines and names, as Vega-Altair draws them.

Colours are Okabe and Ito's, told apart by colour-blind readers; series differ in shape and lines in dash as well.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from compute_trends.trends.pictures.axes import Scale
from compute_trends.trends.pictures.labels import Label
from compute_trends.trends.pictures.series import RECORD_SETTERS, Dot, Line

#: Width and height of what lies within the axes, in pixels.
SIZE = (680, 400)
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9")
_GREYS = {"unknown": "#6e6e6e", "other": "#9a9a9a"}
_OURS, _AMONG_SERIES, _PUBLISHED = "#D55E00", "#444444", "#000000"  # lines
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
_DASHES = ([1, 0], [9, 3], [2, 2], [9, 3, 2, 3], [5, 2], [1, 3])
_PUBLISHED_DASHES = ([6, 4], [2, 3], [8, 2, 2, 2], [4, 1], [1, 4])
_CROWDED = 300  # points; from here on they are drawn small and pale
_RING, _RING_RADIUS, _HALF_LINE = "#111111", 5.5, 8.0  # colour of a ring; pixels


def _line_colours(lines: Sequence[Line], series: Sequence[str], labels: Sequence[str]) -> tuple[list[str], list[Any]]:
    """Colour and dash of every line: those of its series, else ours and the published ones apart."""
    first = {line.label: line for line in reversed(lines)}
    colours, dashes = [], list[Any]()
    published = 0
    others = sum(label in series for label in labels) if len(series) > 1 else 0  # no dash of theirs, for prints in grey
    for label in labels:
        if first[label].published:
            colours.append(_PUBLISHED)
            dashes.append(_PUBLISHED_DASHES[published % len(_PUBLISHED_DASHES)])
            published += 1
            continue
        own = len(series) > 1 and label in series
        alone = _OURS if len(series) == 1 else _AMONG_SERIES
        colours.append(_series_colours(series)[series.index(label)] if own else alone)
        dashes.append(_DASHES[(series.index(label) if own else others) % len(_DASHES)])
        others += not own
    return colours, dashes


def _series_colours(series: Sequence[str]) -> list[str]:
    return [_GREYS.get(name, _COLOURS[position % len(_COLOURS)]) for position, name in enumerate(series)]


def bands(
    alt: Any, lines: Sequence[Line], series: Sequence[str], labels: Sequence[str], x: Scale, y: Scale
) -> list[Any]:  # fmt: skip
    """The intervals of the fits, in the colours of their lines."""
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


def dots(alt: Any, points: Sequence[Dot], series: Sequence[str], labels: Sequence[str], x: Scale, y: Scale) -> Any:
    """The points of all series, with the legend that tells the series apart."""
    values = [{"series": dot.series, "name": dot.name, "x": x.shown(dot.x), "y": y.shown(dot.y)} for dot in points]
    # A legend of one series says nothing; one whose lines carry the same names would say it twice.
    legend = alt.Legend(columns=2 if max(map(len, series)) > 24 else 3) if len(series) > 1 else None
    crowded = len(points) > _CROWDED
    size = 60 if len(series) > 1 else 44  # shapes must be told apart
    stands_out = f"datum.series == '{RECORD_SETTERS}'"
    return (
        alt.Chart(alt.Data(values=values))
        .mark_point(filled=True, clip=True)
        .encode(
            x.encoding(alt, "X", "x"),
            y.encoding(alt, "Y", "y"),
            alt.Color("series:N", title=None, legend=legend,
                      scale=alt.Scale(domain=list(series), range=_series_colours(series))),
            alt.Shape("series:N", title=None, legend=legend,
                      scale=alt.Scale(domain=list(series), range=list(_SHAPES[: len(series)]))),
            size=alt.condition(stands_out, alt.value(size), alt.value(22 if crowded else size)),
            opacity=alt.condition(stands_out, alt.value(0.9), alt.value(0.45 if crowded else 0.8)),
            tooltip=[alt.Tooltip("name:N"), alt.Tooltip("y:Q", format=".3g", title=y.title)],
        )
    )  # fmt: skip


def hollow_dots(alt: Any, points: Sequence[Dot], x: Scale, y: Scale) -> list[Any]:
    """Points that are no part of the fits, as rings in grey, with the legend that says why."""
    if not points:
        return []
    values = [{"series": dot.series, "x": x.shown(dot.x), "y": y.shown(dot.y)} for dot in points]
    names = list(dict.fromkeys(dot.series for dot in points))
    scale = alt.Scale(domain=names, range=[_GREYS["unknown"]] * len(names))
    return [
        alt.Chart(alt.Data(values=values))
        .mark_point(filled=False, shape="circle", size=26, strokeWidth=1.1, opacity=0.75, clip=True)
        .encode(
            x.encoding(alt, "X", "x"),
            y.encoding(alt, "Y", "y"),
            alt.Color("series:N", title=None, legend=alt.Legend(columns=1, symbolType="circle"), scale=scale),
        )
    ]


def lines(
    alt: Any, lines: Sequence[Line], series: Sequence[str], labels: Sequence[str], x: Scale, y: Scale
) -> list[Any]:  # fmt: skip
    """Our lines and the published ones, with their legend."""
    values = [
        {"line": line.label, "x": x.shown(at), "y": y.shown(value)}
        for line in lines for at, value in zip(line.x, line.y, strict=True)
        if y.axis.scale != "log" or value > 0
    ]  # fmt: skip
    if not values:
        return []
    colours, dashes = _line_colours(lines, series, labels)
    domain = list(labels)
    told = [
        label for label in labels if len(series) == 1 or label not in series
    ]  # the others are in the legend of points
    legend = alt.Legend(columns=2, symbolType="stroke", symbolSize=400, values=told) if told else None
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


def names(alt: Any, named: Sequence[Label], x: Scale, y: Scale, ringed: bool) -> list[Any]:
    """The names, a ring round each of their points if asked for, and a line to those that stand far off."""
    if not named:
        return []
    rings = alt.Data(values=[{"x": x.shown(label.x), "y": y.shown(label.y)} for label in named])
    axes = (x.encoding(alt, "X", "x"), y.encoding(alt, "Y", "y"))
    layers = [
        alt.Chart(rings)
        .mark_point(filled=False, shape="circle", size=95, color=_RING, strokeWidth=1.2, opacity=1)
        .encode(*axes)
    ] * ringed
    for label in named:
        data = alt.Data(values=[{"x": x.shown(label.x), "y": y.shown(label.y), "text": label.text}])
        if label.distant:
            layers.append(alt.Chart(_leader(alt, label, x, y)).mark_line(color=_RING, strokeWidth=0.8).encode(*axes))
        style = {"align": label.align, "baseline": "middle", "dx": label.dx, "dy": label.dy, "fontSize": 11}
        halo = {"color": "white", "stroke": "white", "strokeWidth": 3, "strokeJoin": "round", "opacity": 0.85}
        layers += [
            alt.Chart(data).mark_text(**style, **halo).encode(*axes, alt.Text("text:N")),
            alt.Chart(data).mark_text(**style, color="#111111").encode(*axes, alt.Text("text:N")),
        ]
    return layers


def _leader(alt: Any, label: Label, x: Scale, y: Scale) -> Any:
    """From the ring to just before the text, as values of the axes."""
    length = math.hypot(label.dx, label.dy)
    ends = []
    for along in (_RING_RADIUS, length - (0.0 if label.align != "center" else _HALF_LINE)):
        right = along * label.dx / length / SIZE[0]
        up = -along * label.dy / length / SIZE[1]
        ends.append({"x": x.shown(x.at(x.share(label.x) + right)), "y": y.shown(y.at(y.share(label.y) + up))})
    return alt.Data(values=ends)
