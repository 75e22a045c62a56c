"""Estimators of the three-forces account: growth of products and quotients of independently measured quantities."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.bootstrap import BootstrapFits, bootstrap_fit, interval
from compute_trends.trends.estimators.calendar import DAYS_PER_YEAR
from compute_trends.trends.estimators.checks import Floats
from compute_trends.trends.estimators.ratios import log_ratio_draws
from compute_trends.trends.estimators.regression import LinearFit, growth_factor, log_linear_fit
from compute_trends.trends.methods.estimate import Curve, Estimate, LineOf, Method
from compute_trends.trends.methods.lines import floats, named, powers, straight
from compute_trends.trends.points import Points

COMPUTE = "training compute"
ALGORITHMS = "algorithmic efficiency"
PER_JOULE = "FLOP per joule"
PER_USD = "FLOP/s per USD"

#: In this order each force has a seed of its own, the same in every combination.
FORCES = (COMPUTE, ALGORITHMS, PER_JOULE, PER_USD)

#: Training compute is an estimate within a factor of two (Sevilla et al. 2022); specifications and efficiency records
#: are taken as they are.
_NOISE = {COMPUTE: math.log10(2)}


@dataclass(frozen=True)
class _Force:
    fit: LinearFit
    draws: BootstrapFits


def account(signs: Mapping[str, int], level: float = 0.95, resamples: int = 1000, seed: int = 2012) -> Method:
    """Growth per year of a product of forces, from the points' columns `force`, x (days) and y.

    Each force is fitted and resampled by itself; the interval is that of the sum of the resampled slopes.

    Args:
        signs: +1 for a force that multiplies, -1 for one that divides.
        level: of the interval.
        resamples, seed: of the bootstrap; each force draws from a seed of its own.
    """

    def estimate(points: Points) -> Estimate:
        forces = _fit(points, signs, level, resamples, seed)
        draws = log_ratio_draws({name: force.draws.slopes for name, force in forces.items()}, dict(signs))
        low, high = interval(draws, level)
        return _estimate(
            points, forces, signs, sum(s * forces[n].fit.slope for n, s in signs.items()), low, high, level
        )

    return estimate


def life_energy(level: float = 0.95, resamples: int = 1000, seed: int = 2012) -> Method:
    """Growth of training and inference energy per frontier model: training energy over the assumed training share.

    The share at the first and at the last point is drawn evenly between the settings `training_share_low` and
    `training_share_high`, independently; the estimate itself holds the share constant.
    """
    signs = {COMPUTE: 1, PER_JOULE: -1}

    def estimate(points: Points) -> Estimate:
        low_share, _, high_share = training_shares(points)
        forces = _fit(points, signs, level, resamples, seed)
        draws = log_ratio_draws({name: force.draws.slopes for name, force in forces.items()}, signs)
        shares = np.log10(np.random.Generator(np.random.SFC64(seed)).uniform(low_share, high_share, (2, resamples)))
        low, high = interval(draws + (shares[0] - shares[1]) / float(np.ptp(points.x)), level)
        slope = sum(sign * forces[name].fit.slope for name, sign in signs.items())
        return _estimate(points, forces, signs, slope, low, high, level)

    return estimate


def inference_energy() -> Method:
    """Inference energy (MWh) that goes with the measured training energy, by the assumed training share.

    The limits are those of the share's assumed range; they hold no statistical uncertainty.
    """

    def estimate(points: Points) -> Estimate:
        if not len(points):
            raise ComputeTrendsError("no training run with a known energy is selected")
        low, middle, high = training_shares(points)
        training = float(points.numbers("energy_mwh").sum())
        return Estimate(
            value=training * (1 - middle) / middle,
            low=training * (1 - high) / high,
            high=training * (1 - low) / low,
            n=len(points),
            numbers={
                "training_energy_mwh": training,
                "training_share": middle,
                "inference_to_training_ratio": (1 - middle) / middle,
                "inference_to_training_ratio_low": (1 - high) / high,
                "inference_to_training_ratio_high": (1 - low) / low,
            },
            note=(
                f"Assumed, not measured: training takes {middle:.0%} of a model's energy over its life; the limits are "
                f"those of {high:.0%} and {low:.0%}."
            ),
        )

    return estimate


def training_shares(points: Points) -> tuple[float, float, float]:
    """Lowest, middle and highest training share, from the settings.

    Raises:
        ComputeTrendsError: they are not in this order within (0, 1).
    """
    low, middle, high = (points.number(f"training_share{end}") for end in ("_low", "", "_high"))
    if not 0 < low <= middle <= high < 1:
        raise ComputeTrendsError(
            "the training share lies between 0 and 1 and between its lowest and highest value, not "
            f"training_share_low = {low:g}, training_share = {middle:g}, training_share_high = {high:g}"
        )
    return low, middle, high


def _fit(points: Points, signs: Mapping[str, int], level: float, resamples: int, seed: int) -> dict[str, _Force]:
    forces = {}
    for name in signs:
        own = points.where("force", name)
        try:
            fit = log_linear_fit(own.x, own.y, level)
            draws = bootstrap_fit(own.x, np.log10(own.y), resamples, _NOISE.get(name, 0.0), seed + FORCES.index(name))
        except ComputeTrendsError as error:
            raise ComputeTrendsError(f"{name}: {error}") from error
        forces[name] = _Force(fit, draws)
    return forces


def _estimate(
    points: Points,
    forces: Mapping[str, _Force],
    signs: Mapping[str, int],
    slope: float,
    low: float,
    high: float,
    level: float,
) -> Estimate:
    numbers: dict[str, float | int | str | None] = {}
    for name, force in forces.items():
        key = name.lower().replace("/", "_per_").replace(" ", "_")
        ends = interval(force.draws.slopes, level)
        numbers |= {
            f"{key}_n": force.fit.n,
            f"{key}_growth": growth_factor(force.fit.slope, DAYS_PER_YEAR),
            f"{key}_growth_low": growth_factor(ends[0], DAYS_PER_YEAR),
            f"{key}_growth_high": growth_factor(ends[1], DAYS_PER_YEAR),
        }
    few = [f"{name} ({force.fit.n})" for name, force in forces.items() if force.fit.n < 10]
    single = next(iter(forces.values())) if len(forces) == 1 and next(iter(signs.values())) == 1 else None
    return Estimate(
        value=growth_factor(slope, DAYS_PER_YEAR),
        low=growth_factor(low, DAYS_PER_YEAR),
        high=growth_factor(high, DAYS_PER_YEAR),
        level=level,
        n=sum(force.fit.n for force in forces.values()),
        r2=single.fit.r2 if single else None,
        numbers=numbers,
        curves=_curves(points, forces, growth_factor(slope, DAYS_PER_YEAR)),
        line_of=_line_of(points, forces),
        note=f"Few points, so the interval is too narrow rather than too wide: {', '.join(few)}." if few else "",
    )


def _curves(points: Points, forces: Mapping[str, _Force], value: float) -> tuple[Curve, ...]:
    """A line of each force, and of what several add up to over the time that they share."""
    label = "{force}: {{value}}" if len(forces) == 1 else "{force}"
    own = []
    for name, ends in _spans(points, forces).items():
        own.append(Curve(label.format(force=name), floats(ends), powers(forces[name].fit.predict(ends))))
    line_of = _line_of(points, forces)
    if len(own) > 1 and line_of is not None:
        own.append(named("{quantity}: {value}", line_of(value)))
    return tuple(own)


def _spans(points: Points, forces: Mapping[str, _Force]) -> dict[str, Floats]:
    dates = {name: points.where("force", name).x for name in forces}
    return {name: np.array([x.min(), x.max()]) for name, x in dates.items()}


def _line_of(points: Points, forces: Mapping[str, _Force]) -> LineOf | None:
    """Growth of one force along its fit; of several over the time that all share, through 1 in the middle of it."""
    if len(forces) == 1:
        [(name, force)] = forces.items()
        return straight(
            points.where("force", name).x, force.fit.predict, lambda value: math.log10(value) / DAYS_PER_YEAR
        )
    spans = _spans(points, forces)
    first, last = max(ends[0] for ends in spans.values()), min(ends[1] for ends in spans.values())
    half = (last - first) / 2 / DAYS_PER_YEAR
    return (lambda value: Curve("", (first, last), (value**-half, value**half))) if half > 0 else None
