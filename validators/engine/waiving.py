"""Waivers applied to the findings of a check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from compute_trends.catalog.errors import UsageError
from compute_trends.validators.engine.submission import Shipped
from compute_trends.validators.reading.sources import dataset_names
from compute_trends.validators.waivers import Waiver

if TYPE_CHECKING:
    import duckdb

#: A waiver, and the files of the check to whose findings it is confined (None: to none).
Confined = tuple[Waiver, Sequence[int] | None]

_WAIVED = """
    update findings set waived = true
    from (select unnest(?::VARCHAR[]) as rule, unnest(?::VARCHAR[]) as record, unnest(?::VARCHAR[]) as "column",
            unnest(?::INTEGER[][]) as files) w
    where findings.rule = w.rule and findings.record = w.record
      and findings."column" is not distinct from coalesce(w."column", findings."column")
      and (w.files is null or list_contains(w.files, findings.file))"""


def apply_waivers(connection: duckdb.DuckDBPyConnection, waivers: Iterable[Confined], day: dt.date) -> list[str]:
    """Mark the findings that waivers cover; what there is to tell of waivers that have expired by `day`."""
    found = {rule for (rule,) in connection.execute("select distinct rule from findings").fetchall()}
    notes, rows = [], []
    for waiver, files in waivers:
        if waiver.has_expired(day):
            said = f"the waiver of {waiver.rule} for {waiver.record} expired on {waiver.expires}"
            notes.append(f"{waiver.file}: {said}")
        elif waiver.rule in found:
            rows.append((waiver.rule, waiver.record, waiver.column, files))
    if rows:
        connection.execute(_WAIVED, [list(column) for column in zip(*rows, strict=True)])
    return notes


def refuse_unknown_records(
    connection: duckdb.DuckDBPyConnection, waivers: Iterable[Waiver], submitted: Collection[str], shipped: Shipped
) -> None:
    """Refuse waivers of records that nobody holds; `submitted` are relations with a column `record`.

    Raises:
        UsageError: there is such a waiver.
    """
    from compute_trends.catalog.versions import all_versions

    wanted = sorted({waiver.record for waiver in waivers})
    if not wanted:
        return
    sources = list(submitted)
    for dataset in dataset_names():
        if dataset in all_versions():
            shipped.open_for(dataset)
            sources.append(f"(select record_id as record from {dataset})")
    union = " union all ".join(f"select record from {source}" for source in sources)
    missing = connection.execute(
        f"select record from unnest(?::VARCHAR[]) as w(record) anti join ({union}) using (record) order by 1",
        [wanted],
    ).fetchall()
    if missing:
        shown = ", ".join(repr(row[0]) for row in missing[:5])
        raise UsageError(f"waivers name records that neither the submission nor a dataset holds: {shown}")
