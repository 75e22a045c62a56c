"""What an estimator gets (`Points`) and what comes out (`Estimate`, `TrendResult`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.errors import ComputeTrendsError

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from compute_trends.trends.declaration import Trend

Setting = float | str | bool | date | None

_EPOCH = date(1970, 1, 1)


def to_days(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


def from_days(days: float) -> date:
    """The date that lies `days` (rounded down) after 1970-01-01."""
    return _EPOCH + timedelta(days=int(days // 1))


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
            raise ComputeTrendsError(f"{cells.null_count} of {len(cells)} selected rows have no {column}")
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


@dataclass(frozen=True)
class Curve:
    """A line to draw over the points, in the units of the axes (dates as days since 1970-01-01), with its band."""

    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    low: tuple[float, ...] | None = None
    high: tuple[float, ...] | None = None


@dataclass(frozen=True)
class Estimate:
    """What an estimator found, in the trend's unit.

    Args:
        value: the number, or a text where the question asks for a direction.
        low, high: limits of the interval that holds `level`; None where there is none, or an end is unbounded.
        n: number of points behind it.
        numbers: further figures by name with unit (`slope_log10_per_year`, `p_value`), for people and for plots.
        curves: fitted lines to draw.
        note: whole sentences a reader of the number must know.
    """

    value: float | str
    n: int
    low: float | None = None
    high: float | None = None
    level: float | None = None
    r2: float | None = None
    numbers: Mapping[str, float | int | str | None] = field(default_factory=dict)
    curves: tuple[Curve, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class TrendResult:
    """A trend computed once: its declaration, what was asked for, the points used and the estimate."""

    trend: Trend
    version: str
    options: Mapping[str, Setting]  # options and settings given by the user
    settings: Mapping[str, Setting]  # all variables of the script, as used
    points: Points
    estimate: Estimate
    left_out: Mapping[str, int] = field(default_factory=dict)  # reason -> rows not used

    @property
    def note(self) -> str:
        """The estimator's note, the trend's own and the rows that were left out."""
        gone = [f"{count:,} {'row' if count == 1 else 'rows'} left out: {why}." for why, count in self.left_out.items()]
        return " ".join(part for part in (self.estimate.note, self.trend.note, *gone) if part)

    def as_dict(self) -> dict[str, Any]:
        """The result without its points, ready for JSON."""
        return {
            "name": self.trend.name,
            "study": self.trend.study,
            "question": self.trend.question,
            "quantity": self.trend.quantity,
            "subset": self.trend.subset,
            "dataset": self.trend.dataset,
            "version": self.version,
            "options": {name: _plain(value) for name, value in self.options.items()},
            "settings": {name: _plain(value) for name, value in self.settings.items()},
            "unit": self.trend.unit,
            "estimate": self.estimate.value,
            "low": self.estimate.low,
            "high": self.estimate.high,
            "level": self.estimate.level,
            "n": self.estimate.n,
            "r2": self.estimate.r2,
            "numbers": dict(self.estimate.numbers),
            "note": self.note,
        }


def _plain(value: Setting) -> float | str | bool | None:
    return value.isoformat() if isinstance(value, date) else value
