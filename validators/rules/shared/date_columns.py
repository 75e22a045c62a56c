"""SQL over every date column of a dataset."""

from __future__ import annotations

from compute_trends.catalog.schema import TableSchema

DATASETS = (
    "milestone_systems",
    "benchmark_results",
    "accelerators",
    "hardware_prices",
    "algorithmic_efficiency",
    "inference_models",
)


def date_columns(schema: TableSchema) -> list[str]:
    """The columns that hold dates."""
    return [column.name for column in schema.columns if column.type == "date"]


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
