"""The result of a trend: what was asked for, the points used and the estimate, and the words for the three."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from compute_trends.trends.declaration import Comparison, Trend
from compute_trends.trends.known.capable import capable_told
from compute_trends.trends.known.fillings import FILLINGS
from compute_trends.trends.known.shares import Known, Share, entry
from compute_trends.trends.methods.estimate import Estimate
from compute_trends.trends.points import Points, Setting

#: What a person gave, by name: options, and settings of the script.
Given = Mapping[str, Setting | tuple[str, ...]]

_DAY = r"(?:18|19|20)\d\d(?:-\d\d)?"
_RANGE = rf"{_DAY}(?: to |-){_DAY}"
#: How a question or the label of a subset speaks of a period.
_PERIOD = re.compile(rf"(?:from )?\b{_RANGE}(?: against {_RANGE})?(?!-)|\b(?:since|after|up to) {_DAY}(?!-)\b")
#: The end of a period.
_END = re.compile(rf"(?<=\bto ){_DAY}(?!-)\b")
_ROWS = re.compile(r"on the rows of \d{4}|as of \d{4}")


_TWO_POINTS = (
    "A line through two points meets both: nothing tells how far others would scatter about it, and the interval is "
    "that of these two values alone."
)

#: Stands for the version of a dataset where the rows are a user's own.
OWN_ROWS = "own rows"
#: How the SQL schemas begin that hold such rows.
OWN_SCHEMA = "own_rows_"


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
    data_to: str | None = None  # last month of the rows that were selected; None where they have no dates
    known: Known | None = None  # what is known of training compute, where the trend rests on it and reaches past 2022
    capable: tuple[Share, ...] = ()  # for how many of the most capable models of a year it is known, by year
    line_until: date | None = None  # last day of the line, where too little is known of later systems
    beyond: Points | None = None  # rows that would be points, did they not lie beyond the end of the line
    filled: frozenset[str] = frozenset()  # records among the points whose training compute is supposed
    remark: str = ""  # what is odd about a user's own rows, whole sentences

    @property
    def version(self) -> str:
        """Of the trend's own dataset."""
        return self.tables[self.trend.dataset]

    @property
    def rows(self) -> str:
        """The tables behind the points, with their versions."""
        return ", ".join(f"{dataset} {version}" for dataset, version in self.tables.items())

    @property
    def data_until(self) -> str:
        """How far the data go: "data to 2026-08"; without dates, to the month that the version is of."""
        if self.version == OWN_ROWS:
            return f"data to {self.data_to or 'an unknown day'}"
        year, month, *_ = self.version.split(".")
        own = f"{year}-{int(month):02}"
        return f"data to {min(self.data_to or own, own)}"

    @property
    def ends(self) -> date | None:
        """Last day of the line, where too little is known of later systems; None where no row lies beyond it."""
        last = self.line_until
        return last if last and self.data_to and self.data_to > f"{last:%Y-%m}" else None

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
        own = (_TWO_POINTS if self._is_of_two_points else "", self.remark)
        parts = (self.trend.by_construction, self.estimate.note, self.trend.note, self.unknown, *gone, *own)
        return " ".join(part for part in parts if part)

    @property
    def _is_of_two_points(self) -> bool:
        return self.estimate.n == 2 and self.estimate.r2 is not None and self.estimate.low is not None

    @property
    def unknown(self) -> str:
        """What the result does not know of the systems that it is about, whole sentences; "" where it is no matter."""
        if self.known is None:
            return capable_told(self.capable)
        filling = self.options.get("filling")
        if self.ends is not None:
            last = (
                f"The line ends in {self.ends:%Y-%m}, with the last half-year in which the training compute of at "
                "least half of the leading developers' systems is known; later points take no part."
            )
        elif filling not in (None, "none"):
            last = f"Unknown training compute is filled, {FILLINGS[str(filling)]}: a supposition, no estimate."
        elif self.trend.endless:
            last = self.trend.endless
            if self.known.thins_out:
                last += (
                    f" After {self.known.until:%Y-%m} the training compute of fewer than half of the leading "
                    f"developers' {self.known.what} of any half-year is known."
                )
        elif self.known.until < self._last_day:
            last = (
                f"In no half-year after {self.known.until:%Y-%m} is the training compute of half of the leading "
                "developers' systems known: the later points are a selection."
            )
        else:
            last = ""
        return " ".join(part for part in (last, self.known.sentence, capable_told(self.capable)) if part)

    @property
    def _last_day(self) -> date:
        return max(self.points.texts(self.trend.x.column)) if self.trend.x and len(self.points) else date.min

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
            "data_to": self.data_until.removeprefix("data to "),
            "line_until": self.ends.isoformat() if self.ends else None,
            "known": self.known.as_dict() if self.known else None,
            "most_capable": list(map(entry, self.capable)),
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

    def as_row(self) -> dict[str, Any]:
        """The same as one row: without what has parts of its own."""
        parts = ("known", "most_capable", "tables", "options", "settings", "numbers")
        return {name: value for name, value in self.as_dict().items() if name not in parts}

    def _of_these_points(self, text: str, before: str = "") -> str:
        """A text with the period that the points span in place of the declared one, and what the options add."""
        if self.ends is not None and not self.options:
            end = f"{self.ends:%Y-%m}"
            return _END.sub(lambda found: min(found[0], end), text)
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
        if "filling" in given:
            found.append(f"unknown training compute filled: {given['filling']}")
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
