"""Results that several modules of tests look at."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from compute_trends.trends.results import TrendResult
from compute_trends.trends.run import run_trend


@pytest.fixture(scope="session")
def result_of() -> Callable[[str], TrendResult]:
    """The result of a trend as it stands, by its name: each is computed once in a process, and nobody changes it."""
    return cache(lambda name: run_trend(name))
