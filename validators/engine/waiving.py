"""Waivers applied to the findings of a check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.errors import UsageError
from compute_trends.validators.engine.submission import Shipped
from compute_trends.validators.reading.sources import dataset_names
from compute_trends.validators.structure.rules import EXPIRED
from compute_trends.validators.waivers import Waiver

if TYPE_CHECKING:
    import duckdb

#: A waiver, and the files of the check to whose findings it is confined (None: to none).
Confined = tuple[Waiver, Sequence[int] | None]

_COVERED = """
    from {findings} (
        select unnest(?::INTEGER[]) as number, unnest(?::VARCHAR[]) as rule, unnest(?::VARCHAR[]) as record,
          unnest(?::VARCHAR[]) as "column", unnest(?::INTEGER[][]) as files) w
    where not findings.waived and findings.rule = w.rule and findings.record = w.record
      and findings."column" is not distinct from coalesce(w."column", findings."column")
      and (w.files is null or list_contains(w.files, findings.file))"""


def apply_waivers(connection: duckdb.DuckDBPyConnection, waivers: Iterable[Confined], day: dt.date) -> list[str]:
    """Mark the findings that waivers cover. One that has expired by `day` still covers, and is a finding itself.

    Returns:
        What there is to tell: waivers that will expire before long, and given ones that have and cover nothing.
    """
    every = list(waivers)
    expired = [number for number, (waiver, _) in enumerate(every) if waiver.has_expired(day)]
    in_force = [number for number in range(len(every)) if number not in set(expired)]
    used = {number for number, *_ in _cover(connection, every, in_force)}
    for number, *where in _cover(connection, every, expired):  # what no other covers
        used.add(number)
        _add_expired(connection, every[number][0], where, day)
    notes = []
    for number, (waiver, files) in enumerate(every):
        if number in used and not waiver.has_expired(day) and waiver.is_announced(day):
            notes.append(f"{waiver.file}: {waiver.told(day)}; look at its finding again before the next release")
        elif number not in used and files is None and waiver.has_expired(day):
            notes.append(f"{waiver.file}: {waiver.told(day)}; it covers nothing here")
    return notes


def _cover(
    connection: duckdb.DuckDBPyConnection, waivers: Sequence[Confined], numbers: Sequence[int]
) -> list[tuple[Any, ...]]:
    """Mark what some of the waivers cover: (number of the waiver, file, row, line, record, column) of each finding."""
    found = {rule for (rule,) in connection.execute("select distinct rule from findings").fetchall()}
    rows = [
        (number, waiver.rule, waiver.record, waiver.column, files)
        for number, (waiver, files) in ((number, waivers[number]) for number in numbers)
        if waiver.rule in found
    ]
    if not rows:
        return []
    columns = [list(column) for column in zip(*rows, strict=True)]
    asked = 'select min(number), file, row, line, findings.record, findings."column"'
    covered = connection.execute(
        f"{asked} {_COVERED.format(findings='findings,')} group by file, row, line, findings.record, findings.rule, "
        'findings."column" order by all',
        columns,
    ).fetchall()
    connection.execute(f"update findings set waived = true {_COVERED.format(findings='')}", columns)
    return covered


def _add_expired(connection: duckdb.DuckDBPyConnection, waiver: Waiver, where: Sequence[Any], day: dt.date) -> None:
    """Add the finding that a waiver has expired, where the finding stands that it covers."""
    connection.execute(
        'insert into findings (file, row, line, record, "column", rule, value, message, evidence) '
        "values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [*where, EXPIRED, waiver.rule, waiver.told(day), f"{waiver.file}: {' '.join(waiver.reason.split())}"],
    )


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
