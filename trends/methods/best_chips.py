"""Growth of energy on the best chip of the day: which chip that was in each year, and how far a single one moves it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from compute_trends.trends.estimators.calendar import DAYS_PER_YEAR
from compute_trends.trends.estimators.regression import growth_factor, log_linear_fit
from compute_trends.trends.methods.estimate import Estimate, Method
from compute_trends.trends.points import Points


def on_best_chips(method: Method, date: str = "effective_date") -> Method:
    """The growth of a method, with the chips behind it and what it would be without the one that moves it most.

    Without a chip, the points that took it take the second best of their day: the column `second_best_energy_j`.

    Args:
        method: growth of the points' y, an energy, over their dates, in x/year.
        date: column of the points' dates.
    """

    def estimate(points: Points) -> Estimate:
        found = method(points)
        chips = np.array([str(chip) for chip in points.texts("own_year_chip")])
        without = {chip: _without(points, chips == chip) for chip in dict.fromkeys(chips)}
        known = {chip: value for chip, value in without.items() if value is not None}
        by_year: dict[int, set[str]] = {}
        for day, chip in zip(points.texts(date), chips, strict=True):
            by_year.setdefault(day.year, set()).add(str(chip))
        years = {f"chip_{year}": ", ".join(sorted(by_year[year])) for year in sorted(by_year)}
        if not known:
            return replace(found, numbers={**found.numbers, **years})
        most = max(known, key=lambda chip: abs(np.log(known[chip]) - np.log(float(found.value))))
        numbers = {"weightiest_chip": most, "growth_without_it": known[most], **years}
        note = f"Without {most}, the chip that moves it most, it would be {known[most]:.3g}x a year."
        return replace(
            found, numbers={**found.numbers, **numbers}, note=" ".join(part for part in (found.note, note) if part)
        )

    return estimate


def _without(points: Points, gone: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float | None:
    """Growth per year where the points that are marked take the second best chip; None where there is none."""
    second = np.array([np.nan if value is None else value for value in points.texts("second_best_energy_j")])
    values = np.where(gone, second, points.y)
    kept = np.isfinite(values)
    if kept.sum() < 3 or np.ptp(points.x[kept]) == 0:
        return None
    return growth_factor(log_linear_fit(points.x[kept], values[kept]).slope, DAYS_PER_YEAR)
