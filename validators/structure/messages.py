"""What findings of the structure layer say of a cell or a column."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection

from compute_trends.catalog.schema import LIST_DELIMITER, Column, TableSchema
from compute_trends.catalog.texts.cells import MISSING_WORDS
from compute_trends.catalog.texts.names import column_name
from compute_trends.catalog.texts.sql_text import text_literal
from compute_trends.validators.reading.limits import ITEM_LIMIT
from compute_trends.validators.structure.spellings import in_ascii
from compute_trends.validators.structure.verdicts import NUMBER, SPREADSHEET_ERROR, CellSql, most_characters

#: Names for which near ones are looked up: that takes a millisecond for each.
_OFFERED = 20

_MISSING = ("nan", "na", "none", "null", "unknown", "unspecified", "undisclosed", "not disclosed", "tba", "tbd", "tbc")
#: Signs alone say nothing, but for those that say yes or no.
_NO_VALUE = re.compile(r"n/a|nil|inf|infinity|(?:[^\w\u2610-\u2612\u2705\u2713-\u2718\u274c\u274e]|_)+")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,(?:[0-9]{1,2}|[0-9]{4,}|[0-9]{3}(?=\s*[eE]))(?=\D|\Z)")
_GROUPED_BY_POINTS = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3}){2,}(?:,[0-9]+)?")
_EXPONENT = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]+")
_QUOTED = re.compile(r"""(["'])(.*?)\1""", re.DOTALL)


def violation(schema: TableSchema, rule: str, column_name: str, value: str | None) -> str:
    """What a finding on a cell says."""
    name = rule.removeprefix("structure-")
    column = schema[column_name]
    if name == "type":
        return _too_large(column, value) or f"not {_article(column)}{_hint(schema, column, value)}"
    if name == "required":
        return "a value is required"
    if name == "formula":
        return f"begins with {(value or '=')[0]}, as a formula does"
    if name == "enum":
        return _enum_message(column, value)
    if name == "pattern":
        return f"does not have the form {column.pattern}{_unknown(value) or _made_a_number(value)}"
    if name == "range":
        return _range_message(column)
    if name == "list-item":
        return "a list item is empty or has a space at its edge"
    if name == "list-form":
        return f"a list as a program shows it; here it is {_items(value)}"
    if name == "spreadsheet-error":
        return "an error of a spreadsheet program, not a value"
    if name == "unique":
        return "is used by an earlier record too"
    raise ValueError(f"{rule} says nothing of a cell by itself")


def own_message_sql(cell: CellSql) -> str:
    """What is said of the cells of a column where that does not follow from the rule and the value."""
    if not cell.misplaced:
        said = text_literal(_most_sentence(cell.column))
        return f"case when {cell.is_too_long} then {said} end" if cell.is_too_long else "null::VARCHAR"
    takes = "a list of texts" if cell.column.is_list else "a single value"
    said = text_literal(f"{cell.misplaced}, where the column takes {takes}")
    return f"case when {cell.cell} is not null and {cell.text} <> '' then {said} end"


def _most_sentence(column: Column) -> str:
    """What is said of a text or list of the column that is longer than a record's may be."""
    kind = "names and ids" if column.is_name else "texts"
    most = f"lists have up to {ITEM_LIMIT:,} items and" if column.is_list else f"{kind} have up to"
    return f"too long: {most} {most_characters(column):,} characters"


def unknown_columns(schema: TableSchema, names: Collection[str]) -> dict[str, str]:
    """What is said of columns that the dataset does not declare; of the first, with the nearest ones that it does."""
    if not names:
        return {}
    from difflib import get_close_matches

    said = {}
    for at, name in enumerate(names):
        meant = column_name(name[:100])
        near = get_close_matches(meant, schema.names, n=3, cutoff=0.6) if at < _OFFERED else []
        near = [meant] if meant in near else near
        offer = f"; did you mean {' or '.join(near)}?" if near else ""
        retired = next((gone for gone in schema.retired if gone.column.name == column_name(name[:100])), None)
        why = offer if retired is None else f" since {retired.since}: {retired.reason}"
        said[name] = f"{schema.name} has no column {name[:100]!r}{why}"
    return said


def _article(column: Column) -> str:
    return {
        "number": "a number",
        "integer": "a whole number that fits 64 bits",
        "boolean": "true or false",
        "date": "a date of the form YYYY-MM-DD that exists",
        "string": "a text",
        "list": "a list of texts",
    }[column.type]


def _too_large(column: Column, value: str | None) -> str | None:
    if column.type == "integer" and re.fullmatch(r"\s*[+-]?[0-9]{19,}\s*", value or ""):
        return f"too large: whole numbers go up to {2**63 - 1}"
    if column.type == "number" and re.fullmatch(NUMBER, value or ""):
        return f"too large: numbers go up to {sys.float_info.max:.2g}"
    return None


def _hint(schema: TableSchema, column: Column, value: str | None) -> str:
    if not value:
        return ""
    if re.search(SPREADSHEET_ERROR, value):
        return "; it is an error of a spreadsheet program"
    if said := _unknown(value):
        return said
    if column.type in ("date", "number", "integer") and not value.isascii() and (plain := in_ascii(value)) != value:
        # What is left to say is that of the plain spelling, which may be all that is wrong.
        is_number = re.fullmatch(NUMBER, plain) is not None and column.type != "date"
        return f"; write {plain}" if is_number else _hint(schema, column, plain)
    if column.type == "date":
        from compute_trends.validators.structure.date_hints import date_hint

        return date_hint(schema, column.name, value)
    if column.type not in ("number", "integer"):
        return ""
    if column.type == "integer" and (whole := re.fullmatch(r"\s*([+-]?\d+)\.0*\s*", value)):
        return f"; write {whole[1]}, without a decimal point"
    bare = value.replace(",", "").replace("_", "").replace("'", "").replace(" ", "").replace("\u00a0", "")
    if bare != value and bare.replace(".", "", 1).isdigit():
        return (
            f"; without separators: {bare}"
            if value.count(",") != 1 or len(value.split(",")[1]) == 3
            else ("; the decimal mark is a point, and digits are not grouped")
        )
    from compute_trends.validators.structure.number_hints import plain_number

    if (number := plain_number(column, value)) is not None:
        return f"; write {number}"
    is_comma = _DECIMAL_COMMA.match(value.strip()) and plain_number(column, value.replace(",", ".", 1)) is not None
    is_other = is_comma or _GROUPED_BY_POINTS.fullmatch(value.strip())
    return "; the decimal mark is a point, and digits are not grouped" if is_other else ""


def _unknown(value: str | None) -> str:
    """What is added where the value stands for what is not known."""
    bare = (value or "x").strip()
    is_word = bare in MISSING_WORDS or bare.lower().lstrip("+-") in _MISSING
    return "; unknown is an empty cell" if is_word or _NO_VALUE.fullmatch(bare.lower().lstrip("+-") or "-") else ""


def _made_a_number(value: str | None) -> str:
    return "; a spreadsheet program made a number of it" if _EXPONENT.fullmatch(value or "") else ""


def _items(value: str | None) -> str:
    """A list as a program shows it, as it is written here."""
    text = (value or "").strip()
    items = [item for _, item in _QUOTED.findall(text)]
    if not items:
        inside = re.sub(r"\A[\w.]*[\[({\s]+|[\])}\s]+\Z", "", text)
        items = [item.strip() for item in re.split(f"[,{LIST_DELIMITER}]", inside) if item.strip()]
    return repr(LIST_DELIMITER.join(items)) if items else "an empty cell"


def _enum_message(column: Column, value: str | None) -> str:
    from difflib import get_close_matches

    allowed = column.item_enum or column.enum
    bad = [item for item in (value or "").split(";") if item not in allowed] if column.is_list else [value or ""]
    near = get_close_matches(bad[0].lower(), allowed, n=1, cutoff=0.6) if bad else []
    what = " and ".join(repr(item) for item in bad[:3]) if column.is_list else "it"
    verb = "are" if column.is_list and len(bad) > 1 else "is"
    guess = f"; did you mean {near[0]}?" if near else ""
    return f"{what} {verb} not one of {', '.join(allowed)}{guess or _unknown(value)}"


def _range_message(column: Column) -> str:
    return f"must be {bounds(column)}" + (f" (unit: {column.unit})" if column.unit else "")


def bounds(column: Column) -> str:
    """Between which values those of a column lie, in words; "" where any will do."""
    found = {"greater than": column.exclusive_minimum, "at least": column.minimum, "at most": column.maximum}
    return " and ".join(f"{words} {bound:g}" for words, bound in found.items() if bound is not None)
