"""The answer of a trend in a reader's words: what doubles how fast, what halving an error takes."""

from __future__ import annotations

import re

from compute_trends.catalog.texts.numbers import in_powers
from compute_trends.trends.results import TrendResult

_POWER_LAW = re.compile(
    r"(?:slope of (?:the 10th percentile of )?log10\((?P<inverse>1/)?\(?(?P<error>error|1-\w+)\)?\)"
    r" on log10\((?P<of>[^)]+)\)"
    r"|exponent of (?P<factor>.+) on 1/error)(?P<fixed> with the year held fixed)?$"
)
_MOST = 1e30


def answer(result: TrendResult) -> str:
    """A sentence without its full stop; "" where the quantity and its value say it already."""
    value, unit, quantity = result.estimate.value, result.trend.unit, result.trend.quantity
    if isinstance(value, str) or not value:
        return ""
    if unit in ("month", "year") and (found := re.match(r"doubling time of (.+)|(efficiency) doubling time", quantity)):
        verb = "doubles" if value > 0 else "halves"
        return _capital(f"{found[1] or found[2]} {verb} every {in_powers(abs(value))} {unit}s")
    if unit == "x/year" and (found := re.match(r"growth of (.+)", quantity)):
        change = f"grows {in_powers(value)}× a year" if value >= 1 else f"falls by {1 - value:.0%} a year"
        return _capital(f"{found[1]} {change}")
    if unit == "x" and (found := re.match(r"reduction in (.+)", quantity)):
        return f"{in_powers(value)} times less {found[1]} than at first"
    if found := _POWER_LAW.match(quantity):
        return _halving(found, float(value))
    return ""


def _halving(found: re.Match[str], slope: float) -> str:
    """What halving the error takes, by a power law."""
    falls = slope > 0 if found["inverse"] or found["factor"] else slope < 0
    factor = 2 ** min(1 / abs(slope), 1000.0)
    what = (found["error"] or "error").replace("1-", "1 − ")
    if not falls or factor > _MOST:
        return ""
    fixed = ", the year held fixed" if found["fixed"] else ""
    of = found["of"] or found["factor"]
    return f"Halving {'the error' if what == 'error' else what} takes {in_powers(factor)} times the {of}{fixed}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
