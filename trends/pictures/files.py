"""Writes a chart to SVG, PNG or a page of its own, each with its alternative text where the format has a place for it.

vl-convert renders without a browser and without the network.
"""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.errors import MissingExtraError, UnknownNameError
from compute_trends.catalog.files.target import new_file

if TYPE_CHECKING:
    from altair import LayerChart

FORMATS = ("svg", "png", "html", "json")
_DOTS_PER_INCH = 144  # where a pixel of the picture is 1/72 of an inch
_PLACES = re.compile(r'(?<=[ ])(?:d|transform|x|y|x1|x2|y1|y2)="[^"]*"')
_CLIP = re.compile(r'(id="clip|url\(#clip)(\d+)("|\))')
#: A page that fits a phone, and turns dark where the reader's machine is. In less than 880 pixels the words leave the
#: plot no room or are cut, so that the whole picture is drawn smaller there.
_STYLE = (
    '<meta name="viewport" content="width=device-width, initial-scale=1"><style>:root{color-scheme:light dark}'
    "#vega-chart{width:100%;min-width:880px;max-width:1100px}"
    "@media (max-width:896px){html{overflow-x:hidden}svg.marks{width:calc(100vw - 16px);height:auto}}"
    "@media (prefers-color-scheme:dark){body{background:#14171c}"
    "#vega-chart svg,#vega-chart canvas{filter:invert(.92) hue-rotate(180deg)}}</style>"
)
#: Raised digits, for some of which the font has no letters: the whole text would be drawn in another font.
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "−0123456789")
_RAISED_RUN = re.compile("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_BETWEEN_TAGS = re.compile(">[^<>]+<")
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")


def save(chart: LayerChart, path: Path, force: bool = False) -> None:
    """Write a chart as SVG, PNG or a page that needs no network; the suffix says which.

    Raises:
        UnknownNameError: the suffix is none of `FORMATS`.
        UsageError: the file exists and `force` is not given, or its folder does not exist.
        MissingExtraError: vl-convert is not installed.
    """
    content = render(chart, picture_format(path))
    with new_file(path, force) as temporary:
        temporary.write_bytes(content)


def picture_format(path: Path) -> str:
    """The format that a file's name asks for.

    Raises:
        UnknownNameError: the suffix is none of `FORMATS`.
    """
    kind = path.suffix.removeprefix(".").lower()
    if kind not in FORMATS:
        raise UnknownNameError("picture format", kind, FORMATS)
    return kind


def render(chart: LayerChart, kind: str) -> bytes:
    """A chart as the bytes of a file of one of `FORMATS`.

    Raises:
        MissingExtraError: vl-convert is not installed.
    """
    if kind != "json":
        _converter()  # before the work of drawing
    return render_spec(spec_of(chart), kind)


def spec_of(chart: LayerChart) -> dict[str, Any]:
    """A chart as a Vega-Lite specification; `usermeta.layers` says what each layer shows, where that is told.

    Altair's own check of what we declare takes longer than drawing it; a test runs it.
    """
    return dict(chart.to_dict(validate=False))


def render_spec(spec: dict[str, Any], kind: str) -> bytes:
    """A specification as the bytes of a file of one of `FORMATS`.

    Raises:
        MissingExtraError: vl-convert is not installed.
    """
    if kind == "json":
        return (json.dumps(wide(spec), ensure_ascii=False, indent=1) + "\n").encode()
    vl_convert = _converter()
    if kind == "png":
        svg = _raised(str(vl_convert.vegalite_to_svg(spec)))
        return bytes(vl_convert.svg_to_png(svg, ppi=_DOTS_PER_INCH))
    title, text = _title(spec), str(spec["description"])
    if kind == "svg":
        return _svg(str(vl_convert.vegalite_to_svg(spec)), title, text).encode()
    return _page(str(vl_convert.vegalite_to_html(_zooming(wide(spec)), bundle=True)), title, text).encode()


def _converter() -> Any:
    try:
        import vl_convert
    except ImportError as error:
        raise MissingExtraError("drawing a picture", "vl-convert-python", "plot") from error
    return vl_convert


def wide(spec: dict[str, Any]) -> dict[str, Any]:
    """The chart as wide as the place on a page that it is put in."""
    return {**spec, "width": "container", "autosize": {"type": "fit-x", "contains": "padding"}}


def _zooming(spec: dict[str, Any]) -> dict[str, Any]:
    """The chart with axes that a wheel and a drag move."""
    layers, zoom = [], [{"name": "zoom", "select": "interval", "bind": "scales"}]
    for layer in spec["layer"]:
        is_points = bool(zoom) and "tooltip" in layer.get("encoding", {})
        layers.append({**layer, "params": zoom} if is_points else layer)
        zoom = [] if is_points else zoom
    return {**spec, "layer": layers}


def _title(spec: dict[str, Any]) -> str:
    text = spec["title"]["text"]
    return text if isinstance(text, str) else " ".join(text)


def _svg(svg: str, title: str, text: str) -> str:
    head, rest = svg.split(">", 1)
    short = _PLACES.sub(lambda place: _LONG_NUMBER.sub(_rounded, place[0]), _renumbered(rest))
    return (
        f'{head} role="img" aria-labelledby="picture-title picture-text"><title id="picture-title">{escape(title)}'
        f'</title><desc id="picture-text">{escape(text)}</desc>{short}\n'
    )


def _renumbered(svg: str) -> str:
    """Numbers of clip paths from 0 on: Vega counts through all pictures of a process."""
    numbers: dict[str, int] = {}
    return _CLIP.sub(lambda found: f"{found[1]}{numbers.setdefault(found[2], len(numbers))}{found[3]}", svg)


def _raised(svg: str) -> str:
    """Raised digits as digits that are raised."""
    up, back = '<tspan dy="-0.35em" font-size="75%">', '</tspan><tspan dy="0.26em">&#8203;</tspan>'

    def raise_all(text: re.Match[str]) -> str:
        return _RAISED_RUN.sub(lambda found: f"{up}{found[0].translate(_RAISED)}{back}", text[0])

    return _BETWEEN_TAGS.sub(raise_all, svg)


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


def _page(page: str, title: str, text: str) -> str:
    """The page in English, titled, with the alternative text on the chart."""
    page = page.replace("<html>", '<html lang="en">', 1)
    page = page.replace("<title>Chart</title>", f"<title>{escape(title)}</title>{_STYLE}", 1)
    start = page.rindex('id="vega-chart"')
    label = f'role="img" aria-label="{escape(f"{title} {text}", quote=True)}" '
    return page[:start] + label + page[start:]
