"""What the text of a rule's SQL tells without DuckDB, which takes longer to bind an expression than to ask it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compute_trends.catalog.schema import TableSchema


@dataclass(frozen=True)
class OfColumns:
    """A condition on several columns of a row at once, which takes less time to bind than one on each.

    Columns without a value in any row may be left out. Conditions that put columns together alike are asked of what
    they make of all of their columns: they ask for no less then.

    Attributes:
        columns: the columns, and of each whether it is a list.
        made: SQL in which `{lists}` stands for lists of their texts, of one made of those that are none.
        test: SQL in which `{made}` stands for that.
    """

    columns: Callable[[TableSchema], Mapping[str, bool]]
    made: str
    test: str

    def __call__(self, schema: TableSchema) -> str:
        """The condition on a row of a dataset."""
        return self.test.replace("{made}", put_together(self.made, self.columns(schema)))


def put_together(made: str, columns: Mapping[str, bool]) -> str:
    """What `OfColumns` makes of columns; null without any."""
    texts = [name for name, is_list in columns.items() if not is_list]
    lists = [f"[{', '.join(texts)}]"] if texts else []
    lists += [name for name, is_list in columns.items() if is_list]
    return made.replace("{lists}", ", ".join(lists)) if lists else "null"


# Patterns are texts: most checks find what they tell among what was kept of the rules (`plans.py`), and compile none.

#: What `Rule.condition` makes of the condition of a rule on submissions.
_SUBMITTED = r"(?s)not _upstream and \((.*)\)"

#: A part of a condition that is null or false where its column, or either of two, is null.
_ASKED = r"(\w+)\s+is not null|(\w+)\s*(?:[<>]=?|=|<>)\s*(\w+|[-+]?[\w.+-]+|'')"

#: What is no filter of single rows: other tables, groups, orders.
_CLAUSE = (
    r"(?i)\b(?:select|from|group|order|limit|offset|having|qualify|union|except|intersect|window|over|unnest|sample)\b"
)

#: SQL whose words cannot be told apart by looking at them.
_ODD = r"--|/\*|\$\$|\b[eE]'"

_QUOTED = r"'[^']*'|\"[^\"]*\""
_DISTINCT = r"(?i)\bdistinct\s+from\b"
_UNION = r"(?i)\bunion\s+all\b"
_FILTERED = r"(?is)\s*select\s+_row\s*,.*?(?<!distinct)\sfrom\s+submission\s+where\s"


def needed_columns(condition: str) -> set[str]:
    """The columns of which a condition asks that they have a value, where it is a conjunction that does.

    Where one of them is empty, no row meets the condition. What is not seen to ask for one is no loss: it is asked.
    """
    text = re.sub("'[^']*'", "''", condition)
    inner = re.fullmatch(_SUBMITTED, text)
    text = (inner[1] if inner else text).strip()
    while text.startswith("(") and _end_of_group(text) == len(text) - 1:
        text = text[1:-1].strip()
    flat, before = text, ""
    while flat != before:  # what stands in brackets is not looked into
        flat, before = re.sub(r"\([^()]*\)", "[]", flat), flat
    if re.search(r"(?i)\b(?:or|case|if)\b", flat):
        return set()
    parts = (re.fullmatch(_ASKED, part.strip()) for part in re.split(r"\band\b", flat))
    return {name for part in parts if part for name in part.groups() if name}


def row_filter(statement: str) -> str | None:
    """The filter of a statement that selects rows of `submission` by nothing else; of several, that of any of them.

    Where no row meets it, the statement yields nothing. None where the statement is not seen to be of that form.
    """
    if re.search(_ODD, statement):
        return None
    # Of the same length, so that places are the same in both.
    flat, before = re.sub(_QUOTED, lambda found: "'" + "q" * (len(found[0]) - 2) + "'", statement), ""
    while flat != before:  # a bracket becomes a word, as long as it was
        flat, before = re.sub(r"\([^()]*\)", lambda found: "b" * len(found[0]), flat), flat
    unions = list(re.finditer(_UNION, flat))
    starts, ends = [0, *(union.end() for union in unions)], [*(union.start() for union in unions), len(flat)]
    filters = []
    for start, end in zip(starts, ends, strict=True):
        head = re.match(_FILTERED, flat[start:end])
        if head is None:
            return None
        condition = statement[start + head.end() : end].strip().rstrip(";")
        if re.search(_CLAUSE, re.sub(_DISTINCT, "", re.sub(_QUOTED, "''", condition))):
            return None
        filters.append(condition)
    return filters[0] if len(filters) == 1 else " or ".join(f"({text})" for text in filters)


def _end_of_group(text: str) -> int:
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return at
    return -1
