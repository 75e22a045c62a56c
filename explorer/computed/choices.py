"""A trend under every defensible choice behind it, as its page shows it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.registry import get_trend
from compute_trends.trends.robustness.multiverse import multiverse


def compute(name: str) -> dict[str, Any] | None:
    """The multiverse of a trend.

    Returns:
        None for a trend without choices, or without an answer under any: else the quantiles and all estimates, where
        the trend's own and the published value lie among them, and the effect of each choice, the largest first.
    """
    trend = get_trend(name)
    if not trend.choices:
        return None
    try:
        found = multiverse(trend)
    except ComputeTrendsError:
        return None
    return {
        "combinations": found.combinations,
        "run": len(found.analyses),
        "sampled": found.seed is not None,
        "failures": found.failures,
        "lowest": found.lowest,
        "tenth": found.tenth,
        "median": found.median,
        "ninetieth": found.ninetieth,
        "highest": found.highest,
        "estimates": [float(f"{value:.5g}") for value in found.estimates],
        "places": [asdict(place) for place in found.places],
        "effects": [asdict(effect) for effect in found.effects],
        "inert": list(found.inert),
    }
