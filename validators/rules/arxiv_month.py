"""The month that an arXiv id states against the date that the record states."""

from __future__ import annotations

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.arxiv_links import arxiv_id_sql, arxiv_month_sql, is_on_arxiv_sql

_DATASETS = ("milestone_systems", "inference_models", "algorithmic_efficiency")

_DATE_AND_LINK = {
    "milestone_systems": (("publication_date", "source_url"),),
    "algorithmic_efficiency": (("publication_date", "source_url"),),
    "inference_models": (("publication_date", "source_url"), ("recipe_date", "recipe_url")),
}

#: Months by which the date is later than the paper; of a date known to the year by which the nearest of its months is.
_GAP = """
    case when known_to = 'year' then case
        when year(date) > year(month) then (year(date) - year(month)) * 12 + 1 - month(month)
        when year(date) < year(month) then (year(date) - year(month)) * 12 + 12 - month(month)
        else 0 end
      else (year(date) - year(month)) * 12 + month(date) - month(month) end
"""


def _dated(schema: TableSchema) -> str:
    """Rows with a date and a link to arXiv: `col`, `date`, `known_to`, `id`, `month` (of the paper) and `gap`."""
    parts = []
    for date, link in _DATE_AND_LINK[schema.name]:
        # A record whose first link is no arXiv paper is held against the first arXiv paper among its further links.
        more = "array_to_string(source_urls, ' ')"
        links = f"concat_ws(' ', {link}, {more})" if link == "source_url" else link
        parts.append(
            f"select _row, _upstream, '{date}' as col, {date} as date, {date}_precision as known_to, "
            f"{arxiv_id_sql(links)} as id from submission where {date} is not null and {is_on_arxiv_sql(links)}"
        )
    return f"""
        select *, {_GAP} as gap
        from (select *, {arxiv_month_sql("id")} as month from ({" union all ".join(parts)}) where id is not null)
    """


def _found(schema: TableSchema, condition: str) -> str:
    return f"""
        select _row, col as "column", date as value,
            if(known_to = 'year', 'known to the year and dated ', 'dated ') || abs(gap) || ' month'
            || if(abs(gap) = 1, '', 's') || if(gap < 0, ' before', ' after') || ' the month that the arXiv id ' || id
            || ' states' as message,
            'arXiv:' || id as evidence
        from ({_dated(schema)}) where {condition}
    """


#: Later than an upstream table may be, since those date many systems by their conference or journal.
_IS_FAR = "(gap < -$earlier_month or gap > $later_month)"


def _differs(schema: TableSchema) -> str:
    if schema.name == "milestone_systems":
        off = "(gap < -$tolerated_month or gap > if(_upstream, $shipped_later_month, $tolerated_month))"
        return _found(schema, f"{off} and not {_IS_FAR}")
    # The other two date every paper by its first version: all 1,433 shipped dates are in the month of their id.
    return _found(schema, f"gap <> 0 and not {_IS_FAR}")


def _contradicts(schema: TableSchema) -> str:
    return _found(schema, _IS_FAR)


def _applies(schema: TableSchema) -> str:
    return f"select _row from ({_dated(schema)})"


def _needs(schema: TableSchema) -> str:
    links = [link for _, link in _DATE_AND_LINK[schema.name]] + ["array_to_string(source_urls, ' ')"]
    return is_on_arxiv_sql(f"concat_ws(' ', {', '.join(links)})")


_SOURCE = "arXiv, Understanding the arXiv identifier: the first four digits are year and month of the first version."
_FAR = (
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

RULES = (
    Rule(
        id="arxiv-month-differs",
        layer="plausibility",
        severity="warning",
        datasets=_DATASETS,
        title="The date is not in the month that the arXiv id states",
        explanation=(
            "A system is dated by its first public version, and an arXiv id states the year and month of a paper's "
            "first version. A date some months off is often that of the conference, of a revision, or has day and "
            "month swapped. Every trend over time moves with such dates."
        ),
        fix="Take the date of version 1 on the arXiv page, or link what was published on the stated date.",
        source=_SOURCE,
        thresholds=(
            Threshold(
                "tolerated_month",
                1,
                "month",
                "Announcements in the week before or after the paper cross a month's end.",
            ),
            Threshold(
                "shipped_later_month",
                6,
                "month",
                "Measured on milestone_systems 2026.8.0: of 537 systems with an arXiv link 424 are in its month, 20 "
                "more than one month before it, 50 more than one after it and 21 more than six after it.",
            ),
            *_FAR,
        ),
        sql=_differs,
        applies=_applies,
        needs=_needs,
        passes=(
            {"publication_date": "2020-05-28", "source_url": "https://arxiv.org/abs/2005.14165"},
            {"publication_date": "2004-10-03", "source_url": "https://arxiv.org/abs/cs/0409012"},
            {
                "publication_date": "2020-01-01",
                "publication_date_precision": "year",
                "source_url": "https://arxiv.org/abs/2012.14165",
            },
            {"publication_date": "2021-03-01", "source_url": "https://example.org/report"},
        ),
        fails=(
            {"publication_date": "2020-09-28", "source_url": "https://arxiv.org/pdf/2005.14165v4"},
            {
                "publication_date": "2019-01-01",
                "publication_date_precision": "year",
                "source_url": "https://arxiv.org/abs/2005.14165",
            },
            {"publication_date": "2004-05-03", "source_url": "https://arxiv.org/abs/cs/0409012"},
            {
                "publication_date": "2023-07-18",
                "source_url": "https://ai.example.org/a-model",
                "source_urls": ["https://arxiv.org/abs/2302.09288"],
            },
            {
                "_dataset": "algorithmic_efficiency",
                "publication_date": "2015-01-10",
                "source_url": "https://arxiv.org/abs/1512.03385",
            },
        ),
    ),
    Rule(
        id="arxiv-month-contradicts",
        layer="plausibility",
        severity="error",
        datasets=_DATASETS,
        title="The date is years away from the month that the arXiv id states",
        explanation=(
            "The paper's first version is more than a year younger than the stated publication, or more than two "
            "years older. Either the year is wrong or the link names another paper."
        ),
        fix="Compare the year with version 1 on the arXiv page; if the date is right, link its own source.",
        source=_SOURCE,
        thresholds=_FAR,
        sql=_contradicts,
        applies=_applies,
        needs=_needs,
        passes=({"publication_date": "2021-05-28", "source_url": "https://arxiv.org/abs/2005.14165"},),
        fails=(
            {"publication_date": "2018-05-28", "source_url": "https://arxiv.org/abs/2005.14165"},
            {"publication_date": "2024-05-28", "source_url": "http://www.arxiv.org/abs/cs/0409012"},
        ),
    ),
)
