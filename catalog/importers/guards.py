"""What an import refuses unless it is asked for: signs that a file is not what it seems to be.

Each guard compares what was read with the records now held, and names what it saw.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from statistics import median
from typing import Any

from compute_trends.catalog.errors import ImportRefusedError, UnknownNameError
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.accounts import Accounts
from compute_trends.catalog.importers.base import Imported
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import series_of
from compute_trends.catalog.schema import LIST_DELIMITER, TableSchema
from compute_trends.catalog.texts.grammar import agreed

#: What can be allowed, as the options `--allow-...` name it.
ALLOWANCES = ("older", "missing", "reordered", "rescaled", "removals", "unreadable")

# Between vintages years apart the median value of a column stays put; another unit moves every value alike.
_SCALE = 10.0
_FEWEST_VALUES = 3
# A cut that falls behind a comma or a space takes these away with it.
_ENDS_WITHIN = 2
# The table of notable models lost 164 of 867 records (19%) between the exports of 2024 and 2026, and never more.
_LARGEST_LOSS = 1 / 4


def check_allowances(allow: Collection[str]) -> None:
    """Refuse an allowance that does not exist.

    Raises:
        UnknownNameError: there is none of that name.
    """
    for name in allow:
        if name not in ALLOWANCES:
            raise UnknownNameError("allowance of an import", name, ALLOWANCES)


def refusals(guards: Iterable[Callable[[], None]]) -> list[str]:
    """Ask every guard: the words of all that refused."""
    return [told for guard in guards if (told := _refusal(guard))]


def _refusal(guard: Callable[[], None]) -> str:
    try:
        guard()
    except ImportRefusedError as refusal:
        return str(refusal)
    return ""


def refuse_reordered(imported: Imported, accounts: Accounts, exports: Exports) -> None:
    """Refuse a file whose columns stand in another order than in the last file of its layout.

    Columns are read by name, so the order alone does no harm; but columns that moved are the trace of names that were
    put above other columns. `accounts` are newest first.
    """
    for read in imported.files:
        header = _names(read.header)
        known = [
            (len(set(header) & set(names)), item["name"], names)
            for item in _last_alike(read.key, accounts, exports)
            if (names := _names(item.get("header", "")))
        ]
        if not known:
            continue
        _, last, names = max(known, key=lambda found: found[0])  # a source may have several tables
        before = [name for name in names if name in header]
        now = [name for name in header if name in names]
        for was, here in zip(before, now, strict=True):
            if was != here:
                raise ImportRefusedError(
                    f"{read.name}: the columns stand in another order than in {last}: {here!r} stands where {was!r} "
                    "stood; if the names still stand above their values, pass --allow-reordered"
                )


def refuse_missing(
    schema: TableSchema, imported: Imported, layouts: Collection[str], previous: Sequence[Record]
) -> None:
    """Refuse a file that lacks columns which its layout has, where values that are held would become unknown, or where
    a column that nobody knows has a name much like theirs.

    `previous` are the records that it would replace.
    """
    missing = imported.missing_columns
    lost = [name for name in missing if _is_held(schema, name, layouts, previous)]
    renamed = [name for name in missing if get_close_matches(name, imported.unknown_columns, 1, 0.7)]
    if not lost and not renamed:
        return
    files = len(imported.files)
    they = "it has" if files == 1 else "they have"
    new = f"; {they} {_list(imported.unknown_columns)}, which the format has not" if imported.unknown_columns else ""
    lacking = _list(list(dict.fromkeys([*lost, *renamed])))
    raise ImportRefusedError(
        f"{names_of_files(imported)} {agreed(files, 'lack')} {lacking}{new}; add a new name to the schema, "
        "keep the values that are held with --without COLUMN, or pass --allow-missing if they are to become unknown"
    )


def _is_held(schema: TableSchema, name: str, layouts: Collection[str], previous: Sequence[Record]) -> bool:
    return any(row[column] is not None for row in previous for column in _ours(schema, name, layouts))


def not_left(
    schema: TableSchema, missing: Sequence[str], layouts: Collection[str], without: Collection[str]
) -> list[str]:
    """Those of the columns that a file lacks which nobody asked to leave as they are held."""

    def is_left(name: str) -> bool:
        ours = _ours(schema, name, layouts)
        return name in without or (bool(ours) and set(ours) <= set(without))

    return [name for name in missing if not is_left(name)]


def _ours(schema: TableSchema, name: str, layouts: Collection[str]) -> list[str]:
    """Our columns for which an upstream one of that name is read."""
    return [column.name for column in schema.columns if name in {column.source.get(layout) for layout in layouts}]


def refuse_rescaled(
    schema: TableSchema, records: Sequence[Record], previous: Sequence[Record], imported: Imported
) -> None:
    """Refuse a number column whose values are tenfold or a tenth of those held, or further off.

    The median of the records that both have decides; where ids are made of the values, so that other values are
    other records, the medians of all.
    """
    held = {row["record_id"]: row for row in previous}
    moved = {}
    pairs = [(held[row["record_id"]], row) for row in records if row["record_id"] in held]
    for column in schema.columns:
        if column.type not in ("number", "integer"):
            continue
        factors = [new[column.name] / old[column.name] for old, new in pairs if _positive(old, new, column.name)]
        if len(factors) >= _FEWEST_VALUES:
            middle, of = median(factors), f"{len(factors):,} records"
        elif schema.identity is not None:  # where nothing else tells records apart, their ids hold values
            continue
        else:
            before, now = ([row[column.name] for row in rows if row[column.name]] for rows in (previous, records))
            if min(len(before), len(now)) < _FEWEST_VALUES or median(before) <= 0 or median(now) <= 0:
                continue
            middle, of = median(now) / median(before), "all records"
        if not 1 / _SCALE < middle < _SCALE:
            moved[column.name] = f"{column.name} is {middle:.3g} times what records.csv holds, in the median of {of}"
    if moved:
        it = "the column" if len(moved) == 1 else "the columns"
        raise ImportRefusedError(
            f"{names_of_files(imported)}: {'; '.join(moved.values())}; if the unit changed upstream the importer must "
            f"convert it; if the export is damaged, leave {it} as held with "
            f"{' '.join(f'--without {name}' for name in moved)}; otherwise pass --allow-rescaled"
        )


def refuse_cut(schema: TableSchema, records: Sequence[Record], previous: Sequence[Record], imported: Imported) -> None:
    """Refuse a text column that ends at some length, where what is held goes on.

    A spreadsheet or a form cuts every cell at the same number of characters: the values held that are longer than any
    in the file begin with what the file has of them.
    """
    held = {row["record_id"]: row for row in previous}
    pairs = [(held[row["record_id"]], row) for row in records if row["record_id"] in held]
    cut = {}
    for column in schema.columns:
        if column.type not in ("string", "list") or column.name == "record_id":
            continue
        texts = [(_text(old[column.name]), _text(new[column.name])) for old, new in pairs]
        longest = max((len(_text(row[column.name])) for row in records), default=0)
        longer = [(old, new) for old, new in texts if len(old) > longest and new]
        ends = [new for old, new in longer if old.startswith(new) and len(new) >= longest - _ENDS_WITHIN]
        if len(ends) >= _FEWEST_VALUES and len(ends) > len(longer) / 2:
            cut[column.name] = (
                f"{column.name} ends at {longest} characters in {len(ends):,} records whose values go on in records.csv"
            )
    if cut:
        raise ImportRefusedError(
            f"{names_of_files(imported)}: {'; '.join(cut.values())}; if the export is damaged, leave as held what it "
            f"cuts with {' '.join(f'--without {name}' for name in cut)}; otherwise pass --allow-rescaled"
        )


def refuse_removals(records: Sequence[Record], previous: Sequence[Record], imported: Imported) -> None:
    """Refuse a file that lacks much of what its source held, or lacks some of it and adds nothing.

    `previous` are the records that it would replace.
    """
    given, held = ({row["record_id"] for row in rows} for rows in (records, previous))
    lost = sorted(held - given)
    if lost and (len(lost) > _LARGEST_LOSS * len(held) or given < held):
        files = len(imported.files)
        adds = f" and {agreed(files, 'add')} none" if given < held else ""
        raise ImportRefusedError(
            f"{names_of_files(imported)} {agreed(files, 'lack')} {len(lost):,} of the {len(held):,} records that "
            f"{'it' if files == 1 else 'they'} would replace{adds} "
            f"({_list(lost[:3])}{' ...' if len(lost) > 3 else ''}): half a file, another table, or an older export; "
            "pass --allow-removals if they are to go"
        )


def _text(value: object) -> str:
    return LIST_DELIMITER.join(value) if isinstance(value, list) else str(value or "")


def _positive(old: Record, new: Record, column: str) -> bool:
    values: tuple[Any, Any] = (old[column], new[column])
    return all(value is not None and value > 0 for value in values)


def names_of_files(imported: Imported) -> str:
    """The files of an import, for messages."""
    return " and ".join(item.name for item in imported.files)


def _names(header: str) -> list[str]:
    return next(csv.reader(io.StringIO(header, newline="")), [])


def _last_alike(key: str, accounts: Accounts, exports: Exports) -> list[Mapping[str, Any]]:
    """The files of the last import with the layout of a source, and of its series."""

    def alike(other: str) -> bool:
        return exports.layout(other) == exports.layout(key) and series_of(other) == series_of(key)

    for _, account in accounts:
        files = [item for item in account["files"].values() if alike(item["source"])]
        if files:
            return files
    return []


def _list(names: Sequence[str]) -> str:
    return ", ".join(map(repr, names))
