"""Which of two sources is believed where they state different values of one chip, and what is kept of the other.

The preferred table stands, unless the values themselves decide, or `choices.yaml` does, with a reason and evidence. The
other value stays visible in the column `contested_values`, with the reason of the choice:

    base_clock   it is the rate at the base clock; peak rates are those at the boost clock
    no_clock     no clock that the rows state gives it; the value here follows from units and boost clock
    other_clock  the rows state different clocks, so that one is of another variant; the preferred one stands
    one_of       it is that of one of the chips of a board (a half or a quarter), the value here that of the board
    board        the other way round, where one table has the chip twice
    declared     choices.yaml says which is right, and why
    weighed      choices.yaml says why the one here stands, though nothing that was found decides
    corrected    corrections.yaml gives the value here, and why
    preferred    nothing decides: the preferred table stands
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.accelerator_variants import TOLERANCE, dates_differ, differ
from compute_trends.catalog.schema import LIST_DELIMITER
from compute_trends.catalog.texts import yaml_text

CHOICES_PATH = Path("datasets") / "accelerators" / "choices.yaml"

#: The columns in which sources are held against each other.
CONTESTED = (
    "release_date", "fp64_vector_flop_per_s", "fp32_vector_flop_per_s", "memory_byte", "memory_bandwidth_byte_per_s",
    "tdp_w", "die_size_mm2", "process_nm", "transistors",
)  # fmt: skip

#: A GB may be 1,000 or 1,024 MB, and a table may round 1,536 MB to 1.5 GB.
_MEMORY_TOLERANCE = 0.05
_TAKES_SECOND = ("base_clock", "no_clock")

_FP32 = "fp32_vector_flop_per_s"
#: What goes with a rate that is taken from another row.
_RATES = ("fp64_vector_flop_per_s", "fp32_vector_flop_per_s", "fp16_vector_flop_per_s", "fp16_flop_per_s")
CLOCKS = ("base_clock_hz", "boost_clock_hz", "memory_clock_hz")
#: What some tables give for one chip of a board and others for the whole board.
_OF_A_BOARD = (*_RATES, "memory_byte", "memory_bandwidth_byte_per_s", "transistors", "die_size_mm2")

ALL = "all"  # in choices.yaml: every cell of the record comes from the source that is taken


@dataclass(frozen=True)
class Choice:
    """A declared choice between sources."""

    take: str  # the table that is right, as its layout is called
    reason: str
    evidence: str
    value: object = None  # the right one, where the table has the chip twice
    weighed: bool = False  # whether no evidence decides, so that a reason has to

    def prefers(self, column: str, row: Record, other: Record, table: str) -> bool:
        """Whether the second of two rows, which is of this table, is right."""
        if self.value is None:
            return self.take == table
        right = dt.date.fromisoformat(str(self.value)) if column == "release_date" else float(str(self.value))
        return bool(other[column] == right != row[column])


def read_choices(path: Path) -> dict[tuple[str, str], Choice]:
    """The declared choices by record and column; `all` stands for every column.

    Raises:
        ImportRefusedError: an entry lacks a key or has one too many, or a column is decided twice.
    """
    found: dict[tuple[str, str], Choice] = {}
    keys = {"record", "columns", "take", "reason", "evidence"}
    for entry in (yaml_text.read(path) or []) if path.is_file() else []:
        if not isinstance(entry, dict) or set(entry) - {"value", "weighed"} != keys:
            raise ImportRefusedError(
                f"{path}: an entry has the keys {', '.join(sorted(keys))}, perhaps value and weighed; found {entry!r}"
            )
        for column in entry["columns"]:
            if column not in (*CONTESTED, ALL):
                raise ImportRefusedError(f"{path}: {entry['record']}: {column!r} is none of {', '.join(CONTESTED)}")
            if (entry["record"], column) in found:
                raise ImportRefusedError(f"{path}: {column} of {entry['record']} is decided twice")
            found[entry["record"], column] = Choice(
                **{key: entry[key] for key in entry if key not in ("record", "columns")}
            )
    return found


def settle(
    record: Record, rows: Sequence[tuple[str, str, Record]], choices: Mapping[tuple[str, str], Choice]
) -> list[str]:
    """Choose between the rows of one chip, into the record made of them; the values not taken, as `item` writes them.

    Args:
        record: the cells of the rows, each from the first row that fills it. What is chosen otherwise is put there.
        rows: (source, table, cells), the preferred one first.
        choices: what is declared, by record and column.
    """
    items = []
    for column in CONTESTED:
        stated = [row for row in rows if row[2].get(column) is not None]
        for source, table, cells in stated[1:]:
            first, first_table, row = stated[0]
            if not _apart(column, row, cells):
                continue
            declared = choices.get((record["record_id"], column))
            if declared is not None and declared.take not in (first_table, table):
                declared = None
            how = _reason(column, row, cells, one_table=source == first)
            if declared is not None:
                how = "weighed" if declared.weighed else "declared"
            if declared.prefers(column, row, cells, table) if declared else how in _TAKES_SECOND:
                _take(record, column, cells)
                first, row, source, cells = source, cells, first, row
            items.append(item(column, cells[column], source, how))
    return items


def item(column: str, value: object, source: str, how: str) -> str:
    """A value that was not taken, as an item of `contested_values`: `column=value (source, reason)`."""
    shown = value.isoformat() if isinstance(value, dt.date) else f"{value:.6g}" if isinstance(value, float) else value
    return f"{column}={shown} ({source}, {how})"


def parsed(text: str) -> tuple[str, str, str, str]:
    """(column, value, source, reason) of an item."""
    column, _, rest = text.partition("=")
    value, _, told = rest.partition(" (")
    source, _, how = told.rstrip(")").partition(", ")
    return column, value, source, how


def settled(record: Record, corrected: Collection[tuple[str, str]]) -> str | None:
    """`contested_values` of a record as it is shipped: without the values that it holds after all.

    Args:
        record: as `records.csv` has it.
        corrected: (record, column) of every correction.
    """
    kept = []
    for text in (record["contested_values"] or "").split(LIST_DELIMITER):
        if not text:
            continue
        column, value, source, how = parsed(text)
        held = record[column]
        if (column != "release_date" and held is not None and not differ(float(value), float(held))) or (
            column == "release_date" and held == dt.date.fromisoformat(value)
        ):
            continue
        by = "corrected" if (record["record_id"], column) in corrected else how
        kept.append(f"{column}={value} ({source}, {by})")
    return LIST_DELIMITER.join(kept) or None


def _apart(column: str, first: Record, second: Record) -> bool:
    if column == "release_date":
        return dates_differ(first, second)
    if column == "memory_byte":  # 1,024 MB are a GB to some
        return bool(abs(first[column] - second[column]) > _MEMORY_TOLERANCE * max(first[column], second[column]))
    return differ(first[column], second[column])


def _take(record: Record, column: str, cells: Record) -> None:
    record[column] = cells[column]
    if column == _FP32:  # the rates and clocks of a row belong together
        for name in (*_RATES, *CLOCKS):
            if cells.get(name) is not None:
                record[name] = cells[name]
        if cells.get("fp16_vector_flop_per_s") is not None:
            record["fp16_flop_per_s"] = None
    if column == "release_date":
        record["release_date_precision"] = cells["release_date_precision"]


def _reason(column: str, first: Record, second: Record, *, one_table: bool) -> str:
    """Why the first row stands, or one of `_TAKES_SECOND`, where the second does."""
    if column in _OF_A_BOARD and _follows_fp32(column, first, second):
        ratio = second[column] / first[column]
        if any(abs(ratio * chips - 1) <= TOLERANCE for chips in (2, 4)):
            return "one_of"
        if one_table and any(abs(ratio / chips - 1) <= TOLERANCE for chips in (2, 4)):
            return "board"
    if column in _RATES:
        return _clock_reason(column, first, second)
    return "preferred"


def _follows_fp32(column: str, first: Record, second: Record) -> bool:
    """Whether rates differ as those in FP32 do; true of every column that is no rate."""
    rate, other = first.get(_FP32), second.get(_FP32)
    return column not in _RATES or not rate or not other or not differ(first[column] / rate, second[column] / other)


def _clock_reason(column: str, first: Record, second: Record) -> str:
    rate, other = first.get(_FP32), second.get(_FP32)
    if not rate or not other or not _follows_fp32(column, first, second):
        return "preferred"  # not the clock, but the units that do this format
    units, boost = second.get("shading_units") or 0, second.get("boost_clock_hz") or 0
    own, clock = first.get("base_clock_hz"), second.get("base_clock_hz")
    follows = bool(units and boost) and not differ(2 * units * boost, other)
    if follows and any(base and boost > base and not differ(2 * units * base, rate) for base in (own, clock)):
        return "base_clock"
    if own and clock and differ(own, clock):
        return "other_clock"
    return "no_clock" if follows and own and clock else "preferred"


def same_clock(first: Record, second: Record) -> bool:
    """Whether the clocks of a row may stand beside the rates of another: none of both rows contradict."""
    return not any(differ(first.get(name), second.get(name)) for name in ("base_clock_hz", "fp32_vector_flop_per_s"))
