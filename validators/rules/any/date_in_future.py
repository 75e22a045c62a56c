"""A date or year that is yet to come on the day of the check."""

from __future__ import annotations

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.date_columns import DATASETS, of_each_date, past_dates, with_date


def _has_year(schema: TableSchema) -> bool:
    return "year" in schema.names


def _future(schema: TableSchema) -> str:
    dates = of_each_date(schema, "{date} > $as_of", "'this day is yet to come'", "'as of ' || $as_of", past_dates)
    if not _has_year(schema):
        return dates
    # Beside a date of publication the year only repeats it; year-contradicts-date holds the two against each other.
    alone = " and publication_date is null" if "publication_date" in schema.names else ""
    return f"""{dates} union all
        select _row, 'year', year::VARCHAR, 'this year is yet to come', 'as of ' || $as_of
        from submission where year > year($as_of){alone}"""


def _with_date_or_year(schema: TableSchema) -> str:
    return with_date(schema, past_dates) + (" or year is not null" if _has_year(schema) else "")


RULE = Rule(
    id="date-in-future",
    layer="plausibility",
    severity="error",
    datasets=DATASETS,
    title="A date lies in the future",
    explanation=(
        "A record says what was published, released, paid or counted. A future date is a slip in the year, or day "
        "and month swapped; an announced system or chip enters once it is there."
    ),
    fix="Correct the date, written as YYYY-MM-DD.",
    source="The day of the check.",
    reads=lambda schema: (*past_dates(schema), *(["year"] if _has_year(schema) else [])),
    sql=_future,
    applies=_with_date_or_year,
    passes=({"publication_date": "2021-05-28"}, {"_dataset": "benchmark_results", "year": 2021}),
    fails=(
        {"publication_date": "2921-05-28"},
        {"citations": 12, "citations_date": "2921-05-28"},
        {"_dataset": "accelerators", "release_date": "2921-05-28"},
        {"_dataset": "hardware_prices", "price_date": "2921-05-28"},
        {"_dataset": "benchmark_results", "year": 2099},
    ),
)
