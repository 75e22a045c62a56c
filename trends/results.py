"""The result of a trend: what was asked for, the points used and the estimate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from compute_trends.trends.declaration import Trend
from compute_trends.trends.estimate import Estimate
from compute_trends.trends.points import Points, Setting


@dataclass(frozen=True)
class TrendResult:
    """A trend computed once: its declaration, what was asked for, the points used and the estimate."""

    trend: Trend
    tables: Mapping[str, str]  # dataset -> version, of all that the points come from; the trend's own first
    options: Mapping[str, Setting]  # options and settings given by the user
    settings: Mapping[str, Setting]  # all variables of the script, as used
    points: Points
    estimate: Estimate
    left_out: Mapping[str, int] = field(default_factory=dict)  # reason -> rows not used

    @property
    def version(self) -> str:
        """Of the trend's own dataset."""
        return self.tables[self.trend.dataset]

    @property
    def rows(self) -> str:
        """The tables behind the points, with their versions."""
        return ", ".join(f"{dataset} {version}" for dataset, version in self.tables.items())

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
            "tables": dict(self.tables),
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
