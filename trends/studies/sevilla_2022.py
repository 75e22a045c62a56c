"""Sevilla et al. 2022, "Compute Trends Across Three Eras of Machine Learning" (arXiv 2202.05924 v2), tables 2 to 4.

The estimate is the plain least-squares fit of log10 FLOP on the date, which the printed n, R2 and doubling times agree
with; the interval runs from the 2.5% to the 97.5% quantile of 1,000 resamples in which every drawn compute value is
multiplied by log-uniform noise in [1/2, 2]. Months have 30 days, years 365.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from compute_trends.trends.choices.common import Choice
from compute_trends.trends.choices.sevilla import DEEP_LEARNING_ERA, LARGE_SCALE_ERA, choices
from compute_trends.trends.declaration import Axis, Comparison, Study, Trend
from compute_trends.trends.methods.growth import count, doubling

STUDY = Study(
    key="sevilla-2022",
    title="Compute trends across three eras of machine learning",
    reference="Sevilla, Heim, Ho, Besiroglu, Hobbhahn & Villalobos 2022, arXiv 2202.05924 v2",
    url="https://arxiv.org/abs/2202.05924",
    question="How fast has the computation that trains machine-learning systems grown, before and since deep learning?",
    data=(
        "milestone_systems 2022.2.0, the 123 systems of the paper. Systems more than two standard deviations below the "
        "mean log10 training compute of those published within 364 days are low outliers and left out; from 2015-09, "
        "those at least 0.76 above it are large scale, the others regular scale. The eras part after 2009-12-31 and on "
        "2015-09-01. The same questions are asked of 2024.10.0 and 2026.8.0 under names of their own."
    ),
    method=(
        "Ordinary least squares of log10 FLOP on the publication date; months of 30 days, years of 365. The interval "
        "runs from the 2.5% to the 97.5% quantile of 1,000 bootstrap resamples in which every drawn compute value is "
        "multiplied by log-uniform noise in [1/2, 2]."
    ),
    differences=(
        "The estimates are the plain fits: they give the doubling times, n and R2 of tables 3 and 4 to within a few "
        "percent. Table 2 of the paper counts fewer systems than its other tables (72 against 77 of regular scale, "
        "16 against 19 of large scale) and prints other doubling times with them; nothing was tuned to meet it. Since "
        "2010 the rows give 99 systems where table 3 prints 98."
    ),
    caveats=(
        "An era's doubling time depends on where the era is cut and on which systems count as large scale.",
        "In 2026.8.0 about half of the systems since 2010 have no known training compute and take no part.",
    ),
)
X = Axis("publication_date", "Publication date", scale="time")
Y = Axis("training_compute_flop", "Training compute", "FLOP", "log")

_TABLE_2 = "Table 2 of the paper counts {} systems, {}: compare the intervals."

#: The days of the exports behind the later versions; that of 2024 is known to the month.
_AS_OF = {2024: date(2024, 10, 31), 2026: date(2026, 8, 19)}
_VERSIONS = {2022: "2022.2.0", 2024: "2024.10.0", 2026: "2026.8.0"}
_LAST_MONTH = {2022: "2022-01", 2024: "2024-09", 2026: "2026-08"}


_ALL = "all, low outliers removed"


@dataclass(frozen=True)
class _Era:
    name: str
    question: str
    start: str  # of the subset's label
    end: str
    scale: str
    cuts: tuple[Choice, ...]
    comparisons: tuple[Comparison, ...]


_ERAS = (
    _Era(
        "pre-deep-learning-era",
        "How fast did training compute grow before deep learning?",
        "1952",
        "2009-12",
        _ALL,
        (DEEP_LEARNING_ERA,),
        (
            Comparison(
                "sevilla-pre-deep-learning",
                note="Tables 2 and 3 print two intervals for this fit, 17.0 to 29.3 and 16.2 to 31.3.",
            ),
        ),
    ),
    _Era(
        "deep-learning-era",
        "How fast has training compute grown since 2010?",
        "2010-01",
        "",
        _ALL,
        (DEEP_LEARNING_ERA,),
        (Comparison("sevilla-table-3-all"),),
    ),
    _Era(
        "deep-learning-era-regular-scale",
        "How fast has the training compute of regular-scale systems grown since 2010?",
        "2010-01",
        "",
        "regular scale",
        (DEEP_LEARNING_ERA, LARGE_SCALE_ERA),
        (
            Comparison(
                "sevilla-table-2-regular",
                note=_TABLE_2.format("72", "table 3 counts 77, the rows give 80"),
            ),
        ),
    ),
    _Era(
        "large-scale-era",
        "How fast has training compute grown since large-scale systems appeared?",
        "2015-09",
        "",
        _ALL,
        (LARGE_SCALE_ERA,),
        (Comparison("sevilla-table-4-all"),),
    ),
    _Era(
        "large-scale-era-regular-scale",
        "How fast has the training compute of regular-scale systems grown beside the large-scale ones?",
        "2015-09",
        "",
        "regular scale",
        (LARGE_SCALE_ERA,),
        (Comparison("sevilla-table-4-regular"),),
    ),
    _Era(
        "large-scale-era-large-scale",
        "How fast has the training compute of large-scale systems grown?",
        "2015-09",
        "",
        "large scale",
        (LARGE_SCALE_ERA,),
        (
            Comparison(
                "sevilla-table-2-large",
                note=_TABLE_2.format("16", "table 4 and the rows give 19"),
            ),
            Comparison("sevilla-table-4-large"),
        ),
    ),
)


def _era_trend(era: _Era, year: int) -> Trend:
    original = year == 2022
    return Trend(
        name=f"sevilla-{era.name}" if original else f"sevilla-{era.name}-{year}",
        statement=f"sevilla-{era.name}",
        study=STUDY.key,
        question=era.question if original else era.question.replace("?", f", on the rows of {year}?"),
        quantity="doubling time of training compute",
        subset=f"{era.start} to {era.end or _LAST_MONTH[year]}, {era.scale}",
        unit="month",
        dataset="milestone_systems",
        version=_VERSIONS[year],
        estimate=doubling(),
        x=X,
        y=Y,
        options=("as_of", "since", "until", "domain", "frontier"),
        overrides={} if original else {"as_of": _AS_OF[year]},
        comparisons=era.comparisons if original else (),
        choices=choices(_VERSIONS[year], *era.cuts, scale=era.scale != _ALL),
        note="" if original else "Fine-tuned systems carry the training compute of their base model.",
    )


def _count_trend(year: int) -> Trend:
    original = year == 2022
    return Trend(
        name="sevilla-systems" if original else f"sevilla-systems-{year}",
        statement="sevilla-systems",
        study=STUDY.key,
        question="How many milestone systems does the dataset hold" + ("?" if original else f", as of {year}?"),
        quantity="systems in the dataset",
        subset=f"milestone systems 1952-{year}",
        unit="system",
        dataset="milestone_systems",
        version=_VERSIONS[year],
        estimate=count(),
        options=("as_of",),
        overrides={} if original else {"as_of": _AS_OF[year]},
        comparisons=(Comparison("sevilla-systems"),) if original else (),
    )


TRENDS = tuple(trend for year in _VERSIONS for trend in (*(_era_trend(era, year) for era in _ERAS), _count_trend(year)))
