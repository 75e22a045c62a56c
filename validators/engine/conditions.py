"""What the text of a rule's SQL tells without DuckDB, which takes longer to bind an expression than to ask it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compute_trends.catalog.schema import TableSchema


@dataclass(frozen=True)
class OfColumns:
    """A condition on several columns of a row, of which those without a value in any row may be left out.

    Attributes:
        pieces: the SQL for each column, by its name.
        joint: what stands between the pieces.
        frame: SQL in which `{pieces}` stands for them.
    """

    pieces: Callable[[TableSchema], Mapping[str, str]]
    joint: str
    frame: str = "{pieces}"

    def __call__(self, schema: TableSchema) -> str:
        """The condition on a row of a dataset."""
        return joined(self.frame, self.joint, self.pieces(schema).values())


def joined(frame: str, joint: str, pieces: Iterable[str]) -> str:
    """The condition that `OfColumns` makes of the SQL for columns; without any it is false."""
    text = joint.join(pieces)
    return frame.replace("{pieces}", text) if text else "false"


#: What `Rule.condition` makes of the condition of a rule on submissions.
_SUBMITTED = re.compile(r"not _upstream and \((.*)\)", re.DOTALL)

#: A part of a condition that is null or false where its column, or either of two, is null.
_ASKED = re.compile(r"(\w+)\s+is not null|(\w+)\s*(?:[<>]=?|=|<>)\s*(\w+|[-+]?[\w.+-]+|'')")

_OTHERWISE = re.compile(r"\b(?:or|case|if)\b", re.IGNORECASE)

#: What is no filter of single rows: other tables, groups, orders.
_CLAUSE = re.compile(
    r"\b(?:select|from|group|order|limit|offset|having|qualify|union|except|intersect|window|over|unnest|sample)\b",
    re.IGNORECASE,
)

#: SQL whose words cannot be told apart by looking at them.
_ODD = re.compile(r"--|/\*|\$\$|\b[eE]'")

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_DISTINCT = re.compile(r"\bdistinct\s+from\b", re.IGNORECASE)
_UNION = re.compile(r"\bunion\s+all\b", re.IGNORECASE)
_FILTERED = re.compile(r"\s*select\s+_row\s*,.*?(?<!distinct)\sfrom\s+submission\s+where\s", re.IGNORECASE | re.DOTALL)


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
    return any(name in empty for part in parts if part for name in part.groups() if name)


def row_filter(statement: str) -> str | None:
    """The filter of a statement that selects rows of `submission` by nothing else; of several, that of any of them.

    Where no row meets it, the statement yields nothing. None where the statement is not seen to be of that form.
    """
    if _ODD.search(statement):
        return None
    # Of the same length, so that places are the same in both.
    plain = _QUOTED.sub(lambda found: "'" + "q" * (len(found[0]) - 2) + "'", statement)
    flat, before = plain, ""
    while flat != before:  # a bracket becomes a word, as long as it was
        flat, before = re.sub(r"\([^()]*\)", lambda found: "b" * len(found[0]), flat), flat
    filters, start = [], 0
    for end in [*(found.start() for found in _UNION.finditer(flat)), len(flat)]:
        head = _FILTERED.match(flat[start:end])
        if head is None:
            return None
        at = start + head.end()
        condition = statement[at:end].strip().rstrip(";")
        if _CLAUSE.search(_DISTINCT.sub("", _QUOTED.sub("''", condition))):
            return None
        filters.append(condition)
        following = _UNION.match(flat, end)
        start = following.end() if following else end
    return filters[0] if len(filters) == 1 else " or ".join(f"({text})" for text in filters)


def _end_of_group(text: str) -> int:
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return at
    return -1
