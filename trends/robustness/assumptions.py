"""Which settings an estimator reads beside its points: what is assumed changes the estimate and no point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.declaration import Trend
from compute_trends.trends.points import Points, Setting


class _Noted(Mapping[str, Setting]):
    """Settings that remember which of them were read."""

    def __init__(self, settings: Mapping[str, Setting]) -> None:
        self._settings = settings
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> Setting:
        self.read.add(name)
        return self._settings[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._settings)

    def __len__(self) -> int:
        return len(self._settings)


def settings_read(trend: Trend, points: Points) -> set[str]:
    """The settings that a trend's estimator asked for on these points, whether or not it came to an estimate."""
    noted = _Noted(points.settings)
    with suppress(ComputeTrendsError):
        trend.estimate(replace(points, settings=noted))
    return noted.read
