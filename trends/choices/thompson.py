"""The choices behind error against computation: which results count, what counts as computation, which estimator."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.choices.common import Choice, Level, Number, least_squares_slope, values
from compute_trends.trends.estimators.checks import positive
from compute_trends.trends.estimators.multiple import multiple_regression
from compute_trends.trends.estimators.quantile import quantile_fit
from compute_trends.trends.estimators.regression import exponential_law
from compute_trends.trends.estimators.robust import least_absolute_slope, theil_sen_slope
from compute_trends.trends.points import Points

RESULTS = values("results", "frontier", ("all", None), ("record setters", True))
SEARCH = values("architecture search", "architecture_search", ("counted", True), ("left out", False))
TABLE = Choice("table", (Level("2022.8.0"), Level("2026.8.0", version="2026.8.0")))
WITHOUT_SEARCH = Choice("architecture search", SEARCH.levels[::-1])

CONTINUED = (
    values("computation", "confident_only", ("all", False), ("within a factor of 3", True)),
    values("score of a model", "best_report", ("median report", False), ("best report", True)),
    RESULTS,
)


def slopes(inverse: bool) -> Choice:
    """Estimators of the slope of log10(error), or of log10(1/error), on log10(computation)."""
    sign = -1.0 if inverse else 1.0
    return _by_slope(lambda slope: sign * slope)


def slopes_without_year() -> Choice:
    """Those of `slopes` of log10(error) that need no year of the result."""
    found = slopes(inverse=False)
    return Choice(found.name, found.levels[:-1])


def exponents() -> Choice:
    """Estimators of the exponent: 1 over the slope of log10(1/error)."""

    def exponent(slope: float) -> float:
        if slope >= 0:
            raise ComputeTrendsError("the error does not fall with computation, so no computation halves it")
        return -1 / slope

    return _by_slope(exponent)


def forms() -> Choice:
    """Forms of the law that a projection (FLOP) follows to the setting `target_error_fraction`."""

    def exponential(points: Points) -> float:
        errors = positive(points.numbers("error_fraction"), "the errors")
        fit = exponential_law(points.x, 1 / errors)
        if fit.slope <= 0:
            raise ComputeTrendsError("the error does not fall with computation, so none reaches a lower one")
        power = (1 / points.number("target_error_fraction") - fit.intercept) / fit.slope
        if abs(power) > 300:
            raise ComputeTrendsError("the target lies beyond any number on this line")
        return float(10**power)

    return Choice("form", (Level("polynomial"), Level("exponential", estimate=exponential)))


def _by_slope(answer: Callable[[float], float]) -> Choice:
    def fitted(slope_of: Callable[..., float]) -> Number:
        return lambda points: answer(slope_of(*_logs(points)))

    def fixed_year(points: Points) -> float:
        x, y = _logs(points)
        found = multiple_regression({"computation": x, "year": points.numbers("year")}, y)
        return answer(found.coefficients["computation"].value)

    return Choice(
        "estimator",
        (
            Level("least squares", estimate=fitted(least_squares_slope)),
            Level("least absolute deviations", estimate=fitted(least_absolute_slope)),
            Level("Theil-Sen", estimate=fitted(theil_sen_slope)),
            Level("10th percentile of the error", estimate=fitted(lambda x, y: quantile_fit(x, y, 0.1).slope)),
            Level("least squares, year held fixed", estimate=fixed_year),
        ),
    )


def _logs(points: Points) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], ...]:
    x = np.log10(positive(points.x, "the computation"))
    return x, np.log10(positive(points.numbers("error_fraction"), "the errors"))
