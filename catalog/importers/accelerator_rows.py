"""`source_rows.csv`: what each chip table says, row for row, as it was read last; beside the records of `accelerators`.

A record is made of the rows of up to four tables, and shows which values were taken, not what each row said. So the
rows are kept: a table that is imported alone meets those of the others as they were, and what was chosen, joined and
corrected before comes out the same as if all were given again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record, format_cell, parse_cell
from compute_trends.catalog.importers.accelerator_sightings import Sighting
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.schema import LIST_DELIMITER, Column, TableSchema

ROWS = "source_rows.csv"
ROWS_PATH = Path("datasets") / "accelerators" / ROWS

_OWN = ("source", "table", "row", "name", "die", "links")
#: Of a record, and of no single row.
_OF_RECORDS = frozenset({
    "record_id", "name", "aliases", "families", "source", "source_url", "source_urls", "admission",
    "contributing_sources", "contested_values",
})  # fmt: skip
#: What a column holds before the rows of a chip are together.
_UNSORTED = {"fp16_unspecified_flop_per_s": "fp16_flop_per_s"}


def render_rows(schema: TableSchema, rows: Iterable[Sighting]) -> str:
    """The text of `source_rows.csv`, with the columns that any of the rows fills."""
    rows = list(rows)
    columns = [
        column for column in _columns(schema) if any(row.cells.get(_cell(column)) not in (None, []) for row in rows)
    ]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([*_OWN, *(column.name for column in columns)])
    for row in rows:
        own = (row.source, row.table, row.row, row.name, row.die or "", LIST_DELIMITER.join(row.links))
        cells = (row.cells.get(_cell(column)) for column in columns)
        writer.writerow(
            [
                *own,
                *(
                    format_cell(column, cell or None if column.is_list else cell)
                    for column, cell in zip(columns, cells, strict=True)
                ),
            ]
        )
    return buffer.getvalue()


def read_rows(path: Path, schema: TableSchema) -> list[Sighting]:
    """The rows that are kept; none where there is no such file.

    Raises:
        ImportRefusedError: it is not as `render_rows` writes it.
    """
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        header = next(reader, [])
        try:
            columns = [schema[name] for name in header[len(_OWN) :]]
            if tuple(header[: len(_OWN)]) != _OWN:
                raise ValueError(f"the header begins with {header[: len(_OWN)]}")
            return [_row(cells, columns) for cells in reader]
        except (KeyError, ValueError, csv.Error) as error:
            raise ImportRefusedError(
                f"{path}, line {reader.line_num}: not as an import writes it ({error}); take the file back from git"
            ) from error


def rows_kept(
    rows: Iterable[Sighting], given: Collection[str], previous: Iterable[Record], exports: Exports
) -> list[Sighting]:
    """The rows of tables that are not given, as far as records that are held rest on them.

    Args:
        rows: those kept.
        given: the tables of this import, as their layouts are called.
        previous: the records held.
        exports: tells of which table a source is.

    Raises:
        ImportRefusedError: records rest on a table whose rows are not kept.
    """
    behind: dict[str, int] = {}
    for record in previous:
        if record["admission"] == "upstream":
            for key in str(record["contributing_sources"] or "").split(LIST_DELIMITER):
                if key and exports.layout(key) not in given:
                    behind[key] = behind.get(key, 0) + 1
    kept = [row for row in rows if row.source in behind]
    if lacking := sorted(behind.keys() - {row.source for row in kept}):
        raise ImportRefusedError(
            f"{ROWS_PATH.as_posix()} has no rows of {lacking[0]}, on which {behind[lacking[0]]:,} records rest; "
            "give its file as well"
        )
    return kept


def with_cells_of(rows: Iterable[Sighting], kept: Iterable[Sighting], columns: Collection[str]) -> list[Sighting]:
    """Rows with these columns as the same table had them for a chip of the same name when it was read last."""
    known = {(row.table, row.name): row.cells for row in kept}
    names = [_UNSORTED.get(name, name) for name in columns]
    found = []
    for row in rows:
        held = known.get((row.table, row.name), {})
        found.append(replace(row, cells={**row.cells, **{name: held.get(name) for name in names}}))
    return found


def _columns(schema: TableSchema) -> list[Column]:
    return [column for column in schema.columns if column.name not in _OF_RECORDS]


def _cell(column: Column) -> str:
    return _UNSORTED.get(column.name, column.name)


def _row(texts: list[str], columns: list[Column]) -> Sighting:
    source, table, row, name, die, links = texts[: len(_OWN)]
    cells: Record = {}
    for column, text in zip(columns, texts[len(_OWN) :], strict=True):
        cells[_cell(column)] = (
            [item for item in text.split(LIST_DELIMITER) if item] if column.is_list else parse_cell(column, text)
        )
    pages = tuple(link for link in links.split(LIST_DELIMITER) if link)
    return Sighting(source, table, int(row), name, cells, pages, die or None)
