"""A date before the first artificial neuron."""

from __future__ import annotations

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.date_columns import DATASETS, date_columns, of_each_date, with_date
from compute_trends.validators.rules.shared.trend_lines import EARLIEST_YEAR


def _early(schema: TableSchema) -> str:
    return of_each_date(
        schema,
        "year({date}) < $earliest_year",
        "'before ' || $earliest_year || ', when there was no such system, chip or result'",
        "null",
    )


RULE = Rule(
    id="date-before-field",
    layer="plausibility",
    severity="error",
    datasets=DATASETS,
    title="A date lies before the field began",
    explanation=(
        "The oldest system that we hold, Theseus, is of 1950; the oldest artificial neuron is of 1943. An earlier "
        "date is a slip, often a two-digit year or the day zero of a spreadsheet (1899-12-30, 1900-01-01)."
    ),
    fix="Correct the date, written as YYYY-MM-DD with four digits for the year.",
    source="McCulloch and Pitts 1943, A logical calculus of the ideas immanent in nervous activity.",
    reads=date_columns,
    thresholds=(Threshold("earliest_year", EARLIEST_YEAR, None, "The decade of the first artificial neuron (1943)."),),
    sql=_early,
    applies=with_date,
    passes=({"publication_date": "1950-07-02"},),
    fails=({"publication_date": "0021-05-28"}, {"_dataset": "accelerators", "release_date": "1900-01-01"}),
)
