"""Pairs of names that are nearly equal, found without comparing every name with every other.

Nearly equal means a Jaro-Winkler similarity of at least a threshold. Names are compared letter by letter only where
their lengths and letters leave that possible: of two names with `m` matching letters the Jaro similarity is at most
(m / length_1 + m / length_2 + 1) / 3, Winkler's bonus adds at most 0.4 (1 - Jaro), and only where the first letters are
equal, and every letter that one name has and the other lacks cannot match. So no pair is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from compute_trends.validators.identities import NAMED, prepare_held, words_sql
from compute_trends.validators.rule import Threshold

if TYPE_CHECKING:
    import duckdb

DAYS = Threshold(
    "day_window",
    60,
    "day",
    "A choice, not a measurement: two accounts of one system are mostly dated within two months.",
)
SIMILARITY = Threshold(
    "similarity",
    0.92,
    None,
    "Measured: 3 pairs among 2,849 chips of accelerators 2026.5.0, none in milestone_systems 2026.8.0.",
)
WORD_SIMILARITY = Threshold(
    "word_similarity",
    0.85,
    None,
    "Above Mar and May (0.82), months that tell releases apart, and below MNIST and MNITS (0.95).",
)

#: Rows up to which names are compared with every name of about the same date and the same numbers.
_FEW_ROWS = 100

#: `held_<dataset>` keeps the records of one submission and the shipped ones; a record is not its own duplicate.
_OTHER = "s.id is distinct from h.id"

#: Letters and digits that have a bit in the mask of a name, the frequent ones of `held_<dataset>.fold`.
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def mask_sql(text: str) -> str:
    """A bit for every letter that `text` holds."""
    bits = (f"(contains({text}, '{letter}')::UBIGINT << {bit})" for bit, letter in enumerate(_LETTERS))
    return " | ".join(bits)


def similar_sql(one: str, other: str, similarity: str | float) -> str:
    """Whether `one` and `other`, relations with `fold`, `mask`, `bytes` and `letter`, have names as similar as that."""
    matching = (
        f"least({one}.bytes - bit_count({one}.mask & ~{other}.mask), "
        f"{other}.bytes - bit_count({other}.mask & ~{one}.mask))"
    )
    bonus = f"case when {one}.letter = {other}.letter then 0.4::DOUBLE else 0::DOUBLE end"
    least_jaro = f"(({similarity}::DOUBLE - {bonus}) / (1 - {bonus}))"
    possible = (
        f"{matching} * (1 / {one}.bytes::DOUBLE + 1 / {other}.bytes::DOUBLE) >= 3 * {least_jaro} - 1.000001::DOUBLE"
    )
    exact = f"jaro_winkler_similarity({one}.fold, {other}.fold) >= {similarity}::DOUBLE"
    return f"case when {possible} then {exact} else false end"


def measured_sql(source: str, columns: str) -> str:
    """The rows of `source` with `columns` and what `similar_sql` looks at; `source` has a column `fold`."""
    return (
        f"select {columns}, fold, {mask_sql('fold')} as mask, strlen(fold) as bytes, fold[1] as letter "
        f"from {source} where fold <> ''"
    )


def prepare_near(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `near_<dataset>`: pairs (_row, other) of names that are spelt alike, other a rowid of `held_<dataset>`."""
    prepare_held(connection)
    tables = {row[0] for row in connection.execute("select table_name from duckdb_tables()").fetchall()}
    for dataset in NAMED:
        held = f"held_{dataset}"
        if held in tables and f"near_{dataset}" not in tables:
            counted = connection.execute(f"select count(*) from {held} where _row is not null").fetchone()
            pairs = _near_pairs_of_few(held) if counted and counted[0] <= _FEW_ROWS else _near_pairs(held)
            near = f"near_{dataset}"
            connection.execute(f"create table {near} as {_filled(pairs)}")
            # The patterns of words take 20 ms to compile, and most checks have no such pair.
            if connection.execute(f"select 1 from {near} limit 1").fetchone():
                connection.execute(
                    f"create or replace table {near} as select s._row, h.rowid as other from {near} p "
                    f"join {held} s on s._row = p._row join {held} h on h.rowid = p.other "
                    f"where {_filled(_spelt_alike('s.name', 'h.name'))}"
                )


def _filled(sql: str) -> str:
    for threshold in (DAYS, SIMILARITY, WORD_SIMILARITY):
        sql = sql.replace(f"${threshold.name}", repr(threshold.value))
    return sql


def _near_pairs(held: str) -> str:
    """Pairs of nearly equal names with the same numbers in them and close dates (or both without one)."""
    columns = (
        "rowid as other, _row, id, result || '|' || digits as block, d, coalesce(d - date '1970-01-01', -99999) as day"
    )
    mine = measured_sql(f"(select *, rowid from {held} where _row is not null)", columns)
    theirs = measured_sql(
        f"(select *, rowid from {held} where digits in (select digits from {held} where _row is not null))", columns
    )
    return f"""
        with s as (
          select *, unnest([-1, 0, 1]) + day // ($day_window::INTEGER + 1) as span from ({mine})),
        h as (select *, day // ($day_window::INTEGER + 1) as span from ({theirs}))
        select s._row, h.other from s join h on h.block = s.block and h.span = s.span
        where {_OTHER} and s.fold <> h.fold and abs(s.day - h.day) <= $day_window
          and {similar_sql("s", "h", "$similarity")}"""


def _near_pairs_of_few(held: str) -> str:
    """The same pairs, without the bounds that spare many rows most comparisons: these take 40 ms to plan."""
    day = "coalesce({}.d - date '1970-01-01', -99999)"
    return f"""
        select s._row, h.rowid as other from {held} s join {held} h
          on h.digits = s.digits and h.result = s.result and abs({day.format("s")} - {day.format("h")}) <= $day_window
        where s._row is not null and {_OTHER} and s.fold <> h.fold and s.fold <> '' and h.fold <> ''
          and jaro_winkler_similarity(s.fold, h.fold) >= $similarity"""


def words_apart(one: str, other: str) -> str:
    """The words of `one` that `other` lacks."""
    return f"list_filter({words_sql(one)}, lambda w: not list_contains({words_sql(other)}, w))"


def _spelt_alike(one: str, other: str) -> str:
    """Whether the words in which two names differ are spelt alike: MNIST and MNITS, but not Opus and Haiku."""
    mine, theirs = (f"array_to_string({words_apart(*names)}, '')" for names in ((one, other), (other, one)))
    return (
        f"(({mine} = '' and {theirs} = '') or ({mine} <> '' and {theirs} <> '' "
        f"and jaro_winkler_similarity({mine}, {theirs}) >= $word_similarity))"
    )
