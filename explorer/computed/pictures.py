"""The picture of a trend for its page: a specification to draw with the rows of the page, and an SVG of its own."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from compute_trends.catalog.errors import ComputeTrendsError, MissingExtraError
from compute_trends.trends.pictures.draw import draw_trend
from compute_trends.trends.pictures.files import render_spec, spec_of, wide
from compute_trends.trends.registry import get_trend
from compute_trends.trends.run import run_trend


def compute(name: str) -> dict[str, Any]:
    """The picture of a trend.

    Returns:
        `svg`; `spec`, as wide as its place, whose layers of points lack their data, in the order of `kinds`; `series`,
        of each point of the trend in that order [record, series]; `why`, the reason where there is no picture.
    """
    try:
        spec = spec_of(draw_trend(run_trend(get_trend(name))))
    except MissingExtraError:
        raise
    except ComputeTrendsError as error:  # nothing to draw
        return {"svg": "", "spec": None, "kinds": [], "series": [], "why": str(error)}
    svg = shared_shapes(render_spec(spec, "svg").decode())
    kinds = spec.pop("usermeta", {}).get("layers", [])
    series = []
    for kind, layer in zip(kinds, spec["layer"], strict=False):
        if kind == "points":
            series += [[dot["record_id"], dot["series"]] for dot in layer["data"]["values"]]
        if kind in ("points", "hollow"):
            layer["data"] = {"name": kind}
    return {"svg": svg, "spec": wide(spec), "kinds": kinds, "series": series, "why": ""}


_SHAPE = re.compile(r'<path( transform="translate\([^)"]*\)")? d="([^"]{20,})"([^>]*)/>')
_PLACE = re.compile(r' transform="translate\(([-\d.]+)[, ]([-\d.]+)\)"')
_FONT = re.compile(r' font-family="[^"]*"')
_FEWEST = 20  # points of one shape and look, from which on it is written once


def shared_shapes(svg: str) -> str:
    """A picture in which the shape of many points is written once: a third of the size, drawn alike."""
    counts = Counter(found.group(2, 3) for found in _SHAPE.finditer(svg) if found[1])
    names = {look: f"s{place}" for place, look in enumerate(look for look, n in counts.items() if n >= _FEWEST)}
    svg = one_font(svg)
    if not names:
        return svg

    def place(found: re.Match[str]) -> str:
        name = names.get(found.group(2, 3)) if found[1] else None
        at = _PLACE.fullmatch(found[1]) if name else None
        return f'<use href="#{name}" x="{at[1]}" y="{at[2]}"/>' if at else found[0]

    shapes = "".join(f'<path id="{name}" d="{shape}"{look}/>' for (shape, look), name in names.items())
    head, rest = svg.split("</desc>", 1)
    return f"{head}</desc><defs>{shapes}</defs>{_SHAPE.sub(place, rest)}"


def one_font(svg: str) -> str:
    """A picture that names its font once, where all of its texts have the same."""
    fonts = set(_FONT.findall(svg))
    return _FONT.sub("", svg).replace("<svg", f"<svg{fonts.pop()}", 1) if len(fonts) == 1 else svg
