"""The datasets whose texts are read, and what is asked of all texts of a row in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from compute_trends.catalog.schema import LIST_DELIMITER, Column, TableSchema
from compute_trends.validators.engine.conditions import OfColumns
from compute_trends.validators.rules.shared.datasets import datasets_where

DATASETS = datasets_where(lambda schema: schema.columns)


def any_text(columns: Callable[[TableSchema], Iterable[Column]], test: str, between: str = "|") -> OfColumns:
    """A condition on the texts of a row, joined: asked for in one go, since to bind a test for each takes longer.

    Args:
        columns: those whose texts are joined.
        test: SQL in which `{texts}` stands for them.
        between: what stands between the texts of two columns.
    """

    def texts(schema: TableSchema) -> dict[str, str]:
        return {
            column.name: f"array_to_string({column.name}, '{LIST_DELIMITER}')" if column.is_list else column.name
            for column in columns(schema)
        }

    return OfColumns(texts, ", ", test.replace("{texts}", f"concat_ws('{between}', {{pieces}})"))
