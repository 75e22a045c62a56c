"""A date known to the month or year that names a later day than its first."""

from __future__ import annotations

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.datasets import datasets_where
from compute_trends.validators.rules.shared.date_columns import date_columns


def _imprecise(schema: TableSchema) -> list[tuple[str, str]]:
    """The dates with a precision, and where they have another day than the first."""
    names = set(schema.names)
    found = []
    for name in date_columns(schema):
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


RULE = Rule(
    id="date-finer-than-precision",
    layer="plausibility",
    severity="warning",
    datasets=datasets_where(_imprecise),
    title="A date that is known to the month or year names a later day",
    explanation=(
        "A date known to the month is written as the first of the month, one known to the year as 1 January. "
        "Another day means that the day is known after all, or that the precision belongs to another date."
    ),
    fix="Write the first day of the period, or `day` as the precision.",
    source="The description of the precision columns in the Table Schemas.",
    reads=lambda schema: (column for name, _ in _imprecise(schema) for column in (name, f"{name}_precision")),
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
)
