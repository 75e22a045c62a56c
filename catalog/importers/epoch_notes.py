"""How each training compute of Epoch's table was estimated, as read from the table's own notes: one CSV.

The facts go into the records of `epoch_models`. A fact speaks of the training compute beside which it was read: where
the record is gone, or states another compute now, its row is left out and listed. What one run is, and which chip-hours
prove nothing, is data in epoch_notes.yaml.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from compute_trends.catalog.files.corrections import read_corrections
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import (
    Imported,
    LeftOut,
    number_or_none,
    text_or_none,
)
from compute_trends.catalog.importers.columns import Row, named_rows
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout
from compute_trends.catalog.importers.milestone_identity import names_of_records
from compute_trends.catalog.importers.problems import UnknownLabelError
from compute_trends.catalog.importers.tables import only_table
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import LIST_DELIMITER, Column, load_schema
from compute_trends.catalog.texts import yaml_text

DATASET = "milestone_systems"
FORMAT = "epoch-notes"
SUMMARY = "How each training compute of Epoch's table was estimated, read from its notes (milestone_systems_facts CSV)"
LAYOUTS = (Layout("epoch-notes", "How each training compute was estimated, read from the notes of Epoch's table"),)
SUPPLEMENTS = "estimate_source"
FILLS = ("training_run",)

_NAME, _STATED = "system", "stated_compute_flop"
_COMPUTE = "training_compute_flop"


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Read the table: one record of facts per system held whose training compute is still the one that was read.

    Raises:
        ImportRefusedError: not one file, or one of another kind; all at once, columns that are missing, systems that
            stand twice, codes that are unknown, and cells that are not what their columns hold.
    """
    table, (layout,) = only_table(paths, FORMAT, "the facts read from the notes"), LAYOUTS
    booked = exports or Exports()
    key = booked.key(layout, table.path)
    columns = [column for column in load_schema(DATASET).columns if layout.key in column.source]
    rows, unknown = named_rows(
        table, DATASET, layout.key, PACKAGE_ROOT, booked.problems, also=[_NAME, _STATED], about=_NAME
    )
    ids, stated = system_ids(previous, root), computes_before_corrections(previous, root)
    result = Imported(DATASET, [table.source(key)], [], unknown_columns=unknown)
    seen: set[str] = set()
    for number, row in rows:
        name = row.about
        record: Record = {column.name: _value(row, column) for column in columns}
        read_beside, system = row.cell(_STATED, number_or_none), ids.get(name)
        if name in seen:
            booked.problems.add(row.path, row.line, _NAME, name, "stands twice")
            result.left_out.append(LeftOut(key, number, name, "stands twice"))
            continue
        seen.add(name)
        if system is None:
            result.left_out.append(LeftOut(key, number, name, "no milestone system of that name is held"))
        elif not same_compute(read_beside, stated[system]):
            reason = f"read beside a training compute of {told(read_beside)}; the record states {told(stated[system])}"
            result.left_out.append(LeftOut(key, number, name, reason))
        else:
            record |= {"record_id": system, "source": key, "estimate_source": key, "admission": "upstream"}
            record["equivalent_training_time_scope"] = _time_scope(name, record)
            result.records.append(record)
    if exports is None:
        booked.problems.refuse()
    runs = _training_runs(ids)
    for record in result.records:
        record["training_run"] = runs.get(record["record_id"])
    return result


def system_ids(previous: Sequence[Record], root: Path) -> dict[str, str]:
    """The record of each name that upstream gave a system, of those held; a name of two systems names none."""
    # The name that a record has now is its own, whatever else was called so before.
    own = {row["name"]: row["record_id"] for row in previous if row["name"]}
    return names_of_records({row["record_id"] for row in previous}, root) | own


def computes_before_corrections(previous: Sequence[Record], root: Path) -> dict[str, float | None]:
    """The training compute of each record held as its source states it: what corrections.yaml changed is undone."""
    corrections = {item.record: item for item in read_corrections(DATASET, root) if item.column == _COMPUTE}
    found = {}
    for row in previous:
        value, correction = row[_COMPUTE], corrections.get(row["record_id"])
        found[row["record_id"]] = correction.was if correction and same_compute(value, correction.right) else value
    return found


def same_compute(one: float | None, other: float | None) -> bool:
    """Whether two figures are one, but for how exports round them; unknown is the same as unknown."""
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9)


def told(flop: float | None) -> str:
    """A training compute for a reason."""
    return "unknown FLOP" if flop is None else f"{flop:.6g} FLOP"


def _value(row: Row, column: Column) -> Any:
    conversions: dict[str, Callable[[str | None], object]] = {
        "number": number_or_none,
        "list": lambda cell: _items(cell, column),
        "boolean": _boolean,
        "string": lambda cell: _label(cell, column),
    }
    if column.name == "equivalent_training_time_scope":
        return None  # follows from the locator
    return row.read(column.name, conversions[column.type])


def _items(cell: str | None, column: Column) -> list[str]:
    items = [text for item in (cell or "").split(LIST_DELIMITER) if (text := text_or_none(item))]
    if column.item_enum and (strange := [item for item in items if item not in column.item_enum]):
        errors = [_unknown(item, column, column.item_enum) for item in strange]
        raise errors[0].with_others(errors[1:])
    return list(dict.fromkeys(items))


def _label(cell: str | None, column: Column) -> str | None:
    value = text_or_none(cell)
    if value is not None and column.enum and value not in column.enum:
        raise _unknown(value, column, column.enum)
    return value


def _unknown(value: str, column: Column, known: Sequence[str]) -> UnknownLabelError:
    return UnknownLabelError(value, f"the enum of {column.name} in schemas/{DATASET}.json", known)


def _boolean(cell: str | None) -> bool | None:
    value = text_or_none(cell)
    if value not in (None, "yes", "no"):
        raise ValueError("neither yes nor no")
    return None if value is None else value == "yes"


def _time_scope(name: str, record: Record) -> str | None:
    if record["equivalent_training_time_hour"] is None:
        return None
    hours = [item for item in record["estimate_locators"] or () if item.startswith("chip-hours")]
    if any(_tables()["fine_tune_only"] in item for item in hours):
        return "fine_tune_only"
    return "from_compute" if name in _tables()["chip_hours_from_compute"] else None


def _training_runs(ids: Mapping[str, str]) -> dict[str, str]:
    """The record that stands for the run of each record that shares one: the first of its group that is held."""
    runs: dict[str, str] = {}
    for group in _tables()["training_runs"]:
        held = [ids[name] for name in group if name in ids]
        if len(held) > 1:
            runs |= dict.fromkeys(held, held[0])
    return runs


@cache
def _tables() -> dict[str, Any]:
    tables: dict[str, Any] = yaml_text.read(Path(__file__).with_suffix(".yaml"))
    return tables
