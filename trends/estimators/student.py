"""Student's t without scipy: two-sided p-values and critical values.

Through the regularised incomplete beta function, I_x(a, b), by its continued fraction (Abramowitz & Stegun 26.5.8) with
the modified Lentz recurrence.
"""

from __future__ import annotations

import math
from functools import cache

_TINY = 1e-300


def t_p_value(t: float, degrees: int) -> float:
    """P(|T| >= |t|) for T of Student's t with `degrees` >= 1 degrees of freedom."""
    if math.isinf(t):
        return 0.0
    total = degrees + t * t
    return _beta_fraction(degrees / total, t * t / total, degrees / 2, 0.5)


@cache
def t_critical(level: float, degrees: int) -> float:
    """The t with P(|T| <= t) = `level`, for 0 < `level` < 1 and `degrees` >= 1."""
    peak = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(degrees * math.pi)
    t = 0.0
    for _ in range(1000):  # P(|T| >= t) is convex, so Newton's steps approach the root from below and never pass it
        density = peak * (1 + t * t / degrees) ** (-(degrees + 1) / 2)
        step = (t_p_value(t, degrees) - (1 - level)) / (2 * density)
        if step <= 1e-15 * t:
            break
        t += step
    return t


def _beta_fraction(x: float, rest: float, a: float, b: float) -> float:
    """I_x(a, b), with `rest` = 1 - x given apart because x may be within rounding of 1."""
    if x <= 0:
        return 0.0
    if rest <= 0:
        return 1.0
    if x > (a + 1) / (a + b + 2):  # where the fraction of the mirrored function converges faster
        return 1 - _beta_fraction(rest, x, b, a)
    scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log(rest)
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1) or _TINY)
    value = d
    for m in range(1, 1000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        change = 1.0
        for term in (even, odd):
            d = 1 / (1 + term * d or _TINY)
            c = 1 + term / c or _TINY
            change = c * d
            value *= change
        if abs(change - 1) < 1e-16:
            break
    return math.exp(scale) * value / a
