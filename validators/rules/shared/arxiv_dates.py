"""The dates of records against the month that their arXiv id states."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compute_trends.catalog.schema import TableSchema
from compute_trends.catalog.texts.sql_text import counted_sql
from compute_trends.validators.rule import Threshold
from compute_trends.validators.rules.shared.arxiv_links import arxiv_id_sql, arxiv_month_sql, is_on_arxiv_sql
from compute_trends.validators.rules.shared.datasets import datasets_where


def _dates(schema: TableSchema) -> list[tuple[str, str, str]]:
    """Each date of a paper that the dataset links: the date, what it is known to, and the links, as SQL."""
    found = []
    for column in schema.columns:
        if not column.link:
            continue
        known_to = f"{column.name}_precision" if f"{column.name}_precision" in schema.names else "'day'"
        # A record whose first link is no arXiv paper is held against the first arXiv paper among its further links.
        more = "source_urls" if column.link == "source_url" and "source_urls" in schema.names else ""
        links = f"concat_ws(' ', {column.link}, array_to_string({more}, ' '))" if more else column.link
        found.append((column.name, known_to, links))
    return found


#: The datasets that date a paper and link it.
DATASETS = datasets_where(_dates)

#: Months by which the date is later than the paper; of a date known to the year by which the nearest of its months is.
GAP = """
    case when known_to = 'year' then case
        when year(date) > year(month) then (year(date) - year(month)) * 12 + 1 - month(month)
        when year(date) < year(month) then (year(date) - year(month)) * 12 + 12 - month(month)
        else 0 end
      else (year(date) - year(month)) * 12 + month(date) - month(month) end
"""


def dated(schema: TableSchema) -> str:
    """Rows with a date and a link to arXiv: `col`, `date`, `known_to`, `id`, `month` (of the paper) and `gap`."""
    parts = [
        f"select _row, _upstream, '{date}' as col, {date} as date, {known_to} as known_to, "
        f"{arxiv_id_sql(links)} as id from submission where {date} is not null and {is_on_arxiv_sql(links)}"
        for date, known_to, links in _dates(schema)
    ]
    return f"""
        select *, {GAP} as gap
        from (select *, {arxiv_month_sql("id")} as month from ({" union all ".join(parts)}) where id is not null)
    """


def arxiv_columns(schema: TableSchema) -> Iterator[str]:
    """The columns that this reads."""
    for date, known_to, links in _dates(schema):
        yield from (name for name in re.findall(r"\w+", f"{date} {known_to} {links}") if name in schema.names)


def off_by(schema: TableSchema, condition: str) -> str:
    """SQL of a rule for the dates whose `gap` meets a condition."""
    return f"""
        select _row, col as "column", date as value,
            if(known_to = 'year', 'known to the year and dated ', 'dated ') || {counted_sql("abs(gap)", "month")}
            || if(gap < 0, ' before', ' after') || ' the month that the arXiv id ' || id
            || ' states' as message,
            'arXiv:' || id as evidence
        from ({dated(schema)}) where {condition}
    """


#: Later than an upstream table may be, since those date many systems by their conference or journal.
IS_FAR = "(gap < -$earlier_month or gap > $later_month)"


def with_arxiv_date(schema: TableSchema) -> str:
    """The rows that such a rule can judge."""
    return f"select _row from ({dated(schema)})"


def needs_arxiv(schema: TableSchema) -> str:
    """The condition without which no row has a link to arXiv."""
    return is_on_arxiv_sql(f"concat_ws(' ', {', '.join(links for *_, links in _dates(schema))})")


SOURCE = "arXiv, Understanding the arXiv identifier: the first four digits are year and month of the first version."

FAR = (
    Threshold(
        "earlier_month", 12, "month", "A paper follows its system within a year: 1 of 537 shipped systems contradicts."
    ),
    Threshold(
        "later_month",
        24,
        "month",
        "Measured on milestone_systems 2026.8.0: of 537 systems with an arXiv link 9 are dated 12 to 15 months after "
        "it, by their conference or journal, and 1 later (31 months).",
    ),
)
