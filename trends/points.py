"""The rows that a trend's statement selected, as an estimator gets them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.texts.grammar import agreed

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

Setting = float | str | bool | date | None


@dataclass(frozen=True)
class Points:
    """The rows that a trend's statement selected, those that cannot be used left out.

    `settings` holds the script's variables as they were (numbers, texts, dates), by name.
    """

    table: pa.Table
    x_column: str | None = None
    y_column: str | None = None
    settings: Mapping[str, Setting] = field(default_factory=dict)

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @property
    def x(self) -> NDArray[np.float64]:
        """The values of the x axis; dates as days since 1970-01-01."""
        return self.numbers(self._declared(self.x_column, "x"))

    @property
    def y(self) -> NDArray[np.float64]:
        """The values of the y axis."""
        return self.numbers(self._declared(self.y_column, "y"))

    def numbers(self, column: str) -> NDArray[np.float64]:
        """A column as float64; dates as days since 1970-01-01.

        Raises:
            ComputeTrendsError: the column holds a null.
        """
        import numpy as np
        import pyarrow as pa

        cells = self.table[column]
        if cells.null_count:
            raise ComputeTrendsError(
                f"{cells.null_count} of {len(cells)} selected rows {agreed(cells.null_count, 'have')} no {column}"
            )
        if pa.types.is_date(cells.type):
            cells = cells.cast(pa.date32()).cast(pa.int32())
        return np.asarray(cells.cast(pa.float64()).to_numpy(), dtype=np.float64)

    def texts(self, column: str) -> list[Any]:
        """A column as Python values, null as None."""
        values: list[Any] = self.table[column].to_pylist()
        return values

    def where(self, column: str, value: str | bool) -> Points:
        """The points whose `column` equals `value`."""
        import pyarrow.compute as pc

        return Points(
            self.table.filter(pc.equal(self.table[column], value)), self.x_column, self.y_column, self.settings
        )

    def take(self, rows: Sequence[int] | NDArray[np.intp]) -> Points:
        """The points at the given positions."""
        return Points(self.table.take(list(map(int, rows))), self.x_column, self.y_column, self.settings)

    def number(self, setting: str) -> float:
        """A setting that must be a number.

        Raises:
            ComputeTrendsError: it is not one.
        """
        value = self.settings[setting]
        try:
            return float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            raise ComputeTrendsError(f"the setting {setting} must be a number, not {value!r}") from None

    def _declared(self, column: str | None, axis: str) -> str:
        if column is None:
            raise ComputeTrendsError(f"this trend declares no {axis} axis")
        return column
