"""The choices behind the doubling times of training compute: what Sevilla et al. 2022 decided, and what else one could.

The study dates the start of the deep-learning era to between 2010 and 2012 and that of the large-scale era to late
2015; it takes z < -2 and z >= 0.76 among the systems of about two years.
"""

from __future__ import annotations

from datetime import date

from compute_trends.trends.choices.common import (
    CONFIDENCE,
    FINE_TUNES,
    Choice,
    estimators_of_doubling,
    later_tables,
    values,
)
from compute_trends.trends.estimators.calendar import DAYS_PER_MONTH

OUTLIERS = values(
    "low outliers",
    "low_outlier_z",
    ("z < -2 left out", -2),
    ("z < -1.5 left out", -1.5),
    ("none left out", -1000),
)
WINDOW = values(
    "window of the scores",
    "window_days",
    ("1 year to either side", 364),
    ("half a year", 182),
    ("2 years", 728),
)
LARGE_SCALE = values(
    "large scale",
    "large_scale_z",
    ("z >= 0.76", 0.76),
    ("z >= 0.5", 0.5),
    ("z >= 1", 1),
)
DEEP_LEARNING_ERA = values(
    "start of deep learning",
    "deep_learning_era_after",
    ("2010", date(2009, 12, 31)),
    ("2011", date(2010, 12, 31)),
    ("2012", date(2011, 12, 31)),
)
LARGE_SCALE_ERA = values(
    "start of large scale",
    "large_scale_era_since",
    ("2015-09", date(2015, 9, 1)),
    ("2015-01", date(2015, 1, 1)),
    ("2016-06", date(2016, 6, 1)),
)
_SYSTEMS = (OUTLIERS, WINDOW, CONFIDENCE, FINE_TUNES)


def choices(version: str, *eras: Choice, scale: bool = False, slope: bool = True) -> tuple[Choice, ...]:
    """The choices behind one of Sevilla's trends.

    Args:
        version: of the milestone systems that the trend reads.
        eras: cuts that select the period or the scale, `DEEP_LEARNING_ERA`, `LARGE_SCALE_ERA` or both.
        scale: whether it is about large-scale or regular-scale systems alone.
        slope: whether the estimate is a doubling time, which has other estimators.
    """
    return (
        *later_tables("milestone_systems", version),
        *_SYSTEMS,
        *((LARGE_SCALE,) if scale else ()),
        *eras,
        *((estimators_of_doubling(DAYS_PER_MONTH),) if slope else ()),
    )
