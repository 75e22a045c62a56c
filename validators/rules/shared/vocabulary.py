"""Words of a submission that the shipped records do not have."""

from __future__ import annotations

from compute_trends.catalog.texts.names import folded_sql


def plain_sql(text: str) -> str:
    """SQL for a name as folded, without its article and the legal form of a company."""
    return folded_sql(f"regexp_replace({text}, '(?i)^the |[, ]+(inc|ltd|llc|corp)[.]?$', '', 'g')")


def fresh_words(column: str) -> str:
    """The shipped words of a list column, and those of the submission that are not among them."""
    return f"""
        with known as materialized (
            select unnest({column}) as word, count(*) as uses from milestone_systems group by 1),
        fresh as (
            select s._row, u.word from submission s, unnest(s.{column}) as u(word)
            where u.word not in (select word from known where word is not null))
    """
