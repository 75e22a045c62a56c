"""What a picture marks beside points and lines: an estimate's place on an axis, bounds of y, intervals off the axes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from compute_trends.catalog.texts.numbers import in_powers
from compute_trends.trends.estimators.calendar import from_days
from compute_trends.trends.methods.estimate import Place
from compute_trends.trends.pictures.amounts import amount, unit_of, unit_on
from compute_trends.trends.pictures.axes import Scale
from compute_trends.trends.pictures.look import OURS, look
from compute_trends.trends.results import TrendResult

#: Share of the height kept free above a place on x, for its words.
ROOM = 0.16
#: Pixels that an interval below the plot takes.
BELOW_PLOT = 74

_LINE = 14  # pixels
_HALF = 0.5  # of the width
_FIRST, _LAST = 0.12, 0.88  # of the width: between these an interval below the plot stands
_FAR_APART = 10.0  # high over low; from here on its scale is logarithmic


def levels(alt: Any, bounds: Mapping[str, float], x: Scale, y: Scale) -> list[Any]:
    """A level line for each bound of y, with its name: chance and ceiling of a score."""
    layers = []
    for name, value in bounds.items():
        data = alt.Data(values=[{"x": x.shown(x.low), "to": x.shown(x.high), "y": y.shown(value)}])
        text = f"{name}: {amount(value, unit_on(y.axis))}"
        low = y.share(value) < _HALF
        side = {"baseline": "bottom", "dy": -3} if low else {"baseline": "top", "dy": 4}
        layers += [
            alt.Chart(data)
            .mark_rule(color=look().soft, strokeDash=[1, 3], strokeWidth=1.6)
            .encode(x.encoding(alt, "X", "x"), alt.X2("to"), y.encoding(alt, "Y", "y")),
            alt.Chart(data)
            .mark_text(text=text, align="right", dx=-6, fontSize=11, color=look().soft, **side)
            .encode(x.encoding(alt, "X", "to"), y.encoding(alt, "Y", "y")),
        ]
    return layers


def place(alt: Any, found: Place, words: list[str], x: Scale, y: Scale, falling: bool = False) -> list[Any]:
    """The estimate as a place on an axis: its interval as a bar, or as a shade right across, with words beside it.

    Args:
        alt: the module.
        found: the place.
        words: lines of the text.
        x, y: the axes.
        falling: whether a line comes down to it, so that the words of one on y stand at its lower end.
    """
    along, across = (x, y) if found.axis == "x" else (y, x)
    ends = [within(value, along) for value in (found.low, found.high)]
    low, high = (end if end is not None else edge for end, edge in zip(ends, (along.low, along.high), strict=True))
    if found.other is None:
        return _across(alt, found.value, low, high, words, x, y)
    at, other = along.shown(found.value), across.shown(found.other)
    axes = x.encoding(alt, "X", "x"), y.encoding(alt, "Y", "y")
    on_x = found.axis == "x"
    values = [
        {"x": along.shown(end), "y": other} if on_x else {"x": other, "y": along.shown(end)} for end in (low, high)
    ]
    point = alt.Data(values=[{"x": at, "y": other} if on_x else {"x": other, "y": at}])
    # The text stands above a bar along x, and beside the end of one along y that no line comes near.
    right = x.share(found.value if on_x else found.other) < _HALF
    anchor = point if on_x else alt.Data(values=[values[0 if falling else 1]])
    gap, above = (8, True) if on_x else (0, falling)
    style: dict[str, Any] = {"fontSize": 11, "lineHeight": _LINE, "dx": 10 if right else -10}
    style |= {"align": "left" if right else "right", "baseline": "bottom" if above else "top"}
    style |= {"dy": -gap - _LINE * (len(words) - 1) if above else gap}  # the first line stands at the anchor
    halo = {"color": look().paper, "stroke": look().paper, "strokeWidth": 3, "strokeJoin": "round", "opacity": 0.85}
    return [
        alt.Chart(alt.Data(values=values)).mark_line(strokeWidth=3, opacity=0.6, color=look().soft).encode(*axes),
        alt.Chart(point).mark_point(filled=True, shape="diamond", size=120, color=look().ink, opacity=1).encode(*axes),
        alt.Chart(anchor).mark_text(text=words, **style, **halo).encode(*axes),
        alt.Chart(anchor).mark_text(text=words, **style, color=look().ink).encode(*axes),
    ]


def _across(alt: Any, value: float, low: float, high: float, words: list[str], x: Scale, y: Scale) -> list[Any]:
    """A line up the picture at a place on x, within the shade of its interval."""
    data = alt.Data(values=[{"x": x.shown(value), "low": x.shown(low), "high": x.shown(high)}])
    right = x.share(value) < _HALF
    style = {"align": "left" if right else "right", "dx": 6 if right else -6, "baseline": "bottom", "fontSize": 11}
    return [
        alt.Chart(data).mark_rect(color=OURS, opacity=0.18).encode(x.encoding(alt, "X", "low"), alt.X2("high")),
        alt.Chart(data).mark_rule(color=OURS, strokeWidth=2).encode(x.encoding(alt, "X", "x")),
        alt.Chart(data)
        .mark_text(text=words, lineHeight=_LINE, color=look().ink, **style)
        .encode(x.encoding(alt, "X", "x"), alt.YValue(look().height - _LINE * len(words) + 4)),
    ]


def words_of(result: TrendResult, found: Place) -> list[str]:
    """What stands beside the place of a result's estimate."""
    trend, level = result.trend, result.estimate.level
    axis = trend.x if found.axis == "x" else trend.y
    assert axis is not None
    unit = unit_on(axis)

    def told(value: float | None) -> str:
        if value is None:
            return "?"
        return f"{from_days(value):%Y-%m}" if axis.scale == "time" else amount(value, unit)

    name = f"{level:.0%} interval" if level else "at least and at most:"
    goal = f"{found.label}: {told(found.value)}"
    return [goal, f"{name} {told(found.low)} to {told(found.high)}"]


