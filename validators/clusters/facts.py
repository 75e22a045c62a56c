"""What is to be known of a whole table before parts of it are judged apart: counted by Spark, in one aggregation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.schema import Column, TableSchema
from compute_trends.validators.reading.raw_table import Problem
from compute_trends.validators.structure.messages import MISSING_WORDS
from compute_trends.validators.structure.missing_words import MANY_CELLS, word_problem
from compute_trends.validators.structure.verdicts import CellSql

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

#: White space, as Java writes the class that the engine uses.
_SPACES = r"^[\s\x0b\x1c-\x1f\x85\p{Z}]*$"
#: Rules of which findings of such a word count.
_WORD_RULES = ("structure-type", "structure-enum", "structure-pattern")


@dataclass(frozen=True)
class Facts:
    """Of a whole table.

    Attributes:
        rows: how many it has.
        records: how many of them are records.
        headers: how many repeat the names of the columns.
        words: what a program wrote for missing values, and in how many cells.
        uninvited: whether rows do not claim to come from a source of the dataset.
        holds_ours: whether it holds upstream records that we ship.
    """

    rows: int
    records: int
    headers: int
    words: dict[str, int]
    uninvited: bool
    holds_ours: bool

    @property
    def problems(self) -> list[Problem]:
        """What is told of the table as a whole because of them."""
        found = [word_problem(word, cells) for word, cells in self.words.items()]
        if self.headers:
            message = f"the header stands among the rows again, {self.headers:,} times"
            fix = "Remove the repeated header; it comes from joining files or pages of a table."
            found.append(Problem("structure-header", message, fix=fix))
        if not self.records:
            found.append(Problem("structure-empty", "the table holds no record"))
        return found


def facts(frame: DataFrame, schema: TableSchema) -> Facts:
    """Count what `Facts` tells of a frame."""
    from pyspark.sql import functions as f

    texts = [name for name, kind in frame.dtypes if kind == "string"]
    declared = [name for name in texts if name in schema.names]
    wrong = _violating(schema, declared)
    asked: dict[str, SparkColumn] = {"rows": f.count(f.lit(1))}
    is_blank = reduce(and_, [_is_blank(frame, name, kind) for name, kind in frame.dtypes])
    asked["blanks"] = f.count_if(is_blank)
    if len(texts) == len(frame.columns) > 1:
        is_header = reduce(and_, [f.col(quoted(name)) == f.lit(name) for name in texts])
        asked["headers"] = f.count_if(is_header)
    if schema.closed:
        from_source = f.col("admission") == "upstream" if "admission" in frame.columns else f.lit(False)
        asked["uninvited"] = f.count_if(~is_blank & ~f.coalesce(from_source, f.lit(False)))
    for place, word in enumerate(MISSING_WORDS):
        if wrong[word]:
            held = [f.count_if(f.col(quoted(name)) == word) for name in wrong[word]]
            asked[f"wrong_{place}"] = reduce(lambda one, other: one + other, held)
            every = [f.count_if(f.col(quoted(name)) == word) for name in declared]
            asked[f"cells_{place}"] = reduce(lambda one, other: one + other, every)
    [row] = frame.agg(*(column.alias(name) for name, column in asked.items())).collect()
    found: dict[str, Any] = row.asDict()
    words = {
        word: found[f"cells_{place}"]
        for place, word in enumerate(MISSING_WORDS)
        if found.get(f"wrong_{place}", 0) >= MANY_CELLS
    }
    headers = found.get("headers", 0)
    return Facts(
        rows=found["rows"],
        records=found["rows"] - found["blanks"] - headers,
        headers=headers,
        words=dict(sorted(words.items())),
        uninvited=bool(found.get("uninvited")),
        holds_ours=_holds_ours(frame, schema.name),
    )


def without_words(frame: DataFrame, schema: TableSchema, words: dict[str, int]) -> DataFrame:
    """The frame with these words read as empty, wherever declared columns of text hold them."""
    from pyspark.sql import functions as f

    if not words:
        return frame
    texts = [name for name, kind in frame.dtypes if kind == "string" and name in schema.names]
    emptied = {
        name: f.when(f.col(quoted(name)).isin(*words), f.lit(None).cast("string")).otherwise(f.col(quoted(name)))
        for name in texts
    }
    return frame.withColumns(emptied)


def _violating(schema: TableSchema, texts: list[str]) -> dict[str, list[str]]:
    """By word: the columns of text in which it is wrong."""
    import duckdb

    columns: list[Column] = [schema[name] for name in texts]
    if not columns:
        return {word: [] for word in MISSING_WORDS}
    verdicts = ", ".join(CellSql(column, "word", "VARCHAR").verdict for column in columns)
    query = f"select word, [{verdicts}] from (select unnest(?::VARCHAR[]) as word)"
    found = duckdb.connect().execute(query, [list(MISSING_WORDS)]).fetchall()
    return {
        word: [name for name, rule in zip(texts, rules, strict=True) if rule in _WORD_RULES] for word, rules in found
    }


def _holds_ours(frame: DataFrame, dataset: str) -> bool:
    """Whether some row claims to be upstream and has the id of such a record in any version."""
    import duckdb
    from pyspark.sql import functions as f

    from compute_trends.validators.engine.submission import Shipped

    query = Shipped.upstream_ids(dataset)
    if query is None or not {"admission", "record_id"} <= set(frame.columns):
        return False
    ids = sorted({record for (record,) in duckdb.connect().execute(query).fetchall()})
    claims = frame.where(f.col("admission").cast("string") == "upstream")
    known = f.array_contains(f.split(f.lit("\n".join(ids)), "\n"), f.col("record_id").cast("string"))
    return not claims.where(known).limit(1).isEmpty()


def _is_blank(frame: DataFrame, name: str, kind: str) -> SparkColumn:
    from pyspark.sql import functions as f

    cell = f.col(quoted(name))
    if kind == "string":
        return f.coalesce(cell.rlike(_SPACES), f.lit(True))
    return cell.isNull() | (f.size(cell) == 0) if kind.startswith("array<") else cell.isNull()


def quoted(name: str) -> str:
    """A column's name as Spark takes it whatever it holds."""
    return "`" + name.replace("`", "``") + "`"
