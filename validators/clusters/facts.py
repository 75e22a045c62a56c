"""What is to be known of a whole table before parts of it are judged apart: counted by Spark, in one aggregation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.schema import Column, TableSchema
from compute_trends.catalog.texts.cells import MISSING_WORDS
from compute_trends.validators.reading.lengths import too_long, too_many_items
from compute_trends.validators.reading.limits import CELL_LIMIT_CHARACTER, LIST_LIMIT
from compute_trends.validators.reading.raw_table import Problem, UnreadableError
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
        revised: ids of records that we hold, where the table is none of ours.
        unreadable: why no row of it is judged, if that is so.
    """

    rows: int
    records: int
    headers: int
    words: dict[str, int]
    uninvited: bool
    holds_ours: bool
    revised: tuple[str, ...]
    unreadable: Problem | None

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
    is_blank = _is_blank(frame, texts)
    asked: dict[str, SparkColumn] = {"rows": f.count(f.lit(1)), "blanks": f.count_if(is_blank)}
    if len(texts) == len(frame.columns) > 1:
        asked["headers"] = f.count_if(reduce(and_, [f.col(quoted(name)) == f.lit(name) for name in texts]))
    if schema.closed:
        from_source = f.col("admission") == "upstream" if "admission" in frame.columns else f.lit(False)
        asked["uninvited"] = f.count_if(~is_blank & ~f.coalesce(from_source, f.lit(False)))
    if declared:
        cells = f.array(*(f.col(quoted(name)) for name in declared))
        asked["words"] = f.count_if(f.exists(cells, lambda cell: cell.isin(*MISSING_WORDS)))
    sizes = _sizes(frame)
    asked |= {f"size_{at}": f.max(size) for at, (_, size, _, _) in enumerate(sizes)}
    [row] = frame.agg(*(column.alias(name) for name, column in asked.items())).collect()
    found: dict[str, Any] = row.asDict()
    headers = found.get("headers", 0)
    holds_ours, revised = _held(frame, schema.name)
    return Facts(
        rows=found["rows"],
        records=found["rows"] - found["blanks"] - headers,
        headers=headers,
        words=_words(frame, schema, declared) if found.get("words", 0) else {},
        uninvited=bool(found.get("uninvited")),
        holds_ours=holds_ours,
        revised=revised,
        unreadable=_unreadable(sizes, [found[f"size_{at}"] for at in range(len(sizes))]),
    )


#: A column whose cells may be too long to be read: its name, the size of a cell, the most, what is said of more.
_Size = tuple[str, "SparkColumn", int, Callable[[str], UnreadableError]]


def _sizes(frame: DataFrame) -> list[_Size]:
    from pyspark.sql import functions as f

    sizes: list[_Size] = []
    for name, kind in frame.dtypes:
        if kind == "string":
            sizes.append((name, f.length(f.col(quoted(name))), CELL_LIMIT_CHARACTER, too_long))
        elif kind.startswith("array<"):
            sizes.append((name, f.size(f.col(quoted(name))), LIST_LIMIT, too_many_items))
    return sizes


def _unreadable(sizes: list[_Size], longest: list[int | None]) -> Problem | None:
    """What is said of the first column with a cell that is too long."""
    for (name, _, most, error), size in zip(sizes, longest, strict=True):
        if size is not None and size > most:
            said = error(name)
            return Problem(said.rule, str(said), fix=said.fix)
    return None


def _words(frame: DataFrame, schema: TableSchema, texts: list[str]) -> dict[str, int]:
    """The words that stand for missing values in a frame, and in how many cells."""
    from pyspark.sql import functions as f

    cells = [f.struct(f.lit(name).alias("name"), f.col(quoted(name)).alias("word")) for name in texts]
    held = f.filter(f.array(*cells), lambda cell: cell["word"].isin(*MISSING_WORDS))
    counted = frame.select(f.explode(held).alias("cell")).groupBy("cell.name", "cell.word").count().collect()
    wrong = _violating(schema, texts)
    found = {}
    for word in sorted(MISSING_WORDS):
        numbers = {row["name"]: row["count"] for row in counted if row["word"] == word}
        if sum(number for name, number in numbers.items() if name in wrong[word]) >= MANY_CELLS:
            found[word] = sum(numbers.values())
    return found


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


def _held(frame: DataFrame, dataset: str) -> tuple[bool, tuple[str, ...]]:
    """Whether some row claims to be upstream and has the id of such a record in any version; else the ids of records
    that the newest version holds."""
    import duckdb
    from pyspark.sql import functions as f

    from compute_trends.catalog.versions import all_versions
    from compute_trends.validators.engine.submission import Shipped

    query = Shipped.upstream_ids(dataset)
    if query is None or "record_id" not in frame.columns:
        return False, ()
    connection = duckdb.connect()
    upstream = {record for (record,) in connection.execute(query).fetchall()}
    newest = connection.read_parquet(str(all_versions()[dataset][-1].path)).select("record_id").fetchall()
    held = {record for (record,) in newest}
    record = f.col("record_id").cast("string")
    known = f.array_contains(f.split(f.lit("\n".join(sorted(upstream | held))), "\n"), record)
    claim = f.col("admission").cast("string") == "upstream" if "admission" in frame.columns else f.lit(False)
    claims = f.coalesce(claim, f.lit(False)).alias("claims")
    found = frame.where(known).select(record.alias("record"), claims).distinct().collect()
    if any(row["claims"] and row["record"] in upstream for row in found):
        return True, ()
    return False, tuple(sorted({row["record"] for row in found} & held))


def _is_blank(frame: DataFrame, texts: list[str]) -> SparkColumn:
    """Whether a row holds nothing; most rows show by their first column that they do."""
    from pyspark.sql import functions as f

    tests = []
    for name, kind in frame.dtypes:
        cell = f.col(quoted(name))
        if kind.startswith("array<"):
            tests.append(cell.isNull() | (f.size(cell) == 0))
        elif kind != "string":
            tests.append(cell.isNull())
    if texts:
        cells = f.array(*(f.col(quoted(name)) for name in texts))
        tests.append(f.forall(cells, lambda cell: cell.isNull() | cell.rlike(_SPACES)))
    return reduce(and_, tests)


def quoted(name: str) -> str:
    """A column's name as Spark takes it whatever it holds."""
    return "`" + name.replace("`", "``") + "`"
