"""Ordinary least squares: log-linear growth over time and power laws."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.checks import Floats, fraction, paired, positive
from compute_trends.trends.estimators.student import t_critical, t_p_value

LOG10_2 = math.log10(2)


@dataclass(frozen=True)
class LinearFit:
    """y = intercept + slope x by ordinary least squares.

    The interval, the standard error and the p-value (two-sided, slope = 0) are those of Student's t with n - 2 degrees
    of freedom; they are None for two points. `r2` is None where all y are equal.
    """

    slope: float
    intercept: float
    n: int
    r2: float | None
    level: float
    slope_low: float | None
    slope_high: float | None
    standard_error: float | None
    p_value: float | None
    residual_sd: float | None  # with n - 2 degrees of freedom
    x_mean: float
    x_sum_squares: float  # about the mean

    def predict(self, x: ArrayLike) -> Floats:
        """Fitted y at each x."""
        return self.intercept + self.slope * np.asarray(x, dtype=np.float64)

    def band(self, x: ArrayLike, single: bool = False) -> tuple[Floats, Floats]:
        """Low and high limit at each x: of the mean, or of a `single` further observation.

        Raises:
            ComputeTrendsError: the fit has two points only.
        """
        if self.residual_sd is None:
            raise ComputeTrendsError("a fit through two points has no band: at least 3 points are needed")
        xs = np.asarray(x, dtype=np.float64)
        spread = 1 / self.n + (xs - self.x_mean) ** 2 / self.x_sum_squares + (1.0 if single else 0.0)
        half = t_critical(self.level, self.n - 2) * self.residual_sd * np.sqrt(spread)
        middle = self.predict(xs)
        return middle - half, middle + half


def linear_fit(x: ArrayLike, y: ArrayLike, level: float = 0.95, x_name: str = "x", y_name: str = "y") -> LinearFit:
    """Fit y on x.

    Args:
        x, y: n points each, n >= 2.
        level: of the interval, as a fraction.
        x_name, y_name: for the messages.

    Raises:
        ComputeTrendsError: fewer than two points, all x equal, or a value that is not finite.
    """
    xs, ys = paired(x, y, 2, x_name, y_name)
    fraction(level, "the level of an interval")
    n = xs.size
    x_mean, y_mean = float(xs.mean()), float(ys.mean())
    dx, dy = xs - x_mean, ys - y_mean
    sxx, sxy, syy = float(dx @ dx), float(dx @ dy), float(dy @ dy)
    constant = bool(np.all(ys == ys[0]))
    slope = 0.0 if constant else sxy / sxx  # the mean's rounding would leave a slope where there is none
    residuals = dy - slope * dx
    rest = float(residuals @ residuals)
    low = high = error = p_value = sd = None
    if n > 2:
        sd = math.sqrt(rest / (n - 2))
        error = sd / math.sqrt(sxx)
        half = t_critical(level, n - 2) * error
        low, high = slope - half, slope + half
        if not constant:
            p_value = t_p_value(slope / error if error else math.inf, n - 2)
    return LinearFit(
        slope=slope,
        intercept=y_mean - slope * x_mean,
        n=n,
        r2=None if constant else 1 - rest / syy,
        level=level,
        slope_low=low,
        slope_high=high,
        standard_error=error,
        p_value=p_value,
        residual_sd=sd,
        x_mean=x_mean,
        x_sum_squares=sxx,
    )


def log_linear_fit(x: ArrayLike, values: ArrayLike, level: float = 0.95) -> LinearFit:
    """Fit log10(values) on x: the slope is in orders of magnitude per unit of x (per day where x is days).

    Source: Sevilla et al. 2022 (arXiv 2202.05924), section 3.

    Raises:
        ComputeTrendsError: as `linear_fit`, or a value is zero or negative.
    """
    return linear_fit(x, np.log10(positive(values)), level, "date", "value")


def power_law(x: ArrayLike, y: ArrayLike, level: float = 0.95) -> LinearFit:
    """Fit log10(y) on log10(x): y = 10^intercept x^slope.

    Source: Thompson et al. 2022 (arXiv 2007.05558), polynomial form.

    Raises:
        ComputeTrendsError: as `linear_fit`, or an x or y is zero or negative.
    """
    return linear_fit(np.log10(positive(x, "x")), np.log10(positive(y, "y")), level)


def exponential_law(x: ArrayLike, y: ArrayLike, level: float = 0.95) -> LinearFit:
    """Fit y on log10(x): each factor of ten in x adds the slope to y.

    Source: Thompson et al. 2022 (arXiv 2007.05558), exponential form.

    Raises:
        ComputeTrendsError: as `linear_fit`, or an x is zero or negative.
    """
    return linear_fit(np.log10(positive(x, "x")), y, level)


def doubling_time(slope: float) -> float:
    """Time in which a quantity doubles, in the unit of x, from its slope in log10 per unit of x.

    Raises:
        ComputeTrendsError: the slope is zero or negative.
    """
    if slope <= 0:
        raise ComputeTrendsError(
            f"the fitted slope is {slope:.3g} per unit of time: it does not grow, so never doubles"
        )
    return LOG10_2 / slope


def growth_factor(slope: float, span: float) -> float:
    """Factor by which a quantity grows over `span` units of x, from its slope in log10 per unit of x.

    Raises:
        ComputeTrendsError: the factor is larger than a number can be.
    """
    try:
        return float(10 ** (slope * span))
    except OverflowError:
        raise ComputeTrendsError(
            f"growth by {slope * span:.0f} orders of magnitude in {span:g} units of time is beyond any number: "
            "the points lie too close in time for that"
        ) from None
