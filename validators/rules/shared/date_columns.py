"""SQL over every date column of a dataset."""

from __future__ import annotations

from collections.abc import Callable

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rules.shared.datasets import datasets_where


def date_columns(schema: TableSchema) -> list[str]:
    """The columns that hold dates."""
    return [column.name for column in schema.columns if column.type == "date"]


Columns = Callable[[TableSchema], list[str]]

#: The datasets that have any.
DATASETS = datasets_where(date_columns)


def past_dates(schema: TableSchema) -> list[str]:
    """The columns that hold dates which cannot lie ahead."""
    return [name for name in date_columns(schema) if not schema[name].may_be_future]


def of_each_date(
    schema: TableSchema, condition: str, message: str, evidence: str, columns: Columns = date_columns
) -> str:
    """SQL of a rule for each date that meets a condition, in which `{date}` stands for it."""
    return " union all ".join(
        f"""select _row, '{name}' as "column", {name}::VARCHAR as value, {message} as message, {evidence} as evidence
            from submission where {condition.format(date=name)}"""
        for name in columns(schema)
    )


def with_date(schema: TableSchema, columns: Columns = date_columns) -> str:
    """The rows that have any date."""
    return f"select _row from submission where coalesce({', '.join(columns(schema))}) is not null"
