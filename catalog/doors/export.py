"""Writes datasets to files of other tools; the suffix of the file's name says which.

A text file holds one dataset; a workbook or database holds any number, each as a sheet or table of its name, and one
more named `columns` with the type, unit and description of every column and one named `about` (DuckDB files keep these
as comments). All but the plain text formats say to which month their data go.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from errno import EIO
from pathlib import Path
from typing import Any

from compute_trends.catalog.doors.connect import ACCELERATOR_NAMES, damaged, one_database, relation, select_statement
from compute_trends.catalog.doors.excel import Sheet, write_workbook
from compute_trends.catalog.doors.frames import about, described
from compute_trends.catalog.doors.render import python_rows, write_text
from compute_trends.catalog.doors.until import data_to
from compute_trends.catalog.errors import UnknownNameError, UsageError
from compute_trends.catalog.files.duckdb_file import duckdb_file
from compute_trends.catalog.files.scratch import temporaries_in_scratch
from compute_trends.catalog.files.target import new_file
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import Column, load_schema
from compute_trends.catalog.texts.sql_text import text_literal
from compute_trends.catalog.versions import Version, find_version, version_schema

#: Suffix of a file's name -> format.
FORMATS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".xlsx": "xlsx",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".db": "sqlite",
    ".duckdb": "duckdb",
}
MANY_TABLES = ("xlsx", "sqlite", "duckdb")

#: Formats that may begin with a byte order mark.
_MARKED = ("csv", "tsv")

#: Name of the sheet or table that says what the columns of the others are.
DICTIONARY = "columns"
#: Name of a workbook's first sheet, which says what it is.
COVER = "about"
_DICTIONARY_HEAD = ("dataset", "version", "name", "type", "unit", "title", "description")

_SQLITE_TYPES = {
    "string": "TEXT",
    "number": "REAL",
    "integer": "INTEGER",
    "boolean": "INTEGER",
    "date": "TEXT",
    "list": "TEXT",
}


@dataclass(frozen=True)
class Exported:
    """One table of an export."""

    dataset: str
    version: str
    rows: int
    data_to: str  # last month that a row tells of


def export(
    datasets: str | Sequence[str],
    path: str | Path,
    version: str | None = None,
    *,
    force: bool = False,
    bom: bool = False,
    progress: Callable[[str], None] = lambda _: None,
    root: Path = PACKAGE_ROOT,
) -> list[Exported]:
    """Write one version of each dataset to a file.

    Multi-valued columns are text joined by `;` in CSV, TSV and XLSX, a JSON array (as text) in SQLite, and real arrays
    in JSON, JSON Lines, Parquet and DuckDB. Text that a spreadsheet would take for a formula is written to XLSX as
    text; CSV and TSV hold every value as it is.

    Args:
        datasets: name of a dataset, or of several.
        path: the file to write; its suffix chooses among `FORMATS`.
        version: of the one dataset; the newest of each if left out.
        force: overwrite an existing file.
        bom: begin a CSV or TSV file with a byte order mark, by which spreadsheet programs know UTF-8.
        progress: called with the name of each dataset before it is written.
        root: the package or checkout.

    Returns:
        What was written, in the order given.

    Raises:
        UnknownNameError: no such dataset, version or format.
        UsageError: the file exists and `force` is not given; several datasets for a file that holds one.
        MissingExtraError: openpyxl, which writes .xlsx, is not installed.
        ComputeTrendsError: a value does not fit the format. Nothing is left behind.
    """
    path = Path(path)
    format_name = format_of(path)
    names = [datasets] if isinstance(datasets, str) else list(dict.fromkeys(datasets))
    if not names:
        raise UsageError("name a dataset to export")
    if len(names) > 1 and version is not None:
        raise UsageError("a version can be given for one dataset at a time")
    chosen = [find_version(name, version, root) for name in names]
    if len(chosen) > 1 and format_name not in MANY_TABLES:
        raise UsageError(f"a {path.suffix} file holds one dataset; .xlsx, .sqlite and .duckdb hold several")
    if bom and format_name not in _MARKED:
        raise UsageError(f"a byte order mark is for .csv and .tsv files, not for {path.suffix}")
    writers = {"xlsx": _write_xlsx, "sqlite": _write_sqlite, "duckdb": _write_duckdb, "parquet": _write_parquet}
    with new_file(path, force) as temporary, temporaries_in_scratch(), one_database():
        if format_name in writers:
            writers[format_name](chosen, temporary, progress, root)
        else:
            progress(chosen[0].dataset)
            found = chosen[0]
            with temporary.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as stream:
                table = relation(found.dataset, found.version, root=root)
                write_text(python_rows(table.columns, table.fetchall()), format_name, stream)
    return [Exported(item.dataset, item.version, item.rows, data_to(item, root)) for item in chosen]


def format_of(path: Path) -> str:
    """The format that a file's name stands for.

    Raises:
        UnknownNameError: none.
    """
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise UnknownNameError("file format", suffix or path.name, FORMATS)
    return FORMATS[suffix]


def _dictionary(chosen: Iterable[Version], root: Path) -> list[tuple[str | None, ...]]:
    return [
        (item.dataset, item.version, column.name, column.type, column.unit, column.title, column.description)
        for item in chosen
        for column in version_schema(item, root).columns
    ]


def _write_parquet(chosen: list[Version], path: Path, progress: Callable[[str], None], root: Path) -> None:
    import pyarrow.parquet as pq

    found = chosen[0]
    progress(found.dataset)
    table = relation(found.dataset, found.version, root=root).to_arrow_table()
    said = about(found, table["source"].unique().to_pylist(), root)
    pq.write_table(described(table, version_schema(found, root).columns, said), path, compression="zstd")


def _write_duckdb(chosen: list[Version], path: Path, progress: Callable[[str], None], root: Path) -> None:
    import duckdb

    with _refusals(path, duckdb.Error), duckdb_file(path) as connection:
        for item in chosen:
            progress(item.dataset)
            columns = version_schema(item, root).columns
            connection.execute(f"create table {item.dataset} as {select_statement(item, root=root)}")
            title = f"{load_schema(item.dataset, root).description} {_of_version(item, root)}."
            connection.execute(f"comment on table {item.dataset} is {text_literal(title)}")
            for column in columns:
                text = f"{column.description} Unit: {column.unit}." if column.unit else column.description
                connection.execute(f"comment on column {item.dataset}.{column.name} is {text_literal(text)}")
        if any(item.dataset == "accelerators" for item in chosen):
            connection.execute(ACCELERATOR_NAMES.format(how="view"))


def _write_sqlite(chosen: list[Version], path: Path, progress: Callable[[str], None], root: Path) -> None:
    import sqlite3
    from contextlib import closing

    with _refusals(path, sqlite3.Error), closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f'create table {COVER} (what TEXT, "is" TEXT)')
        connection.executemany(f"insert into {COVER} values (?, ?)", _cover(chosen, root, "table"))
        for item in chosen:
            progress(item.dataset)
            columns = version_schema(item, root).columns
            declared = ", ".join(
                f'"{column.name}" {_SQLITE_TYPES[column.type]}{_primary_key(column)}' for column in columns
            )
            connection.execute(f'create table "{item.dataset}" ({declared})')
            rows = relation(item.dataset, item.version, root=root).fetchall()
            marks = ", ".join("?" * len(columns))
            connection.executemany(
                f'insert into "{item.dataset}" values ({marks})',
                ([_sqlite_value(column, value) for column, value in zip(columns, row, strict=True)] for row in rows),
            )
        connection.execute(f"create table {DICTIONARY} ({', '.join(name + ' TEXT' for name in _DICTIONARY_HEAD)})")
        marks = ", ".join("?" * len(_DICTIONARY_HEAD))
        connection.executemany(f"insert into {DICTIONARY} values ({marks})", _dictionary(chosen, root))


@contextmanager
def _refusals(path: Path, refused: type[Exception]) -> Iterator[None]:
    """What a library says of a file that it could not write, as the system's own refusal."""
    try:
        yield
    except refused as error:
        text = str(error).splitlines()[0]
        if refused.__module__ != "sqlite3" and str(path) not in text:  # of a file that is read
            raise damaged(error) from error
        raise OSError(EIO, text.rpartition('": ')[2], str(path)) from error


