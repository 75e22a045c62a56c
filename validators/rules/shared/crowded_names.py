"""Names that are too much alike to compare each with each: each is compared with those beside it in the alphabet."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

#: Names after it in the alphabet that one is compared with; as many before it are compared with it.
BESIDE = 25


def compare_beside(
    connection: duckdb.DuckDBPyConnection, first: int, crowds: str, parameter: list[int], similar: str, days: float
) -> None:
    """Compare the names of some blocks with those beside them alone.

    Args:
        connection: with `alike_names` and `crowded`, to which pairs and blocks are added.
        first: the first span of the chunk; names of earlier ones were compared with each other before.
        crowds: SQL that selects the names, as `named` has them.
        parameter: of that.
        similar: SQL over two names x and y.
        days: how far their dates may be apart.
    """
    numbered = f"select *, row_number() over (partition by block order by fold, day, place) as nth from ({crowds})"
    connection.execute(f"create or replace temp table beside as {numbered}", [parameter])
    connection.execute(
        f"""insert into alike_names
            select x.place, y.place
            from (select *, unnest(range(nth + 1, nth + {BESIDE + 1})) as after from beside) x
              join beside y on y.block = x.block and y.nth = x.after
            where (x._row is not null or y._row is not null) and (x.span >= {first} or y.span >= {first})
              and abs(x.day - y.day) <= {days!r} and {similar}"""
    )
    connection.execute(
        """insert into crowded
            select min_by(place, nth) filter (_row is not null), count(*) from beside
            group by block having bool_or(_row is not null)"""
    )
    connection.execute("drop table beside")
