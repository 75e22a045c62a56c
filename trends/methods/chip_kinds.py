"""Estimator of the hardware study: one kind of chip against the trend of another."""

from __future__ import annotations

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.ratios import against_reference
from compute_trends.trends.estimators.regression import log_linear_fit
from compute_trends.trends.methods.estimate import Curve, Estimate, Method
from compute_trends.trends.methods.lines import floats, multiple, named, powers
from compute_trends.trends.points import Points


def kind_against_gpus(
    kind: str, unknown_column: str, level: float = 0.95, resamples: int = 1000, seed: int = 2023
) -> Method:
    """y of the chips of one kind over the log-linear trend of the GPUs' y, each at its own release date, in x.

    The points carry the columns `type`, `name`, `power_basis` and `unknown_column`, the names of the chips of the row's
    type for which y or the date is not known: `rate_unknown`, or `efficiency_unknown` where y is a rate per power.

    Raises:
        ComputeTrendsError: (by the function returned) no chip of the kind, or no two GPUs of different dates.
    """

    def estimate(points: Points) -> Estimate:
        others, gpus = points.where("type", kind), points.where("type", "gpu")
        if not len(others):
            raise ComputeTrendsError(f"no chip of type {kind} with a known value is selected, so it stays unknown")
        if len(gpus) < 2:
            raise ComputeTrendsError(f"{len(gpus)} GPUs with a known value are selected; the comparison needs a trend")
        found = against_reference(others.x, others.y, gpus.x, gpus.y, level, resamples, seed)
        fit = log_linear_fit(gpus.x, gpus.y, level)
        grid = np.linspace(points.x.min(), points.x.max(), 31)
        trend = Curve("trend of GPUs", floats(grid), powers(fit.predict(grid)))
        names = ", ".join(others.texts("name"))
        unknown = others.texts(unknown_column)[0]
        per_joule = unknown_column == "efficiency_unknown"
        basis = {"power_basis": "; ".join(sorted(set(others.texts("power_basis"))))} if per_joule else {}
        single = (
            " With one chip the interval holds the uncertainty of the GPUs' trend alone." if len(others) == 1 else ""
        )
        outside = (
            " Some dates lie outside the GPUs' own."
            if others.x.min() < gpus.x.min() or others.x.max() > gpus.x.max()
            else ""
        )
        return Estimate(
            value=found.value,
            low=found.low,
            high=found.high,
            level=level,
            n=len(others),
            numbers={"gpus": len(gpus), **basis},
            curves=(trend, named("that trend times {value}", multiple(trend)(found.value), found.value)),
            line_of=multiple(trend),
            note=f"Compared: {names}.{f' Unknown and left out: {unknown}.' if unknown else ''}{single}{outside}",
        )

    return estimate
