"""Files in which a program wrote a word for every value that is missing: told once, and the cells read as empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compute_trends.catalog.schema import TableSchema
from compute_trends.catalog.texts.cells import MISSING_WORDS
from compute_trends.catalog.texts.sql_text import text_literal
from compute_trends.validators.reading.raw_table import Problem, RawTable

if TYPE_CHECKING:
    import duckdb

#: Wrong cells with the same word from which it counts as the file's mark for what is missing; fewer are told by cell.
MANY_CELLS = 3

_COUNTED = f"""
    select value, count(*) from findings
    where file = ? and (rule = 'structure-type' or rule = 'structure-enum' or rule = 'structure-pattern')
      and list_contains(?, value) and list_contains(?, "column")
    group by value having count(*) >= {MANY_CELLS} order by value"""


def empty_missing_words(connection: duckdb.DuckDBPyConnection, raw: RawTable, schema: TableSchema, index: int) -> bool:
    """Have cells of a scanned table that hold such a word read as empty; whether there are any.

    The findings of the file are forgotten then, and it has to be scanned again.
    """
    # What a column of numbers holds, such as NaN, is no word.
    texts = {name: f"c{at}" for at, name in enumerate(raw.names) if name in schema.names and raw.types[at] == "VARCHAR"}
    counted = connection.execute(_COUNTED, [index, list(MISSING_WORDS), list(texts)]).fetchall()
    if not counted:
        return False
    words, cells = [word for word, _ in counted], list(texts.values())
    sums = ", ".join(" + ".join(f"count(*) filter ({cell} = {text_literal(word)})" for cell in cells) for word in words)
    totals = connection.execute(f"select {sums} from {raw.relation}").fetchone() or ()
    for word, total in zip(words, totals, strict=True):
        raw.problems.append(word_problem(word, total))
    connection.execute("delete from findings where file = ?", [index])
    emptied = {cell: cell for cell in cells}
    for word in words:
        emptied = {cell: f"nullif({value}, {text_literal(word)})" for cell, value in emptied.items()}
    replaced = ", ".join(f"{value} as {cell}" for cell, value in emptied.items())
    raw.relation = f"(select * replace ({replaced}) from {raw.relation})"
    return True


def word_problem(word: str, cells: int) -> Problem:
    """What is told of such a word in so many cells."""
    message = f"{cells:,} cells hold {word}, as {MISSING_WORDS[word]} writes what is missing; they are read as empty"
    return Problem("structure-missing-value", message, value=word)
