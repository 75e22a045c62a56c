"""How to cite one figure: what was computed from which rows by which command, and the sources of the points."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from compute_trends.catalog.doors.cite import Reference, Style, references, render, sources_of
from compute_trends.catalog.doors.connect import relation
from compute_trends.catalog.texts.numbers import limits, measured, units
from compute_trends.trends.choices.options import as_typed, with_given
from compute_trends.trends.doors.vintages import typed
from compute_trends.trends.results import OWN_ROWS, TrendResult
from compute_trends.trends.robustness.listing import Listing, list_points


def cite_result(result: TrendResult, style: Style = "bibtex", sources: list[Reference] | None = None) -> str:
    """The citation of a result, then of every source that rows behind it come from.

    Args:
        result: of any trend.
        style: "bibtex", "text" or "json" (CSL-JSON).
        sources: of the rows, where they are known already.

    Raises:
        UnknownNameError: no such style.
    """
    (package,) = references()
    figure = replace(
        package,
        key=f"{package.key}-{result.trend.name}-{result.version}",
        title=f"{result.question} {value_told(result)}, n = {result.estimate.n:,}",
        note=f"Computed by {command_of(result)} (compute-trends {package.version}) from {result.rows}.",
    )
    return render(
        [figure, *(sources_behind(result) if sources is None else sources)], style, between="The points are taken from:"
    )


def value_told(result: TrendResult) -> str:
    """The estimate with unit and interval, in a line."""
    estimate = result.estimate
    level = f"{estimate.level:.0%} interval " if estimate.level else ""
    around = limits(estimate.low, estimate.high, partial(measured, unit_name=result.trend.unit))
    value = f"{measured(estimate.value, result.trend.unit)}{units(result.trend.unit, estimate.value)}"
    return value + (f" ({level}{around})" if around else "")


def command_of(result: TrendResult) -> str:
    """What gives the result on the command line."""
    chosen = (as_typed(name, value) for name, value in result.options.items())
    return " ".join(["compute-trends trend", typed(result.trend), *chosen])


def sources_behind(result: TrendResult, listing: Listing | None = None) -> list[Reference]:
    """The sources that the points of a result come from; of points that are sums of rows, those of all the rows.

    Args:
        result: of any trend.
        listing: its rows, where they are listed already.
    """
    held: dict[str, set[str]] = {}
    for row in (listing or list_points(result.trend, *with_given(result.options))).rows:
        if row.dataset and row.source and not row.left_out:
            held.setdefault(row.dataset, set()).add(row.source)
    if not held:
        held = {
            dataset: _sources_in(dataset, version) for dataset, version in result.tables.items() if version != OWN_ROWS
        }
    return [source for dataset, keys in held.items() for source in sources_of(dataset, keys)]


def _sources_in(dataset: str, version: str) -> set[str]:
    rows = relation(dataset, version, ["source"]).distinct().fetchall()
    return {source for (source,) in rows if source}
