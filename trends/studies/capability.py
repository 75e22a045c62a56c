"""How fast the capability of language models rises, what a score costs, and who follows how far behind."""

from __future__ import annotations

from datetime import date
from functools import partial

from compute_trends.trends.choices.capability import FRONTIER, LAGS
from compute_trends.trends.declaration import Axis, Comparison, Study, Trend
from compute_trends.trends.methods.frontiers import frontier_rise, odds_rise
from compute_trends.trends.methods.lags import months_behind, points_behind
from compute_trends.trends.methods.survival import median_time
from compute_trends.trends.script import load_script

STUDY = Study(
    key="capability",
    title="Capability: how fast it rises, what it costs, who follows",
    picture="capability-open-lag",
    question=(
        "How fast does the capability of language models rise, what does a given score cost in computation and in "
        "price, and how far behind are open models?"
    ),
    data=(
        "benchmark_results 2026.8.2: the capability index of 222 language models of 2023-02 to 2026-07, which puts "
        "scores on many benchmarks on one scale of points, and the scores behind it; a model counts once, with the "
        "median of its reports. A version whose name or source states a later day than the model's has that day. "
        "Training compute is known for 89 of the 222, 42 as milestone systems (milestone_systems 2026.8.2) and 47 from "
        "wider tables of models. Weights are open or closed as the index or the system says; the country is that of "
        "the system, else of most systems of the organisation. Chance levels, ceilings and days of release are those "
        "of the dataset benchmarks; prices those of inference_prices 2025.3.0, without models that reason. Frontiers "
        "and lags begin with GPT-4 on 2023-03-15: before it the index has no model of the frontier."
    ),
    method=(
        "The frontier are the models above all earlier ones. Its rise is least squares through them: of the index in "
        "points a year of 365 days, of a score as an S-curve between chance and ceiling, with the straight line beside "
        "it. A lag is taken at each score that both groups reached, from the first model of the one that reached it to "
        "the first of the other, and averaged over scores; scores that the second has not reached are counted apart. "
        "The least computation or price at a score are the models that reach it below all earlier ones; the median of "
        "the log-linear rates over all scores with four such models. Intervals are 95% bootstraps over all models, "
        "1,000 resamples, each with its own frontier. Saturation is nine tenths of the way from chance to ceiling; "
        "benchmarks that are not there count for the time they have waited (Kaplan-Meier). Whether computation and "
        "date can be told apart is asked twice, of the index on both and of computation on index and date: the truth "
        "lies between, and is not identified where the two and their intervals span more than a factor of ten."
    ),
    differences=(
        "The lag of open weights is longer here than published where the published method takes models for level that "
        "their intervals do not tell apart (`--set allowance=3` gives three points' grace). The least computation "
        "halves faster at a fixed index than Ho et al. find for pre-training; on MMLU it does not."
    ),
    caveats=(
        (
            "Questions of a benchmark leak into training data: a score then measures memory. Nobody outside can tell "
            "how much, and private benchmarks (FrontierMath) are few."
        ),
        (
            "Models are tuned to benchmarks that customers look at, so that a score says less of the rest that a model "
            "can do, and the more the later the model."
        ),
        (
            "The index is a choice of benchmarks, most of them of questions, mathematics and code with answers that "
            "can be checked; another choice would give another scale, and a point is not worth the same everywhere."
        ),
        (
            "Scores come with different prompts, examples in the prompt (shots), tools, budgets of tokens and numbers "
            "of attempts; the source keeps the highest that it knows and does not state the setting."
        ),
        (
            "Training compute is known for 29 of 49 models of 2023 and for 7 of 50 of 2026, hardly for any of the most "
            "capable: the rates at a fixed score rest on open and small models, and a closed one may have needed less."
        ),
        (
            "A plain regression of the index on compute and date gives 13x a year on the 89 models and 196x on the 42 "
            "milestone systems among them (`--set compute_source=systems`); the reverse regression 2.1x and 5.6x. No "
            "figure of algorithmic progress follows from such rows."
        ),
        (
            "The compute of a small model trained on answers of a large one does not hold that of the large one; a "
            "model that reasons spends at every answer what another spent in training."
        ),
        "The best of more and more models rises by their number alone; the bootstrap shows part of this, not all.",
        "The country of an organisation is not that of its machines, people or data.",
    ),
)

_DATE = Axis("publication_date", "Publication date", scale="time")
_INDEX = Axis("score", "Capability index", "point")
_SCORE = Axis("score", "Score", "1", least=0.0, most=1.0)


_trend = partial(
    Trend,
    study=STUDY.key,
    script=load_script(__file__),
    dataset="benchmark_results",
    beside=("milestone_systems",),
    options=("as_of", "since", "until"),
    rests_on_compute=False,
)

#: Benchmark: in names of trends, its key, and for people.
_BENCHMARKS = {
    "gpqa": ("gpqa_diamond", "GPQA Diamond"),
    "math-5": ("math_level_5", "MATH level 5"),
    "aime": ("otis_mock_aime_2024_2025", "OTIS Mock AIME"),
    "frontiermath": ("frontiermath_tiers_1_3_v2", "FrontierMath tiers 1 to 3"),
    "arc-agi": ("arc_agi", "ARC-AGI"),
    "arc-agi-2": ("arc_agi_2", "ARC-AGI-2"),
    "hle": ("hle", "Humanity's Last Exam"),
    "simplebench": ("simplebench", "SimpleBench"),
    "swe-bench": ("swe_bench_verified", "SWE-bench Verified"),
    "terminal-bench": ("terminal_bench", "Terminal-Bench"),
    "weirdml": ("weirdml", "WeirdML"),
    "chess-puzzles": ("chess_puzzles", "Chess Puzzles"),
}

