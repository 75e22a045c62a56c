"""Pairs of names that are nearly equal, found without comparing every name with every other.

Nearly equal means a Jaro-Winkler similarity of at least a threshold. Names are looked up by what has to agree, in
chunks of spans of dates, so that memory does not grow with the table; `similar_texts` leaves few pairs of which DuckDB
works out the similarity itself.

It leaves many of names that are made of the same letters. Where they would be more than so many a name, the names that
agree are crowded: each is compared with those beside it in the alphabet alone, and a finding says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Threshold
from compute_trends.validators.rules.shared.crowded_names import compare_beside
from compute_trends.validators.rules.shared.identities import (
    digits_sql,
    identity,
    prepare_held,
    result_sql,
    words_sql,
)

if TYPE_CHECKING:
    import duckdb

    from compute_trends.validators.rules.shared.letter_masks import Numbers
    from compute_trends.validators.rules.shared.similar_texts import Texts

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
_CHUNK = 200_000

#: Names, and letters of them, that are read at once, and pairs whose similarity is worked out at once.
_READ, _READ_LETTERS, _PAIRS = 20_000, 4_000_000, 1_000_000

#: Pairs of names that agree in what has to, from which on these are crowded: so many a name, on average, that are
#: likely by their letters, or are similar. 4,000 names of the same letters and one day have fewer, so have 200,000 made
#: up by chance, and 400 that are all similar.
_LIKELY, _SIMILAR = 2_000, 200

#: Names that agree and are of one chunk, from which on they are crowded whatever their letters.
_CROWD = 1_000_000

#: Days of a span: a name of a close date is of the same span or of one beside it.
_SPAN = int(DAYS.value) + 1

#: `held_<dataset>` keeps the records of one submission and the shipped ones; a record is not its own duplicate.
_OTHER = "s.id is distinct from h.id"


def near_keys_sql(schema: TableSchema) -> str:
    """SQL over a row of a dataset for its span of time and the next, with what names of a pair have to agree in."""
    own = identity(schema.name)
    span = f"coalesce(({own.date}) - date '1970-01-01', -99999) // {_SPAN}"
    agree = f"{result_sql(schema)} || '|' || {digits_sql(own.name)}"
    return f"[concat_ws('|', {agree}, {span}), concat_ws('|', {agree}, {span} + 1)]"


def prepare_near(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `near_<dataset>`: pairs (_row, other) of names that are spelt alike, other a rowid of `held_<dataset>`.

    For names too many to compare each with each there is one row, with their number as `crowd` and without other.
    """
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
        select a._row, o.place as other, null::BIGINT as crowd
        from pairs p join alike a on a.class = p.class join others o on o.class = p.other
        where a._row is not null and a.id is distinct from o.id
        union all
        select arg_min(a._row, (coalesce(a.id, ''), a._row)), null, max(c.names)
        from crowded c join alike a on a.class = c.place where a._row is not null group by c.place"""


def measure(connection: duckdb.DuckDBPyConnection, source: str) -> None:
    """Create `named`, names and what `find_similar` looks at.

    Args:
        connection: where the table is created, as a temporary one.
        source: a relation of place (which tells its rows apart), _row (null on what is not submitted), id, block, day
            (a number) and fold.
    """
    connection.execute(
        f"""create or replace temp table named as
            select place, _row, id, hash(block) as block, day::INTEGER as day, (day // {_SPAN})::INTEGER as span, fold
            from {source} where fold <> '' order by span"""
    )


def find_similar(connection: duckdb.DuckDBPyConnection, similarity: float) -> None:
    """Create `alike_names`: pairs `one, two` (places) of similar names of one block and about one date, each once.

    And `crowded`: of each block that has too many names alike the first submitted one (place), and how many they are.
    """
    import numpy as np

    from compute_trends.validators.rules.shared.similar_texts import gathered, possible_pairs

    connection.execute("create or replace temp table alike_names (one BIGINT, two BIGINT)")
    connection.execute("create or replace temp table crowded (place BIGINT, names BIGINT)")
    similar = f"""x.fold <> y.fold and x.id is distinct from y.id
        and jaro_winkler_similarity(x.fold, y.fold) >= {similarity!r}::DOUBLE"""
    for first, last in _chunks(connection):
        connection.execute(
            f"create or replace temp table close as select * from named where span between {first - 1} and {last}"
        )
        connection.execute("create or replace temp table pairs_found (block UBIGINT, one BIGINT, two BIGINT)")
        texts, blocks = _texts(connection, first)
        names = np.bincount(texts.block, minlength=len(blocks))
        likely, found, is_crowded = np.zeros(len(blocks)), np.zeros(len(blocks)), names > _CROWD
        for one, two in gathered(possible_pairs(texts, similarity, int(DAYS.value), is_crowded), _PAIRS):
            likely += np.bincount(texts.block[one], minlength=len(blocks))
            is_crowded |= likely > _LIKELY * names
            wanted = ~is_crowded[texts.block[one]]
            connection.register("possible", {"one": one[wanted], "two": two[wanted]})
            connection.execute(
                f"""create or replace temp table judged as
                    select x.block, x.place as one, y.place as two
                    from possible join close x on x.rowid = one join close y on y.rowid = two where {similar}"""
            )
            connection.unregister("possible")
            connection.execute("insert into pairs_found from judged")
            counts = connection.execute("select block, count(*) as pairs from judged group by 1").fetchnumpy()
            found[np.searchsorted(blocks, counts["block"])] += counts["pairs"]
            is_crowded |= found > _SIMILAR * names
        crowds = blocks[is_crowded].tolist()
        among = "block in (select unnest(?::UBIGINT[]))"
        connection.execute(f"insert into alike_names select one, two from pairs_found where not {among}", [crowds])
        connection.execute("drop table pairs_found")
        if is_crowded.any():
            compare_beside(connection, first, f"select * from close where {among}", crowds, similar, DAYS.value)
    connection.execute("drop table if exists close")


def _texts(connection: duckdb.DuckDBPyConnection, first: int) -> tuple[Texts, Numbers]:
    """The names in `close`, by their rowid, and their blocks; those of spans before the first are no new ones."""
    import numpy as np

    from compute_trends.validators.rules.shared.letter_masks import read_letters
    from compute_trends.validators.rules.shared.similar_texts import Texts

    columns: Mapping[str, Any] = connection.execute(
        f"""select block, day::BIGINT as day, _row is not null as asked, span >= {first} as new,
              length(fold) as letters
            from close order by rowid"""
    ).fetchnumpy()

    read = max(min(_READ, _READ_LETTERS // int(columns["letters"].max(initial=1))), 1)

    def pieces() -> Iterator[str]:
        for begin in range(0, len(columns["day"]), read):
            rows = f"rowid between {begin} and {begin + read - 1}"
            joined = f"select string_agg(fold, '' order by rowid) from close where {rows}"
            yield connection.execute(joined).fetchall()[0][0]

    start, masks = read_letters(pieces(), columns["letters"], read)
    blocks, block = np.unique(columns["block"], return_inverse=True)
    day, asked, new, length = (columns[name] for name in ("day", "asked", "new", "letters"))
    return Texts(block, day, asked, new, length, start, masks), blocks


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
        select s._row, h.rowid as other, null::BIGINT as crowd from {held} s join {held} h
          on h.digits = s.digits and h.result = s.result and abs({day} - {other_day}) <= {DAYS.value!r}
        where s._row is not null and {_OTHER} and s.fold <> h.fold and s.fold <> '' and h.fold <> ''
          and if({_of_like_length("s.fold", "h.fold")}, jaro_winkler_similarity(s.fold, h.fold), 0)
            >= {SIMILARITY.value!r}"""


def _of_like_length(one: str, other: str) -> str:
    """Whether two texts may be that similar by their bytes, of which a letter has four at most.

    All letters of the shorter one may match, and four at the beginning: the similarity is at most 0.8 + 0.2 times the
    share of the letters of the longer one. To compare a text of a million letters with each name takes seconds.
    """
    share = (SIMILARITY.value - 0.8) / 0.2 / 4
    return f"least(strlen({one}), strlen({other})) >= {share!r} * greatest(strlen({one}), strlen({other}))"


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
        select _row, other, null::BIGINT as crowd from apart where (mine = '' and theirs = '')
          or (mine <> '' and theirs <> '' and jaro_winkler_similarity(mine, theirs) >= {WORD_SIMILARITY.value!r})
        union all
        from {near} where crowd is not null"""
