"""SQL over every date column of a dataset."""

from __future__ import annotations

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rules.shared.datasets import datasets_where


def date_columns(schema: TableSchema) -> list[str]:
    """The columns that hold dates."""
    return [column.name for column in schema.columns if column.type == "date"]


#: The datasets that have any.
DATASETS = datasets_where(date_columns)


def of_each_date(schema: TableSchema, condition: str, message: str, evidence: str) -> str:
    """SQL of a rule for each date that meets a condition, in which `{date}` stands for it."""
    return " union all ".join(
        f"""select _row, '{name}' as "column", {name}::VARCHAR as value, {message} as message, {evidence} as evidence
            from submission where {condition.format(date=name)}"""
        for name in date_columns(schema)
    )


def with_date(schema: TableSchema) -> str:
    """The rows that have any date."""
    return f"select _row from submission where coalesce({', '.join(date_columns(schema))}) is not null"
