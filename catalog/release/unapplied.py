"""Corrections that `records.csv` does not show, since no import has applied them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from compute_trends.catalog.files.corrections import comparable, correction_entries
from compute_trends.catalog.files.records import parse_cell
from compute_trends.catalog.release.problems import Problem
from compute_trends.catalog.schema import TableSchema
from compute_trends.catalog.texts.grammar import agreed
from compute_trends.catalog.texts.numbers import count
from compute_trends.catalog.versions import UNRELEASED

_NAMED = 3  # so many are named, the others counted


def unapplied(root: Path, schema: TableSchema) -> list[Problem]:
    """What of a dataset's corrections.yaml its records.csv does not show, in one line; nothing where all is applied.

    A correction is not applied where the cell still holds what was corrected. It is superseded where the cell has
    another value since, or the record was released once and is gone; imports tell of those. An entry that names no
    record or column corrects nothing.

    Raises:
        ComputeTrendsError: corrections.yaml cannot be read.
        OSError: records.csv cannot be read.
    """
    entries = correction_entries(root, schema.name)
    records = root / "datasets" / schema.name / "records.csv"
    if not entries or not records.is_file():
        return []
    cells = _cells(records, schema, {entry["record"] for entry in entries})
    right = {(entry["record"], entry["column"], comparable(entry["is"])) for entry in entries}
    waiting, gone, strange = [], [], []
    for entry in entries:
        record, column = entry["record"], entry["column"]
        if column not in schema.names:
            strange.append(f"{record}: {column}")
        elif record not in cells:
            gone.append(record)
        else:
            held = cells[record].get(column)
            if held == comparable(entry["was"]) and (record, column, held) not in right:
                waiting.append(f"{record}: {column}")
    if gone:
        released = _released(root, schema.name)
        gone = [record for record in gone if record not in released]
    told = [
        f"{count(len(found), 'correction')} {agreed(len(found), verb)} {words} ({_list(found)})"
        for found, verb, words in (
            (waiting, "are", "not in records.csv"),
            (gone, "name", "a record that no version has"),
            (strange, "name", f"a column that schemas/{schema.name}.json has not"),
        )
        if found
    ]
    if not told:
        return []
    fixes = ["import the source again, or write what is right in records.csv"] if waiting else []
    fixes += ["mend or remove the entry"] if gone or strange else []
    file = f"datasets/{schema.name}/corrections.yaml"
    return [Problem(file, "; ".join(told), "; ".join(fixes), severity="note")]


def _cells(path: Path, schema: TableSchema, wanted: set[str]) -> dict[str, dict[str, Any]]:
    """The cells of the wanted records, in the form in which corrections can be compared; what is no value is text."""
    found = {}
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if row.get("record_id") in wanted:
                found[row["record_id"]] = {name: _cell(schema, name, text) for name, text in row.items() if name}
    return found


def _released(root: Path, dataset: str) -> set[str]:
    """Ids of the records of all released versions whose files are there."""
    from compute_trends.catalog.files.parquet import read_parquet

    folder, ids = root / "datasets" / dataset, set()
    for path in folder.glob("*.parquet"):
        if not path.name.startswith(UNRELEASED):
            ids.update(read_parquet(path, ["record_id"])["record_id"].to_pylist())
    return ids


def _cell(schema: TableSchema, name: str, text: str | None) -> Any:
    if name not in schema.names:
        return text
    try:
        return comparable(parse_cell(schema[name], text or ""))
    except ValueError:
        return text


def _list(names: list[str]) -> str:
    names = list(dict.fromkeys(names))
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
