"""Bounds that grow with the years, as thresholds of a rule and as SQL."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from compute_trends.validators.rule import Threshold

#: The year of `publication_date` with its fraction, e.g. 2020.41.
YEAR = "(year(publication_date) + (dayofyear(publication_date) - 1) / 365.25)"


@dataclass(frozen=True)
class TrendLine:
    """A bound that is exponential between the given years and constant before the first and after the last.

    The trends of this field are straight in the logarithm, and bend at a few dates (Sevilla et al. 2022): so do these.
    """

    name: str  # of the thresholds: `most` gives most_1990, most_2005, ...
    points: tuple[tuple[int, float], ...]  # (year, bound), by year
    unit: str
    source: str

    @property
    def thresholds(self) -> tuple[Threshold, ...]:
        """One threshold per year at which the line bends."""
        return tuple(Threshold(f"{self.name}_{year}", bound, self.unit, self.source) for year, bound in self.points)

    @property
    def sql(self) -> str:
        """The bound in the year of a row's `publication_date`."""
        first, last = self.points[0][0], self.points[-1][0]
        parts = [f"when {YEAR} <= {first} then ${self.name}_{first}"]
        for (start, _), (end, _) in pairwise(self.points):
            low, high = f"${self.name}_{start}::double", f"${self.name}_{end}::double"
            parts.append(f"when {YEAR} <= {end} then {low} * pow({high} / {low}, ({YEAR} - {start}) / {end - start}.0)")
        return f"(case {' '.join(parts)} else ${self.name}_{last} end)"
