"""Draws the points and fits of trends with Vega-Altair, rendered offline by vl-convert (extra `plot`).

Colours are Okabe and Ito's, told apart by colour-blind readers; series differ in shape and fits in dash as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.errors import ComputeTrendsError, MissingExtraError, UnknownNameError
from compute_trends.trends.declaration import Axis
from compute_trends.trends.results import TrendResult, from_days
from compute_trends.trends.run import Options, run_trend

if TYPE_CHECKING:
    from altair import LayerChart

FORMATS = ("svg", "png", "html")
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
_SHADES = ("#f4f4f4", "#e6e6e6", "#d5d5d5")  # of the eras
_DASHES = ([1, 0], [7, 3], [2, 2], [8, 3, 2, 3])
_WIDTH, _HEIGHT = 640, 380
# Powers of ten as 10 with a raised exponent; Vega has no such format of its own.
_POWER = (
    "'10' + replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace("
    "'' + round(log(datum.value) / log(10)), '-', '⁻'), /0/g, '⁰'), /1/g, '¹'), /2/g, '²'), /3/g, '³'), /4/g, '⁴'), "
    "/5/g, '⁵'), /6/g, '⁶'), /7/g, '⁷'), /8/g, '⁸'), /9/g, '⁹')"
)
#: The trends of the picture of the three eras, with what a reader calls each.
THREE_ERAS = {
    "sevilla-pre-deep-learning-era": "before deep learning",
    "sevilla-large-scale-era-regular-scale": "large-scale era, regular scale",
    "sevilla-large-scale-era-large-scale": "large-scale era, large scale",
}
_CUTS = (("1952-01-01", "2009-12-31"), ("2009-12-31", "2015-09-01"), ("2015-09-01", "2022-02-01"))


def draw(results: Sequence[tuple[str, TrendResult]], title: str, eras: bool = False) -> LayerChart:
    """One chart of one or more results on the axes of the first.

    Args:
        results: label of the series, result.
        title: what the picture shows; also its alternative text.
        eras: shade the eras of Sevilla et al. 2022.

    Raises:
        MissingExtraError: Altair is not installed.
        ComputeTrendsError: the trend has no axes, so there is nothing to draw.
    """
    alt = _altair()
    first = results[0][1].trend
    if first.x is None or first.y is None:
        raise ComputeTrendsError(f"{first.name} is a single number without points over an axis: nothing to draw")
    labels = [label for label, _ in results]
    colour = alt.Color(
        "series:N",
        title=None,
        scale=alt.Scale(domain=labels, range=list(_COLOURS[: len(labels)])),
        legend=alt.Legend(orient="bottom", columns=2, labelLimit=400) if len(labels) > 1 else None,
    )
    shape = alt.Shape(
        "series:N", title=None, scale=alt.Scale(domain=labels, range=list(_SHAPES[: len(labels)])),
        legend=alt.Legend(orient="bottom", columns=2, labelLimit=400) if len(labels) > 1 else None,
    )  # fmt: skip
    dash = alt.StrokeDash(
        "series:N", title=None, legend=None, scale=alt.Scale(domain=labels, range=list(_DASHES[: len(labels)]))
    )
    ticks_x, ticks_y = (
        _powers([value for _, result in results for value in getattr(result.points, axis)]) for axis in ("x", "y")
    )
    x, y = _encoding(alt, "X", first.x, ticks_x), _encoding(alt, "Y", first.y, ticks_y)
    points = [point for label, result in results for point in _points(label, result)]
    fits = [point for label, result in results for point in _curves(label, result)]
    layers = _eras(alt) if eras else []
    if any("low" in point for point in fits):
        band = [point for point in fits if "low" in point]
        layers.append(
            alt.Chart(alt.Data(values=band))
            .mark_area(opacity=0.18)
            .encode(x, alt.Y("low:Q", title=_title(first.y)), alt.Y2("high:Q"), colour, detail="series:N")
        )
    layers.append(
        alt.Chart(alt.Data(values=points)).mark_point(filled=True, size=42, opacity=0.75).encode(x, y, colour, shape)
    )
    if fits:
        layers.append(alt.Chart(alt.Data(values=fits)).mark_line(strokeWidth=2.2, clip=True).encode(x, y, colour, dash))
    chart: LayerChart = (
        alt.layer(*layers)
        .properties(
            width=_WIDTH,
            height=_HEIGHT,
            background="white",
            description=title,
            title=alt.TitleParams(title, anchor="start", fontSize=15),
        )
        .configure_axis(labelFontSize=12, titleFontSize=13, gridColor="#e4e4e4")
        .configure_legend(labelFontSize=12, symbolSize=90, symbolOpacity=1)
        .configure_view(stroke="#999999")
    )
    return chart


def draw_trend(result: TrendResult) -> LayerChart:
    """The chart of one result, its question as title."""
    eras = result.trend.study == "sevilla-2022" and result.trend.x is not None and result.trend.x.scale == "time"
    return draw([(result.trend.subset, result)], result.trend.question, eras=eras)


def draw_three_eras() -> LayerChart:
    """The three eras of Sevilla et al. 2022 with the fit of each, on the rows of version 2022.2.0."""
    early = Options(until=date.fromisoformat(_CUTS[1][1]))
    results = [(label, run_trend(name)) for name, label in THREE_ERAS.items()]
    results.insert(1, ("deep-learning era, before 2015-09", run_trend("sevilla-deep-learning-era", early)))
    return draw(results, "Training compute of milestone systems in three eras", eras=True)


def save(chart: LayerChart, path: Path) -> None:
    """Write a chart as SVG, PNG or a page that needs no network.

    Raises:
        UnknownNameError: the suffix is none of `FORMATS`.
        MissingExtraError: vl-convert is not installed.
    """
    from compute_trends.catalog.atomic import replacing

    kind = path.suffix.removeprefix(".").lower()
    if kind not in FORMATS:
        raise UnknownNameError("picture format", kind, FORMATS)
    try:
        import vl_convert
    except ImportError as error:
        raise MissingExtraError("drawing a picture", "vl-convert-python", "plot") from error
    spec = chart.to_dict()
    if kind == "png":
        content: bytes = vl_convert.vegalite_to_png(spec, scale=2)
    elif kind == "svg":
        title = _escape(str(spec["description"]))
        svg: str = vl_convert.vegalite_to_svg(spec)
        head, rest = svg.split(">", 1)
        content = f'{head} role="img" aria-label="{title}"><title>{title}</title>{rest}\n'.encode()
    else:
        content = str(vl_convert.vegalite_to_html(spec, bundle=True)).encode()
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def _altair() -> Any:
    try:
        import altair
    except ImportError as error:
        raise MissingExtraError("drawing a picture", "altair", "plot") from error
    return altair


def _escape(text: str) -> str:
    from html import escape

    return escape(text, quote=True)


def _powers(values: Sequence[float]) -> list[float]:
    """At most a dozen powers of ten around positive values."""
    from math import ceil, floor, log10

    positive = [value for value in values if value > 0]
    if not positive:
        return []
    low, high = floor(log10(min(positive))), ceil(log10(max(positive)))
    return [float(10.0**exponent) for exponent in range(low, high + 1, max(1, -(-(high - low) // 12)))]


def _title(axis: Axis) -> str:
    return f"{axis.title} ({axis.unit})" if axis.unit and axis.unit != "1" else axis.title


def _encoding(alt: Any, channel: str, axis: Axis, powers: list[float]) -> Any:
    field = channel.lower()
    title = _title(axis)
    make = getattr(alt, channel)
    if axis.scale == "time":
        return make(f"{field}:T", title=title)
    if axis.scale == "log":
        shown = alt.Axis(values=powers, labelExpr=_POWER) if len(powers) > 3 else alt.Axis(format=".3g")
        return make(f"{field}:Q", title=title, scale=alt.Scale(type="log", nice=False), axis=shown)
    return make(f"{field}:Q", title=title, scale=alt.Scale(zero=False))


def _place(axis: Axis | None, value: float) -> float | str:
    return from_days(value).isoformat() if axis is not None and axis.scale == "time" else float(value)


def _points(label: str, result: TrendResult) -> list[dict[str, Any]]:
    axis = result.trend.x
    return [
        {"series": label, "x": _place(axis, x), "y": float(y)}
        for x, y in zip(result.points.x, result.points.y, strict=True)
    ]


def _curves(label: str, result: TrendResult) -> list[dict[str, Any]]:
    found = []
    for curve in result.estimate.curves:
        for index, (x, y) in enumerate(zip(curve.x, curve.y, strict=True)):
            point = {"series": label, "x": _place(result.trend.x, x), "y": float(y)}
            if curve.low is not None and curve.high is not None:
                point |= {"low": float(curve.low[index]), "high": float(curve.high[index])}
            found.append(point)
    return found


def _eras(alt: Any) -> list[Any]:
    return [
        alt.Chart(alt.Data(values=[{"from": start, "to": end}]))
        .mark_rect(color=shade, opacity=0.6)
        .encode(alt.X("from:T", title=None), alt.X2("to:T"))
        for (start, end), shade in zip(_CUTS, _SHADES, strict=True)
    ]