def _primary_key(column: Column) -> str:
    return " primary key" if column.name == "record_id" else ""


def _sqlite_value(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if column.is_list:
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if column.type == "date" else value


def _of_version(item: Version, root: Path) -> str:
    return f"Version {item.version}, data to {data_to(item, root)}"


def _cover(chosen: list[Version], root: Path, part: str = "sheet") -> list[tuple[str, str]]:
    """What a workbook or database says of itself: the package and its version, tables, licences, how to cite them."""
    from compute_trends.catalog.doors.cite import references, sources_of
    from compute_trends.catalog.doors.cite import render as rendered

    (package,) = references()  # of what wrote the file
    told = [("title", package.title), ("version", str(package.version)), ("package", rendered([package], "text", ""))]
    told += [(part, f"{DICTIONARY}: what the columns of the tables mean, with their units")]
    for item in chosen:
        schema = load_schema(item.dataset, root)
        head = f"{item.dataset} {item.version}: {item.rows:,} rows, data to {data_to(item, root)}"
        told.append((part, f"{head}. {schema.description}"))
    for item in chosen:
        keys = {row[0] for row in relation(item.dataset, item.version, ["source"], root).distinct().fetchall()}
        for source in sources_of(item.dataset, keys, root):
            told.append(("source", f"{item.dataset}, {source.key}: {rendered([source], 'text', '')}"))
            told.append(("licence", f"{source.key}: {source.licence or 'none stated'}"))
    return told


def _write_xlsx(chosen: list[Version], path: Path, progress: Callable[[str], None], root: Path) -> None:
    def sheets() -> Iterator[Sheet]:
        yield Sheet(COVER, ("what", "is"), _cover(chosen, root), widths={"what": 16, "is": 110})
        words = {"dataset": 22, "name": 34, "title": 34, "description": 100}
        yield Sheet(DICTIONARY, _DICTIONARY_HEAD, _dictionary(chosen, root), widths=words)
        for item in chosen:
            progress(item.dataset)
            table = relation(item.dataset, item.version, root=root)
            yield Sheet(item.dataset, table.columns, table.fetchall())

    write_workbook(path, sheets())
