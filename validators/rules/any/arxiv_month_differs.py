"""A date that is months away from the month in the record's arXiv id."""

from __future__ import annotations

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.arxiv_dates import (
    DATASETS,
    FAR,
    IS_FAR,
    SOURCE,
    arxiv_columns,
    needs_arxiv,
    off_by,
    with_arxiv_date,
)


def _differs(schema: TableSchema) -> str:
    if schema.name == "milestone_systems":
        off = "(gap < -$tolerated_month or gap > if(_upstream, $shipped_later_month, $tolerated_month))"
        return off_by(schema, f"{off} and not {IS_FAR}")
    # The other two date every paper by its first version: all 1,433 shipped dates are in the month of their id.
    return off_by(schema, f"gap <> 0 and not {IS_FAR}")


RULE = Rule(
    id="arxiv-month-differs",
    layer="plausibility",
    severity="warning",
    datasets=DATASETS,
    title="The date is not in the month that the arXiv id states",
    explanation=(
        "A system is dated by its first public version, and an arXiv id states the year and month of a paper's "
        "first version. A date some months off is often that of the conference, of a revision, or has day and "
        "month swapped. Every trend over time moves with such dates."
    ),
    fix="Take the date of version 1 on the arXiv page, or link what was published on the stated date.",
    source=SOURCE,
    reads=arxiv_columns,
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
        *FAR,
    ),
    sql=_differs,
    applies=with_arxiv_date,
    needs=needs_arxiv,
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
)
