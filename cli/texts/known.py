"""What a trend does not know of training compute, in lines: the known shares per year, and its bounds."""

from __future__ import annotations

from collections.abc import Sequence

import click

from compute_trends.catalog.texts.numbers import limits, rounded, units
from compute_trends.catalog.texts.paragraphs import labelled, paragraph
from compute_trends.trends.known.fillings import FILLINGS
from compute_trends.trends.known.shares import Share
from compute_trends.trends.results import TrendResult
from compute_trends.trends.robustness.bounds import Bound


def known_lines(result: TrendResult, found: Sequence[Bound], width: int) -> list[str]:
    """The known shares, and the trend under every filling; no line where a trend does not depend on it."""
    if result.known is None:
        return []
    shares = [("all", _years(result.known.years)), ("leading developers", _years(result.known.leading_years) or "none")]
    what = result.known.what.capitalize()
    lines = ["", click.style(f"{what} whose training compute is known", bold=True), *labelled(shares, width)]
    if not found:
        return lines
    head = f"{result.trend.quantity} up to {result.data_until.removeprefix('data to ')}, with unknown training compute"
    lines += ["", click.style(paragraph(f"{head[0].upper()}{head[1:]}", width), bold=True)]
    lines += labelled([(item.filling, _bound(item, result.trend.unit)) for item in found], width)
    values = [item.estimate for item in found if isinstance(item.estimate, int | float)]
    if values:
        lines.append(f"bounds: {rounded(min(values))} to {rounded(max(values))}{units(result.trend.unit, max(values))}")
    return lines


def _years(shares: Sequence[Share]) -> str:
    return ", ".join(map(str, shares))


def _bound(item: Bound, behind: str) -> str:
    if item.estimate is None:
        return f"no answer: {item.failure}"
    interval = limits(item.low, item.high)
    value = f"{rounded(item.estimate)}{units(behind, item.estimate)}" + (f" ({interval})" if interval else "")
    return f"{value}, n {item.n:,}, {FILLINGS[item.filling]}"
