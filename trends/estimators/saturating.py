"""S-curve of a score between chance and ceiling, fitted by least squares on the score itself.

score = chance + (ceiling - chance) / (1 + 10^-z), with z linear in the predictors. With log10 of training compute as
predictor, z is log10 of the odds (score - chance) : (ceiling - score). Near the ceiling the remaining error falls as
compute^-slope, the power law of Thompson et al. 2022 (arXiv 2007.05558); near chance the score leaves it as
compute^slope. Owen 2024 (arXiv 2401.04757) finds this shape in scores of language models against compute.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.checks import Floats, finite
from compute_trends.trends.estimators.student import t_critical

_LN10 = math.log(10)
_ITERATIONS = 200
_TOLERANCE = 1e-9  # of a step, in ln odds per standard deviation of a predictor
#: |ln odds| beyond which the curve is flat to double precision.
_FLAT = 36.0


@dataclass(frozen=True)
class SCurve:
    """A fitted S-curve.

    Args:
        coefficients: of z, intercept first, then one per predictor; in log10 odds.
        r2: share of the variance of the scores; None where all scores are equal.
        residual_sd: of the scores, with n - p degrees of freedom (p coefficients).
        covariance: of the coefficients, p x p, from the curvature at the minimum.
    """

    coefficients: Floats
    chance: float
    ceiling: float
    n: int
    r2: float | None
    residual_sd: float
    covariance: Floats

    def predict(self, x: ArrayLike) -> Floats:
        """The score at each row of x (n values, or n x predictors)."""
        share, _ = _share(_design(x) @ self.coefficients * _LN10)
        return self.chance + (self.ceiling - self.chance) * share

    def band(self, x: ArrayLike, level: float = 0.95, single: bool = False) -> tuple[Floats, Floats]:
        """Low and high limit of the score at each row of x: of the mean, or of a `single` further observation.

        By the delta method and Student's t. The limits of a mean stay between chance and ceiling.
        """
        design = _design(x)
        share, steepness = _share(design @ self.coefficients * _LN10)
        gradient = (self.ceiling - self.chance) * _LN10 * steepness[:, None] * design
        variance = np.vecdot(gradient @ self.covariance, gradient) + (self.residual_sd**2 if single else 0.0)
        half = t_critical(level, self.n - self.coefficients.size) * np.sqrt(np.maximum(variance, 0))
        middle = self.chance + (self.ceiling - self.chance) * share
        if single:
            return middle - half, middle + half
        return np.maximum(middle - half, self.chance), np.minimum(middle + half, self.ceiling)


def s_curve_fit(x: ArrayLike, scores: ArrayLike, chance: float, ceiling: float) -> SCurve:
    """Fit the S-curve.

    Args:
        x: n values of one predictor, or n x predictors; log10 of training compute first, by convention.
        scores: n scores as fractions; some may lie below chance or above the ceiling.
        chance: score of guessing.
        ceiling: highest score that can be reached.

    Raises:
        ComputeTrendsError: too few points, a predictor that is constant, values that are not finite, chance and ceiling
            not in order, or no least-squares minimum at finite coefficients.
    """
    design, share = _prepare(x, scores, chance, ceiling)
    n, p = design.shape
    solved, converged = _solve(design, share, np.ones((1, n)))
    if not converged[0]:
        raise ComputeTrendsError(
            f"no S-curve between {chance:g} and {ceiling:g} fits the {n} scores best: "
            "the fit runs off to a step or to a limit"
        )
    coefficients = solved[0]
    fitted, steepness = _share(design @ coefficients * _LN10)
    span = ceiling - chance
    residuals = span * (share - fitted)
    rest = float(residuals @ residuals)
    around = span * (share - share.mean())
    sd = math.sqrt(rest / (n - p))
    slopes = span * _LN10 * steepness[:, None] * design
    return SCurve(
        coefficients=coefficients,
        chance=float(chance),
        ceiling=float(ceiling),
        n=n,
        r2=None if np.all(share == share[0]) else 1 - rest / float(around @ around),
        residual_sd=sd,
        covariance=np.asarray(sd**2 * np.linalg.inv(slopes.T @ slopes), dtype=np.float64),
    )


def bootstrap_s_curve(
    x: ArrayLike, scores: ArrayLike, chance: float, ceiling: float, resamples: int = 1000, seed: int = 0
) -> Floats:
    """Coefficients in `resamples` draws of the points with replacement.

    Returns:
        m x p array, m <= resamples: draws without a best curve (one distinct x, a step) are left out.

    Raises:
        ComputeTrendsError: as `s_curve_fit`, fewer than one resample, or most of the draws have no best curve.
    """
    if resamples < 1:
        raise ComputeTrendsError(f"a bootstrap needs at least one resample, not {resamples}")
    n = finite(scores, "the scores").size
    draws = np.random.default_rng(seed).integers(0, n, size=(resamples, n))
    counts = np.zeros((resamples, n))
    np.add.at(counts, (np.arange(resamples)[:, None], draws), 1)
    return weighted_s_curves(x, scores, chance, ceiling, counts)


def weighted_s_curves(x: ArrayLike, scores: ArrayLike, chance: float, ceiling: float, weights: Floats) -> Floats:
    """Coefficients for each row of weights (m x n): how often each point counts.

    Returns:
        Array with p columns and a row per row of weights that has a best curve; the others are left out.

    Raises:
        ComputeTrendsError: as `s_curve_fit`, or most of the rows have no best curve.
    """
    design, share = _prepare(x, scores, chance, ceiling)
    solved, converged = _solve(design, share, weights)
    if 2 * int(converged.sum()) < len(weights):
        raise ComputeTrendsError(
            f"only {int(converged.sum())} of {len(weights)} resamples of {share.size} points have a best S-curve"
        )
    return solved[converged]


def _prepare(x: ArrayLike, scores: ArrayLike, chance: float, ceiling: float) -> tuple[Floats, Floats]:
    ys = finite(scores, "the scores")
    if not 0 <= chance < ceiling <= 1:
        raise ComputeTrendsError(
            f"chance ({chance:g}) and ceiling ({ceiling:g}) must satisfy 0 <= chance < ceiling <= 1"
        )
    design = _design(x)
    finite(design.ravel(), "the predictors")
    if len(design) != ys.size:
        raise ComputeTrendsError(f"there are {len(design)} points for {ys.size} scores; they must pair up")
    n, p = design.shape
    if n <= p:
        raise ComputeTrendsError(
            f"{'one point' if n == 1 else f'{n} points'} cannot be fitted: at least {p + 1} are needed"
        )
    if np.any(np.ptp(design, axis=0)[1:] == 0):
        raise ComputeTrendsError(f"the {n} points have one value of a predictor only, so no slope exists")
    return design, (ys - chance) / (ceiling - chance)


def _design(x: ArrayLike) -> Floats:
    columns = np.asarray(x, dtype=np.float64)
    columns = columns[:, None] if columns.ndim == 1 else columns
    return np.column_stack([np.ones(len(columns)), columns])


def _share(z: Floats) -> tuple[Floats, Floats]:
    """The logistic function of z and its derivative."""
    share = 1 / (1 + np.exp(-np.clip(z, -_FLAT, _FLAT)))
    return share, share * (1 - share)


def _solve(design: Floats, share: Floats, weights: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Minimise the weighted squared error of every row of `weights` at once, by Levenberg-Marquardt.

    Returns:
        Coefficients (rows x p, log10 odds) and which rows have a minimum at finite coefficients.
    """
    means, spreads = design[:, 1:].mean(axis=0), design[:, 1:].std(axis=0)
    xs = np.column_stack([design[:, :1], (design[:, 1:] - means) / spreads])
    rows, p = len(weights), xs.shape[1]
    totals = weights.sum(axis=1)
    start = np.clip(weights @ share / totals, 0.02, 0.98)
    beta = np.zeros((rows, p))
    beta[:, 0] = np.log(start / (1 - start))
    damping = np.full(rows, 1e-2)
    done = np.zeros(rows, dtype=np.bool_)
    fitted, steepness = _share(beta @ xs.T)
    loss = np.vecdot(weights, (share - fitted) ** 2)
    tiny = 1e-12 * np.eye(p)
    for _ in range(_ITERATIONS):
        go = np.flatnonzero(~done)
        if not go.size:
            break
        flat = weights[go] * steepness[go]
        gradient = (flat * (share - fitted[go])) @ xs
        curvature = np.einsum("rn,ni,nj->rij", flat * steepness[go], xs, xs)
        diagonal = np.einsum("rii->ri", curvature)
        damped = curvature + np.eye(p) * (damping[go, None] * diagonal)[:, None, :] + tiny
        step = np.linalg.solve(damped, gradient[..., None])[..., 0]
        tried = beta[go] + step
        tried_fit, tried_steepness = _share(tried @ xs.T)
        tried_loss = np.vecdot(weights[go], (share - tried_fit) ** 2)
        better = tried_loss <= loss[go]
        still = np.abs(step).max(axis=1) <= _TOLERANCE * (1 + np.abs(beta[go]).max(axis=1))
        taken = go[better]
        beta[taken], loss[taken] = tried[better], tried_loss[better]
        fitted[taken], steepness[taken] = tried_fit[better], tried_steepness[better]
        damping[go] = np.where(better, damping[go] * 0.3, damping[go] * 5)
        done[go[still]] = True
    # A row that ran off to a step keeps a steep slope; one with a single distinct x has no curvature across it.
    spread = np.einsum("rn,nk->rk", weights, xs[:, 1:] ** 2) - (weights @ xs[:, 1:]) ** 2 / totals[:, None]
    converged = done & np.all(np.abs(beta) < _FLAT, axis=1) & np.all(spread > 1e-9 * totals[:, None], axis=1)
    coefficients = beta / _LN10
    coefficients[:, 1:] /= spreads
    coefficients[:, 0] -= coefficients[:, 1:] @ means
    return coefficients, converged
