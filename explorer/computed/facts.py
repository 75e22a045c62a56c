"""All that the page of a trend says in numbers and words, as JSON can hold it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from compute_trends.explorer.computed.filters import point_facts
from compute_trends.explorer.computed.lines import line_of, selection_mark
from compute_trends.trends.choices.options import Options, settled
from compute_trends.trends.declaration import Axis
from compute_trends.trends.doors.citation import cite_result, command_of, sources_behind
from compute_trends.trends.pictures.answers import answer
from compute_trends.trends.pictures.series import interval_text, printed, value_text
from compute_trends.trends.published.figures import figure
from compute_trends.trends.published.verdicts import compare
from compute_trends.trends.registry import get_trend, own_name, vintages
from compute_trends.trends.results import TrendResult
from compute_trends.trends.robustness.bounds import bounds
from compute_trends.trends.robustness.listing import ListedRow, listing_of
from compute_trends.trends.run import result_of, select_rows, trend_script


def compute(name: str) -> dict[str, Any]:
    """The facts of a trend.

    Args:
        name: of the trend, also one on the rows of another version.

    Returns:
        What `as_dict` of the result says, and: `told` (the value in words, which is `short` and `interval`), `answer`
        (a sentence, or ""), `published` (the figures beside it), `rows` (the points and the rows beside them, column by
        column), `axes`, `line`, `facts` of the points, `sources`, `cite`, `sql`, `command`, `versions` (version -> name
        of the trend on it).
    """
    trend = get_trend(name)
    options, settings = settled(trend, Options(), {})
    table, used = select_rows(trend, options, settings)
    result = result_of(trend, options, settings, table, used)
    estimate = result.estimate
    short = value_text(estimate.value, trend.unit)
    interval = interval_text(estimate.low, estimate.high, estimate.level, unit=trend.unit)
    listing = listing_of(trend, options, settings, table, used)
    records = [row.record_id for row in listing.rows]
    own = next(iter(listing.tables))
    sources = sources_behind(result, listing)
    return {
        **result.as_dict(),
        "own_name": own_name(trend),
        "versions": {version: other.name for version, other in vintages(trend).items()},
        "told": short + interval,
        "short": short,
        "interval": interval,
        "answer": answer(result),
        "published": _published(result),
        "tables_told": result.rows,
        "data_until": result.data_until,
        "options": list(trend.options),
        "axes": {"x": _axis(trend.x), "y": _axis(trend.y)},
        "columns": listing.columns,
        "rows": _rows(listing.rows),
        "curves": [
            {"label": curve.label, "x": list(map(float, curve.x)), "y": list(map(float, curve.y))}
            for curve in estimate.curves
        ],
        "line": line_of(result),
        "mark": selection_mark([row.record_id for row in listing.rows if not row.left_out]),
        "facts": point_facts(own, listing.tables[own], records),
        "left_out": dict(result.left_out),
        "bounds": [item.as_dict() for item in bounds(result)],
        "sources": [_source(source) for source in sources],
        "cite": {"bibtex": cite_result(result, "bibtex", sources), "text": cite_result(result, "text", sources)},
        "command": command_of(result),
        "sql": trend_script(trend),
        "has_choices": bool(trend.choices),
    }


def _axis(axis: Axis | None) -> dict[str, str] | None:
    if axis is None:
        return None
    return {"column": axis.column, "title": axis.title, "unit": axis.unit, "scale": axis.scale}


def _rows(rows: tuple[ListedRow, ...]) -> dict[str, list[Any]]:
    """The rows column by column: dates as texts."""
    cells = ("record_id", "name", "x", "y", "dataset", "source", "source_url", "left_out")
    return {cell: [_cell(getattr(row, cell)) for row in rows] for cell in cells}


def _cell(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _published(result: TrendResult) -> list[dict[str, Any]]:
    found = []
    for comparison in result.published:
        known = figure(comparison.figure)
        row = compare(known, comparison, result)
        found.append(
            {
                "figure": known.id,
                "told": value_text(known.value, known.unit, printed)
                + interval_text(known.low, known.high, known.level, printed, known.unit),
                "value": known.value if isinstance(known.value, float | int) else None,
                "reference": known.reference,
                "verdict": row.verdict,
                "note": row.note,
            }
        )
    return found


def _source(source: Any) -> dict[str, str]:
    return {
        "key": source.key,
        "title": source.title,
        "producer": source.producer,
        "url": source.url or "",
        "licence": source.licence or "no licence stated",
        "accessed": source.accessed or "",
    }
