"""Bounds that grow with the years, as thresholds of a rule and as SQL."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import log10

from compute_trends.validators.rule import Threshold

#: No artificial neuron is older than that of McCulloch and Pitts (1943).
EARLIEST_YEAR = 1940


def in_field_sql(date: str) -> str:
    """Whether a date is one of the field, up to next year; no trend holds elsewhere, where rules of dates object."""
    return f"(year({date}) between {EARLIEST_YEAR} and year($as_of) + 1)"


#: The year of `publication_date` with its fraction, e.g. 2020.41.
YEAR = "(year(publication_date) + (dayofyear(publication_date) - 1) / 365.25)"


@dataclass(frozen=True)
class TrendLine:
    """A bound that is exponential between the given years and constant before the first and after the last.

    Rules ask `in_field_sql` before they compare with it, so that no year far away gets the bound of an end.

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

    def extremes(self, since: int) -> tuple[float, float]:
        """The least and the greatest bound from the beginning of a year on."""
        before = [point for point in self.points if point[0] <= since] or [(since, self.points[0][1])]
        later = [point for point in self.points if point[0] > since]
        (at, bound), (end, value) = before[-1], (later or before)[0]
        at_first = bound * (value / bound) ** ((since - at) / (end - at)) if later else bound
        bounds = [at_first, *(value for _, value in later)]
        return min(bounds), max(bounds)

    def sql(self, year: str = YEAR) -> str:
        """The bound in a year: the logarithm rises by so much in every stretch between two of the points."""
        terms = [repr(log10(self.points[0][1]))]
        for (start, low), (end, high) in pairwise(self.points):
            slope = log10(high / low) / (end - start)
            terms.append(f"{slope!r}::double * least(greatest({year} - {start}, 0), {end - start})")
        return f"pow(10::double, {' + '.join(terms)})"
