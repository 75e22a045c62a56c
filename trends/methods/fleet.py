"""The chips of the industry as drawn: what was delivered, what is installed and what it draws, within percentiles.

A row of deliveries has a median and two percentiles; its draws are a lognormal on either side. Errors of one designer's
rows go together: with the correlations below the totals at the end of 2025 have the percentiles that the source
publishes for them, which independent rows miss by far.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.checks import Floats
from compute_trends.trends.points import Points

DRAWS = 1000

#: Of errors of a designer's rows, so that its cumulative H100-equivalents until 2025-Q4 have the published percentiles
#: (5th and 95th over the median: Nvidia 0.871 and 1.138, Google 0.809 and 1.190, AMD 0.852 and 1.170, Amazon 0.889 and
#: 1.141, epoch-research/ai-chip-counts of 2026-04).
CORRELATION = {"Nvidia": 0.6, "Google": 0.25, "AMD": 0.25, "Amazon": 0.15}

_DAYS_PER_YEAR = 365.25
_Z95 = 1.6448536
_START = 18993.0  # 2022-01-01, before which nothing is counted


@dataclass(frozen=True)
class Fleet:
    """Deliveries (row by row) and the settings that say how long they serve.

    Args:
        points: of a statement with a column `fleet`, filled in one row.
        seed: of the draws.
    """

    points: Points
    seed: int = 2022

    @cached_property
    def rows(self) -> list[dict[str, float | str]]:
        """One for each designer, chip and quarter.

        Raises:
            ComputeTrendsError: no deliveries are selected.
        """
        texts = [text for text in self.points.texts("fleet") if text]
        if not texts:
            raise ComputeTrendsError("no deliveries are selected")
        found: list[dict[str, float | str]] = json.loads(texts[0])
        return found

    def column(self, name: str) -> Floats:
        """A quantity of every row."""
        return np.array([row[name] for row in self.rows], dtype=np.float64)

    @cached_property
    def generator(self) -> np.random.Generator:
        """Of everything that is drawn after the rows."""
        return np.random.Generator(np.random.SFC64(self.seed + 1))

    @cached_property
    def factors(self) -> Floats:
        """What each draw multiplies the median of each row with: draws by rows."""
        generator = np.random.Generator(np.random.SFC64(self.seed))
        designers = [str(row["designer"]) for row in self.rows]
        common = {name: generator.standard_normal((DRAWS, 1)) for name in sorted(set(designers))}
        own = generator.standard_normal((DRAWS, len(designers)))
        rho = np.array([CORRELATION.get(name, 0.5) for name in designers])
        shared = np.hstack([common[name] for name in designers])
        z = np.sqrt(rho) * shared + np.sqrt(1 - rho) * own
        middle = self.column("h100")
        below, above = np.log(middle / self.column("p05")) / _Z95, np.log(self.column("p95") / middle) / _Z95
        drawn: Floats = np.exp(z * np.where(z < 0, below, above))
        return drawn

    def between(self, name: str, low: str, high: str) -> Floats:
        """An assumption, drawn from the triangle between its settings.

        Raises:
            ComputeTrendsError: the settings are not in order.
        """
        left, mode, right = (self.points.number(setting) for setting in (low, name, high))
        if not left <= mode <= right:
            raise ComputeTrendsError(f"{low} = {left:g}, {name} = {mode:g}, {high} = {right:g} are not in order")
        if left == right:
            return np.full(DRAWS, mode)
        drawn: Floats = self.generator.triangular(left, mode, right, DRAWS)
        return drawn

    def stock(self, of: str, days: Floats) -> tuple[Floats, Floats]:
        """(central, drawn by day) of what is in service on some days.

        Args:
            of: "h100", "power_w" or "flop_per_s".
            days: since 1970-01-01.
        """
        self.generator.bit_generator.state = np.random.SFC64(self.seed + 1).state  # the same lifetimes for all
        lifetime = self.between("lifetime_year", "lifetime_low_year", "lifetime_high_year")
        most = self.points.number("earlier_high_quarters")
        earlier = self.generator.triangular(0, min(self.points.number("earlier_quarters"), most), most, DRAWS)
        value, delivered = self.column(of), self.column("day")
        drawn = self._serving(value * self.factors, delivered, days, lifetime, earlier)
        central = self._serving(
            value[None, :],
            delivered,
            days,
            np.array([self.points.number("lifetime_year")]),
            np.array([self.points.number("earlier_quarters")]),
        )
        return central[0], drawn

    def _serving(
        self, values: Floats, delivered: Floats, days: Floats, lifetime: Floats, earlier: Floats
    ) -> NDArray[np.float64]:
        first = delivered == delivered.min()
        found = np.empty((values.shape[0], days.size))
        for place, day in enumerate(days):
            age = (day - delivered) / _DAYS_PER_YEAR
            serving = (age >= 0) & (age[None, :] < lifetime[:, None])
            # What was there in 2022 had been delivered before, and goes out of service as it came.
            left = np.clip(1 - (day - _START) / _DAYS_PER_YEAR / lifetime, 0, None)
            found[:, place] = (values * serving).sum(axis=1) + left * earlier * values[:, first].sum(axis=1)
        return found

    def year(self, of: str) -> tuple[float, Floats]:
        """(central, drawn) stock of the year of the account on average, by its quarters' ends and the one before."""
        year = int(self.points.number("year"))
        ends = np.array([f"{year - 1}-12-31", f"{year}-03-31", f"{year}-06-30", f"{year}-09-30", f"{year}-12-31"])
        days = ends.astype("datetime64[D]").astype(np.float64)
        if days[-1] > self.column("day").max() + 1:
            raise ComputeTrendsError(f"the deliveries end before the end of {year}")
        central, drawn = self.stock(of, days)
        weights = np.array([0.5, 1, 1, 1, 0.5]) / 4
        return float(central @ weights), drawn @ weights
