"""A list that holds an item twice."""

from __future__ import annotations

from compute_trends.catalog.schema import LIST_DELIMITER, Column, TableSchema
from compute_trends.validators.engine.conditions import OfColumns
from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.texts import DATASETS


def _lists(schema: TableSchema) -> list[Column]:
    return [column for column in schema.columns if column.is_list and column.may_repeat is not True]


#: True where a list has fewer different items than items, whatever their case.
_REPEATS = OfColumns(
    lambda schema: {column.name: True for column in _lists(schema)},
    "[{lists}]",
    "list_bool_or([len(items) > len(list_distinct([lower(item) for item in items])) for items in {made}])",
)


def _compared(column: Column) -> str:
    """The items as they are compared: whatever their case, unless that tells spellings apart."""
    return column.name if column.may_repeat else f"list_transform({column.name}, lambda item: lower(item))"


def _repeated_items(schema: TableSchema) -> str:
    cells = ", ".join(
        f"{{'name': '{column.name}', 'items': {column.name}, 'compared': {_compared(column)}}}"
        for column in _lists(schema)
    )
    if not cells:
        return """select _row, null as "column", null as value, null as message, null as evidence
            from submission where false"""
    return f"""
        select _row, cell.name as "column", array_to_string(cell.items, '{LIST_DELIMITER}') as value,
            array_to_string(list_transform(twice, lambda item: chr(39) || item || chr(39)), ' and ')
                || if(len(twice) = 1, ' is', ' are') || ' in the list more than once' as message,
            null as evidence
        from (
            select _row, cell, list_sort(list_distinct(list_transform(list_filter(pairs, lambda pair, place:
                pair[1] = pairs[place - 1][1] or pair[1] = pairs[place + 1][1]), lambda pair: pair[2]))) as twice
            from (select _row, cell, list_sort(list_zip(cell.compared, cell.items)) as pairs
              from (select _row, unnest([{cells}]) as cell from submission)
              where len(cell.items) > len(list_distinct(cell.compared))))
    """


RULE = Rule(
    id="list-item-repeated",
    layer="plausibility",
    severity="error",
    datasets=DATASETS,
    title="A list holds an item twice",
    explanation=(
        "An item that is there twice is counted twice. Lists that run parallel to another one, such as the sectors "
        "of organisations, may repeat items; spellings of a chip's name may differ by case alone."
    ),
    fix="Name every item once.",
    source="The lists of the shipped records: none repeats an item but those that are declared to.",
    reads=lambda schema: (column.name for column in _lists(schema)),
    sql=_repeated_items,
    needs=_REPEATS,
    passes=(
        {"domains": ["Language", "Vision"], "sectors": ["academia", "academia"]},
        {"_dataset": "accelerators", "aliases": ["Geforce RTX 2080 Ti", "GeForce RTX 2080 Ti"]},
    ),
    fails=(
        {"domains": ["Language", "Vision", "Language"]},
        {"organizations": ["Zork", "ZORK"]},
        {"_dataset": "accelerators", "aliases": ["GeForce RTX 2080 Ti", "GeForce RTX 2080 Ti"]},
    ),
)
