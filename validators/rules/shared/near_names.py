"""Pairs of names that are nearly equal, found without comparing every name with every other.

Nearly equal means a Jaro-Winkler similarity of at least a threshold. Of two names with `a` and `b` letters, `m` of them
matching, the Jaro similarity is at most (m / a + m / b + 1) / 3, and Winkler's bonus adds 0.1 (1 - Jaro) for each of
the first four letters that are equal, up to the first that is not. So a similarity asks for some number of matching
letters, and leaves a + b - 2 m others. Every letter that one name has and the other lacks, or has once and the other
twice, is among these: a mask of bits for each name, one exclusive or and a count of bits tell most pairs apart, and
lose none.

Names are looked up by what has to agree, the span of their dates and their length, in chunks of spans, so that memory
does not grow with the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Threshold
from compute_trends.validators.rules.shared.identities import (
    IDENTITIES,
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

#: Names of the spans that are looked through at once, at most, where one span has no more.
_CHUNK = 60_000

#: Days of a span: a name of a close date is of the same span or of one beside it.
_SPAN = int(DAYS.value) + 1

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


def prepare_near(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `near_<dataset>`: pairs (_row, other) of names that are spelt alike, other a rowid of `held_<dataset>`."""
    for dataset in prepare_held(connection):
        held, near = f"held_{dataset}", f"near_{dataset}"
        counted = connection.execute(f"select count(*) from {held} where _row is not null").fetchone()
        pairs = _near_pairs_of_few(held) if counted and counted[0] <= _FEW_ROWS else _near_pairs(connection, held)
        connection.execute(f"create or replace table {near} as {pairs}")
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
    find_similar(connection, SIMILARITY.value)
    return """
        with pairs as (select unnest([one, two]) as class, unnest([two, one]) as other from alike_names),
        others as (select class, id, min(place) as place from alike group by class, id, numbers)
        select a._row, o.place as other
        from pairs p join alike a on a.class = p.class join others o on o.class = p.other
        where a._row is not null and a.id is distinct from o.id"""


def measure(connection: duckdb.DuckDBPyConnection, source: str) -> None:
    """Create `named`, names and what `find_similar` looks at.

    Args:
        connection: where the table is created, as a temporary one.
        source: a relation of place (which tells its rows apart), _row (null on what is not submitted), id, block, day
            (a number) and fold.
    """
    connection.execute(
        f"""create or replace temp table named as
            select place, _row, id, hash(block) as block, day::INTEGER as day, (day // {_SPAN})::INTEGER as span, fold,
              {mask_sql("fold")} as mask, length(fold)::INTEGER as letters, hash(fold[1]) as first_letter,
              hash(fold[1:{_PREFIX}]) as first_letters
            from {source} where fold <> '' order by span"""
    )


def find_similar(connection: duckdb.DuckDBPyConnection, similarity: float) -> None:
    """Create `alike_names`: pairs `one, two` (places) of similar names of one block and about one date.

    Of each two names the shorter is looked up in the span of the longer and in those beside it, so that the pair is
    found once.
    """
    connection.execute("create or replace temp table alike_names (one BIGINT, two BIGINT)")
    _bound_lengths(connection, similarity)
    for first, last in _chunks(connection):
        connection.execute(
            f"create or replace temp table longer as select {_NARROW}, span, letters from named "
            f"where span between {first} and {last}"
        )
        # Narrow rows: what a join compares is copied for each pair. Only few are left to look at the names themselves.
        connection.execute(
            f"""create or replace temp table possible as
                select x.place as one, y.place as two
                from (
                  select n.*, b, of_any, of_one_letter, of_prefix
                  from (select {_NARROW}, letters, unnest([span - 1, span, span + 1]) as span from named
                        where span between {first - 1} and {last + 1}) n
                  join lengths on a = letters
                  where span between {first} and {last}
                    and (block, span, b) in (select (block, span, letters) from longer)) x
                join longer y on x.block = y.block and x.span = y.span and x.b = y.letters
                where abs(x.day - y.day) <= {int(DAYS.value)} and (x.submitted or y.submitted)
                  and (x.letters < y.letters or x.place < y.place)
                  and bit_count(xor(x.mask, y.mask)) <= case when x.first_letters = y.first_letters then x.of_prefix
                    when x.first_letter = y.first_letter then x.of_one_letter else x.of_any end"""
        )
        connection.execute(
            f"""insert into alike_names
                select one, two from possible join named x on x.place = one join named y on y.place = two
                where x.fold <> y.fold and x.id is distinct from y.id
                  and jaro_winkler_similarity(x.fold, y.fold) >= {similarity!r}::DOUBLE"""
        )


_NARROW = "place, _row is not null as submitted, block, day, mask, first_letter, first_letters"

#: The first letters that Winkler's bonus counts.
_PREFIX = 4


def _bound_lengths(connection: duckdb.DuckDBPyConnection, similarity: float) -> None:
    """Create `lengths`: letters `a`, `b` of names that may be similar, and how many letters may match no other.

    Their number depends on the first letters: those of names that begin alike (`of_prefix`), of ones with the first
    letter in common (up to three, `of_one_letter`), and of the others (`of_any`).
    """

    def matching(prefix: int) -> float:  # m is at least this times a b / (a + b)
        return 3 * (similarity - 0.1 * prefix) / (1 - 0.1 * prefix) - 1

    def others(prefix: int) -> str:
        return f"floor(a + b - 2 * {matching(prefix)!r}::DOUBLE * a * b / (a + b) + 1e-6)::INTEGER"

    connection.execute(
        f"""create or replace temp table lengths as
            select a::INTEGER as a, b::INTEGER as b, {others(0)} as of_any, {others(_PREFIX - 1)} as of_one_letter,
              {others(_PREFIX)} as of_prefix
            from (select distinct letters::DOUBLE as a from named)
              join (select distinct letters::DOUBLE as b from named) on a <= b
            where ceil({matching(_PREFIX)!r}::DOUBLE * a * b / (a + b) - 1e-6) <= a"""
    )


def _chunks(connection: duckdb.DuckDBPyConnection) -> list[tuple[int, int]]:
    """The first and last of spans that have at most `_CHUNK` names together, or are alone."""
    counted = connection.execute("select span, count(*) from named group by 1 order by 1").fetchall()
    found: list[tuple[int, int]] = []
    total = 0
    for span, names in counted:
        total += names
        if found and total <= _CHUNK:
            found[-1] = (found[-1][0], span)
        else:
            found.append((span, span))
            total = names
    return found


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
