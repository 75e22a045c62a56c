"""The layers of a picture: bands, points, lines and names, as Vega-Altair draws them.

Colours are told apart by colour-blind readers; series differ in shape and lines in dash as well.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from compute_trends.trends.pictures.axes import Scale
from compute_trends.trends.pictures.labels import Label
from compute_trends.trends.pictures.look import COLOURS, GREYS, OURS, look
from compute_trends.trends.pictures.series import RECORD_SETTERS, Dot, Line

_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
_DASHES = ([1, 0], [9, 3], [2, 2], [9, 3, 2, 3], [5, 2], [1, 3])
_PUBLISHED_DASHES = ([6, 4], [2, 3], [8, 2, 2, 2], [4, 1], [1, 4])
BEYOND_DASH = [5, 4]
_REASON = re.compile(", where[^:]*")
#: What the legend calls the bands.
BAND = "interval of the fit, not of the points"
_CROWDED = 300  # points; from here on they are drawn small and pale
_RING_SIZE, _RING_RADIUS, _HALF_LINE = 170, 7.4, 8.0  # square pixels; pixels


def _data(alt: Any, values: Iterable[dict[str, Any]]) -> Any:
    """The data of a layer; a tuple, since Altair copies what it finds in lists, value by value, for each layer."""
    return alt.Data(values=tuple(values))


def _line_colours(lines: Sequence[Line], series: Sequence[str], labels: Sequence[str]) -> tuple[list[str], list[Any]]:
    """Colour and dash of every line: those of its series, else ours and the published ones apart."""
    first = {line.label: line for line in reversed(lines)}
    colours, dashes = [], list[Any]()
    published = 0
    others = sum(label in series for label in labels) if len(series) > 1 else 0  # no dash of theirs, for prints in grey
    for label in labels:
        if first[label].published:
            colours.append(look().ink)
            dashes.append(_PUBLISHED_DASHES[published % len(_PUBLISHED_DASHES)])
            published += 1
            continue
        own = len(series) > 1 and label in series
        alone = OURS if len(series) == 1 else look().soft
        colours.append(_series_colours(series)[series.index(label)] if own else alone)
        dashes.append(_DASHES[(series.index(label) if own else others) % len(_DASHES)])
        others += not own
    return colours, dashes


def _series_colours(series: Sequence[str]) -> list[str]:
    return [GREYS.get(name, COLOURS[position % len(COLOURS)]) for position, name in enumerate(series)]


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
    own = {str(value["line"]) for value in values}
    shown = next(colour for label, colour in zip(labels, colours, strict=True) if label in own)
    shown = shown if len(own) == 1 else "#888888"
    legend = alt.Legend(symbolType="square", symbolOpacity=0.35, symbolStrokeWidth=0, columns=1)
    named = alt.Color("band:N", title=None, legend=legend, scale=alt.Scale(domain=[BAND], range=[shown]))
    return [
        alt.Chart(_data(alt, values))
        .mark_area(opacity=0.2, clip=True)
        .encode(x.encoding(alt, "X", "x"), y.encoding(alt, "Y", "low"), alt.Y2("high"), colour),
        alt.Chart(alt.Data(values=[{"band": BAND}])).mark_square(size=0).encode(named),
    ]


def dots(alt: Any, points: Sequence[Dot], series: Sequence[str], labels: Sequence[str], x: Scale, y: Scale) -> Any:
    """The points of all series, with the legend that tells the series apart."""
    values = [
        {"record_id": dot.record, "series": dot.series, "name": dot.name, "x": x.shown(dot.x), "y": y.shown(dot.y),
         **dot.facts}
        for dot in points
    ]  # fmt: skip
    longest = max(map(len, series))
    # A legend of one series says nothing; one whose lines carry the same names would say it twice.
    legend = (
        alt.Legend(columns=next((many for many, least in ((1, 36), (2, 24)) if longest > least), 3))
        if len(series) > 1
        else None
    )
    crowded = len(points) > _CROWDED
    size = 60 if len(series) > 1 else 44  # shapes must be told apart
    stands_out = f"datum.series == '{RECORD_SETTERS}'"
    return (
        alt.Chart(_data(alt, values))
        .mark_point(filled=True, clip=True)
        .encode(
            x.encoding(alt, "X", "x"),
            y.encoding(alt, "Y", "y"),
            alt.Color("series:N", title=None, legend=legend,
                      scale=alt.Scale(domain=list(series), range=_series_colours(series))),
            alt.Shape("series:N", title=None, legend=legend,
                      scale=alt.Scale(domain=list(series), range=list(_SHAPES[: len(series)]))),
            # Channels by name: Altair looks for the class of a plain condition by trying them all.
            alt.SizeValue(22 if crowded else size, condition={"test": stands_out, "value": size}),
            alt.OpacityValue(0.45 if crowded else 0.8, condition={"test": stands_out, "value": 0.9}),
            tooltip=_tooltips(alt, points, x, y),
        )
    )  # fmt: skip


def _tooltips(alt: Any, points: Sequence[Dot], x: Scale, y: Scale) -> list[Any]:
    """What a page tells of a point: its name, its values with their units, its series and the facts of its record."""
    at = alt.Tooltip("x:T", format="%Y-%m-%d", title=x.title) if x.axis.scale == "time" else None
    told = list(dict.fromkeys(name for dot in points for name in dot.facts))
    series = [alt.Tooltip("series:N", title="series")] if len({dot.series for dot in points}) > 1 else []
    return [
        alt.Tooltip("name:N", title="name"),
        at or alt.Tooltip("x:Q", format=".3g", title=x.title),
        alt.Tooltip("y:Q", format=".3g", title=y.title),
        *series,
        *(alt.Tooltip(f"{name}:N", title=name) for name in (*told, "record_id")),
    ]


def hollow_dots(alt: Any, points: Sequence[Dot], x: Scale, y: Scale) -> list[Any]:
    """Points that are no part of the fits, as rings in grey, with the legend that says why."""
    if not points:
        return []
    short = {dot.series: _REASON.sub("", dot.series) for dot in points}  # the facts above say it in full
    values = [{"series": short[dot.series], "x": x.shown(dot.x), "y": y.shown(dot.y)} for dot in points]
    names = list(dict.fromkeys(short.values()))
    scale = alt.Scale(domain=names, range=[GREYS["unknown"]] * len(names))
    return [
        alt.Chart(_data(alt, values))
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
    """Our lines and the published ones, with their legend; dashed where they go on beyond their points."""
    parts = [part for line in lines for part in _parts(line, x, y)]
    if not parts:
        return []
    values, further = (
        [
            {"line": label, "part": number, "x": x.shown(at), "y": y.shown(value)}
            for number, (label, beyond, places) in enumerate(parts) if beyond == wanted
            for at, value in places
        ]
        for wanted in (False, True)
    )  # fmt: skip
    colours, dashes = _line_colours(lines, series, labels)
    domain = list(labels)
    told = [
        label for label in labels if len(series) == 1 or label not in series
    ]  # the others are in the legend of points
    legend = alt.Legend(columns=1, symbolType="stroke", symbolSize=400, values=told) if told else None
    axes = x.encoding(alt, "X", "x"), y.encoding(alt, "Y", "y")
    colour = alt.Scale(domain=domain, range=colours)
    beyond = [
        alt.Chart(_data(alt, further))
        .mark_line(strokeWidth=1.6, strokeDash=BEYOND_DASH, clip=True)
        .encode(*axes, alt.Color("line:N", legend=None, scale=colour), alt.Detail("part:N"))
    ]
    return [
        alt.Chart(_data(alt, values))
        .mark_line(strokeWidth=2.4, clip=True)
        .encode(
            *axes,
            alt.Color("line:N", title=None, legend=legend, scale=colour),
            alt.StrokeDash("line:N", title=None, legend=legend, scale=alt.Scale(domain=domain, range=dashes)),
            alt.Detail("part:N"),
        ),
        *(beyond if further else []),
    ]


def _parts(line: Line, x: Scale, y: Scale) -> list[tuple[str, bool, list[tuple[float, float]]]]:
    """The parts of a line before, within and after its span, with whether each is an extrapolation."""
    places = [
        (at, value) for at, value in zip(line.x, line.y, strict=True) if y.axis.scale != "log" or value > 0
    ]  # fmt: skip
    if not places or line.span is None:
        return [(line.label, False, places)] if places else []
    found = []
    edges = (-math.inf, *line.span, math.inf)
    for number, (first, last) in enumerate(pairwise(edges)):
        inside = [place for place in places if first < place[0] < last]
        ends = [[(edge, _height(places, edge, x, y))] if places[0][0] <= edge <= places[-1][0] else []
                for edge in (first, last)]  # fmt: skip
        part = [*ends[0], *inside, *ends[1]]
        if len(part) > 1 and part[0][0] < part[-1][0]:
            found.append((line.label, number != 1, part))
    return found


def _height(places: Sequence[tuple[float, float]], at: float, x: Scale, y: Scale) -> float:
    """Where a line is at some x, straight on the axes between the two places beside it."""
    (left, low), (right, high) = next(pair for pair in pairwise(places) if pair[0][0] <= at <= pair[1][0])
    width = x.straight(right) - x.straight(left)
    share = (x.straight(at) - x.straight(left)) / width if width else 0.0
    return y.back(y.straight(low) + share * (y.straight(high) - y.straight(low)))


def rings(alt: Any, points: Sequence[Dot], x: Scale, y: Scale) -> list[Any]:
    """A ring round each point, wide enough to leave its shape in sight."""
    if not points:
        return []
    values = [{"x": x.shown(dot.x), "y": y.shown(dot.y)} for dot in points]
    return [
        alt.Chart(_data(alt, values))
        .mark_point(filled=False, shape="circle", size=_RING_SIZE, color=look().ink, strokeWidth=1, opacity=0.85)
        .encode(x.encoding(alt, "X", "x"), y.encoding(alt, "Y", "y"))
    ]


def names(alt: Any, named: Sequence[Label], x: Scale, y: Scale) -> list[Any]:
    """The names, and a line to those that stand far off."""
    axes = (x.encoding(alt, "X", "x"), y.encoding(alt, "Y", "y"))
    layers: list[Any] = []
    for label in named:
        data = alt.Data(values=[{"x": x.shown(label.x), "y": y.shown(label.y), "text": label.text}])
        if label.distant:
            layers.append(
                alt.Chart(_leader(alt, label, x, y)).mark_line(color=look().ink, strokeWidth=0.8).encode(*axes)
            )
        style = {"align": label.align, "baseline": "middle", "dx": label.dx, "dy": label.dy, "fontSize": 11}
        halo = {"color": look().paper, "stroke": look().paper, "strokeWidth": 3, "strokeJoin": "round", "opacity": 0.85}
        layers += [
            alt.Chart(data).mark_text(**style, **halo).encode(*axes, alt.Text("text:N")),
            alt.Chart(data).mark_text(**style, color=look().ink).encode(*axes, alt.Text("text:N")),
        ]
    return layers


def _leader(alt: Any, label: Label, x: Scale, y: Scale) -> Any:
    """From the ring to just before the text, as values of the axes."""
    length = math.hypot(label.dx, label.dy)
    ends = []
    for along in (_RING_RADIUS, length - (0.0 if label.align != "center" else _HALF_LINE)):
        right = along * label.dx / length / look().width
        up = -along * label.dy / length / look().height
        ends.append({"x": x.shown(x.at(x.share(label.x) + right)), "y": y.shown(y.at(y.share(label.y) + up))})
    return _data(alt, ends)
