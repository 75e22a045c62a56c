"""The result of a trend: what was asked for, the points used and the estimate, and the words for the three."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from compute_trends.trends.declaration import Comparison, Trend
from compute_trends.trends.methods.estimate import Estimate
from compute_trends.trends.points import Points, Setting

#: What a person gave, by name: options, and settings of the script.
Given = Mapping[str, Setting | tuple[str, ...]]

_DAY = r"(?:18|19|20)\d\d(?:-\d\d)?"
_RANGE = rf"{_DAY}(?: to |-){_DAY}"
#: How a question or the label of a subset speaks of a period.
_PERIOD = re.compile(rf"(?:from )?\b{_RANGE}(?: against {_RANGE})?(?!-)|\b(?:since|after|up to) {_DAY}(?!-)\b")
_ROWS = re.compile(r"on the rows of \d{4}|as of \d{4}")


@dataclass(frozen=True)
class TrendResult:
    """A trend computed once: its declaration, what was asked for, the points used and the estimate."""

    trend: Trend
    tables: Mapping[str, str]  # dataset -> version, of all that the points come from; the trend's own first
    options: Given  # options and settings given by the user
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
    def question(self) -> str:
        """What was asked: the trend's question, of the period and the points that the options selected."""
        return self._of_these_points(self.trend.question.removesuffix("?"), "from ") + "?"

    @property
    def subset(self) -> str:
        """Which points: the trend's, of the period and kind that the options selected."""
        return self._of_these_points(self.trend.subset)

    @property
    def published(self) -> Sequence[Comparison]:
        """The published figures that this result can be held against: those of the same options and settings."""
        return [item for item in self.trend.comparisons if dict(item.given) == dict(self.options)]

    @property
    def note(self) -> str:
        """What holds by construction, the estimator's note, the trend's own and the rows that were left out."""
        gone = [f"{count:,} {'row' if count == 1 else 'rows'} left out: {why}." for why, count in self.left_out.items()]
        return " ".join(
            part for part in (self.trend.by_construction, self.estimate.note, self.trend.note, *gone) if part
        )

    def as_dict(self) -> dict[str, Any]:
        """The result without its points, ready for JSON."""
        return {
            "name": self.trend.name,
            "study": self.trend.study,
            "question": self.question,
            "quantity": self.trend.quantity,
            "subset": self.subset,
            "dataset": self.trend.dataset,
            "version": self.version,
            "tables": dict(self.tables),
            "options": {name: plain(value) for name, value in self.options.items()},
            "settings": {name: plain(value) for name, value in self.settings.items()},
            "unit": self.trend.unit,
            "estimate": self.estimate.value,
            "low": self.estimate.low,
            "high": self.estimate.high,
            "level": self.estimate.level,
            "n": self.estimate.n,
            "r2": self.estimate.r2,
            "numbers": dict(self.estimate.numbers),
            "by_construction": self.trend.by_construction,
            "note": self.note,
        }

    def _of_these_points(self, text: str, before: str = "") -> str:
        """A text with the period that the points span in place of the declared one, and what the options add."""
        if not self.options:
            return text
        if (span := self._span()) is not None:
            text = _PERIOD.sub(f"{before}{span}", text)
        if "version" in self.options:
            text = _ROWS.sub(f"on the rows of {self.version}", text)
        return ", ".join([text, *self._chosen()])

    def _span(self) -> str | None:
        """First and last month of the points; None where they have no dates."""
        import pyarrow as pa
        import pyarrow.compute as pc

        table = self.points.table
        x = self.trend.x
        dated = [x.column] if x is not None and x.scale == "time" else []
        dated += [name for name in table.column_names if pa.types.is_date(table[name].type)]
        if not dated or not len(self.points):
            return None
        ends = pc.min_max(table[dated[0]]).as_py()
        first, last = (f"{ends[end]:%Y-%m}" for end in ("min", "max"))
        return f"{first} to {last}"

    def _chosen(self) -> list[str]:
        given, found = self.options, []
        if "domain" in given:
            found.append(f"{given['domain']} alone")
        if "frontier" in given:
            within = self.settings.get("records_within_period")
            found.append(f"records {'within the period' if within else 'of all time'}")
        for name, words in (("exclude", "without {}"), ("only", "{} alone")):
            records = given.get(name)
            if isinstance(records, tuple):
                found.append(words.format(" and ".join(records)))
        return found


def plain(value: Setting | tuple[str, ...]) -> float | str | bool | list[str] | None:
    """A value as JSON has it."""
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value
