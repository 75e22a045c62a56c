"""The datasets whose texts are read, and what is asked of all texts of a row in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from compute_trends.catalog.schema import LIST_DELIMITER, Column, TableSchema
from compute_trends.validators.rules.shared.datasets import datasets_where

DATASETS = datasets_where(lambda schema: schema.columns)


@dataclass(frozen=True)
class AnyText:
    """A condition on the texts of a row, joined: SQL in which `{texts}` stands for them.

    Attributes:
        columns: those whose texts are joined; ones without a value in any row may be left out.
        test: the SQL; texts and items are asked for in one go, since to bind a test for each takes longer.
        between: what stands between the texts of two columns.
    """

    columns: Callable[[TableSchema], Iterable[Column]]
    test: str
    between: str = "|"
    of_filled_columns: bool = True

    def __call__(self, schema: TableSchema) -> str:
        """The condition on a row of a dataset."""
        texts = [
            f"array_to_string({column.name}, '{LIST_DELIMITER}')" if column.is_list else column.name
            for column in self.columns(schema)
        ]
        return self.test.replace("{texts}", f"concat_ws('{self.between}', {', '.join(texts)})") if texts else "false"
