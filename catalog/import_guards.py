"""What an import refuses unless it is asked for: signs that a file is not what it seems to be.

Each guard compares what was read with the records now held, and names what it saw.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from statistics import median
from typing import Any

from compute_trends.catalog.errors import ImportRefusedError, UnknownNameError
from compute_trends.catalog.importers.base import Imported
from compute_trends.catalog.records import Record
from compute_trends.catalog.schema import TableSchema

#: What can be allowed, as the options `--allow-...` name it.
ALLOWANCES = ("older", "missing", "rescaled", "removals")

# Between vintages years apart the median value of a column stays put; another unit moves every value alike.
_SCALE = 10.0
_FEWEST_VALUES = 3
# The table of notable models lost 164 of 867 records (19%) between the exports of 2024 and 2026, and never more.
_LARGEST_LOSS = 1 / 3
_FEWEST_RECORDS = 5


def check_allowances(allow: Collection[str]) -> None:
    """Refuse an allowance that does not exist.

    Raises:
        UnknownNameError: there is none of that name.
    """
    for name in allow:
        if name not in ALLOWANCES:
            raise UnknownNameError("allowance of an import", name, ALLOWANCES)


def refuse_older(vintages: Sequence[str], imported: Imported, previous: Sequence[Record]) -> None:
    """Refuse a vintage older than the one held; `vintages` are source keys, oldest first."""
    held = [vintages.index(row["source"]) for row in previous if row["source"] in vintages]
    given = [vintages.index(item.key) for item in imported.files if item.key in vintages]
    if held and given and max(given) < max(held):
        raise ImportRefusedError(
            f"{imported.files[0].name} is of the vintage {vintages[max(given)]}, older than {vintages[max(held)]}, "
            "which records.csv holds; pass --allow-older if that is meant"
        )


def refuse_missing(imported: Imported) -> None:
    """Refuse a file that lacks columns which its format has: their values would all become unknown."""
    if not imported.missing_columns:
        return
    new = f"; it has {_list(imported.unknown_columns)}, which the format has not" if imported.unknown_columns else ""
    raise ImportRefusedError(
        f"{imported.files[0].name} lacks {_list(imported.missing_columns)}{new}; add a new name to the schema, "
        "or pass --allow-missing if the values are to become unknown"
    )


def refuse_rescaled(
    schema: TableSchema, records: Sequence[Record], previous: Sequence[Record], imported: Imported
) -> None:
    """Refuse a number column of which most values that are held are now tenfold or a tenth, or further off."""
    held = {row["record_id"]: row for row in previous}
    pairs = [(held[row["record_id"]], row) for row in records if row["record_id"] in held]
    for column in schema.columns:
        if column.type not in ("number", "integer"):
            continue
        factors = [new[column.name] / old[column.name] for old, new in pairs if _positive(old, new, column.name)]
        if len(factors) < _FEWEST_VALUES or 1 / _SCALE < (middle := median(factors)) < _SCALE:
            continue
        raise ImportRefusedError(
            f"{imported.files[0].name}: {column.name} is {middle:.3g} times what records.csv holds, in the median of "
            f"{len(factors)} records; if the unit changed upstream the importer must convert it, "
            "otherwise pass --allow-rescaled"
        )


def refuse_removals(records: Sequence[Record], previous: Sequence[Record], imported: Imported) -> None:
    """Refuse a file that lacks much of what its source held; `previous` are the records that it would replace."""
    given = {row["record_id"] for row in records}
    lost = [row["record_id"] for row in previous if row["record_id"] not in given]
    if len(previous) >= _FEWEST_RECORDS and len(lost) > _LARGEST_LOSS * len(previous):
        raise ImportRefusedError(
            f"{imported.files[0].name} lacks {len(lost):,} of the {len(previous):,} records that it would replace "
            f"({_list(lost[:3])}{' ...' if len(lost) > 3 else ''}): half a file, or another table; "
            "pass --allow-removals if they are to go"
        )


def _positive(old: Record, new: Record, column: str) -> bool:
    values: tuple[Any, Any] = (old[column], new[column])
    return all(value is not None and value > 0 for value in values)


def _list(names: Sequence[str]) -> str:
    return ", ".join(map(repr, names))
