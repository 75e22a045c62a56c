"""What stands in a text and nobody sees: control characters, changes of direction, repeats in a list."""

from __future__ import annotations

from compute_trends.catalog.schema import LIST_DELIMITER, Column, TableSchema
from compute_trends.validators.reading.sources import dataset_names
from compute_trends.validators.rule import Rule

#: The first is that of the examples.
_DATASETS = ("milestone_systems", *(name for name in dataset_names() if name != "milestone_systems"))

#: Control characters without tab and line feed, the soft hyphen, spaces without width, marks and changes of direction,
#: separators of lines and paragraphs. Joiners without width (U+200C, U+200D) belong to words of some languages.
_INVISIBLE = r"[\x00-\x08\x0b-\x1f\x7f-\x{9f}\x{ad}\x{200b}\x{200e}\x{200f}\x{2028}-\x{202e}\x{2060}-\x{2069}\x{feff}]"
_SPACE = r"[\s\x{a0}]"
_PATTERN = f"{_INVISIBLE}|^{_SPACE}|{_SPACE}$"


def _text(column: Column) -> str:
    return f"array_to_string({column.name}, '{LIST_DELIMITER}')" if column.is_list else column.name


def _texts(schema: TableSchema) -> list[Column]:
    return [column for column in schema.columns if column.type in ("string", "list") and not column.enum]


def _is_odd(schema: TableSchema) -> str:
    """True where any text is; asked of all of them in one go, each between marks that show its edges."""
    joined = ", ".join(_text(column) for column in _texts(schema))
    edge = f"[|]{_SPACE}|{_SPACE}[|]"
    return f"regexp_matches('|' || concat_ws('|', {joined}) || '|', '{_INVISIBLE}|{edge}')"


def _odd_texts(schema: TableSchema) -> str:
    cells = ", ".join(f"{{'name': '{column.name}', 'text': {_text(column)}}}" for column in _texts(schema))
    return f"""
        select _row, cell.name as "column", cell.text as value,
            case when odd = '' then 'begins or ends with white space'
                else 'holds the invisible character U+' || lpad(to_hex(unicode(odd)), 4, '0') end as message,
            null as evidence
        from (
            select _row, cell, regexp_extract(cell.text, '{_INVISIBLE}') as odd
            from (select _row, unnest([{cells}]) as cell from submission)
            where regexp_matches(cell.text, '{_PATTERN}'))
    """


def _lists(schema: TableSchema) -> list[Column]:
    return [column for column in schema.columns if column.is_list and not column.may_repeat]


def _repeats(schema: TableSchema) -> str:
    return " or ".join(f"len({c.name}) > len(list_distinct({c.name}))" for c in _lists(schema)) or "false"


def _repeated_items(schema: TableSchema) -> str:
    cells = ", ".join(f"{{'name': '{column.name}', 'items': {column.name}}}" for column in _lists(schema))
    if not cells:
        return """select _row, null as "column", null as value, null as message, null as evidence
            from submission where false"""
    return f"""
        select _row, cell.name as "column", array_to_string(cell.items, '{LIST_DELIMITER}') as value,
            array_to_string(list_transform(twice, lambda item: chr(39) || item || chr(39)), ' and ')
                || if(len(twice) = 1, ' is', ' are') || ' in the list more than once' as message,
            null as evidence
        from (
            select _row, cell, list_filter(list_sort(list_distinct(cell.items)),
                lambda item: len(list_filter(cell.items, lambda other: other = item)) > 1) as twice
            from (select _row, unnest([{cells}]) as cell from submission)
            where len(cell.items) > len(list_distinct(cell.items)))
    """


RULES = (
    Rule(
        id="text-invisible-characters",
        layer="plausibility",
        severity="error",
        datasets=_DATASETS,
        title="A text holds characters that nobody sees",
        explanation=(
            "Control characters, spaces without width, white space at the edges and characters that change the "
            "direction of writing make two texts differ that look the same, and can make a text look like another."
        ),
        fix="Type the text anew, without what was copied along with it.",
        source="Unicode Standard Annex 9 and Unicode Technical Report 36: texts that look like others.",
        sql=_odd_texts,
        needs=_is_odd,
        passes=(
            {"name": "A system", "inclusion_note": "First line.\nSecond line, with a\ttab."},
            {"name": "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"},
        ),
        fails=(
            {"name": "A\u202esystem"},
            {"name": "A\x00system"},
            {"name": "A\rsystem"},
            {"name": " A system"},
            {"inclusion_note": "Widely used.\u00a0"},
            {"organizations": ["A laboratory", "Another\u200b one"]},
        ),
    ),
    Rule(
        id="list-item-repeated",
        layer="plausibility",
        severity="error",
        datasets=_DATASETS,
        title="A list holds an item twice",
        explanation=(
            "An item that is there twice is counted twice. Lists that run parallel to another one, such as the sectors "
            "of organisations, may repeat items."
        ),
        fix="Name every item once.",
        source="The lists of the shipped records: none repeats an item but those that are declared to.",
        sql=_repeated_items,
        needs=_repeats,
        passes=({"domains": ["Language", "Vision"], "sectors": ["academia", "academia"]},),
        fails=({"domains": ["Language", "Vision", "Language"]},),
    ),
)
