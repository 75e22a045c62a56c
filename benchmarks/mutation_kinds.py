"""The kinds of corruption of the records of each dataset, in groups with a goal each.

Most follow from the dataset's schema; what else can go wrong in its records is declared in `mutated/<dataset>.py`,
where there is such a file: `KINDS` and `SLIPS`, as mutation_changes.py has them. Closed datasets take no submissions.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from mutation_cells import cell_kinds
from mutation_changes import Change, Kind, repunctuated, slip
from mutation_records import Record, date_column, own

from compute_trends.catalog.schema import TableSchema, load_schema
from compute_trends.validators.reading.sources import dataset_names


def kinds() -> Iterator[Kind]:
    """All kinds."""
    for schema in map(load_schema, dataset_names()):
        if not schema.closed:
            yield from cell_kinds(schema)
            yield from _own(schema.name)
            yield from _duplicates(schema)


def _own(dataset: str) -> Iterator[Kind]:
    declared = own(dataset)
    for group, found in getattr(declared, "KINDS", {}).items():
        for title, change in found:
            yield Kind(dataset, group, title, change)
    for column, held in getattr(declared, "SLIPS", ()):
        for exponent in (9, 6):
            yield Kind(dataset, f"slip of 1e{exponent}", column, slip(column, 10.0**exponent))
        yield Kind(dataset, "slip of 1e3, second quantity", column, slip(column, 1e3, held))
        yield Kind(dataset, "slip of 1e3, alone", column, slip(column, 1e3, lambda r, held=held: not held(r)))


def _duplicates(schema: TableSchema) -> Iterator[Kind]:
    """The same thing under its old or another name, where each thing has one record."""
    identity = schema.identity
    if identity is None or identity["name"] != ["name"] or "key" in identity:
        return
    date = date_column(schema.name)

    def under_old_name(rename: Callable[[str, random.Random], str | None]) -> Change:
        def change(new: Record, old: Record, chance: random.Random) -> Record | None:
            renamed = rename(old["name"], chance) if old.get("name") else None
            if renamed is None:
                return None
            copied = {name: old[name] for name in (date, "source_url") if name and old.get(name) is not None}
            return new | copied | {"name": renamed}

        return change

    for title, rename in (
        ("the same name", lambda name, chance: name),
        ("the name in other case", lambda name, chance: name.swapcase() if name.swapcase() != name else None),
        ("the name with other punctuation", repunctuated),
        ("the name with a word added", lambda name, chance: f"{name} ({chance.choice(('new', 'model', 'paper'))})"),
    ):
        yield Kind(schema.name, "duplicate", title, under_old_name(rename))
