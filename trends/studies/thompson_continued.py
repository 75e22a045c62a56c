"""The power laws of Thompson et al. 2022 continued into language models: score against training compute.

Two forms for each of eleven benchmarks: the S-curve between chance and ceiling, whose upper end is the power law of the
remaining error, and the plain power law of the error, which knows neither.
"""

from __future__ import annotations

from dataclasses import dataclass

from compute_trends.trends.choices.thompson import CONTINUED, slopes_without_year
from compute_trends.trends.declaration import Axis, Study, Trend
from compute_trends.trends.methods.power_laws import slope_on_compute
from compute_trends.trends.methods.s_curves import s_curve_slope
from compute_trends.trends.script import load_script

STUDY = Study(
    key="thompson-continued",
    title="The power laws continued on language-model benchmarks",
    picture="thompson-continued-mmlu",
    reference="Form after Thompson et al. 2022, arXiv 2007.05558, and Owen 2024, arXiv 2401.04757",
    url="https://arxiv.org/abs/2401.04757",
    question="Do scores of language models rise with training compute as the power laws of 2022 would have it?",
    data=(
        "benchmark_results 2026.8.1, eleven benchmarks, models whose training compute is known: stated with the "
        "result, or by the system of milestone_systems 2026.8.2 that it names. Reports of one model (name and "
        "compute) count once, with the median of its scores over reports, prompts and versions."
    ),
    method=(
        "Score = chance + (ceiling - chance) / (1 + (compute / halfway)^-slope), fitted by least squares on the score. "
        "Chance is what guessing scores: 0.25 with four answers, 0.5 with two, 0.257 on BIG-Bench Hard (mean over its "
        "tasks), 0 where the answer is written out. The ceiling is 1, on MMLU 0.935, since 6.49% of its questions "
        "contain an error. The interval is the 95% bootstrap over 1,000 resamples of models. Near the ceiling the "
        "remaining error falls as compute^-slope, as in the power law. Beside it the plain power law of the error, "
        "with Student's t. The form is said not to hold where the interval of the slope includes zero, compute "
        "explains less than half of the variance, or fewer than 80% of later scores lie in the 95% prediction interval "
        "of the curve fitted before them."
    ),
    differences="There is no published figure to compare with: the study of 2022 has none of these benchmarks.",
    caveats=(
        "Scores come from different reports with different prompts and numbers of examples.",
        "Base models and chat models of one name share its compute; fine-tuning compute is not counted.",
        (
            "Models with known compute are mostly open ones; most of the largest closed ones are missing: of 114 with "
            "a score on MMLU 40. Every result counts them by year and has bounds from stated fillings."
        ),
        "Benchmarks leak into training data, and later models are trained with such benchmarks in mind.",
    ),
)

_ENDLESS = (
    "The line is over training compute, not over time, so that it has no date to end at: it says nothing of "
    "computation beyond the most that is known."
)
_X = Axis("training_compute_flop", "Training compute", "FLOP", "log")
_SCORE = Axis("score_fraction", "Score", "1")
_ERROR = Axis("error_fraction", "Error", "1", "log")


@dataclass(frozen=True)
class _Benchmark:
    key: str
    label: str


_BENCHMARKS = (
    _Benchmark("arc", "ARC challenge"),
    _Benchmark("bbh", "BIG-Bench Hard"),
    _Benchmark("boolq", "BoolQ"),
    _Benchmark("gsm8k", "GSM8K"),
    _Benchmark("hellaswag", "HellaSwag"),
    _Benchmark("lambada", "LAMBADA"),
    _Benchmark("mmlu", "MMLU"),
    _Benchmark("openbookqa", "OpenBookQA"),
    _Benchmark("piqa", "PIQA"),
    _Benchmark("triviaqa", "TriviaQA"),
    _Benchmark("winogrande", "WinoGrande"),
)


def _trends(item: _Benchmark) -> tuple[Trend, Trend]:
    name = f"thompson-continued-{item.key}"
    options = ("as_of", "since", "until", "frontier")
    return (
        Trend(
            name=name,
            study=STUDY.key,
            question=f"How do scores of language models on {item.label} rise with training compute?",
            quantity="slope of log10 odds between chance and ceiling on log10(training compute)",
            subset=item.label,
            unit="1",
            script=load_script(__file__),
            dataset="benchmark_results",
            beside=("milestone_systems",),
            estimate=s_curve_slope(),
            x=_X,
            y=_SCORE,
            options=options,
            choices=CONTINUED,
            endless=_ENDLESS,
        ),
        Trend(
            name=f"{name}-power-law",
            statement=name,
            study=STUDY.key,
            question=f"How does the error of language models on {item.label} fall with training compute?",
            quantity="slope of log10(error) on log10(training compute)",
            subset=item.label,
            unit="1",
            script=load_script(__file__),
            dataset="benchmark_results",
            beside=("milestone_systems",),
            estimate=slope_on_compute(),
            x=_X,
            y=_ERROR,
            options=options,
            choices=(*CONTINUED, slopes_without_year()),
            endless=_ENDLESS,
            note="The plain form knows neither chance nor ceiling.",
        ),
    )


TRENDS = tuple(trend for item in _BENCHMARKS for trend in _trends(item))
