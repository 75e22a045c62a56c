"""Numbers as people read them."""

from __future__ import annotations

from collections.abc import Callable

#: What three digits round up to 1,000.
_THOUSAND = 999.5

#: Units that are words, which have a plural.
_COUNTED = frozenset({
    "month", "year", "system", "era", "point", "run", "chip", "user", "hour", "parameter", "transistor",
    "H100-equivalent",
})  # fmt: skip

#: The unit of a value that is a year of the calendar, which has none.
CALENDAR_YEAR = "calendar year"

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def exact(value: float) -> str:
    """The shortest digits that read back as the same double: "0.1", "3", "2e20"."""
    return repr(value).removesuffix(".0").replace("e+", "e")


def rounded(value: float | str | None) -> str:
    """A number to three digits, whole numbers in full: "0.120", "1,234", "3.1e+20"; text as it is."""
    if value is None or isinstance(value, str):
        return value or "unknown"
    size = abs(value)
    if isinstance(value, int) or (size < 1e6 and value == int(value)) or _THOUSAND <= size < 1e6:
        return f"{value:,.0f}"
    return f"{value:#.3g}".rstrip(".") if 1e-4 <= size < _THOUSAND else f"{value:.3g}"


def measured(value: float | str | None, unit_name: str | None) -> str:
    """A number as `rounded` writes it; that of a year of the calendar without grouping: "2009"."""
    if unit_name == CALENDAR_YEAR and isinstance(value, int | float):
        return f"{value:.0f}"
    return rounded(value)


def in_powers(value: float | str) -> str:
    """A number to three digits, large and small ones as a multiple of a power of ten: "3.10×10²⁰"; text as it is."""
    if isinstance(value, str):
        return value
    size = abs(value)
    if value == 0 or 1e-3 <= size < 1e6:
        if size >= _THOUSAND or value == int(value):
            return f"{value:,.0f}"
        return f"{value:#.3g}".rstrip(".")
    mantissa, exponent = f"{value:.2e}".split("e")
    return f"{mantissa}×10{str(int(exponent)).translate(_RAISED)}"


def short(value: float, digits: int = 3) -> str:
    """A number to so many digits, without grouping: "0.12", "1234", "3.1e20"."""
    return f"{value:.{digits}g}".replace("e+", "e")


def printed(value: float | str, digits: int = 6) -> str:
    """A number that somebody wrote down, with the digits that it has, so many at most; text as it is."""
    return value if isinstance(value, str) else f"{value:.{digits}g}"


def count(number: int, noun: str) -> str:
    """A number with its noun, in the plural where that is due: "1 record", "2,000 records"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def unit(name: str | None, form: str = " {}") -> str:
    """A unit as it stands behind a number, with a space before; "" for numbers without one."""
    return "" if name in (None, "", "1", CALENDAR_YEAR) else form.format(name)


def without_number(value: float | str) -> bool:
    """Whether a value is words alone, which have no unit: "not identified", but not "at least 3"."""
    return isinstance(value, str) and not any(map(str.isdigit, value))


def units(name: str | None, value: float | str) -> str:
    """A unit as it stands behind a value, in the plural where that is due, " points a year"; "" behind words alone."""
    if without_number(value):
        return ""
    what, _, each = (name or "").partition("/")
    told = unit(what) + ("s" if what in _COUNTED and value != 1 else "")
    return f"{told} a year" if each == "year" and what in _COUNTED else unit(name) if each else told


def limits(low: float | None, high: float | None, number: Callable[[float], str] = rounded) -> str:
    """Two limits, a question mark where there is no end; "" without any."""
    if low is None and high is None:
        return ""
    return f"{'?' if low is None else number(low)} to {'?' if high is None else number(high)}"


def percent(fraction: float) -> str:
    """A fraction that somebody chose, in percent with the digits that it has: "90%", "97.5%"."""
    return f"{100 * fraction:.10g}%"


def share(fraction: float | None) -> str:
    """A fraction that was counted, in percent; never 0 or 100 of what is only nearly none or all, "-" of nothing."""
    if fraction is None:
        return "-"
    if 0 < fraction < 0.001:
        return "< 0.1%"
    return "> 99.9%" if 0.999 < fraction < 1 else f"{fraction:.1%}"
