"""Words of a submission that the shipped records do not have."""

from __future__ import annotations

NORMAL = "regexp_replace(lower(strip_accents({})), '^the |[^a-z0-9]|[, ]+(inc|ltd|llc|corp)[.]?$', '', 'g')"


def fresh_words(column: str) -> str:
    """The shipped words of a list column, and those of the submission that are not among them."""
    return f"""
        with known as materialized (
            select unnest({column}) as word, count(*) as uses from milestone_systems group by 1),
        fresh as (
            select s._row, u.word from submission s, unnest(s.{column}) as u(word)
            where u.word not in (select word from known where word is not null))
    """
