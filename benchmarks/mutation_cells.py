"""The kinds of corruption that cells of any dataset can have: of their form, and of what nobody sees in a text."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from mutation_changes import Change, Kind, dropped, overwritten, with_cells
from mutation_records import Record

from compute_trends.catalog.schema import Column, TableSchema
from compute_trends.validators.submitting.needs import find_needs


def _pick(schema: TableSchema, *types: str, positive: bool = False) -> Callable[[Record, random.Random], str | None]:
    columns = [
        column.name
        for column in schema.columns
        if column.type in types
        and (not positive or column.exclusive_minimum is not None or (column.minimum or 0) > 0)
        and column.name not in ("record_id", "run_id")
    ]

    def pick(record: Record, chance: random.Random) -> str | None:
        filled = [name for name in columns if record.get(name) is not None]
        return chance.choice(filled) if filled else None

    return pick


def listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def cell_kinds(schema: TableSchema) -> Iterator[Kind]:
    """What can go wrong in single cells, as far as a dataset has such columns."""
    dataset = schema.name
    required = [column.name for column in schema.columns if column.required]
    enums = [column.name for column in schema.columns if column.enum and column.name != "admission"]
    fractions = [name for name in schema.names if name.endswith("_fraction")]

    def without(new: Record, old: Record, chance: random.Random) -> Record:
        gone = chance.choice(required)
        return {name: value for name, value in new.items() if name != gone}

    def change_one(pick: Callable[[Record, random.Random], str | None], value: Callable[[object], object]) -> Change:
        def change(new: Record, old: Record, chance: random.Random) -> Record | None:
            name = pick(new, chance)
            return None if name is None else new | {name: value(new[name])}

        return change

    def among(names: list[str]) -> Callable[[Record, random.Random], str | None]:
        def pick(record: Record, chance: random.Random) -> str | None:
            filled = [name for name in names if record.get(name) is not None]
            return chance.choice(filled) if filled else None

        return pick

    number, date = _pick(schema, "number", positive=True), _pick(schema, "date")
    whole, yes_no = _pick(schema, "integer"), _pick(schema, "boolean")
    text = among([c.name for c in schema.columns if c.type == "string" and not (c.enum or c.pattern)])
    lists = [c.name for c in schema.columns if c.is_list and not c.may_repeat]
    for title, change in (
        ("a required cell is missing", without),
        ("a value that is not among the allowed ones", change_one(among(enums), lambda value: f"{value}s")),
        ("a day that does not exist", change_one(date, lambda value: f"{str(value)[:4]}-02-30")),
        ("a date in another form", change_one(date, lambda value: "/".join(reversed(str(value).split("-"))))),
        ("a negative quantity", change_one(number, lambda value: -float(str(value)))),
        ("words in a number", change_one(number, lambda value: f"about {value}")),
        ("separators of thousands", change_one(number, lambda value: f"{float(str(value)) + 1000:,.0f}")),
        ("a unit in a number", change_one(number, lambda value: f"{value} units")),
        ("a part in a count", change_one(whole, lambda value: int(str(value)) + 0.5)),
        ("neither true nor false", change_one(yes_no, lambda value: "perhaps")),
        ("a percentage for a fraction", change_one(among(fractions), lambda value: 100 * float(str(value)) + 2)),
        ("a link without its scheme", overwritten("source_url", "www.a-paper.org/1")),
        ("a key with a space", lambda new, old, chance: new | {"record_id": f"{new['record_id']} x"}),
        ("a column that does not exist", with_cells(trainig_flops=1)),
        ("a formula", change_one(text, lambda value: "=HYPERLINK(A1)")),
        ("a formula by another mark", change_one(text, lambda value: "@SUM(1+1)*cmd|' /C calc'!A0")),
    ):
        yield Kind(dataset, "structure", title, change)
    for title, change in (
        ("a character that turns the text around", change_one(text, lambda value: f"{value}\u202e")),
        ("white space at the edge of a text", change_one(text, lambda value: f"\u00a0{value}")),
        ("a list with an item twice", change_one(among(lists), lambda value: [*listed(value), *listed(value)])),
    ):
        yield Kind(dataset, "text", title, change)
    yield Kind(dataset, "reference", "a link to nowhere", with_cells(source_url="https://localhost/paper"))
    for column in schema.columns:
        if column.reference:
            title = f"{column.name}: a record of {column.reference['dataset']} that we do not hold"
            yield Kind(dataset, "reference", title, overwritten(column.name, _unknown(column)))
    for name in sorted(find_needs(dataset).always):
        yield Kind(dataset, "criteria", f"no {name}", lambda new, old, chance, name=name: dropped(new, name))


def _unknown(column: Column) -> object:
    return ["grondhal-q9000"] if column.is_list else "grondhal-q9000"
