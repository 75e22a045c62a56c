"""Estimates of the inference study: directions of two trends, hardware's part in energy, measured beside peak rate."""

from __future__ import annotations

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.bootstrap import bootstrap_fit, interval
from compute_trends.trends.estimators.calendar import DAYS_PER_YEAR
from compute_trends.trends.estimators.checks import Floats, positive
from compute_trends.trends.estimators.ratios import geometric_mean
from compute_trends.trends.estimators.regression import growth_factor, log_linear_fit
from compute_trends.trends.methods.estimate import Curve, Estimate
from compute_trends.trends.methods.lines import floats, level, named, powers
from compute_trends.trends.points import Points

RESAMPLES = 1000
SEED = 2022


def frontier_direction(points: Points) -> Estimate:
    """Whether forward FLOP grows faster among record setters than among all networks, in words.

    The record setters are a small part of all networks, so the two are resampled apart.

    Raises:
        ComputeTrendsError: fewer than two record setters or networks, or all on one date.
    """
    records = points.where("is_record_setter", True)
    frontier, every = _slopes(records, "forward_flop"), _slopes(points, "forward_flop")
    low, high = interval(frontier[1] - every[1])
    if low > 0:
        value = "faster for the frontier"
    elif high < 0:
        value = "slower for the frontier"
    else:
        value = "no faster for the frontier that the interval could tell"
    return Estimate(
        value=value,
        n=len(points),
        numbers={
            "record_setters": len(records),
            "growth_frontier_per_year": _yearly(frontier[0]),
            "growth_all_per_year": _yearly(every[0]),
            "ratio_of_growth": _yearly(frontier[0] - every[0]),
            "ratio_of_growth_low": _yearly(low),
            "ratio_of_growth_high": _yearly(high),
        },
        curves=_two_fits(points, "forward_flop"),
        note=(
            f"Forward FLOP grow {_yearly(frontier[0]):.2f}x a year for the {len(records)} record setters and "
            f"{_yearly(every[0]):.2f}x for all networks; the ratio of the two is {_yearly(low):.2f} to "
            f"{_yearly(high):.2f} (95%, bootstrap)."
        ),
    )


def energy_direction(points: Points) -> Estimate:
    """Whether joules per pass grow slower than FLOP per pass, among record setters and among all networks, in words.

    Raises:
        ComputeTrendsError: fewer than two record setters or networks, or all on one date.
    """
    numbers: dict[str, float | int | str | None] = {}
    slower, texts = [], []
    for label, chosen in (("frontier", points.where("is_record_setter", True)), ("all", points)):
        # One seed draws the same networks for both, so the difference is that of the hardware's slope.
        flop, energy = _slopes(chosen, "forward_flop"), _slopes(chosen, "own_year_energy_j")
        low, high = interval(flop[1] - energy[1])
        slower.append(low > 0)
        for name, slope in (("flop", flop[0]), ("energy", energy[0]), ("hardware", flop[0] - energy[0])):
            numbers[f"growth_{name}_{label}_per_year"] = _yearly(slope)
        numbers[f"growth_hardware_{label}_low"], numbers[f"growth_hardware_{label}_high"] = _yearly(low), _yearly(high)
        texts.append(f"{_yearly(flop[0]):.2f}x in FLOP and {_yearly(energy[0]):.2f}x in joules ({label})")
    return Estimate(
        value=(
            "slower than in FLOP, because hardware efficiency grew"
            if all(slower)
            else "no slower than in FLOP that the intervals could tell"
        ),
        n=len(points),
        numbers=numbers,
        curves=_two_fits(points, "own_year_energy_j"),
        note=(
            f"Growth per year and forward pass: {' and '.join(texts)}. Joules are FLOP over the operations per joule "
            "of the best chip of the day, so they grow slower than FLOP whenever chips improve."
        ),
    )


def hardware_saving(points: Points) -> Estimate:
    """Geometric mean of the joules of a pass on the hardware of its own day over those on today's.

    Raises:
        ComputeTrendsError: no network.
    """
    own, today = points.numbers("own_year_energy_j"), points.numbers("today_energy_j")
    found = geometric_mean(own / today)
    names = points.texts("name")
    return Estimate(
        value=found.value,
        low=found.low,
        high=found.high,
        level=found.level,
        n=found.n,
        numbers={
            "first": names[0],
            "first_own_year_energy_j": float(own[0]),
            "first_today_energy_j": float(today[0]),
            "last": names[-1],
            "last_own_year_energy_j": float(own[-1]),
            "last_today_energy_j": float(today[-1]),
        },
    )


def median_share(points: Points) -> Estimate:
    """Median share of the peak rate, with the bootstrap interval of the median.

    Raises:
        ComputeTrendsError: no measurement.
    """
    shares = positive(points.numbers("share_of_peak"), "the shares of the peak rate")
    draws = np.random.default_rng(SEED).integers(0, shares.size, size=(RESAMPLES, shares.size))
    low, high = interval(np.median(shares[draws], axis=1))
    tenth, ninetieth = np.quantile(shares, [0.1, 0.9])
    at, median = level(points), float(np.median(shares))
    return Estimate(
        value=median,
        low=low,
        high=high,
        level=0.95,
        n=shares.size,
        numbers={
            "share_tenth_percentile": float(tenth),
            "share_ninetieth_percentile": float(ninetieth),
            "share_highest": float(shares.max()),
            "median_energy_at_tdp_j": float(np.median(points.numbers("energy_at_tdp_j"))),
            "median_energy_at_peak_rate_j": float(np.median(points.numbers("energy_at_tdp_j") * shares)),
        },
        curves=(named("ours: median {value}", at(median)),) if at else (),
        line_of=at,
    )


def _slopes(points: Points, column: str) -> tuple[float, Floats]:
    """Slope of log10 `column` per day, and of its resamples."""
    if len(points) < 2:
        raise ComputeTrendsError(f"{len(points)} of the selected networks take part; a direction needs at least two")
    values = positive(points.numbers(column), column)
    slopes = bootstrap_fit(points.x, np.log10(values), RESAMPLES, 0.0, SEED).slopes
    return log_linear_fit(points.x, values).slope, slopes


def _two_fits(points: Points, column: str) -> tuple[Curve, ...]:
    """The fit of all networks and that of the record setters, each with its growth."""
    found = []
    for label, chosen in (("all", points), ("record setters", points.where("is_record_setter", True))):
        fit = log_linear_fit(chosen.x, chosen.numbers(column))
        ends = np.array([chosen.x.min(), chosen.x.max()])
        line = Curve("", floats(ends), powers(fit.predict(ends)))
        found.append(named(f"fit of {label}: {{value}}", line, _yearly(fit.slope), "x/year"))
    return tuple(found)


def _yearly(slope: float) -> float:
    return growth_factor(slope, DAYS_PER_YEAR)
