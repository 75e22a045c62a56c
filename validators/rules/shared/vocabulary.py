"""Words of a submission that the shipped records do not have, and those that they are another spelling of."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from compute_trends.catalog.texts.names import folded_sql

if TYPE_CHECKING:
    import duckdb

_KNOWN = "select unnest({column}) as word, count(*) as uses from milestone_systems group by 1"


def _bare_sql(text: str) -> str:
    """SQL for a name without its article and the legal form of a company."""
    return f"regexp_replace({text}, '(?i)^the |[, ]+(inc|ltd|llc|corp)[.]?$', '', 'g')"


def fresh_words(column: str) -> str:
    """The shipped words of a list column, and those of the submission that are not among them."""
    return f"""
        with known as materialized ({_KNOWN.format(column=column)}),
        fresh as (
            select s._row, u.word from submission s, unnest(s.{column}) as u(word)
            where u.word not in (select word from known where word is not null))
    """


#: `known` and `fresh`: the shipped words, and those of the submission that are not among them. The pattern that folds
#: takes 3 ms to compile wherever it stands, so that it stands here once.
_FOLDED = f"""
    with folded as materialized (
        select word, uses, list_transform([word, {_bare_sql("word")}], lambda text: {folded_sql("text")}) as folds
        from ({{known}} union all select unnest(?::VARCHAR[]), null)),
    known as (select word, uses, folds[1] as whole, folds[2] as plain from folded where uses is not null),
    fresh as (select word, folds[1] as whole, folds[2] as plain from folded where uses is null)
"""


def prepare_spelled(column: str, spelled: str) -> Callable[[duckdb.DuckDBPyConnection], None]:
    """What creates `spelled_<column>`: `word, shipped`, submitted words that are another spelling of shipped ones.

    Most submissions have no word that is not shipped.

    Args:
        column: a list column of milestone_systems.
        spelled: SQL for `word, shipped` from `fresh` (`word, whole, plain`: as folded, and so without its article and
            the legal form of a company) and `known` (that and `uses`, of the shipped ones).
    """

    def prepare(connection: duckdb.DuckDBPyConnection) -> None:
        known = _KNOWN.format(column=column)
        words = connection.execute(
            f"select distinct word from (select unnest({column}) as word from submitted_milestone_systems) "
            f"where word is not null and word not in (select word from ({known}) where word is not null)"
        ).fetchall()
        connection.execute(f"create or replace table spelled_{column} (word VARCHAR, shipped VARCHAR)")
        if words:
            connection.execute(
                f"insert into spelled_{column} {_FOLDED.format(known=known)} {spelled}", [[word for (word,) in words]]
            )

    return prepare


def spelled_words(column: str) -> str:
    """SQL of a rule for the words that are another spelling of shipped ones."""
    return f"""
        select _row, '{column}' as "column", word as value, word || ' is ' || shipped || ' in the shipped records'
            as message, '{column} = ' || shipped as evidence
        from (select _row, unnest(list_distinct({column})) as word from submission) join spelled_{column} using (word)
    """
