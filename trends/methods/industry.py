"""Estimators of the industry's account: growth of deliveries and stock, levels, what is left for use, elasticity."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.bootstrap import interval
from compute_trends.trends.estimators.calendar import DAYS_PER_MONTH, DAYS_PER_YEAR
from compute_trends.trends.estimators.checks import Floats
from compute_trends.trends.estimators.regression import LinearFit, linear_fit
from compute_trends.trends.methods.estimate import Curve, Estimate, Method
from compute_trends.trends.methods.fleet import DRAWS, Fleet
from compute_trends.trends.methods.lines import floats, powers, straight
from compute_trends.trends.points import Points

_BLOCK = 3  # quarters whose residuals stay together: neighbouring ones are alike
_SECONDS_PER_YEAR = 365.25 * 86400

#: The quantities that the installed chips have, by the words of the account.
_OF = {"computing power": "h100", "16-bit rate": "flop_per_s", "power": "power_w"}


def deliveries_growth(as_doubling: bool = False, level: float = 0.9) -> Method:
    """Growth per year (or doubling time in months) of what is delivered a quarter, over complete quarters.

    The interval is that of the draws of every row and of the residuals of the fit, in blocks of three quarters.
    """

    def estimate(points: Points) -> Estimate:
        fleet = Fleet(points)
        delivered, values = fleet.column("day"), fleet.column("h100") * fleet.factors
        sums = np.stack([values[:, delivered == day].sum(axis=1) for day in points.x], axis=1)
        slope, slopes, fit = _slopes(points.x, np.log10(points.y), np.log10(sums))
        return _growth(points.x, slope, interval(slopes, level), level, fit, as_doubling=as_doubling)

    return estimate


def stock_growth(of: str, level: float = 0.95) -> Method:
    """Growth per year of what is in service: "computing power", "16-bit rate", "power" or "efficiency" (of the two).

    Fitted over the quarters' ends from the setting `since` on; drawn are the rows of deliveries, the lifetime and the
    stock of 2022, and residuals in blocks of three quarters.
    """

    def estimate(points: Points) -> Estimate:
        days, slope, slopes, fit = _stock_slopes(points, of)
        grid, scale = np.array([days.min(), days.max()]), _scale(points)
        curve = Curve("our fit: {value}", floats(grid), powers(fit.predict(grid) - scale))
        return replace(
            _growth(days, slope, interval(slopes, level), level, fit),
            curves=(curve,),
            line_of=straight(
                days, lambda x: fit.predict(x) - scale, lambda value: float(np.log10(value)) / DAYS_PER_YEAR
            ),
            note="Assumed: lifetime, stock before 2022.",
        )

    return estimate


def level_at_end(of: str, level: float = 0.9) -> Method:
    """What is in service at the end of the last quarter."""

    def estimate(points: Points) -> Estimate:
        central, drawn = Fleet(points).stock(_OF[of], np.array([points.x.max()]))
        low, high = interval(drawn[:, 0], level)
        return Estimate(
            value=float(central[0]), low=low, high=high, level=level, n=1, note="Assumed: lifetime, stock before 2022."
        )

    return estimate


def delivered_total(of: str, level: float = 0.9) -> Method:
    """All that was delivered since 2022, in service or not."""

    def estimate(points: Points) -> Estimate:
        fleet = Fleet(points)
        values = fleet.column(_OF[of])
        low, high = interval((values * fleet.factors).sum(axis=1), level)
        return Estimate(value=float(values.sum()), low=low, high=high, level=level, n=values.size)

    return estimate


def computation_available(level: float = 0.9) -> Method:
    """FLOP that the chips in service could spend in the year of the account, at the assumed utilisation."""

    def estimate(points: Points) -> Estimate:
        value, drawn = _available(Fleet(points))
        low, high = interval(drawn, level)
        return Estimate(value=value, low=low, high=high, level=level, n=len(points), note=_ASSUMED)

    return estimate


def training_share(level: float = 0.9) -> Method:
    """Share of known training runs in the computation that was available in the year: a lower bound of training."""

    def estimate(points: Points) -> Estimate:
        known = float(points.numbers("training_compute_flop").sum())
        value, drawn = _available(Fleet(points))
        low, high = interval(known / drawn, level)
        return Estimate(
            value=known / value,
            low=low,
            high=high,
            level=level,
            n=len(points),
            numbers={"known_training_flop": known, "available_flop": value},
            note=f"A lower bound: most of the largest runs of the year are not known. {_ASSUMED}",
        )

    return estimate


def tokens_over_reported(level: float = 0.9) -> Method:
    """Tokens a day that the computation for inference would serve, over those that were reported."""

    def estimate(points: Points) -> Estimate:
        fleet = Fleet(points)
        available, drawn = _available(fleet)
        training = float(points.numbers("known_training_flop")[0])
        reported = float(points.numbers("processed_token_per_day").sum())
        share = fleet.between("inference_share", "inference_low_share", "inference_high_share")
        least, middle, most = (float(np.log(points.number(f"flop_per_token{end}"))) for end in ("_low", "", "_high"))
        per_token = np.exp(np.random.Generator(np.random.SFC64(7)).triangular(least, middle, most, DRAWS))
        days = 365.25
        value = (available - training) * points.number("inference_share") / points.number("flop_per_token") / days
        tokens = np.clip(drawn - training, 0, None) * share / per_token / days
        low, high = interval(tokens, level)
        return Estimate(
            value=value / reported,
            low=low / reported,
            high=high / reported,
            level=level,
            n=len(points),
            numbers={
                "implied_token_per_day": value,
                "implied_token_per_day_low": low,
                "implied_token_per_day_high": high,
                "reported_token_per_day": reported,
            },
            note=(
                f"{_ASSUMED} Assumed as well: the share of inference and the computation of a token, which carry most "
                "of the interval. Reports are of a few companies, so that above 1 is expected."
            ),
        )

    return estimate


def service_growth(level: float = 0.95) -> Method:
    """Growth per year of installed computing power times algorithmic efficiency."""

    def estimate(points: Points) -> Estimate:
        days, slope, slopes, fit = _stock_slopes(points, "computing power")
        gain, gains = _algorithms(points)
        low, high = interval(slopes + gains, level)
        return Estimate(
            value=_factor(slope + gain),
            low=_factor(low),
            high=_factor(high),
            level=level,
            n=days.size,
            r2=fit.r2,
            numbers={"installed_growth": _factor(slope), "algorithm_growth": _factor(gain)},
            note="Algorithms decide what service means; physical computation is not divided by them.",
        )

    return estimate


def elasticity(level: float = 0.95) -> Method:
    """Growth of service over growth of efficiency (algorithms times fleet), in logarithms: an upper bound."""

    def estimate(points: Points) -> Estimate:
        days, compute, computes, _ = _stock_slopes(points, "computing power")
        _, efficient, efficients, _ = _stock_slopes(points, "efficiency")
        _, power, powers_drawn, _ = _stock_slopes(points, "power")
        gain, gains = _algorithms(points)
        low, high = interval((computes + gains) / (efficients + gains), level)
        return Estimate(
            value=(compute + gain) / (efficient + gain),
            low=low,
            high=high,
            level=level,
            n=days.size,
            numbers={
                "installed_growth": _factor(compute),
                "fleet_efficiency_growth": _factor(efficient),
                "algorithm_growth": _factor(gain),
                "power_growth": _factor(power),
                "draws_with_growing_power_share": float((powers_drawn > 0).mean()),
                "efficiency_growth_for_constant_power": _factor(compute),
            },
            note=(
                "Above 1 exactly where power grew. An upper bound, since service grew for other reasons as well, of "
                "which these data identify none."
            ),
        )

    return estimate


_ASSUMED = "Assumed: lifetime, stock before 2022, share in operation, utilisation."


def _available(fleet: Fleet) -> tuple[float, Floats]:
    central, drawn = fleet.year("flop_per_s")
    operating = fleet.between("operating_share", "operating_low_share", "operating_high_share")
    utilisation = fleet.between("utilisation", "utilisation_low", "utilisation_high")
    fixed = fleet.points.number("operating_share") * fleet.points.number("utilisation")
    return central * fixed * _SECONDS_PER_YEAR, drawn * operating * utilisation * _SECONDS_PER_YEAR


def _algorithms(points: Points) -> tuple[float, Floats]:
    """Growth of algorithmic efficiency in log10 per day: central, and drawn from a lognormal on either side."""
    middle, low, high = (points.number(f"algorithm{end}_month") for end in ("", "_low", "_high"))
    z = np.random.Generator(np.random.SFC64(8)).standard_normal(DRAWS)
    below, above = np.log(middle / low) / 1.959964, np.log(high / middle) / 1.959964
    months = middle * np.exp(z * np.where(z < 0, below, above))
    return float(np.log10(2) / middle / 365.25 * 12), np.log10(2) / months / 365.25 * 12


def _stock_logs(points: Points, of: str, days: Floats) -> tuple[Floats, Floats]:
    fleet = Fleet(points)
    if of == "efficiency":
        (compute, computes), (power, powers_drawn) = (fleet.stock(name, days) for name in ("h100", "power_w"))
        return np.log10(compute / power), np.log10(computes / powers_drawn)
    central, drawn = fleet.stock(_OF[of], days)
    return np.log10(central), np.log10(drawn)


def _scale(points: Points) -> float:
    """log10 of what relative values are relative to: the first quarter, as the statement has it."""
    return float(np.log10(points.numbers("value")[0]))


def _stock_slopes(points: Points, of: str) -> tuple[Floats, float, Floats, LinearFit]:
    first = points.settings["since"]
    days = points.x[points.x >= np.datetime64(str(first), "D").astype(np.float64)]
    if days.size < 5:
        raise ComputeTrendsError(f"{days.size} quarters from {first} on; a fit of the stock needs at least 5")
    central, drawn = _stock_logs(points, of, days)
    slope, slopes, fit = _slopes(days, central, drawn)
    return days, slope, slopes, fit


def _slopes(days: Floats, central: Floats, drawn: Floats) -> tuple[float, Floats, LinearFit]:
    """Slope of the central values, and of the draws with residuals of the central fit added in blocks."""
    fit = linear_fit(days, central)
    gaps = central - fit.predict(days)
    generator = np.random.Generator(np.random.SFC64(9))
    starts = generator.integers(0, days.size - _BLOCK + 1, (drawn.shape[0], -(-days.size // _BLOCK)))
    places = (starts[:, :, None] + np.arange(_BLOCK)).reshape(drawn.shape[0], -1)[:, : days.size]
    centred = days - days.mean()
    slopes = (drawn + gaps[places]) @ centred / (centred @ centred)
    return fit.slope, slopes, fit


def _factor(slope: float) -> float:
    return float(10 ** (slope * DAYS_PER_YEAR))


def _growth(
    days: Floats, slope: float, ends: tuple[float, float], level: float, fit: LinearFit, *, as_doubling: bool = False
) -> Estimate:
    """The estimate of a slope in log10 per day, as growth per year or as doubling time in months."""

    def told(value: float) -> float:
        return float(np.log10(2)) / DAYS_PER_MONTH / value if as_doubling else _factor(value)

    grid = np.array([days.min(), days.max()])
    low, high = sorted(map(told, ends))
    return Estimate(
        value=told(slope),
        low=low,
        high=high,
        level=level,
        n=days.size,
        r2=fit.r2,
        numbers={"growth_factor_per_year": _factor(slope)},
        curves=(Curve("our fit: {value}", floats(grid), powers(fit.predict(grid))),),
        line_of=straight(
            days,
            fit.predict,
            lambda value: (
                float(np.log10(2)) / DAYS_PER_MONTH / value if as_doubling else float(np.log10(value)) / DAYS_PER_YEAR
            ),
        ),
    )
