"""A picture a thumb wide of a trend's points and lines, without words or axes."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from markupsafe import Markup

from compute_trends.trends.estimators.calendar import to_days

_WIDTH, _HEIGHT, _EDGE = 320, 64, 5
_MOST = 150  # points: more are no longer told apart


def spark(trend: dict[str, Any]) -> Markup:
    """The picture of a trend; "" of one without two axes.

    Args:
        trend: its facts, as `computed.facts` gives them.
    """
    axes = trend["axes"]
    if axes["x"] is None or axes["y"] is None:
        return Markup("")
    rows = trend["rows"]
    kept = [
        (_number(x), float(y))
        for x, y, why in zip(rows["x"], rows["y"], rows["left_out"], strict=True)
        if not why and x is not None and isinstance(y, float | int)
    ]
    lines = [list(zip(curve["x"], curve["y"], strict=True)) for curve in trend["curves"]]
    every = [*kept, *(place for line in lines for place in line)]
    places = [found for place in every if (found := _straight(axes, *place)) is not None]
    if len(places) < 2:
        return Markup("")
    x_ends, y_ends = ((min(values), max(values)) for values in zip(*places, strict=True))

    def at(place: tuple[float, float]) -> str | None:
        found = _straight(axes, *place)
        if found is None:
            return None
        right = _EDGE + (_WIDTH - 2 * _EDGE) * _share(found[0], x_ends)
        down = _HEIGHT - _EDGE - (_HEIGHT - 2 * _EDGE) * _share(found[1], y_ends)
        return f"{right:.1f} {down:.1f}"

    step = max(1, math.ceil(len(kept) / _MOST))
    dots = [where.split() for place in kept[::step] if (where := at(place))]
    circles = "".join(f'<circle cx="{x}" cy="{y}" r="2.2"/>' for x, y in dots)
    paths = "".join(
        f'<path d="M{"L".join(where for place in line if (where := at(place)))}"/>' for line in lines if len(line) > 1
    )
    return Markup(  # numbers alone
        f'<svg class="spark" viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none" aria-hidden="true">'
        f"{circles}{paths}</svg>"
    )


def _share(value: float, ends: tuple[float, float]) -> float:
    return 0.5 if ends[0] == ends[1] else (value - ends[0]) / (ends[1] - ends[0])


def _number(value: Any) -> float:
    return to_days(dt.date.fromisoformat(value)) if isinstance(value, str) else float(value)


def _straight(axes: dict[str, Any], x: float, y: float) -> tuple[float, float] | None:
    found = []
    for axis, value in (("x", x), ("y", y)):
        if axes[axis]["scale"] == "log":
            if value <= 0:
                return None
            value = math.log10(value)
        found.append(value)
    return found[0], found[1]
