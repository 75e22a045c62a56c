"""The eras behind a picture over time: their shades and names, cut where the script cuts them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from textwrap import wrap
from typing import Any

from compute_trends.trends.estimators.calendar import to_days
from compute_trends.trends.pictures.axes import Scale
from compute_trends.trends.pictures.labels import Box
from compute_trends.trends.pictures.look import look
from compute_trends.trends.points import Setting

#: First days of the second and of the third era.
Cuts = tuple[date, date]

_NAMES = ("pre-deep-learning era", "deep-learning era", "large-scale era")
_SHADES = (0.04, 0.09, 0.15)  # opacity, black on white
_BOLD_LETTER = 7.2  # pixels of a letter in the name of an era


def cuts_of(settings: Mapping[str, Setting]) -> Cuts | None:
    """Where a script cuts the eras, by its settings; None where it does not."""
    last, first = settings.get("deep_learning_era_after"), settings.get("large_scale_era_since")
    return (last + timedelta(days=1), first) if isinstance(last, date) and isinstance(first, date) else None


def shades_and_names(alt: Any, x: Scale, cuts: Cuts) -> tuple[list[Any], list[Box]]:
    """Per era in sight its shade and its name, in turn, and the boxes that the names take."""
    ends = (-math.inf, *map(float, map(to_days, cuts)), math.inf)
    layers, taken = list[Any](), list[Box]()
    for (first, after), name, shade in zip(pairwise(ends), _NAMES, _SHADES, strict=True):
        start, end = max(x.low, first), min(x.high, after)
        if start >= end:
            continue
        room = (x.share(end) - x.share(start)) * look().width
        words = wrap(name, max(8, int(room / _BOLD_LETTER)), break_long_words=False, break_on_hyphens=True)
        fits = max(map(len, words)) * _BOLD_LETTER <= room + 8
        data = alt.Data(values=[{"from": x.shown(start), "to": x.shown(end), "at": x.shown((start + end) / 2)}])
        layers += [
            alt.Chart(data)
            .mark_rect(color=look().shade, opacity=shade)
            .encode(x.encoding(alt, "X", "from"), alt.X2("to")),
            alt.Chart(data)
            .mark_text(
                text=words if fits else "",
                align="center",
                baseline="top",
                fontSize=11,
                fontWeight="bold",
                color=look().soft,
            )
            .encode(x.encoding(alt, "X", "at"), alt.YValue(6)),
        ]
        middle = (x.share(start) + x.share(end)) / 2 * look().width
        half = max(map(len, words)) * _BOLD_LETTER / 2
        if fits:
            taken.append((middle - half, 0.0, middle + half, 8.0 + 13.0 * len(words)))
    return layers, taken
