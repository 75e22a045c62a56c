"""The estimates of a trend under all choices as a histogram, with the trend's own marked."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from compute_trends.catalog.texts.numbers import measured

_WIDTH, _HEIGHT, _BELOW, _BINS = 640, 120, 22, 40
_FAR = 20.0  # highest over lowest: from here on the axis is logarithmic


def histogram(choices: Mapping[str, Any], own: Any, unit: str = "") -> Markup:
    """The picture.

    Args:
        choices: of a trend, as `computed.choices` gives them.
        own: its estimate.
        unit: of both.
    """
    values: Sequence[float] = choices["estimates"]
    low, high = min(values), max(values)
    if low == high:
        return Markup("")
    log = low > 0 and high / low > _FAR

    def share(value: float) -> float:
        if log:
            return math.log(value / low) / math.log(high / low)
        return (value - low) / (high - low)

    counts = [0] * _BINS
    for value in values:
        counts[min(_BINS - 1, int(share(value) * _BINS))] += 1
    wide, top = _WIDTH / _BINS, max(counts)
    bars = "".join(
        f'<rect x="{place * wide:.1f}" y="{_HEIGHT * (1 - count / top):.1f}" width="{wide - 1:.1f}" '
        f'height="{_HEIGHT * count / top:.1f}"/>'
        for place, count in enumerate(counts) if count
    )  # fmt: skip
    mark = ""
    if isinstance(own, float | int) and low <= own <= high:
        at = share(float(own)) * _WIDTH
        mark = f'<line class="ours" x1="{at:.1f}" x2="{at:.1f}" y1="0" y2="{_HEIGHT}"/>'
    first, last, ours = (measured(value, unit) for value in (low, high, own))
    said = f"Histogram of {len(values):,} estimates from {first} to {last}, ours {ours}"
    base = _HEIGHT + _BELOW - 6
    return Markup(  # numbers, and a text that is escaped
        f'<svg class="bars" role="img" aria-label="{escape(said)}" viewBox="0 0 {_WIDTH} {_HEIGHT + _BELOW}" '
        f'style="max-width:{_WIDTH}px">{bars}{mark}<text x="0" y="{base}">{escape(first)}</text>'
        f'<text x="{_WIDTH}" y="{base}" text-anchor="end">{escape(last)}</text></svg>'
    )
