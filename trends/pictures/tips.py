"""What a picture tells of a point beside its place: the facts of its record that help to judge it."""

from __future__ import annotations

from compute_trends.catalog.doors.render import cell_text
from compute_trends.catalog.versions import find_version, version_schema
from compute_trends.trends.choices.options import shared_connection
from compute_trends.trends.results import TrendResult

#: Column of a dataset -> what it is called on a point; the first of a name that a dataset has is told.
_TOLD = {
    "organizations": "organisation",
    "manufacturer": "organisation",
    "vendor": "organisation",
    "confidence": "confidence",
    "training_compute_confidence": "confidence",
    "source": "source",
    "source_url": "link",
}


def tips(result: TrendResult) -> dict[str, dict[str, str]]:
    """Record -> facts by name, of the records of the trend's own dataset; all have the same names."""
    item = find_version(result.trend.dataset, result.version)
    held = version_schema(item).names
    columns = {told: name for name, told in reversed(_TOLD.items()) if name in held}
    query = f"select record_id, {', '.join(columns.values())} from {item.sql_schema}.{item.dataset}"
    rows = shared_connection().cursor().sql(query).fetchall()
    return {row[0]: {told: cell_text(cell) or "" for told, cell in zip(columns, row[1:], strict=True)} for row in rows}
