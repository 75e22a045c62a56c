"""A date that is years away from the month in the record's arXiv id."""

from __future__ import annotations

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Rule
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


def _contradicts(schema: TableSchema) -> str:
    return off_by(schema, IS_FAR)


RULE = Rule(
    id="arxiv-month-contradicts",
    layer="plausibility",
    severity="error",
    datasets=DATASETS,
    title="The date is years away from the month that the arXiv id states",
    explanation=(
        "The paper's first version is more than a year younger than the stated publication, or more than two "
        "years older. Either the year is wrong or the link names another paper."
    ),
    fix="Compare the year with version 1 on the arXiv page; if the date is right, link its own source.",
    source=SOURCE,
    reads=arxiv_columns,
    thresholds=FAR,
    sql=_contradicts,
    applies=with_arxiv_date,
    needs=needs_arxiv,
    passes=({"publication_date": "2021-05-28", "source_url": "https://arxiv.org/abs/2005.14165"},),
    fails=(
        {"publication_date": "2018-05-28", "source_url": "https://arxiv.org/abs/2005.14165"},
        {"publication_date": "2024-05-28", "source_url": "http://www.arxiv.org/abs/cs/0409012"},
    ),
)