_RISE = (
    _trend(
        name="capability-index",
        statement="capability-frontier",
        question="How fast does the capability of the best language models rise?",
        quantity="rise of the highest capability index",
        subset="models that set a record since 2023-03",
        unit="point/year",
        estimate=frontier_rise(),
        quick=frontier_rise(resamples=1),
        x=_DATE,
        y=_INDEX,
        colour="is_record_setter",
        choices=FRONTIER,
        comparisons=(
            Comparison("epoch-index-since-2024-04", given={"since": date(2024, 4, 1), "until": date(2025, 12, 31)}),
            Comparison(
                "epoch-index-before-2024-04",
                not_comparable=(
                    "Our rows begin in 2023-02 with GPT-4 among the first: three records until 2024-03 are no line; "
                    "the published one begins with models of 2021-12."
                ),
                given={"until": date(2024, 3, 31)},
            ),
        ),
    ),
    *(
        _trend(
            name=f"capability-on-{key}",
            statement="capability-frontier",
            question=f"By what factor a year do the odds of the highest score on {shown} rise?",
            quantity="yearly factor on the odds of the highest score, between chance and ceiling",
            subset=f"models that set a record on {shown}",
            unit="x/year",
            estimate=odds_rise(),
            x=_DATE,
            y=_SCORE,
            beside=("milestone_systems", "benchmarks"),
            overrides={"benchmark": held},
            colour="is_record_setter",
        )
        for key, (held, shown) in _BENCHMARKS.items()
    ),
)

_SATURATION = _trend(
    name="capability-saturation",
    statement="capability-saturation",
    question="How long after its release is a benchmark saturated?",
    quantity="median time from release to nine tenths of the way from chance to ceiling",
    subset="benchmarks whose score is a share of tasks done",
    unit="month",
    beside=("benchmarks",),
    estimate=median_time("is_saturated"),
    x=Axis("release_date", "Release of the benchmark", scale="time"),
    y=Axis("months", "Time until saturated, or waited so far", "month"),
    colour="standing",
    note="Where no source states a ceiling it is taken to be 1, and where none states a chance level, to be 0.",
)


def _behind(key: str, who: str, whom: str, comparisons: tuple[Comparison, ...] = (), **overrides: str) -> Trend:
    measured = "score on GPQA Diamond" if "benchmark" in overrides else "capability index"
    return _trend(
        name=f"capability-{key}",
        statement="capability-behind",
        question=f"How many months behind {whom} are {who}, at an equal {measured}?",
        quantity=f"lag behind {whom} at an equal {measured} (mean over scores)",
        subset=f"{who} since 2023-03",
        unit="month",
        estimate=months_behind(),
        quick=months_behind(resamples=1),
        x=_DATE,
        y=_SCORE if "benchmark" in overrides else _INDEX,
        overrides=overrides,
        colour="followed",
        choices=LAGS if "benchmark" not in overrides else LAGS[:1],
        comparisons=comparisons,
    )


_UNTIL_2025 = {"until": date(2025, 10, 30)}
_SINCE_2026 = {"since": date(2026, 1, 1), "until": date(2026, 5, 29)}
_LAGS = (
    _behind(
        "open-lag",
        "models with open weights",
        "closed ones",
        comparisons=(
            Comparison("epoch-open-lag-2025", given=_UNTIL_2025),
            Comparison(
                "epoch-open-lag-2026",
                cause=(
                    "The published method takes a model for level with another where their intervals do not tell them "
                    "apart; ours asks for the same index. With `--set allowance=3`, three points' grace, ours is 4.3 "
                    "months."
                ),
                given=_SINCE_2026,
            ),
        ),
    ),
    _trend(
        name="capability-open-gap",
        statement="capability-behind",
        question="How many points of the capability index are models with open weights behind closed ones?",
        quantity="points behind closed weights on the same day (mean over days)",
        subset="models with open weights since 2023-03",
        unit="point",
        estimate=points_behind(),
        quick=points_behind(resamples=1),
        x=_DATE,
        y=_INDEX,
        colour="followed",
        choices=LAGS[:3],
        comparisons=(
            Comparison("epoch-open-gap-2025", given=_UNTIL_2025),
            Comparison("epoch-open-gap-2026", given=_SINCE_2026),
        ),
    ),
    _behind("open-lag-gpqa", "models with open weights", "closed ones", benchmark="gpqa_diamond"),
    _behind(
        "china-lag",
        "models from China",
        "those from the United States",
        comparisons=(Comparison("epoch-china-lag", given={"until": date(2026, 1, 8)}),),
        groups="countries",
    ),
    _behind(
        "france-lag", "models from France", "those from the United States", groups="countries", behind_country="France"
    ),
)

TRENDS = (*_RISE, *_LAGS, _SATURATION)
