"""How much each choice of a multiverse moves the estimate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from compute_trends.trends.choices.common import Choice


@dataclass(frozen=True)
class LevelMean:
    """Mean estimate of the analyses with one level of a choice; None where none of them has an estimate."""

    label: str
    mean: float | None
    analyses: int
    failures: int


@dataclass(frozen=True)
class Effect:
    """The main effect of a choice.

    Args:
        choice: its name.
        levels: with their means, the trend's own first. Means are geometric where all estimates are positive.
        range: distance between the highest and the lowest mean: their quotient where the means are geometric, else
            their difference.
        geometric: which of the two.
        share: of the variance of the estimates (of their logarithms where geometric) that lies between the levels.
    """

    choice: str
    levels: tuple[LevelMean, ...]
    range: float
    geometric: bool
    share: float


def effects(choices: Sequence[Choice], found: Sequence[tuple[Mapping[str, str], float | None]]) -> tuple[Effect, ...]:
    """The main effects of the choices, the largest range of means first.

    Args:
        choices: with their levels.
        found: label per choice, and estimate, of every analysis; at least one with an estimate.
    """
    estimates = np.array([value for _, value in found if value is not None])
    geometric = bool(np.all(estimates > 0))
    scaled = np.log(estimates) if geometric else estimates
    centre = float(scaled.mean())
    total = float(((scaled - centre) ** 2).sum())
    known = [labels for labels, value in found if value is not None]
    result = []
    for choice in choices:
        means, between = [], 0.0
        for level in choice.levels:
            mine = scaled[[labels[choice.name] == level.label for labels in known]]
            failed = sum(value is None and labels[choice.name] == level.label for labels, value in found)
            mean = float(mine.mean()) if mine.size else None
            between += 0.0 if mean is None else mine.size * (mean - centre) ** 2
            means.append((level.label, mean, int(mine.size), failed))
        heights = [mean for _, mean, _, _ in means if mean is not None]
        width = max(heights) - min(heights)
        result.append(
            Effect(
                choice=choice.name,
                levels=tuple(LevelMean(label, _back(mean, geometric), n, failed) for label, mean, n, failed in means),
                range=float(np.exp(width)) if geometric else width,
                geometric=geometric,
                share=between / total if total > 0 else 0.0,
            )
        )
    return tuple(sorted(result, key=lambda effect: -effect.range))


def _back(mean: float | None, geometric: bool) -> float | None:
    return float(np.exp(mean)) if geometric and mean is not None else mean