def within(value: float | None, scale: Scale) -> float | None:
    """A value no further than the ends of its axis."""
    return None if value is None else min(max(value, scale.low), scale.high)


def below_plot(alt: Any, result: TrendResult, top: float) -> list[Any]:
    """The estimate with its interval on a scale of its own below the plot, for one that is no line and no place on it.

    Args:
        alt: the module.
        result: whose estimate is a number with an interval.
        top: pixels from the upper edge of the plot.
    """
    estimate, unit = result.estimate, unit_of(result.trend)
    value = float(estimate.value)
    still = 1.0 if unit in ("x", "x/year") else None  # no change
    known = [end for end in (estimate.low, value, estimate.high) if end is not None]
    if still is not None and min(known) - (max(known) - min(known)) <= still <= max(known) * 2 - min(known):
        known.append(still)
    log = min(known) > 0 and max(known) / min(known) >= _FAR_APART
    straight = math.log10 if log else float
    first, last = straight(min(known)), straight(max(known))

    def at(number: float | None, otherwise: float) -> Any:
        share = otherwise
        if number is not None and last > first:
            share = _FIRST + (straight(number) - first) / (last - first) * (_LAST - _FIRST)
        elif number is not None:
            share = _HALF
        return alt.value(alt.ExprRef(f"width * {share:.5f}"))

    def text(words: str, where: Any, **style: Any) -> Any:
        return base.mark_text(text=words, **{"fontSize": 11, "color": look().ink, "clip": False, **style}).encode(
            x=where
        )

    low, high, middle = at(estimate.low, 0.0), at(estimate.high, 1.0), at(value, _HALF)
    line = top + 2.6 * _LINE
    base = alt.Chart(alt.Data(values=[{}]))
    name = f"{estimate.level:.0%} interval of the answer:" if estimate.level else "interval of the answer:"
    bar = base.mark_rule(y=line, strokeWidth=3, opacity=0.6, color=OURS, clip=False).encode(x=low, x2=high)
    point = base.mark_point(y=line, filled=True, shape="diamond", size=110, color=OURS, opacity=1, clip=False)
    layers = [
        text(name, alt.value(0), y=top, align="left", baseline="top"),
        bar,
        point.encode(x=middle),
        text(amount(value, unit), middle, y=line - 9, align="center", baseline="bottom"),
    ]
    for number, where, align, gap in ((estimate.low, low, "right", -6), (estimate.high, high, "left", 6)):
        shown = "?" if number is None else amount(number, unit)
        layers.append(text(shown, where, dx=gap, y=line, align=align, baseline="middle"))
    if still in known:
        here = at(still, _HALF)
        tick = base.mark_rule(y=line - 7, y2=line + 7, strokeWidth=1.2, color=look().soft, clip=False)
        layers += [
            tick.encode(x=here),
            text(f"{in_powers(1.0)}: no change", here, y=line + 10, align="center", baseline="top", fontSize=10),
        ]
    return layers
