"""What a given capability costs: training compute at a fixed score, its part in the rise, and the price of tokens."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from compute_trends.trends.choices.capability import BENCHMARK, COMPUTED, PRICES
from compute_trends.trends.declaration import Axis, Comparison, Trend
from compute_trends.trends.methods.frontiers import rise_per_tenfold
from compute_trends.trends.methods.lowest import fall_at_fixed_scores, with_unknown, yearly_fall
from compute_trends.trends.methods.s_curves import s_curve_slope
from compute_trends.trends.methods.told_apart import progress_at_fixed_score
from compute_trends.trends.script import load_script

_DATE = Axis("publication_date", "Publication date", scale="time")
_COMPUTE = Axis("training_compute_flop", "Training compute", "FLOP", "log")
_INDEX = Axis("score", "Capability index", "point")
_SCORE = Axis("score", "Score", "1", least=0.0, most=1.0)
_KNOWN = "language models with a capability index and known training compute"
_OVER_COMPUTE = (
    "The line is over training compute, not over time, so that it has no date to end at: it says nothing of "
    "computation beyond the most that is known."
)
_OVER_TIME = (
    "Most scores are of a time of which too little is known, so that the line does not end there: it is one of the "
    "models whose training compute is known."
)
_OTHERS = "Models of unknown computation may have reached a score with less."

_trend = partial(
    Trend,
    study="capability",
    script=load_script(Path(__file__).with_name("capability.sql")),
    dataset="benchmark_results",
    beside=("milestone_systems",),
    options=("as_of", "since", "until"),
    rests_on_compute=False,
)

_ON_COMPUTE = (
    _trend(
        name="capability-per-compute",
        statement="capability-compute",
        question="How many points of the capability index come with ten times the training compute?",
        quantity="rise of the capability index per factor of ten in training compute",
        subset=_KNOWN,
        unit="point",
        estimate=with_unknown(rise_per_tenfold()),
        x=_COMPUTE,
        y=_INDEX,
        endless=_OVER_COMPUTE,
        note="Later models have more compute and better methods: capability-progress says what can be told apart.",
    ),
    *(
        _trend(
            name=f"capability-{key}-per-compute",
            statement="capability-compute",
            question=f"How steeply do the odds of a score on {shown} rise with training compute?",
            quantity="slope of log10 odds between chance and ceiling on log10(training compute)",
            subset=f"models with known training compute on {shown}",
            unit="1",
            estimate=with_unknown(s_curve_slope()),
            x=_COMPUTE,
            y=_SCORE,
            endless=_OVER_COMPUTE,
            beside=("milestone_systems", "benchmarks"),
            overrides={"benchmark": held},
        )
        for key, held, shown in (
            ("gpqa", "gpqa_diamond", "GPQA Diamond"),
            ("math-5", "math_level_5", "MATH level 5"),
            ("aime", "otis_mock_aime_2024_2025", "OTIS Mock AIME"),
        )
    ),
    _trend(
        name="capability-progress",
        statement="capability-compute",
        question="By what factor a year does the computation for a fixed capability index fall, other things equal?",
        quantity="yearly fall of the computation at a fixed capability index, by regression",
        subset=_KNOWN,
        unit="x/year",
        estimate=with_unknown(progress_at_fixed_score()),
        x=_COMPUTE,
        y=_INDEX,
        endless=_OVER_COMPUTE,
        note="capability-compute-halving asks the same of the least computation that reached a score.",
    ),
)


def _halving(key: str, of: str, benchmark: str = "", comparisons: tuple[Comparison, ...] = ()) -> Trend:
    return _trend(
        name=f"capability-compute-halving{key}",
        statement="capability-compute",
        question=f"In what time does the least training compute halve that reaches a fixed {of}?",
        quantity="halving time of the least training compute at a fixed score (median over scores)",
        subset=f"language models with a {of} and known training compute",
        unit="month",
        estimate=with_unknown(fall_at_fixed_scores(as_halving=True)),
        quick=fall_at_fixed_scores(as_halving=True, resamples=1),
        x=_DATE,
        y=_COMPUTE,
        endless=_OVER_TIME,
        overrides={"benchmark": benchmark} if benchmark else {},
        choices=BENCHMARK if benchmark else COMPUTED,
        comparisons=comparisons,
        note=_OTHERS,
    )


_COST = (
    _halving(
        "",
        "capability index",
        comparisons=(
            Comparison(
                "ho-compute-halving",
                cause=(
                    "Ho et al. ask what pre-training takes to predict text as well, in models of 2012 to 2023; the "
                    "index of 2023 to 2026 also gains by fine-tuning, distillation and reasoning, which the compute "
                    "of the last training run does not hold in full. capability-compute-halving-mmlu, on scores of "
                    "2021 to 2024 that rest on pre-training, lies inside their interval."
                ),
            ),
        ),
    ),
    _halving("-mmlu", "score on MMLU", "mmlu"),
    _halving("-gpqa", "score on GPQA Diamond", "gpqa_diamond"),
    *(
        _trend(
            name=f"capability-compute-at-{key}",
            statement="capability-compute-at-level",
            question=f"By what factor a year does the least training compute fall that reaches the index of {shown}?",
            quantity="yearly fall of the least training compute",
            subset=f"models with known training compute that reach the capability index of {shown}",
            unit="x/year",
            estimate=with_unknown(yearly_fall(level=0.95)),
            x=_DATE,
            y=_COMPUTE,
            endless=_OVER_TIME,
            overrides={"reaches": model},
            note=_OTHERS,
        )
        for key, model, shown in (
            ("gpt-3-5-turbo", "GPT-3.5 Turbo (Jun 2023)", "GPT-3.5 Turbo of June 2023"),
            ("gpt-4", "GPT-4 (Mar 2023)", "GPT-4 of March 2023"),
        )
    ),
    *(
        _trend(
            name=f"capability-price{key}",
            statement="capability-price",
            question=f"By what factor a year does the lowest price per token fall that buys a fixed score{on}?",
            quantity="yearly fall of the lowest price per token at a fixed score (median over scores)",
            subset=f"models with a price and a score{on}",
            unit="x/year",
            script=load_script(__file__),
            dataset="inference_prices",
            beside=(),
            estimate=fall_at_fixed_scores(),
            quick=fall_at_fixed_scores(resamples=1),
            x=Axis("price_date", "Date of the price", scale="time"),
            y=Axis("price", "Price", "USD per million tokens", "log"),
            overrides={"all_benchmarks": False, "price_benchmark": benchmark} if benchmark else {},
            choices=PRICES,
            note="The study inference-prices has the rate at each score, and what an answer costs.",
        )
        for key, benchmark, on in (
            ("", "", " on one of six benchmarks"),
            ("-mmlu", "MMLU", " on MMLU"),
            ("-gpqa", "GPQA Diamond", " on GPQA Diamond"),
        )
    ),
)

TRENDS = (*_COST, *_ON_COMPUTE)
