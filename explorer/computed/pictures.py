"""The picture of a trend for its page: a specification to draw with the rows of the page, and an SVG of its own."""

from __future__ import annotations

from typing import Any

from compute_trends.catalog.errors import ComputeTrendsError, MissingExtraError
from compute_trends.explorer.computed.layers import together
from compute_trends.explorer.computed.svg import short
from compute_trends.trends.pictures.draw import draw_trend
from compute_trends.trends.pictures.files import render_spec, spec_of, wide
from compute_trends.trends.registry import get_trend
from compute_trends.trends.run import run_trend


def compute(name: str) -> dict[str, Any]:
    """The picture of a trend.

    Returns:
        `svg`; `spec`, as wide as its place, whose layers of points lack their data, in the order of `kinds`; `series`,
        of each point of the trend in that order [record, series]; `text`, what it shows, without what stands below it;
        `why`, the reason where there is no picture.
    """
    try:
        spec = spec_of(draw_trend(run_trend(get_trend(name))))
    except MissingExtraError:
        raise
    except ComputeTrendsError as error:  # nothing to draw
        return {"svg": "", "spec": None, "kinds": [], "series": [], "text": "", "why": str(error)}
    svg = short(render_spec(spec, "svg").decode())
    meta = spec.pop("usermeta", {})
    kinds = meta.get("layers", [])
    series = []
    for kind, layer in zip(kinds, spec["layer"], strict=False):
        if kind == "points":
            series += [[dot["record_id"], dot["series"]] for dot in layer["data"]["values"]]
        if kind in ("points", "hollow"):
            layer["data"] = {"name": kind}
    spec["layer"], kinds = together(spec["layer"], kinds)
    return {
        "svg": svg,
        "spec": wide(spec),
        "kinds": kinds,
        "series": series,
        "text": meta.get("text", spec["description"]),
        "why": "",
    }
