"""One axis of a trend: which column stands on it, how it is called and scaled, and what it cannot go beyond."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Axis:
    """One axis: a column of the statement, how to label it, and its scale.

    Args:
        column: of the statement; dates become days since 1970-01-01.
        title: for people, without the unit.
        unit: "" where there is none, or for dates.
        scale: "time", "log" (values must be positive) or "linear".
        least, most: values that there are none beyond, so that no picture draws any; 0 and 1 for a column that ends in
            `_fraction`.
    """

    column: str
    title: str
    unit: str = ""
    scale: str = "linear"
    least: float = -math.inf
    most: float = math.inf

    def __post_init__(self) -> None:
        if self.scale not in ("time", "log", "linear"):
            raise ValueError(f"the scale of {self.column} is {self.scale!r}, not time, log or linear")
        if self.column.endswith("_fraction"):
            object.__setattr__(self, "least", 0.0)
            object.__setattr__(self, "most", 1.0)

    @property
    def is_part(self) -> bool:
        """Whether the values are parts of a whole, from 0 to 1."""
        return (self.least, self.most) == (0.0, 1.0)

    @property
    def words(self) -> str:
        """The title within a sentence: "training compute", "FP32 rate"."""
        first = self.title.split(" ", 1)[0]
        return self.title if first[1:] != first[1:].lower() or "(" in first else self.title[0].lower() + self.title[1:]
