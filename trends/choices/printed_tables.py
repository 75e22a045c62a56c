"""The choices behind the further rows of the tables of Sevilla et al. 2022: which options of which era each stands for.

Where the paper prints 2016 or 2012 as a first year, the rows and counts fit 2015-09-01 and 2012-10-01.
"""

from __future__ import annotations

from datetime import date

from compute_trends.trends.declaration import Comparison
from compute_trends.trends.points import Setting


def _row(figure: str, note: str = "", **given: Setting | tuple[str, ...]) -> Comparison:
    return Comparison(f"sevilla-table-{figure}", note=note, given=given)


_ALEXNET, _SPLIT, _BEFORE_LARGE_SCALE = date(2012, 9, 1), date(2017, 12, 1), date(2015, 8, 31)
_SINCE_2012 = date(2012, 10, 1)

#: Rows by era, as the trends of the study are called.
TABLES = {
    "pre-deep-learning-era": (
        _row("3-pre-deep-learning"),
        _row(
            "3-to-2011",
            "Its 26 systems need a cut at 2012-09-30; up to 2011-12 the rows give 23.",
            deep_learning_era_after=date(2012, 9, 30),
        ),
        _row("6-pre-deep-learning", frontier=True),
    ),
    "deep-learning-era": (
        _row("3-since-2012", since=_SINCE_2012),
        _row("4-before-2016", until=_BEFORE_LARGE_SCALE),
        _row("6-deep-learning", frontier=True, until=_BEFORE_LARGE_SCALE),
        *(_row(f"7-{name.lower()}", domain=name) for name in ("Vision", "Language", "Games")),
        _row("7-other", other_domains=True),
        _row("8-early-all", since=_ALEXNET, until=_SPLIT),
        _row("8-all", since=_ALEXNET),
    ),
    "deep-learning-era-regular-scale": (
        _row("3-regular"),
        _row("3-since-2012-regular", since=_SINCE_2012),
        _row("8-early-regular", since=_ALEXNET, until=_SPLIT),
    ),
    "large-scale-era": (
        _row("6-large-scale", frontier=True),
        _row(
            "6-without-alphago",
            "The paper prints the interval 6.1 to 7.1, which does not hold its own 7.5: a misprint.",
            frontier=True,
            exclude=("alphago-master", "alphago-zero"),
        ),
        _row("8-late-all", since=_SPLIT),
    ),
    "large-scale-era-regular-scale": (
        _row("8-late-regular", since=_SPLIT),
        _row("9-regular-0.76"),
        _row("9-regular-0.6", large_scale_z=0.6),
        _row("9-regular-0.54", large_scale_z=0.54),
    ),
    "large-scale-era-large-scale": (
        _row("8-early-large", until=_SPLIT),
        _row("8-late-large", since=_SPLIT),
        _row("9-large-0.76"),
        _row("9-large-0.6", large_scale_z=0.6),
        _row("9-large-0.54", large_scale_z=0.54),
    ),
}
