"""Epoch AI's hardware prices: one row per chip, date and offer, with up to three hourly prices or a purchase price."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record, read_records
from compute_trends.catalog.importers.accelerator_aliases import ALIASES_PATH, read_aliases
from compute_trends.catalog.importers.base import (
    Imported,
    LeftOut,
    column_account,
    date_or_none,
    integer_or_none,
    links,
    number_or_none,
    plain_number,
    split_values,
    text_or_none,
    unique_slugs,
)
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import SELDOM_DAY, Layout
from compute_trends.catalog.importers.problems import Problems
from compute_trends.catalog.importers.tables import only_table
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import LIST_DELIMITER, load_schema
from compute_trends.catalog.texts.grammar import agreed
from compute_trends.catalog.texts.names import slug

DATASET = "hardware_prices"
FORMAT = "epoch-prices"
SUMMARY = "Epoch AI's dated purchase and rental prices of chips, as CSV"
LAYOUTS = (Layout("epoch-prices", "Hardware prices", pause_day=SELDOM_DAY),)

ACCELERATOR_RECORDS = Path("datasets") / "accelerators" / "records.csv"

# Upstream column -> (price_kind, our column). Four upstream columns feed two of ours, by kind.
_PRICES = {
    "Price (hardware purchase)": ("purchase", "price_usd"),
    "Price per chip-hour (on-demand)": ("on_demand_hour", "price_usd_per_chip_hour"),
    "Price per chip-hour (1-year CUD)": ("reserved_1y_hour", "price_usd_per_chip_hour"),
    "Price per chip-hour (3-year CUD)": ("reserved_3y_hour", "price_usd_per_chip_hour"),
}
# What earlier exports called a column, and what may be missing from them.
_ALSO = {"Manufacturer (from Hardware model)": "Manufacturer"}
_OPTIONAL = ("Manufacturer", "Location", "Number of GPUs")
# Prose of the source's editors.
_LEFT_OUT = ("Notes", "Cloud GPU description")
_OTHERS = ("Price source", "Price date", "Hardware model", "Manufacturer", "Vendor", "Location", "Number of GPUs")


def accelerator_names(records: Path | None = None) -> dict[str, str]:
    """The names under which chips are known, and the record of `accelerators` that each means.

    Raises:
        ImportRefusedError: the accelerators were not imported yet.
    """
    path = records or PACKAGE_ROOT / ACCELERATOR_RECORDS
    if not path.is_file():
        raise ImportRefusedError(f"{path} does not exist: prices refer to chips, so import the accelerators first")
    names: dict[str, str] = {}
    for record in read_records(path, load_schema("accelerators")):
        aliases = (record["aliases"] or "").split(LIST_DELIMITER)
        for name in (record["name"], *aliases):
            if name:
                names[name] = record["record_id"]
    return names


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    names: Mapping[str, str] | None = None,
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Read one price table into records of `hardware_prices`.

    Args:
        paths: one file.
        previous: unused; a price's record_id follows from what it states.
        names: names of chips and their records; those of the checkout's accelerators unless given.

    Raises:
        ImportRefusedError: not one file, not this table, or a cell that cannot be read.
    """
    asked, exports = exports is None, exports or Exports()
    table = only_table(paths, FORMAT, "the table of prices", (*_OTHERS, *_PRICES))
    for old, new in _ALSO.items():
        table = table.renamed(old, new)
    path = table.path
    key = exports.key(LAYOUTS[0], path, (row.get("Price date") for row in table.rows))
    wanted = dict.fromkeys((*_OTHERS, *_PRICES))
    unknown, missing = column_account(
        table.header, dict.fromkeys((*wanted, *_LEFT_OUT)), path, [name for name in wanted if name not in _OPTIONAL]
    )
    missing = [name for name in missing if name in wanted]
    chips = accelerator_names(root / ACCELERATOR_RECORDS) if names is None else names
    found: dict[tuple[Any, ...], Record] = {}
    rows_of: dict[int, list[tuple[Any, ...]]] = {}
    left_out, partly = [], []
    for number, line, row in table.numbered():
        prices = [record | {"source": key} for record in _records(exports.problems, path, line, row, chips)]
        rows_of[number] = [_content(record) for record in prices]
        repeats = sum(content in found for content in rows_of[number])
        for record in prices:
            found.setdefault(_content(record), record)
        if 0 < repeats < len(prices):
            partly.append(
                f"{repeats} of the {len(prices)} prices of row {number} {agreed(repeats, 'repeat')} an earlier row"
            )
        elif repeats or not prices:
            # What it repeats is named below, once the record_ids are known.
            reason = "repeats an earlier row in every column" if repeats else "states no price"
            left_out.append(LeftOut(key, number, text_or_none(row["Hardware model"]) or "", reason))
    if asked:
        exports.problems.refuse()
    for record, identity in zip(
        found.values(), unique_slugs([_parts(record) for record in found.values()]), strict=True
    ):
        record["record_id"] = identity
    accounted = [
        LeftOut(item.source, item.row, item.name, item.reason, found[rows_of[item.row][0]]["record_id"])
        if rows_of[item.row]
        else item
        for item in left_out
    ]
    unmapped = sorted({record["accelerator_name"] for record in found.values() if record["accelerator"] is None})
    return Imported(
        dataset=DATASET,
        files=[table.source(key)],
        records=list(found.values()),
        left_out=accounted,
        unknown_columns=unknown,
        missing_columns=missing,
        notes=[*partly, *_unmapped_notes(unmapped, root)],
    )


