"""The cells of records that name their own columns: the texts that a table of CSV would hold, as written."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from compute_trends.catalog.schema import LIST_DELIMITER
from compute_trends.validators.reading.raw_table import VALUE_LIMIT

#: Different sets of keys that are remembered, at most.
_MOST_KEYS = 1000

#: Of each key of a record its place in the row, and whether the column holds lists.
Places = list[tuple[int, bool]]


def fill(
    cells: list[str | None],
    given: Sequence[tuple[str, object]],
    positions: Mapping[str, tuple[int, bool]],
    known: dict[tuple[str, ...], Places | None],
    used: set[str],
) -> bool:
    """Fill the cells of a row with values of which nothing is to be said; False where it has others, or other keys."""
    keys = tuple([name for name, _ in given])
    if keys not in known:
        if len(known) == _MOST_KEYS:
            known.clear()
        is_right = len(set(keys)) == len(keys) and all(name in positions for name in keys)
        known[keys] = [positions[name] for name in keys] if is_right else None
    places = known[keys]
    if places is None:
        return False
    for (at, is_list), (_, value) in zip(places, given, strict=True):
        if value.__class__ is str:
            cells[at] = value or None
        elif value is not None:
            text, complaint = text_of(value, is_list)
            if complaint:
                return False
            cells[at] = text
    used.update(keys)
    return True


def text_of(value: object, is_list: bool) -> tuple[str | None, str | None]:
    """The cell's text and, where the value is none that a cell can hold, why."""
    if isinstance(value, list):
        if not is_list:
            return _shown(value), "a list, where the column takes a single value"
        if any(isinstance(item, list | dict) or item is None for item in value):
            return _shown(value), "a list of something else than texts"
        items = [str(item) for item in value]
        if any(LIST_DELIMITER in item for item in items):
            return _shown(value), "a list item holds a semicolon, which separates items; links write it as %3B"
        return LIST_DELIMITER.join(items) or None, None
    if isinstance(value, dict):
        return _shown(value), "a mapping, where the column takes a single value"
    if isinstance(value, bool):
        return ("true" if value else "false"), None
    return (None if value is None or value == "" else str(value)), None


def _shown(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=str)[:VALUE_LIMIT]
    except RecursionError:
        return "..."
