"""A trend's line beyond its points, with what its backtest says of it."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from compute_trends.catalog.doors.frames import Library, as_library, table_of
from compute_trends.catalog.texts.numbers import percent, rounded, unit
from compute_trends.trends.declaration import Axis
from compute_trends.trends.results import TrendResult, plain
from compute_trends.trends.robustness.backtest import Check
from compute_trends.trends.robustness.vintages import Vintage, told

#: Coverage may fall short of the level by this much and still count as kept.
_TOLERANCE = 0.05
#: A line is off where the points lay further from it than this on average: as far as a training compute is uncertain.
_MATERIAL = 2.0


@dataclass(frozen=True, repr=False)
class Projection:
    """A trend's line beyond its points.

    Args:
        result: the trend as computed.
        to: the target, a date or a value of y.
        estimate: value of y on the date, or the x (a date or a number) at which the line is at the value.
        low, high: interval of a single further observation; None where it has no end on that side.
        axis: what the estimate is a value of.
        last: the largest x of the points, a date or a number.
        check: of the interval, by rolling origin on the rows of today.
        vintages: the lines of released versions against what came after them, where asked for.
    """

    result: TrendResult
    to: date | float
    estimate: date | float
    low: date | float | None
    high: date | float | None
    axis: Axis
    last: date | float
    check: Check
    vintages: tuple[Vintage, ...] = ()

    def __repr__(self) -> str:
        estimate, low, high, to = (
            "?" if value is None else str(value) if isinstance(value, date) else rounded(value)
            for value in (self.estimate, self.low, self.high, self.to)
        )
        interval = f"({percent(self.check.level)} interval {low} to {high})"
        return f"<{self.result.trend.name} to {to}: {estimate}{unit(self.axis.unit)} {interval}>"

    def to_frame(self, as_: Library = "pyarrow") -> Any:
        """One row with what the command line prints as CSV, as a table of a library that `load` knows."""
        return as_library(table_of({name: [value] for name, value in self.as_row().items()}), as_, "to_frame")

    @property
    def basis(self) -> str:
        """What the backtest is."""
        if self.vintages:
            return (
                "Backtest by vintages: the line of every released version that has later points, held against what the "
                "newest version says was published after it."
            )
        return (
            "Backtest by rolling origin, on the rows of today: later revisions and additions are in it, and forecasts "
            "from neighbouring dates, which overlap, are not independent."
        )

    @property
    def verdict(self) -> str:
        """What the backtest says of interval and line: whether it held, and how far it was off on average."""
        if self.vintages:
            return " ".join([*(item.sentence for item in self.vintages), self._line_off(max(self._errors, key=abs))])
        factor = told(self.check.mean_error_log10)
        off = f"On average the points lay {factor} than projected (geometric mean)."
        return f"{self._coverage} {self._line_off(self.check.mean_error_log10)} {off}"

    @property
    def _errors(self) -> list[float]:
        return [item.mean_error_log10 for item in self.vintages]

    @staticmethod
    def _line_off(mean_error_log10: float) -> str:
        """Whether the line itself was right, whatever the interval held."""
        if abs(mean_error_log10) < math.log10(_MATERIAL):
            return f"The line itself was right within a factor of {_MATERIAL:g}."
        return f"The line itself was off by more than a factor of {_MATERIAL:g}, so a wide interval is all that held."

    @property
    def _coverage(self) -> str:
        check, where = self.check, ""
        worst = check.coverage
        if check.far_coverage is not None and check.far_coverage < worst:
            worst, where = check.far_coverage, " more than half as far ahead as this projection"
        if worst >= check.level:
            return "In the past the interval held at least as often as it promises."
        if worst >= check.level - _TOLERANCE:
            return "In the past the interval held nearly as often as it promises."
        held = f"it held {worst:.0%} where it promises {check.level:.0%}"
        if check.coverage_high >= check.level and worst == check.coverage:
            return f"In the past the interval held less often than it promises, or by chance: {held}."
        return f"In the past the interval was too narrow{where}: {held}."

    @property
    def note(self) -> str:
        """The note of the trend's result, and which trend asks the same in another way."""
        other = self.result.trend.other_projection
        words = (
            f"{other} asks where the line itself is at a target: the same value, a narrower interval." if other else ""
        )
        return " ".join(part for part in (self.basis, words, self.result.note) if part)

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON; dates as texts."""
        trend = self.result.trend
        goal = trend.x if isinstance(self.to, date) else trend.y
        return {
            "name": trend.name,
            "study": trend.study,
            "question": self.result.question,
            "dataset": trend.dataset,
            "version": self.result.version,
            "data_to": self.result.data_until.removeprefix("data to "),
            "options": {name: plain(value) for name, value in self.result.options.items()},
            "settings": {name: plain(value) for name, value in self.result.settings.items()},
            "to": plain(self.to),
            "to_quantity": goal.title if goal else None,
            "to_unit": goal.unit if goal else None,
            "quantity": self.axis.title,
            "unit": self.axis.unit,
            "estimate": plain(self.estimate),
            "low": plain(self.low),
            "high": plain(self.high),
            "level": self.check.level,
            "n": len(self.result.points),
            "last": plain(self.last),
            "backtest": {"kind": "vintages" if self.vintages else "rolling", **asdict(self.check)},
            "vintages": [_vintage(item) for item in self.vintages],
            "verdict": self.verdict,
            "note": self.note,
        }

    def as_row(self) -> dict[str, Any]:
        """The same as one row, with the backtest's parts as columns of their own."""
        row = {name: value for name, value in self.as_dict().items() if name != "vintages"}
        for name in ("options", "settings"):
            row[name] = [f"{key}={chosen}" for key, chosen in row[name].items()]
        check = {f"backtest_{part}": found for part, found in row.pop("backtest").items()}
        return {**row, **check}


def _vintage(item: Vintage) -> dict[str, Any]:
    return {**asdict(item), "last": item.last.isoformat()}
