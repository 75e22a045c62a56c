"""Dates that no record can have: in the future, before the field began, finer than they claim to be known."""

from __future__ import annotations

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.trend_lines import EARLIEST_YEAR

_DATASETS = (
    "milestone_systems",
    "benchmark_results",
    "accelerators",
    "hardware_prices",
    "algorithmic_efficiency",
    "inference_models",
)


def _dates(schema: TableSchema) -> list[str]:
    return [column.name for column in schema.columns if column.type == "date"]


def _of_each_date(schema: TableSchema, condition: str, message: str, evidence: str) -> str:
    return " union all ".join(
        f"""select _row, '{name}' as "column", {name}::VARCHAR as value, {message} as message, {evidence} as evidence
            from submission where {condition.format(date=name)}"""
        for name in _dates(schema)
    )


def _has_year(schema: TableSchema) -> bool:
    return "year" in schema.names


def _future(schema: TableSchema) -> str:
    dates = _of_each_date(schema, "{date} > current_date", "'this day is yet to come'", "'today, ' || current_date")
    if not _has_year(schema):
        return dates
    # Beside a date the year only repeats it; year-contradicts-date holds the two against each other.
    return f"""{dates} union all
        select _row, 'year', year::VARCHAR, 'this year is yet to come', 'today, ' || current_date
        from submission where year > year(current_date) and publication_date is null"""


def _early(schema: TableSchema) -> str:
    return _of_each_date(
        schema,
        "year({date}) < $earliest_year",
        "'before ' || $earliest_year || ', when there was no such system, chip or result'",
        "null",
    )


def _with_date_or_year(schema: TableSchema) -> str:
    return _with_date(schema) + (" or year is not null" if _has_year(schema) else "")


def _with_date(schema: TableSchema) -> str:
    return f"select _row from submission where coalesce({', '.join(_dates(schema))}) is not null"


def _imprecise(schema: TableSchema) -> list[tuple[str, str]]:
    """The dates with a precision, and where they have another day than the first."""
    names = set(schema.names)
    found = []
    for name in _dates(schema):
        if f"{name}_precision" in names:
            by_month = f"{name}_precision = 'month' and day({name}) <> 1"
            by_year = f"{name}_precision = 'year' and (day({name}) <> 1 or month({name}) <> 1)"
            found.append((name, f"(({by_month}) or ({by_year}))"))
    return found


def _too_fine(schema: TableSchema) -> str:
    return " union all ".join(
        f"""select _row, '{name}' as "column", {name} as value,
              'known to the ' || {name}_precision || ' by its precision, but not its first day' as message,
              '{name}_precision = ' || {name}_precision as evidence
            from submission where {wrong}"""
        for name, wrong in _imprecise(schema)
    )


def _with_precision(schema: TableSchema) -> str:
    return " union all ".join(f"select _row from submission where {name} is not null" for name, _ in _imprecise(schema))


RULES = (
    Rule(
        id="date-in-future",
        layer="plausibility",
        severity="error",
        datasets=_DATASETS,
        title="A date lies in the future",
        explanation=(
            "A record says what was published, released, paid or counted. A future date is a slip in the year, or day "
            "and month swapped; an announced system or chip enters once it is there."
        ),
        fix="Correct the date, written as YYYY-MM-DD.",
        source="The day of the check.",
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
    ),
    Rule(
        id="date-before-field",
        layer="plausibility",
        severity="error",
        datasets=_DATASETS,
        title="A date lies before the field began",
        explanation=(
            "The oldest system that we hold, Theseus, is of 1950; the oldest artificial neuron is of 1943. An earlier "
            "date is a slip, often a two-digit year or the day zero of a spreadsheet (1899-12-30, 1900-01-01)."
        ),
        fix="Correct the date, written as YYYY-MM-DD with four digits for the year.",
        source="McCulloch and Pitts 1943, A logical calculus of the ideas immanent in nervous activity.",
        thresholds=(
            Threshold("earliest_year", EARLIEST_YEAR, None, "The decade of the first artificial neuron (1943)."),
        ),
        sql=_early,
        applies=_with_date,
        passes=({"publication_date": "1950-07-02"},),
        fails=({"publication_date": "0021-05-28"}, {"_dataset": "accelerators", "release_date": "1900-01-01"}),
    ),
    Rule(
        id="date-finer-than-precision",
        layer="plausibility",
        severity="warning",
        datasets=("milestone_systems", "accelerators", "algorithmic_efficiency", "inference_models"),
        title="A date that is known to the month or year names a later day",
        explanation=(
            "A date known to the month is written as the first of the month, one known to the year as 1 January. "
            "Another day means that the day is known after all, or that the precision belongs to another date."
        ),
        fix="Write the first day of the period, or `day` as the precision.",
        source="The description of the precision columns in the Table Schemas.",
        sql=_too_fine,
        applies=_with_precision,
        passes=(
            {"publication_date": "2021-05-01", "publication_date_precision": "month"},
            {"publication_date": "2021-05-28", "publication_date_precision": "day"},
        ),
        fails=(
            {"publication_date": "2021-05-28", "publication_date_precision": "month"},
            {"publication_date": "2021-05-01", "publication_date_precision": "year"},
            {"_dataset": "accelerators", "release_date": "2021-05-01", "release_date_precision": "year"},
        ),
    ),
)
