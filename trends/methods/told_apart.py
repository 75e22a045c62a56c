"""Whether the parts of computation and of time in a rising score can be told apart, and how fast methods improve."""

from __future__ import annotations

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.texts.numbers import count
from compute_trends.trends.estimators.bootstrap import interval
from compute_trends.trends.estimators.calendar import DAYS_PER_YEAR
from compute_trends.trends.estimators.checks import Floats, positive
from compute_trends.trends.estimators.multiple import multiple_regression
from compute_trends.trends.methods.estimate import Estimate, Method
from compute_trends.trends.points import Points

NOT_IDENTIFIED = "not identified"
#: Variance inflation from which the two predictors follow from each other too closely.
_MOST_INFLATION = 10.0

Numbers = dict[str, float | int | str | None]


def progress_at_fixed_score(level: float = 0.95, resamples: int = 1000, seed: int = 2026) -> Method:
    """Factor by which the computation for a fixed score falls per year, or the text "not identified".

    A plain regression of the score on log10(compute) and date gives one answer, that of log10(compute) on score and
    date another: noise in the score lowers the second, noise and selection in the computation raise the first, so the
    truth lies between them (Frisch 1934; Klepper & Leamer 1984). It counts as identified where the whole span of the
    two with their bootstrap intervals is narrower than the setting `widest_factor`, excludes no change, and neither
    predictor follows from the other.

    The points have computation on x, the score on y, and a column `publication_date`.
    """

    def estimate(points: Points) -> Estimate:
        if len(points) < 4:
            raise ComputeTrendsError(f"{count(len(points), 'model')} cannot tell two slopes: at least 4 are needed")
        compute, score = np.log10(positive(points.x, "the training compute")), points.y
        years = points.numbers("publication_date") / DAYS_PER_YEAR
        direct = multiple_regression({"training compute": compute, "date": years}, score, level)
        draws = np.random.default_rng(seed).integers(0, score.size, size=(resamples, score.size))
        answers = {
            "score_on_compute": _factors(compute, score, years, draws, reverse=False),
            "compute_on_score": _factors(compute, score, years, draws, reverse=True),
        }
        numbers: Numbers = {}
        for name, (value, drawn) in answers.items():
            low, high = interval(drawn, level)
            numbers |= {f"factor_{name}": _factor(value), f"factor_{name}_low": _factor(low)}
            numbers[f"factor_{name}_high"] = _factor(high)
        inflation = direct.coefficients["date"].inflation
        numbers |= {
            "points_per_tenfold_compute": direct.coefficients["training compute"].value,
            "points_per_year": direct.coefficients["date"].value,
            "variance_inflation": inflation,
            "correlation_of_compute_and_date": float(np.corrcoef(compute, years)[0, 1]),
        }
        spans = [interval(drawn, level) for _, drawn in answers.values()]
        low, high = min(span[0] for span in spans), max(span[1] for span in spans)
        reasons = _reasons(points, low, high, answers, inflation)
        between = "The truth lies between the two answers." if not reasons else ""
        first, second = numbers["factor_score_on_compute"], numbers["factor_compute_on_score"]
        note = (
            f"A regression of the score on compute and date gives {_told(first)} a year, one of compute on score and "
            f"date {_told(second)}. {between}{' '.join(reasons)}"
        )
        middle = sum(value for value, _ in answers.values()) / 2
        return Estimate(
            value=NOT_IDENTIFIED if reasons else float(10**middle),
            low=None if reasons else _factor(low),
            high=None if reasons else _factor(high),
            level=None if reasons else level,
            n=len(points),
            r2=direct.r2,
            numbers=numbers,
            note=note,
        )

    return estimate


def _factors(
    compute: Floats, score: Floats, years: Floats, draws: np.ndarray[tuple[int, int], np.dtype[np.int64]], reverse: bool
) -> tuple[float, Floats]:
    """log10 of the factor per year on all points, and on each draw."""

    def answer(rows: np.ndarray[tuple[int], np.dtype[np.int64]] | slice) -> float:
        left, right = (score, compute) if reverse else (compute, score)
        design = np.column_stack([np.ones(left[rows].size), left[rows], years[rows]])
        found = np.linalg.lstsq(design, right[rows], rcond=None)[0]
        with np.errstate(divide="ignore", invalid="ignore"):
            return float(-found[2] if reverse else found[2] / found[1])

    drawn = np.array([answer(rows) for rows in draws])
    return answer(slice(None)), drawn[np.isfinite(drawn)]


def _reasons(
    points: Points, low: float, high: float, answers: dict[str, tuple[float, Floats]], inflation: float
) -> list[str]:
    widest = points.number("widest_factor")
    values = [value for value, _ in answers.values()]
    found = []
    if inflation > _MOST_INFLATION:
        found.append("Compute and date follow from each other.")
    if max(values) - min(values) > np.log10(widest):
        found.append(f"The two are more than a factor of {widest:g} apart.")
    elif high - low > np.log10(widest):
        found.append(f"Their intervals span more than a factor of {widest:g}.")
    if low <= 0 <= high:
        found.append("They do not exclude that nothing changed.")
    return found


def _factor(exponent: float) -> float | None:
    return float(10**exponent) if abs(exponent) < 300 else None


def _told(value: float | int | str | None) -> str:
    return f"{value:.3g}x" if isinstance(value, float) else "no number"
