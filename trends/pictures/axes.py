"""Axes of a picture: where they begin and end, where the ticks stand, how a value becomes a place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from compute_trends.trends.declaration import Axis
from compute_trends.trends.estimators.calendar import DAYS_PER_JULIAN_YEAR, from_days
from compute_trends.trends.pictures import amounts

MS_PER_DAY = 86_400_000
_MOST_TICKS = 12
_PAD = 0.03

_EXPONENT = "floor(log(datum.value) / LN10 + 1e-9)"


def _raised(expression: str) -> str:
    """A Vega expression for a number as raised digits; Vega has no such format of its own."""
    found = f"('' + {expression})"
    for plain, high in zip("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True):
        found = f"replace({found}, /{plain}/g, '{high}')"
    return found


_POWER = f"'10' + {_raised(_EXPONENT)}"
_MANTISSA = f"format(datum.value / pow(10, {_EXPONENT}), '.3~g')"
_SCIENTIFIC = f"({_MANTISSA} == '1' ? '' : {_MANTISSA} + '×') + {_POWER}"


@dataclass(frozen=True)
class Scale:
    """One axis of a picture with its domain, in the units of the axis (days for dates)."""

    axis: Axis
    low: float
    high: float

    def straight(self, value: float) -> float:
        """The value on the scale that the axis is drawn in: days, decimal logarithm or as it is."""
        return math.log10(value) if self.axis.scale == "log" else float(value)

    def back(self, place: float) -> float:
        """Inverse of `straight`."""
        return float(10 ** min(max(place, -300.0), 300.0)) if self.axis.scale == "log" else place

    def share(self, value: float) -> float:
        """Where a value lies between the ends: 0 is the low one, 1 the high one."""
        low, high = self.straight(self.low), self.straight(self.high)
        return (self.straight(value) - low) / (high - low)

    def at(self, share: float) -> float:
        """Inverse of `share`."""
        low, high = self.straight(self.low), self.straight(self.high)
        return self.back(low + share * (high - low))

    def shown(self, value: float) -> float:
        """The value as Vega takes it: dates in milliseconds since 1970."""
        return float(round(value * MS_PER_DAY)) if self.axis.scale == "time" else float(f"{value:.7g}")

    def text(self, value: float) -> str:
        """A value for people."""
        if self.axis.scale == "time":
            return from_days(value).isoformat()
        unit = amounts.unit_on(self.axis)
        return amounts.amount(value, unit if unit == amounts.PART else "")

    @property
    def title(self) -> str:
        """Title with unit."""
        return amounts.title(self.axis)

    def encoding(self, alt: Any, channel: str, field: str) -> Any:
        """The Altair channel of this axis for a field."""
        kind = {"time": "utc", "log": "log", "linear": "linear"}[self.axis.scale]
        if kind == "utc":
            ends = [_date_time(alt, value) for value in (self.low, self.high)]
            utc = alt.Scale(type="utc", domain=ends, nice=False, zero=False, clamp=False)
            return getattr(alt, channel)(field, type="temporal", title=self.title, scale=utc, axis=self._ticks(alt))
        scale = alt.Scale(
            type=kind, domain=[self.shown(self.low), self.shown(self.high)], nice=False, zero=False, clamp=False
        ) if kind != "log" else alt.Scale(type="log", domain=[self.low, self.high], nice=False)  # fmt: skip
        type_ = "temporal" if kind == "utc" else "quantitative"
        return getattr(alt, channel)(field, type=type_, title=self.title, scale=scale, axis=self._ticks(alt))

    def _ticks(self, alt: Any) -> Any:
        if self.axis.scale == "time":
            return _time_axis(alt, self.low, self.high)
        told = amounts.ticks(self.axis, self.low, self.high)
        if self.axis.scale == "linear":
            return alt.Axis(tickCount=8, labelExpr=told) if told else alt.Axis(tickCount=8)
        values = log_ticks(self.low, self.high)
        if told:
            return alt.Axis(values=values, labelExpr=told)
        exponents = [math.log10(value) for value in values]
        whole = all(abs(exponent - round(exponent)) < 1e-9 for exponent in exponents)
        return alt.Axis(values=values, labelExpr=_POWER if whole else _SCIENTIFIC)


def _date_time(alt: Any, days: float) -> Any:
    """A day as Vega-Lite writes one, which is the same wherever a page is read."""
    day = from_days(round(days))
    return alt.DateTime(year=day.year, month=day.month, date=day.day, utc=True)


def scale_of(axis: Axis, values: Iterable[float], headroom: float = 0.0) -> Scale:
    """The scale that holds all values with a little room; `headroom` is the share kept free above them."""
    found = list(values)
    plain = Scale(axis, min(found), max(found))
    low, high = plain.straight(plain.low), plain.straight(plain.high)
    width = high - low or {"time": DAYS_PER_JULIAN_YEAR, "log": 1.0, "linear": abs(high) or 1.0}[axis.scale]
    ends = plain.back(low - _PAD * width), plain.back(high + (_PAD + headroom) * width)
    return Scale(axis, max(ends[0], axis.least), min(ends[1], axis.most))


def log_ticks(low: float, high: float) -> list[float]:
    """Powers of ten between two positive values, thinned to a dozen; steps within the decade where there are few."""
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    if last - first >= 2:
        step = -(-(last - first + 1) // _MOST_TICKS)
        return [_power(1, exponent) for exponent in range(first, last + 1) if exponent % step == 0]
    for mantissas in ((1, 2, 5), (1, 1.5, 2, 3, 4, 5, 6, 8), _tenths(1.0, 10.0, 0.2), _tenths(1.0, 10.0, 0.05)):
        found = [
            value
            for exponent in range(first - 1, last + 1)
            for value in (_power(mantissa, exponent) for mantissa in mantissas)
            if low <= value <= high
        ]
        if len(found) >= 3:
            return found[:: -(-len(found) // _MOST_TICKS)]
    return [float(f"{low:.4g}"), float(f"{high:.4g}")]


def _power(mantissa: float, exponent: int) -> float:
    return float(f"{mantissa:g}e{exponent}")


def _tenths(first: float, last: float, step: float) -> Sequence[float]:
    return [round(first + index * step, 2) for index in range(round((last - first) / step))]


def _time_axis(alt: Any, low: float, high: float) -> Any:
    years = (high - low) / DAYS_PER_JULIAN_YEAR
    if years < 3:
        return alt.Axis(format="%Y-%m", tickCount={"interval": "month", "step": 6 if years > 1.5 else 3})
    step = next(step for step in (1, 2, 5, 10, 20, 50) if years / step <= _MOST_TICKS)
    return alt.Axis(format="%Y", tickCount={"interval": "year", "step": step})
