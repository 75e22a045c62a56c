"""Pairs of names that are nearly equal, found without comparing every name with every other.

Nearly equal means a Jaro-Winkler similarity of at least a threshold. Of two names with `a` and `b` letters, `m` of them
matching, the Jaro similarity is at most (m / a + m / b + 1) / 3, Winkler's bonus adds at most 0.4 (1 - Jaro), and only
where the first letters are equal. So a similarity asks for some number of matching letters, and no pair is lost by two
bounds on it:

- Every letter that one name has and the other lacks, or has once and the other twice, cannot match. Names are compared
  letter by letter only where enough are left.
- With `m` matching letters the two names have a + b - 2 m other ones. Of so many groups of letters and one more, at
  least one has none of these: both names have the same letters of it, equally often. Among many names of one date those
  with other first letters are compared only where they share a group; those with the same where their lengths allow it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Threshold
from compute_trends.validators.rules.shared.identities import (
    IDENTITIES,
    NAMED,
    digits_sql,
    prepare_held,
    result_sql,
    words_sql,
)

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

#: Similarity from which a name is offered for one that we do not hold. Measured on 747 misspellings of names in
#: milestone_systems 2026.8.0 and as many in accelerators 2026.5.0: of letters swapped, dropped or doubled at least 96%
#: stay this near to their name (all but names of two or three letters); o'neil and Once for All have 0.79.
OFFER_SIMILARITY = 0.85

#: Rows up to which names are compared with every name of about the same date and the same numbers.
_FEW_ROWS = 100

#: Names of about one date with the same numbers up to which each is compared with each: groups of letters take longer.
_CROWD = 2_000

#: Days of a span: a name of a close date is of the same span or of one beside it.
_SPAN = int(DAYS.value) + 1

_ENDS = "x.place as one, y.place as two, x._row as one_row, y._row as two_row"

#: Letters up to which names are compared by groups of their letters; longer ones would need ever more and smaller ones.
_GROUPED_LETTERS = 40

#: `held_<dataset>` keeps the records of one submission and the shipped ones; a record is not its own duplicate.
_OTHER = "s.id is distinct from h.id"

#: Letters and digits that have a bit in the mask of a name, and those of them that have another where they occur twice.
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_TWICE = "eainortsldcmupghbfvywkxzjq01"


def near_keys_sql(schema: TableSchema) -> str:
    """SQL over a row of a dataset for its span of time and the next, with what names of a pair have to agree in."""
    identity = IDENTITIES[schema.name]
    span = f"coalesce(({identity.date}) - date '1970-01-01', -99999) // {_SPAN}"
    agree = f"{result_sql(schema)} || '|' || {digits_sql(identity.name)}"
    return f"[concat_ws('|', {agree}, {span}), concat_ws('|', {agree}, {span} + 1)]"


def mask_sql(text: str) -> str:
    """A bit for every letter that `text` holds, and for every frequent one that it holds twice."""
    bits = [f"contains({text}, '{letter}')" for letter in _LETTERS]
    bits += [f"length({text}) - length(replace({text}, '{letter}', '')) > 1" for letter in _TWICE]
    return " | ".join(f"(({bit})::UBIGINT << {place})" for place, bit in enumerate(bits))


def similar_sql(one: str, other: str, similarity: str | float) -> str:
    """Whether `one` and `other`, relations of `measured_sql`, have names as similar as that."""
    matching = (
        f"least({one}.letters - bit_count({one}.mask & ~{other}.mask), "
        f"{other}.letters - bit_count({other}.mask & ~{one}.mask))"
    )
    bonus = f"case when {one}.letter = {other}.letter then 0.4::DOUBLE else 0::DOUBLE end"
    least_jaro = f"(({similarity}::DOUBLE - {bonus}) / (1 - {bonus}))"
    possible = (
        f"{matching} * (1 / {one}.letters::DOUBLE + 1 / {other}.letters::DOUBLE) >= 3 * {least_jaro} - 1.000001::DOUBLE"
    )
    exact = f"jaro_winkler_similarity({one}.fold, {other}.fold) >= {similarity}::DOUBLE"
    return f"case when {possible} then {exact} else false end"


def measured_sql(source: str, columns: str) -> str:
    """The rows of `source` with `columns` and what `similar_sql` looks at; `source` has a column `fold`."""
    return (
        f"select {columns}, fold, {mask_sql('fold')} as mask, length(fold) as letters, fold[1] as letter "
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
            pairs = _near_pairs_of_few(held) if counted and counted[0] <= _FEW_ROWS else _near_pairs(connection, held)
            near = f"near_{dataset}"
            connection.execute(f"create table {near} as {pairs}")
            # The patterns of words take 20 ms to compile, and most checks have no such pair.
            if connection.execute(f"select 1 from {near} limit 1").fetchone():
                connection.execute(f"create or replace table {near} as {_spelt_alike(held, near)}")


def _near_pairs(connection: duckdb.DuckDBPyConnection, held: str) -> str:
    """Pairs of nearly equal names with the same numbers in them and close dates (or both without one).

    Records that agree in all of this are compared as one, and of those that agree in id and numbers as well the first
    stands for the others: a name that a million records share has no more pairs to be looked at than a single one.
    """
    connection.execute(
        f"""create or replace temp table alike as
            select *, min(place) over (partition by block, day, fold) as class
            from (select rowid as place, _row, id, numbers, result || '|' || digits as block,
                    coalesce(d - date '1970-01-01', -99999) as day, fold
                  from {held} where fold <> '' and digits in (select digits from {held} where _row is not null))"""
    )
    measure(
        connection,
        """(select class as place, max(_row) as _row, class::VARCHAR as id, block, day, fold
             from alike group by class, block, day, fold)""",
    )
    return f"""
        with pairs as (
          select unnest([one, two]) as class, unnest([two, one]) as other
          from ({pairs_sql(connection, SIMILARITY.value)})),
        others as (select class, id, min(place) as place from alike group by class, id, numbers)
        select a._row, o.place as other
        from pairs p join alike a on a.class = p.class join others o on o.class = p.other
        where a._row is not null and a.id is distinct from o.id"""


def measure(connection: duckdb.DuckDBPyConnection, source: str) -> None:
    """Create `named`, names and what `pairs_sql` looks at, and `crowd`, the blocks and spans of time with many of them.

    Args:
        connection: where the tables are created, as temporary ones.
        source: a relation of place (which tells its rows apart), _row (null on what is not submitted), id, block, day
            (a number) and fold.
    """
    span = f"day // {_SPAN} as span"
    connection.execute(
        f"create or replace temp table named as {measured_sql(source, f'place, _row, id, block, day, {span}')}"
    )
    connection.execute(
        f"create or replace temp table crowd as select block, span from named group by all having count(*) > {_CROWD}"
    )


def pairs_sql(connection: duckdb.DuckDBPyConnection, similarity: float) -> str:
    """The pairs `one, two` (places), with their `one_row, two_row`, of similar names of one block and about one date.

    Of each two names the shorter is looked up in the span of the longer and in those beside it, so that the pair is
    found once.
    """
    near = f"""(x.letters < y.letters or (x.letters = y.letters and x.place < y.place)) and x.fold <> y.fold
        and x.id is distinct from y.id and coalesce(x._row, y._row) is not null
        and abs(x.day - y.day) <= {DAYS.value!r} and {similar_sql("x", "y", similarity)}"""
    pairs = f"""
        select {_ENDS}
        from (select * replace (unnest([span - 1, span, span + 1]) as span) from named) x
        join (from named anti join crowd using (block, span)) y on x.block = y.block and x.span = y.span
        where {near}"""
    if connection.execute("select 1 from crowd limit 1").fetchone():
        pairs += f" union all ({_pairs_of_crowds(near, similarity)})"
    return pairs


def _pairs_of_crowds(near: str, similarity: float) -> str:
    """The same pairs, where the longer name is of a crowd.

    Names with other first letters are looked up by their letters of one group, code mod g of g groups, and by length;
    those with the same first letter (g = -1) and long ones (g = 0) by length alone.
    """

    def least(jaro: float) -> str:
        return f"ceil({3 * jaro - 1!r}::DOUBLE * a * b / (a + b) - 1e-6)::INTEGER"

    unlike, alike = least(similarity), least((similarity - 0.4) / 0.6)
    return f"""
        with x_named as (
          select * from (select * replace (unnest([span - 1, span, span + 1]) as span) from named)
          semi join crowd using (block, span)),
        y_named as (from named semi join crowd using (block, span)),
        lengths as (
          select x.letters as a, y.letters as b
          from (select distinct letters from x_named) x join (select distinct letters from y_named) y
            on x.letters <= y.letters),
        grouped as materialized (
          select a, b, if(b > {_GROUPED_LETTERS}, 0, a + b - 2 * {unlike} + 1) as g from lengths where {unlike} <= a
          union all select a, b, -1 from lengths where {alike} <= a),
        coded as (
          select place, letters, letter,
            list_sort(list_transform(string_split(fold, ''), lambda char: unicode(char))) as codes
          from named where place in (select place from x_named) or place in (select place from y_named)),
        keys as materialized (
          select place, g, j, hash(case when g > 0 then list_filter(codes, lambda code: code % g = j) end,
            case when g < 0 then letter end) as key
          from coded join (select a as n, g from grouped union select b, g from grouped) on n = letters,
            unnest(range(greatest(g, 1))) as t(j))
        select distinct {_ENDS}
        from (select n.*, k.g, j, key, b
              from x_named n join keys k using (place) join grouped l on l.a = n.letters and l.g = k.g) x
        join (select n.*, g, j, key from y_named n join keys using (place)) y
          on x.block = y.block and x.span = y.span and x.g = y.g and x.j = y.j and x.key = y.key and x.b = y.letters
        where (x.g < 0) = (x.letter = y.letter) and {near}"""


def _near_pairs_of_few(held: str) -> str:
    """The same pairs, without the bounds that spare many rows most comparisons: these take 40 ms to plan."""
    day, other_day = (f"coalesce({name}.d - date '1970-01-01', -99999)" for name in "sh")
    return f"""
        select s._row, h.rowid as other from {held} s join {held} h
          on h.digits = s.digits and h.result = s.result and abs({day} - {other_day}) <= {DAYS.value!r}
        where s._row is not null and {_OTHER} and s.fold <> h.fold and s.fold <> '' and h.fold <> ''
          and jaro_winkler_similarity(s.fold, h.fold) >= {SIMILARITY.value!r}"""


def words_apart(one: str, other: str) -> str:
    """The words of the name `one` that the name `other` lacks."""
    return _apart(words_sql(one), words_sql(other))


def _apart(one: str, other: str) -> str:
    return f"list_filter({one}, lambda w: not list_contains({other}, w))"


def _spelt_alike(held: str, near: str) -> str:
    """The pairs in `near` whose words that differ are spelt alike: MNIST and MNITS, but not Opus and Haiku."""
    return f"""
        with worded as materialized (
          select rowid as place, _row, {words_sql("name")} as words from {held}
          where _row in (select _row from {near}) or rowid in (select other from {near})),
        apart as (
          select p.*, array_to_string({_apart("s.words", "h.words")}, '') as mine,
            array_to_string({_apart("h.words", "s.words")}, '') as theirs
          from {near} p join worded s on s._row = p._row join worded h on h.place = p.other)
        select _row, other from apart where (mine = '' and theirs = '')
          or (mine <> '' and theirs <> '' and jaro_winkler_similarity(mine, theirs) >= {WORD_SIMILARITY.value!r})"""