def _records(
    problems: Problems, path: Path, line: int, row: Mapping[str, str], chips: Mapping[str, str]
) -> list[Record]:
    name = text_or_none(row["Hardware model"])
    if name is None and not any(text_or_none(row[column]) for column in _PRICES):
        return []
    if name is None:
        problems.read(path, line, "Hardware model", row["Hardware model"], _required)
        return []

    def cell(column: str, how: Callable[[str | None], Any]) -> Any:
        left = column in problems.without
        return None if left else problems.read(path, line, column, row.get(column), how, row=name)

    pages = links(row["Price source"])
    shared: Record = {
        "accelerator": chips.get(name),
        "accelerator_name": name,
        "manufacturer": text_or_none(row.get("Manufacturer")),
        "vendor": text_or_none(row["Vendor"]),
        "locations": split_values(row.get("Location")),
        "price_date": cell("Price date", date_or_none),
        "chip_count": cell("Number of GPUs", integer_or_none),
        "source_url": pages[0] if pages else None,
        "source_urls": pages[1:],
        "admission": "upstream",
    }
    records = []
    for column, (kind, ours) in _PRICES.items():
        price = cell(column, _price)
        if price is None:
            continue
        if shared["price_date"] is None:
            if not any(item.line == line and item.column == "Price date" for item in problems.found):
                problems.read(path, line, column, row[column], _dated, row=name)
            continue
        prices = {"price_usd": None, "price_usd_per_chip_hour": None, ours: price}
        records.append({**shared, "price_kind": kind, **prices})
    return records


def _required(cell: str | None) -> str:
    raise ValueError("the row names no chip")


def _dated(cell: str | None) -> str:
    raise ValueError("the row has no Price date")


def _price(cell: str | None) -> float | None:
    price = number_or_none(plain_number(cell or ""))
    if price is not None and price <= 0:
        raise ValueError("a price is above 0")
    return price


def _content(record: Record) -> tuple[Any, ...]:
    return tuple(tuple(value) if isinstance(value, list) else value for value in record.values())


def _parts(record: Record) -> list[str | None]:
    """Ever more of what the price states: enough of it to tell it from the others names the record."""
    price = record["price_usd"] or record["price_usd_per_chip_hour"]
    chip = record["accelerator"] or slug(record["accelerator_name"])
    first = [chip, record["price_kind"], record["price_date"].isoformat(), record["vendor"], *record["locations"]]
    count = None if record["chip_count"] is None else f"{record['chip_count']} chips"
    name = record["accelerator_name"]  # two names may mean one chip
    return [" ".join(part for part in first if part) + f" {price:g}", count, name, record["source_url"]]


def _unmapped_notes(names: Sequence[str], root: Path) -> list[str]:
    known = read_aliases(root / ALIASES_PATH).unmapped if names else {}
    return [f"no accelerator is called {name!r}: {known.get(name, 'not declared in aliases.yaml')}" for name in names]
