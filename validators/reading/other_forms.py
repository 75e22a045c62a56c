"""Objects that are no record, but hold records in one of the forms of other programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from compute_trends.validators.reading.documents import Document
from compute_trends.validators.reading.raw_table import UnreadableError

RECORDS_FIX = "Give the list of records alone, each an object of columns and values; in pandas, orient='records'."


def refuse_table(document: Document, line: int | None = None) -> None:
    """Refuse an object that is none, but holds records; `line` is where it begins, if that is to be told.

    Raises:
        UnreadableError: it does.
    """
    held = dict(document.cells)
    values = list(held.values())
    if {"columns", "data"} <= held.keys() <= {"columns", "index", "data"}:
        message = "the names of the columns and the rows stand apart, as pandas writes them with orient='split'"
    elif {"cells", "nbformat"} <= held.keys():
        message = "a Jupyter notebook, not the records that it may hold"
    elif len(values) > 1 and all(isinstance(item, dict) and item for item in values):
        message = "an object of objects, as pandas writes a table by default"
    elif len(values) > 1 and _are_columns(values):
        message = "each column is a list of its own, as pandas writes them with orient='list'"
    elif "record_id" not in held and (way := _way_to_records(held)):
        message = f"the records stand within {', '.join(repr(name[:100]) for name in way)}"
    elif len(values) == 1 and isinstance(values[0], dict) and len(values[0]) > 1:
        message = f"the record stands within {next(iter(held))[:100]!r}"
    else:
        return
    raise UnreadableError(message, line=line, fix=RECORDS_FIX)


def _are_columns(values: list[Any]) -> bool:
    """Whether all are lists of values, as long as each other where they are not empty."""
    lists = [item for item in values if isinstance(item, list) and not (item and isinstance(item[0], dict))]
    return len(lists) == len(values) and len({len(item) for item in lists} - {0}) == 1


def _way_to_records(held: dict[str, Any]) -> list[str]:
    """The keys that lead to a list of records; nothing where none does.

    Records are told by their record_id; where no list has one, the first list of objects is taken for them. Within its
    item a record may stand under a key of its own (`row`, `properties`, `node`, `_source`).
    """
    ways = list(_ways_to_lists(held))
    told = (way for way, items in ways if all("record_id" in item for item in items))
    return next(told, ways[0][0] if ways else [])


def _ways_to_lists(held: dict[str, Any], depth: int = 3) -> Iterator[tuple[list[str], list[dict[str, Any]]]]:
    """The keys that lead to each list of objects, and these; those near the top come first."""
    for name, item in held.items():
        if isinstance(item, list) and item and all(isinstance(each, dict) for each in item):
            yield [name], item
            for key, within in item[0].items():
                if isinstance(within, dict) and all(isinstance(each.get(key), dict) for each in item):
                    yield [name, key], [each[key] for each in item]
    if depth > 1:
        for name, item in held.items():
            if isinstance(item, dict):
                yield from (([name, *way], items) for way, items in _ways_to_lists(item, depth - 1))
