"""Estimator of the hardware study: one kind of chip against the trend of another."""

from __future__ import annotations

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.ratios import against_reference
from compute_trends.trends.estimators.regression import log_linear_fit
from compute_trends.trends.methods.estimate import Curve, Estimate, Method
from compute_trends.trends.methods.lines import floats, multiple, named, powers
from compute_trends.trends.points import Points

#: Factor within which a value is about what a remark says.
_ABOUT = 1.25
_FEW = 4  # of a kind, or of GPUs; their scatter is hardly known


def kind_against_gpus(
    kind: str,
    unknown_column: str,
    level: float = 0.95,
    resamples: int = 1000,
    seed: int = 2023,
    what: str = "chip",
) -> Method:
    """y of the chips of one kind over the log-linear trend of the GPUs' y, each at its own release date, in x.

    The points carry the columns `type`, `name`, `power_basis` and `unknown_column`, the names of the chips of the row's
    type for which y or the date is not known: `rate_unknown`, or `efficiency_unknown` where y is a rate per power.
    One chip alone has no interval: nothing is known of how such chips scatter.

    Raises:
        ComputeTrendsError: (by the function returned) no chip of the kind, or no two GPUs of different dates.
    """

    def estimate(points: Points) -> Estimate:
        others, gpus = points.where("type", kind), points.where("type", "gpu")
        if not len(others):
            raise ComputeTrendsError(f"no {what} of type {kind} with a known value is selected, so it stays unknown")
        if len(gpus) < 2:
            raise ComputeTrendsError(f"{len(gpus)} GPUs with a known value are selected; the comparison needs a trend")
        found = against_reference(others.x, others.y, gpus.x, gpus.y, level, resamples, seed)
        fit = log_linear_fit(gpus.x, gpus.y, level)
        grid = np.linspace(points.x.min(), points.x.max(), 31)
        span = (float(gpus.x.min()), float(gpus.x.max()))
        trend = Curve("trend of GPUs", floats(grid), powers(fit.predict(grid)), span=span)
        names = ", ".join(others.texts("name"))
        unknown = others.texts(unknown_column)[0]
        per_joule = unknown_column == "efficiency_unknown"
        basis = {"power_basis": "; ".join(sorted(set(others.texts("power_basis"))))} if per_joule else {}
        one = len(others) == 1
        few = min(len(others), len(gpus)) < _FEW
        single = f" One {what} has no interval." if one else f" Few {what}s: the interval is too narrow." if few else ""
        outside = (
            " Some dates lie outside the GPUs' own."
            if others.x.min() < gpus.x.min() or others.x.max() > gpus.x.max()
            else ""
        )
        return Estimate(
            value=found.value,
            low=None if one else found.low,
            high=None if one else found.high,
            level=None if one else level,
            n=len(others),
            numbers={"gpus": len(gpus), **basis},
            curves=(trend, named("that trend times {value}", multiple(trend)(found.value), found.value)),
            line_of=multiple(trend),
            note=f"Compared: {names}.{f' Unknown and left out: {unknown}.' if unknown else ''}{single}{outside}",
        )

    return estimate


def system_against(ours: str, other: str, remark: float) -> Method:
    """y of one system over y of another, in x, with what somebody said that it is; records by id.

    The points carry `record_id`, `name`, `chip`, `chip_flop_per_joule` and `system_flop_per_joule`.

    Raises:
        ComputeTrendsError: (by the function returned) one of the two is not among the points.
    """

    def estimate(points: Points) -> Estimate:
        records = points.texts("record_id")
        for record in (ours, other):
            if record not in records:
                raise ComputeTrendsError(f"{record} is not among the systems with a known rate and power")
        mine, theirs = records.index(ours), records.index(other)
        value = float(points.y[mine] / points.y[theirs])
        names, chips = points.texts("name"), points.texts("chip")
        per_joule = float(points.numbers("system_flop_per_joule")[mine])
        of_chip = points.texts("chip_flop_per_joule")[theirs]
        against_chip = None if of_chip is None else float(of_chip) / per_joule
        verdict = "so" if abs(np.log2(value / remark)) < np.log2(_ABOUT) else "not so"
        alone = f" Against the TDP of one {chips[theirs]} alone, which is not like with like, it is "
        beside = "" if against_chip is None else f"{alone}{against_chip:.2f}."
        return Estimate(
            value=value,
            n=2,
            numbers={"remark": remark, "against_one_chip": against_chip},
            note=(
                f"{names[mine]} over {names[theirs]}, system with system: a remark has it at about {remark:g}, which "
                f"is {verdict} here.{beside} Two systems have no interval."
            ),
        )

    return estimate
