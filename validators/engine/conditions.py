"""What the text of a rule's condition tells without DuckDB, which takes longer to bind an expression than to ask it."""

from __future__ import annotations

import re
from collections.abc import Collection

#: What `Rule.condition` makes of the condition of a rule on submissions.
_SUBMITTED = re.compile(r"not _upstream and \((.*)\)", re.DOTALL)

#: A part of a condition that is null or false where its column is null.
_ASKED = re.compile(r"(\w+)\s+(?:is not null|(?:[<>]=?|=|<>)\s*[\w.+-]+)")

_OTHERWISE = re.compile(r"\b(?:or|case|if)\b", re.IGNORECASE)


def needs_value(condition: str, empty: Collection[str]) -> bool:
    """Whether a condition is a conjunction that asks of one of the `empty` columns that it has a value.

    Such a condition is not met by any row. What is not seen to be one is no loss: it is asked.
    """
    text = re.sub("'[^']*'", "''", condition)
    inner = _SUBMITTED.fullmatch(text)
    text = (inner[1] if inner else text).strip()
    while text.startswith("(") and _end_of_group(text) == len(text) - 1:
        text = text[1:-1].strip()
    flat, before = text, ""
    while flat != before:  # what stands in brackets is not looked into
        flat, before = re.sub(r"\([^()]*\)", "[]", flat), flat
    if _OTHERWISE.search(flat):
        return False
    parts = (_ASKED.fullmatch(part.strip()) for part in re.split(r"\band\b", flat))
    return any(part[1] in empty for part in parts if part)


def _end_of_group(text: str) -> int:
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return at
    return -1
