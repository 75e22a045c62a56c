"""Bounds of a trend on training compute: what it would be to the end of the data under each stated filling."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.choices.options import settled, with_given
from compute_trends.trends.known.fillings import FILLINGS
from compute_trends.trends.results import TrendResult
from compute_trends.trends.run import estimated, select_rows


@dataclass(frozen=True)
class Bound:
    """The trend under one filling.

    Args:
        filling, meaning: its name, and what it supposes of a system whose training compute is unknown.
        estimate, low, high, n: of the trend, None where it has no answer; no interval where that takes seconds.
        failure: why it has none.
    """

    filling: str
    meaning: str
    estimate: float | str | None
    low: float | None
    high: float | None
    n: int | None
    failure: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return asdict(self)


def bounds(result: TrendResult) -> tuple[Bound, ...]:
    """The trend of a result under every stated filling; none where the result fills already or nothing is unknown."""
    if result.known is None or "filling" in result.options:
        return ()
    options, settings = with_given(result.options)
    quick = result.trend.quick
    trend = replace(result.trend, estimate=quick) if quick else result.trend
    found = []
    for filling, meaning in FILLINGS.items():
        try:
            asked = settled(trend, replace(options, filling=filling), settings)
            _, _, estimate = estimated(trend, *asked, *select_rows(trend, *asked))
        except ComputeTrendsError as error:
            found.append(Bound(filling, meaning, None, None, None, None, str(error)))
        else:
            low, high = (None, None) if quick else (estimate.low, estimate.high)
            found.append(Bound(filling, meaning, estimate.value, low, high, estimate.n))
    return tuple(found)
