"""The datasets whose texts are read, and what is asked of all texts of a row in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from compute_trends.catalog.schema import Column, TableSchema
from compute_trends.validators.engine.conditions import OfColumns
from compute_trends.validators.rules.shared.datasets import datasets_where

DATASETS = datasets_where(lambda schema: schema.columns)


def any_text(columns: Callable[[TableSchema], Iterable[Column]], test: str, between: str = "|") -> OfColumns:
    """A condition on the texts of a row and the items of its lists, joined.

    Args:
        columns: those whose texts are joined.
        test: SQL in which `{texts}` stands for them.
        between: what stands between two texts.
    """
    return OfColumns(
        lambda schema: {column.name: column.is_list for column in columns(schema)},
        f"array_to_string(flatten([{{lists}}]), '{between}')",
        test.replace("{texts}", "{made}"),
    )
