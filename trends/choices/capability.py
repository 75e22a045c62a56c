"""The choices behind the rise of capability, its cost and the lag of those who follow: dates, models, estimators."""

from __future__ import annotations

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.choices.common import Choice, Level, Number, SlopeOf, least_squares_slope, values
from compute_trends.trends.estimators.calendar import DAYS_PER_YEAR
from compute_trends.trends.estimators.quantile import quantile_fit
from compute_trends.trends.estimators.robust import least_absolute_slope, theil_sen_slope
from compute_trends.trends.methods.frontiers import record_places
from compute_trends.trends.methods.lags import months_behind
from compute_trends.trends.methods.lowest import fall_at_fixed_scores
from compute_trends.trends.points import Points

_DATED = values("day of a result", "dated_by", ("of the version", "version"), ("of the model", "model"))
_INTERVAL = values(
    "models", "widest_interval", ("all", None), ("index within 10 points", 10.0), ("index within 6 points", 6.0)
)
_REPORTS = values("score of a model", "best_report", ("median report", False), ("best report", True))
_SOURCE = values("computation", "compute_source", ("all tables", "all"), ("milestone systems", "systems"))
_CONFIDENT = values("sureness", "confident_only", ("any", False), ("within a factor of 3", True))
_ALLOWANCE = values("a score is reached", "allowance", ("at the same index", 0), ("within 2 points", 2))
_REASONING = values("models that reason", "reasoning", ("left out", "without"), ("counted", "with"))


def _rising(slope_of: SlopeOf, records: bool = True) -> Number:
    def number(points: Points) -> float:
        x, y = points.x, points.y
        places = record_places(x, y, float(points.numbers("best_before")[0])) if records else np.arange(x.size)
        if places.size < 3:
            raise ComputeTrendsError(f"{places.size} models set a record; a line needs at least 3")
        return slope_of(x[places], y[places]) * DAYS_PER_YEAR

    return number


def _median_lag(points: Points) -> float:
    return float(months_behind(resamples=1)(points).numbers["median"])  # type: ignore[arg-type]


def _fall(as_halving: bool, least: int) -> Number:
    method = fall_at_fixed_scores(as_halving, least, resamples=1)
    return lambda points: float(method(points).value)


def falls(as_halving: bool) -> Choice:
    """How many new lows a rate is fitted through at least."""
    return Choice(
        "new lows",
        (
            Level("4 or more"),
            Level("3 or more", estimate=_fall(as_halving, 3)),
            Level("5 or more", estimate=_fall(as_halving, 5)),
        ),
    )


FRONTIER = (
    _DATED,
    _INTERVAL,
    Choice(
        "estimator",
        (
            Level("least squares through records", estimate=_rising(least_squares_slope)),
            Level("Theil-Sen through records", estimate=_rising(theil_sen_slope)),
            Level("least absolute deviations through records", estimate=_rising(least_absolute_slope)),
            Level("90th percentile of all models", estimate=_rising(lambda x, y: quantile_fit(x, y, 0.9).slope, False)),
        ),
    ),
)
LAGS = (
    _DATED,
    _INTERVAL,
    _ALLOWANCE,
    Choice("over scores", (Level("mean"), Level("median", estimate=_median_lag))),
)
COMPUTED = (_SOURCE, _CONFIDENT, _DATED, falls(as_halving=True))
BENCHMARK = (*COMPUTED[:3], _REPORTS, COMPUTED[3])
PRICES = (_REASONING, falls(as_halving=False))
