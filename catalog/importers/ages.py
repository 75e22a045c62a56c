"""What an import refuses as older than what is held: by its layout, its date, its file or its newest record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from compute_trends.catalog.changes.comparison import PROVENANCE
from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.accounts import Accounts
from compute_trends.catalog.importers.base import Imported
from compute_trends.catalog.importers.exports import WRITTEN, Exports
from compute_trends.catalog.importers.guards import names_of_files
from compute_trends.catalog.importers.layouts import Layout, series_of
from compute_trends.catalog.schema import TableSchema
from compute_trends.catalog.texts.grammar import agreed

# What tells the age of an export: the newest date among its records, in the first of these columns that a dataset has.
_DATES = (
    "version_release_date",
    "publication_date",
    "release_date",
    "price_date",
    "quarter_start",
    "report_date",
    "year",
)


def refuse_older(layouts: Sequence[Layout], imported: Imported, previous: Sequence[Record], exports: Exports) -> None:
    """Refuse a file laid out as a table was before what is held of it; `layouts` are oldest first."""
    ages = {layout.key: age for age, layout in enumerate(layouts)}
    tables = {layout.key: layout.family for layout in layouts}
    held = {exports.layout(key) for key in {str(row["source"]) for row in previous}}
    for item in imported.files:
        layout = exports.layout(item.key)
        newer = [key for key in held if tables.get(key) == tables.get(layout, "?") and ages[key] > ages[layout]]
        if newer:
            newest = max(newer, key=ages.__getitem__)
            raise ImportRefusedError(
                f"{item.name} is laid out as {layout}, older than {newest}, which records.csv holds; pass "
                "--allow-older if that is meant"
            )


def refuse_earlier(
    imported: Imported,
    previous: Sequence[Record],
    exports: Exports,
    mark: str = "source",
    *,
    of_series: bool = False,
    by_name: bool = False,
) -> None:
    """Refuse a file of an earlier time than what it would update.

    Args:
        imported: what was read.
        previous: the records that it would update.
        exports: the keys of its files.
        mark: the column that names what a record has from such a file.
        of_series: whether only exports of the same series are of one table.
        by_name: whether only a date counts that stands in the name of the file.
    """
    sources = {str(row[mark]) for row in previous if row[mark]}

    def is_alike(one: str, other: str) -> bool:
        return series_of(one) == series_of(other) if of_series else exports.are_of_one_table(one, other)

    for item in imported.files:
        found = exports.found[item.key]
        held = {key: exports.accessed(key) for key in sources if is_alike(key, item.key)}
        newest = max(held, key=lambda key: held[key], default=None)
        if newest and (found.is_dated_by_name or not by_name) and found.accessed[:7] < held[newest][:7]:
            raise ImportRefusedError(
                f"{item.name} is of {found.accessed}, {found.told_by}, older than {newest} of {held[newest]}, which "
                "records.csv holds; pass --allow-older if that is meant"
            )


def refuse_superseded(imported: Imported, accounts: Accounts, exports: Exports, layouts: Sequence[Layout]) -> None:
    """Refuse a file of an earlier version that another file has replaced since; `accounts` are newest first."""
    tables = {layout.key: layout.family for layout in layouts}

    def table(key: str) -> str:
        return tables.get(exports.layout(key), key)

    for read in imported.files:
        own = table(read.key)
        known = [(version, found) for version, found in accounts if own in map(table, _sources(found))]
        if not known or read.sha256 in _hashes(known[0][1]):
            continue
        for version, account in known[1:]:
            if read.sha256 in _hashes(account):
                raise ImportRefusedError(
                    f"{read.name} is the file that {version} was made from, and {known[0][0]} was made from a later "
                    "one; pass --allow-older if that is meant"
                )


def refuse_outdated(
    schema: TableSchema,
    records: Sequence[Record],
    previous: Sequence[Record],
    imported: Imported,
    exports: Exports | None = None,
) -> None:
    """Refuse a file whose newest record is older than the newest one held of its source or series of exports.

    So is one of a table without dates that adds no record and states some otherwise: it may be older or newer.
    """
    columns = [name for name in _DATES if name in schema.names]
    own = {series_of(item.key) for item in imported.files}
    for series in (None, *sorted(own)):
        given, held = (
            [row for row in rows if series is None or series_of(str(row["source"])) == series]
            for rows in (records, previous)
        )
        for column in columns:
            now, before = (max((row[column] for row in rows if row[column]), default=None) for rows in (given, held))
            if now is None or before is None:
                continue
            if now < before:
                files = len(imported.files)
                raise ImportRefusedError(
                    f"{names_of_files(imported)} {agreed(files, 'look')} older than what records.csv holds: "
                    f"{'its' if files == 1 else 'their'} newest {column} is {now}, and {before} is held; pass "
                    "--allow-older if that is meant"
                )
            break
    found = [(item, exports.found[item.key]) for item in imported.files] if exports else []
    if undated := [(item, export) for item, export in found if export.layout.undated and export.dated_by == WRITTEN]:
        file, export = undated[0]
        now, before = ({row["record_id"]: _facts(row) for row in rows} for rows in (records, previous))
        differ = sum(before[name] != facts for name, facts in now.items() if name in before)
        if differ and now.keys() <= before.keys():
            raise ImportRefusedError(
                f"{file.name} has no date, adds no record, and states {differ} of {len(before)} otherwise: it may be "
                "older than what records.csv holds, or mended since; find out which, and pass a key with the date of "
                f"the file, as --source {series_of(file.key)}-{export.accessed[:7]}, or --allow-older"
            )


def _facts(row: Record) -> Record:
    return {name: value for name, value in row.items() if name not in PROVENANCE}


def _sources(account: Mapping[str, Any]) -> set[str]:
    return {item["source"] for item in account["files"].values()}


def _hashes(account: Mapping[str, Any]) -> set[str]:
    return {item["sha256"] for item in account["files"].values()}
