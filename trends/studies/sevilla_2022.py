"""Sevilla et al. 2022, "Compute Trends Across Three Eras of Machine Learning" (arXiv 2202.05924 v2), tables 2 to 4.

The estimate is the plain least-squares fit of log10 FLOP on the date, which the printed n, R2 and doubling times agree
with; the interval runs from the 2.5% to the 97.5% quantile of 1,000 resamples in which every drawn compute value is
multiplied by log-uniform noise in [1/2, 2]. Months have 30 days, years 365.
"""

from __future__ import annotations

from dataclasses import dataclass

from compute_trends.trends.choices.common import Choice
from compute_trends.trends.choices.printed_tables import TABLES
from compute_trends.trends.choices.sevilla import DEEP_LEARNING_ERA, LARGE_SCALE_ERA, choices
from compute_trends.trends.declaration import Axis, Comparison, Part, Picture, Study, Trend, on_rows_of
from compute_trends.trends.methods.growth import count, doubling
from compute_trends.trends.script import load_script

STUDY = Study(
    key="sevilla-2022",
    title="Compute trends across three eras of machine learning",
    picture=Picture(
        "three-eras",
        "How has the training compute of milestone systems grown in three eras?",
        "Training compute of milestone systems over three eras, each with its fit",
        (
            Part("sevilla-pre-deep-learning-era", "before deep learning: doubles in {value}"),
            Part(
                "sevilla-deep-learning-era",
                "deep-learning era, before 2015-09: doubles in {value}",
                before="large_scale_era_since",
            ),
            Part("sevilla-large-scale-era-regular-scale", "large-scale era, regular scale: doubles in {value}"),
            Part("sevilla-large-scale-era-large-scale", "large-scale era, large scale: doubles in {value}"),
        ),
        note="low outliers removed",
    ),
    further_pictures=(
        Picture(
            "since-2010",
            "How has the training compute of milestone systems grown since 2010, on the rows of 2026?",
            "Training compute of milestone systems since 2010, each part with its fit",
            (
                Part(
                    "sevilla-deep-learning-era-2026",
                    "before 2015-09: doubles in {value}",
                    before="large_scale_era_since",
                ),
                Part("sevilla-large-scale-era-regular-scale-2026", "since then, regular scale: doubles in {value}"),
                Part("sevilla-large-scale-era-large-scale-2026", "since then, large scale: doubles in {value}"),
            ),
            note="low outliers removed",
        ),
    ),
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

#: The last month of the rows of each version that the questions are asked of.
_LAST_MONTH = {"2022.2.0": "2022-01", "2024.10.0": "2024-09", "2026.8.0": "2026-08"}

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
            *TABLES["pre-deep-learning-era"],
        ),
    ),
    _Era(
        "deep-learning-era",
        "How fast has training compute grown since 2010?",
        "2010-01",
        "",
        _ALL,
        (DEEP_LEARNING_ERA,),
        (Comparison("sevilla-table-3-all"), *TABLES["deep-learning-era"]),
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
            *TABLES["deep-learning-era-regular-scale"],
        ),
    ),
    _Era(
        "large-scale-era",
        "How fast has training compute grown since large-scale systems appeared?",
        "2015-09",
        "",
        _ALL,
        (LARGE_SCALE_ERA,),
        (Comparison("sevilla-table-4-all"), *TABLES["large-scale-era"]),
    ),
    _Era(
        "large-scale-era-regular-scale",
        "How fast has the training compute of regular-scale systems grown beside the large-scale ones?",
        "2015-09",
        "",
        "regular scale",
        (LARGE_SCALE_ERA,),
        (Comparison("sevilla-table-4-regular"), *TABLES["large-scale-era-regular-scale"]),
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
            *TABLES["large-scale-era-large-scale"],
        ),
    ),
)


def _era_trend(era: _Era) -> Trend:
    return Trend(
        name=f"sevilla-{era.name}",
        study=STUDY.key,
        question=era.question,
        quantity="doubling time of training compute",
        subset=_subset(era, "2022.2.0"),
        unit="month",
        script=load_script(__file__),
        dataset="milestone_systems",
        estimate=doubling(),
        x=X,
        y=Y,
        options=("as_of", "since", "until", "domain", "frontier"),
        comparisons=era.comparisons,
        choices=choices("2022.2.0", *era.cuts, scale=era.scale != _ALL),
    )


def _subset(era: _Era, version: str) -> str:
    return f"{era.start} to {era.end or _LAST_MONTH[version]}, {era.scale}"


_SYSTEMS = Trend(
    name="sevilla-systems",
    study=STUDY.key,
    question="How many milestone systems does the dataset hold?",
    quantity="systems in the dataset",
    subset="milestone systems 1952-2022",
    unit="system",
    script=load_script(__file__),
    dataset="milestone_systems",
    estimate=count(),
    options=("as_of",),
    comparisons=(Comparison("sevilla-systems"),),
)


def _later(version: str) -> tuple[Trend, ...]:
    year = version.partition(".")[0]
    note = "Fine-tuned systems carry the training compute of their base model."
    eras = (on_rows_of(version, _era_trend(era), subset=_subset(era, version), note=note) for era in _ERAS)
    held = on_rows_of(
        version,
        _SYSTEMS,
        question=f"How many milestone systems does the dataset hold, as of {year}?",
        subset=f"milestone systems 1952-{year}",
    )
    return (*eras, held)


TRENDS = (*map(_era_trend, _ERAS), _SYSTEMS, *_later("2024.10.0"), *_later("2026.8.0"))
