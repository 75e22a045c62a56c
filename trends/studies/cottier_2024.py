"""Cottier et al. 2024, "The rising costs of training frontier AI models" (arXiv 2405.21015)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from compute_trends.trends.choices.common import (
    CONFIDENCE,
    FINE_TUNES,
    LARGEST_RANK,
    START_2016,
    estimators_of_growth,
    later_tables,
)
from compute_trends.trends.declaration import Axis, Comparison, Study, Trend, on_rows_of
from compute_trends.trends.estimators.calendar import DAYS_PER_YEAR
from compute_trends.trends.methods.growth import growth
from compute_trends.trends.script import load_script

STUDY = Study(
    key="cottier-2024",
    title="The rising costs of training frontier AI models",
    picture="cottier-training-cost",
    reference="Cottier, Rahman, Fattorini, Maslej, Besiroglu & Owen 2024, arXiv 2405.21015 v2",
    url="https://arxiv.org/abs/2405.21015",
    question="By what factor does the cost of training frontier models grow per year?",
    data=(
        "milestone_systems 2024.10.0, and 2026.8.0 under names that end in -2026: systems since 2016-01-01 that were "
        "among the ten with the most training compute on the day they appeared, as the paper selects them, where their "
        "cost is known. The cost (training_cost_2023_usd) is the source's own estimate, in dollars of 2023; we do not "
        "recompute it from prices."
    ),
    method=(
        "Least squares of log10 cost on the publication date; years of 365 days. The interval holds 90% of 1,000 "
        "bootstrap resamples."
    ),
    differences=(
        "2.3x a year (1.7 to 3.0) from 37 systems with R2 0.55, beside the published 2.4x (2.0 to 2.9) from 41 with "
        "0.58. Which systems rank among the ten depends on the state of the table, and the few of 2016 weigh much: "
        "counting from 2015-10 instead gives 2.5x. Version 2026.8.0 has more costs. It gives 2.2x (1.7 to 2.9) up to "
        "2023-06, where the training compute that selects the systems is no longer known well enough, and would give "
        "3.0x with all that it knows up to 2026."
    ),
    caveats=(
        "The cost of a quarter to a half of the frontier systems is not known, above all of those since 2021.",
        "A drop in cost per FLOP between two systems can be a change of chip as well as of price.",
    ),
)
X = Axis("publication_date", "Publication date", scale="time")
COST = Axis("training_cost_2023_usd", "Training cost", "USD", "log")
CLOUD_COST = Axis("training_cost_cloud_usd", "Cloud cost of training", "USD", "log")
POWER = Axis("training_power_w", "Power of the training cluster", "W", "log")
COST_PER_EXAFLOP = Axis("training_cost_2023_usd_per_exaflop", "Training cost per 1e18 operations", "USD", "log")


_CLOUD_COST = (
    Comparison(
        "cottier-cloud-cost",
        cause=(
            "Version 2026.8.0 states this cost for 23 frontier systems up to 2024-10 where the study had 36, and the "
            "systems decide, not the values. The study's notebook of 2024-05 (epoch-research/training-cost-trends, "
            "commit 760d1eb, cost_analysis.ipynb) prices 42: they grow 2.47x a year, the 16 among them that our 23 "
            "hold 3.46x at its prices and 3.55x at ours, and the other 26, which the table no longer prices or ranks, "
            "2.18x."
        ),
        given={"until": date(2024, 10, 31)},
    ),
)


def _trend(name: str, question: str, quantity: str, y: Axis, *comparisons: Comparison) -> tuple[Trend, Trend]:
    rows = "ten largest at release, 2016 to"
    original = Trend(
        name=name,
        statement="cottier-training-cost",
        study=STUDY.key,
        question=question,
        quantity=quantity,
        subset=f"{rows} 2024",
        unit="x/year",
        script=load_script(__file__),
        dataset="milestone_systems",
        estimate=growth(level=0.9, noise_factor=1),
        x=X,
        y=y,
        options=("as_of", "since", "until", "domain"),
        rests_on_compute=True,
        note=""
        if y is POWER
        else "Costs are in US dollars of 2023."
        if y is not CLOUD_COST
        else "Costs in US dollars.",
        comparisons=comparisons,
        choices=(
            *later_tables("milestone_systems", "2024.10.0"),
            START_2016,
            CONFIDENCE,
            FINE_TUNES,
            LARGEST_RANK,
            estimators_of_growth(DAYS_PER_YEAR),
        ),
    )
    return original, on_rows_of("2026.8.0", original, subset=f"{rows} 2026")


_PAIRS = (
    _trend(
        "cottier-training-cost",
        "By what factor does the cost of training frontier models grow per year?",
        "growth of amortised training cost",
        COST,
        Comparison("cottier-training-cost"),
    ),
    _trend(
        "cottier-cost-per-flop",
        "How does the cost of a training operation change per year at the frontier?",
        "growth of training cost per FLOP",
        COST_PER_EXAFLOP,
    ),
    _trend(
        "cottier-training-power",
        "By what factor does the power of training frontier models grow per year?",
        "growth of training power",
        POWER,
        Comparison("cottier-training-power"),
    ),
)

#: Known in the later version alone.
_CLOUD = _trend(
    "cottier-cloud-cost",
    "By what factor does the cost of renting the hardware for a frontier model grow per year?",
    "growth of cloud cost",
    CLOUD_COST,
)[1]

TRENDS = (
    *(original for original, _ in _PAIRS),
    *(later for _, later in _PAIRS),
    replace(_CLOUD, comparisons=_CLOUD_COST),
)
