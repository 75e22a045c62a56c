"""Projections for people, and what they may ask for."""

from __future__ import annotations

from datetime import date

import click

from compute_trends.catalog.texts.numbers import count, percent, rounded, unit
from compute_trends.catalog.texts.paragraphs import labelled, paragraph, terminal_width
from compute_trends.cli.texts.trend import MAX_WIDTH
from compute_trends.trends.choices.options import as_typed
from compute_trends.trends.robustness.backtest import Check
from compute_trends.trends.robustness.projected import Projection


def projection_text(found: Projection) -> str:
    """A projection and its backtest, in lines."""
    width = terminal_width(MAX_WIDTH)
    result, check = found.result, found.check
    chosen = [as_typed(name, value) for name, value in result.options.items()]
    about = f"{result.rows}, {result.data_until}: {result.subset}"
    about += f" ({', '.join(chosen)})" if chosen else ""
    behind = unit(found.axis.unit)
    low, high = _limit(found.low), _limit(found.high)
    pairs = [
        ("projected to", f"{_shown(found.to)}{_goal_unit(found)}"),
        (found.axis.words, f"{_shown(found.estimate)}{behind}"),
        (f"{percent(check.level)} interval", f"{low} to {high}{behind}"),
        ("points", f"{len(result.points):,}, the last at {_shown(found.last)}"),
    ]
    lines = [click.style(paragraph(result.question, width), bold=True), paragraph(about, width), ""]
    lines += labelled(pairs, width)
    if found.low is None or found.high is None:
        lines += [paragraph("The data do not bound the interval on a side marked with a question mark.", width)]
    lines += ["", click.style("Backtest", bold=True)]
    lines += [] if found.vintages else [*_check_lines(check, width), ""]
    lines += [paragraph(found.verdict, width)]
    if found.note:
        lines += ["", paragraph(found.note, width)]
    return "\n".join(lines) + "\n"


def _goal_unit(found: Projection) -> str:
    axis = found.result.trend.y
    return "" if isinstance(found.to, date) or axis is None else f"{unit(axis.unit)} ({axis.words})"


def _check_lines(check: Check, width: int) -> list[str]:
    ahead = "of all later points" if check.longest_year is None else f"up to {check.longest_year:.1f} years ahead"
    origins = "selected anew by scores and records up to it" if check.selected_anew else "each from the points up to it"
    held = (
        f"{check.coverage:.1%} ({check.coverage_low:.0%} to {check.coverage_high:.0%}) of {check.predictions:,} points "
        f"held by the interval; {percent(check.level)} promised. Forecasts overlap: as sure as "
        f"{count(check.independent, 'independent one')}"
    )
    lines = [
        paragraph(f"Forecasts {ahead}, from {check.origins:,} dates, {origins}.", width),
        paragraph(held, width, "  ", "    "),
    ]
    if check.above is not None:
        lines.append(f"  {check.above:.1%} of the points lay above, {1 - check.coverage - check.above:.1%} below")
    if check.far_coverage is not None:
        lines.append(
            f"  {check.far_coverage:.1%} held of the {check.far_predictions:,} in the farther half of that time"
        )
    return lines


def _shown(value: date | float) -> str:
    return value.isoformat() if isinstance(value, date) else rounded(value)


def _limit(value: date | float | None) -> str:
    return "?" if value is None else _shown(value)
