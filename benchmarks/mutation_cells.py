"""The kinds of corruption that cells of any dataset can have: of their form, and of what nobody sees in a text."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from mutation_changes import Change, Kind, overwritten, with_cells
from mutation_records import Record

from compute_trends.catalog.schema import load_schema


def _pick(dataset: str, *types: str, positive: bool = False) -> Callable[[Record, random.Random], str | None]:
    columns = [
        column.name
        for column in load_schema(dataset).columns
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


def cell_kinds(dataset: str) -> Iterator[Kind]:
    schema = load_schema(dataset)
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

    number, date = _pick(dataset, "number", positive=True), _pick(dataset, "date")
    whole, yes_no = _pick(dataset, "integer"), _pick(dataset, "boolean")
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
