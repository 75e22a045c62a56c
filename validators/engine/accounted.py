"""Which records of a checkout's own `records.csv` an import brought in, by the account that it left in origin.yaml.

Such a record is upstream before it is released as it is after: rules about evidence do not bind it. A source is only
believed where its account has at least as many records as name it, so that nobody can add some of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from compute_trends.catalog.paths import is_checkout
from compute_trends.validators.engine.submission import FILE_SPAN

if TYPE_CHECKING:
    import duckdb

    from compute_trends.validators.reports.report import CheckedFile


def believe_accounts(
    connection: duckdb.DuckDBPyConnection,
    dataset: str,
    files: Sequence[CheckedFile],
    accounted: Mapping[str, int] | None = None,
) -> dict[int, list[str]]:
    """Take what a checkout imported since its last release for what it is.

    Args:
        connection: that of the check.
        dataset: of the records.
        files: all that are checked.
        accounted: how many records each source brings in, where that is known; else what origin.yaml says.

    Returns:
        The sources that are believed, by the number of the file.
    """
    found: dict[int, list[str]] = {}
    for index, told in _claims(connection, dataset).items():
        known = accounted or accounted_records(Path(files[index].label))
        if sources := _believe(connection, dataset, index, told, known):
            found[index] = sources
    return found


def accounted_records(path: Path) -> dict[str, int]:
    """The sources that were imported into the dataset whose `records.csv` a file is, and how many records each has."""
    from compute_trends.catalog.files.origin import read_origin

    path = path.absolute()
    folder = path.parent
    if path.name != "records.csv" or folder.parent.name != "datasets" or not is_checkout(folder.parent.parent):
        return {}
    if not (folder / "origin.yaml").is_file():
        return {}
    found: dict[str, int] = {}
    for version in (read_origin(folder.parent.parent, folder.name).get("versions") or {}).values():
        for account in version.get("imports", {}).values():
            for key, number in account["records_by_source"].items():
                found[key] = max(number, found.get(key, 0))
    return found


def _claims(connection: duckdb.DuckDBPyConnection, dataset: str) -> dict[int, dict[str, int]]:
    """By file and source: how many records say that they are upstream, where some of them are none that we ship, or
    where the source is none: a new export of what we hold.
    """
    from compute_trends.catalog.files.source_keys import source_keys

    rows = connection.execute(
        f"select _row // {FILE_SPAN}, source, count(*) from submitted_{dataset} where admission = 'upstream' "
        "group by all having not bool_and(_upstream) or not list_contains(?, source)",
        [list(source_keys(dataset))],
    ).fetchall()
    found: dict[int, dict[str, int]] = {}
    for file, source, number in rows:
        found.setdefault(file, {})[source] = number
    return found


def _believe(
    connection: duckdb.DuckDBPyConnection, dataset: str, file: int, told: Mapping[str, int], known: Mapping[str, int]
) -> list[str]:
    """Take the records of a file for upstream whose source has an account of so many; returns these sources.

    Args:
        connection: that of the check.
        dataset: of the records.
        file: its number.
        told: by source, how many records say that they are upstream.
        known: by source, how many were imported.
    """
    sources = [source for source, number in told.items() if source in known and number <= known[source]]
    if sources:
        connection.execute(
            f"update submitted_{dataset} set _upstream = true where admission = 'upstream' "
            f"and list_contains(?, source) and _row // {FILE_SPAN} = ?",
            [sources, file],
        )
    return sources


def drop_unknown(connection: duckdb.DuckDBPyConnection, listed: Mapping[int, list[str]]) -> None:
    """Drop the finding that a source is unknown, where the checkout of the file, by its number, lists it."""
    for file, sources in listed.items():
        connection.execute(
            "delete from findings where rule = 'source-unknown' and file = ? and list_contains(?, value)",
            [file, sources],
        )
