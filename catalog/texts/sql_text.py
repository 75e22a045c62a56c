"""Python values as DuckDB writes them in SQL."""

from __future__ import annotations

import math
from datetime import date, datetime

#: What `literal` writes.
Value = str | bool | int | float | date | None

#: What DuckDB takes for a pattern in the name of a file.
_GLOB = "*?["


def text_literal(text: str) -> str:
    """`text` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def file_literal(path: object) -> str:
    """A path as an SQL string in which DuckDB sees no pattern, so that it names this one file."""
    return text_literal("".join(f"[{char}]" if char in _GLOB else char for char in str(path)))


def counted_sql(number: str, noun: str, plural: str | None = None, form: str = "{:,}") -> str:
    """SQL for a number with its noun, in the plural where that is due, as `numbers.count` writes it: "1 day", "2 days".

    Args:
        number: an expression, which is written twice.
        noun: what it counts.
        plural: the noun with an s by default.
        form: of the number, whole by default.
    """
    nouns = f"if(({number}) = 1, {text_literal(noun)}, {text_literal(plural or f'{noun}s')})"
    return f"format('{form} {{}}', {number}, {nouns})"


def literal(value: Value) -> str:
    """A value as SQL text; a float stays a DOUBLE.

    Raises:
        ValueError: a number that is not finite.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"date '{value.isoformat()}'"
    if isinstance(value, str):
        return text_literal(value)
    if isinstance(value, int):
        return repr(value)
    if isinstance(value, float) and math.isfinite(value):
        return f"{value!r}::double"
    raise ValueError(f"{value} is no value that SQL text is written for")
