"""Thompson et al. 2022, "The Computational Limits of Deep Learning" (arXiv 2007.05558): error against computation.

Slopes are those of ordinary least squares on log10 with the interval of Student's t, as the authors fit them. What they
call the polynomial form is log10(error) on log10(computation), the exponential form 1/error on log10(computation).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from compute_trends.trends.choices.common import Choice
from compute_trends.trends.choices.measures import (
    BENCHMARKS,
    MEASURES,
    OF_THE_ERROR,
    PUBLISHED_MEASURES,
    WORDS,
    Benchmark,
)
from compute_trends.trends.choices.thompson import RESULTS, SEARCH, TABLE, WITHOUT_SEARCH, exponents, forms, slopes
from compute_trends.trends.declaration import Axis, Comparison, Study, Trend
from compute_trends.trends.methods.estimate import Method
from compute_trends.trends.methods.growth import power_law_slope
from compute_trends.trends.methods.power_laws import (
    best_slope,
    change_per_year,
    exponential_form,
    implied_exponent,
    slope_at_fixed_year,
    slope_on_compute,
)
from compute_trends.trends.methods.targets import compute_for_target
from compute_trends.trends.points import Setting
from compute_trends.trends.script import load_script

STUDY = Study(
    key="thompson-2022",
    title="The computational limits of deep learning",
    picture="thompson-imagenet-computing-power",
    reference="Thompson, Greenewald, Lee & Manso 2022, arXiv 2007.05558; data of 2022-08-04",
    url="https://arxiv.org/abs/2007.05558",
    question="How much more computation does it take to lower the error of a neural network?",
    data=(
        "benchmark_results 2022.8.0, the primary metric of 516 runs on ImageNet (top-1), MS COCO (box AP), SQuAD 1.1 "
        "(exact match), CoNLL 2003 (F1) and WMT 2014 English to French and to German (BLEU). Error is 1 minus the "
        "score. Computation is measured in four ways: operations of one forward pass (twice the multiply-adds where "
        "FLOP are not stated), network operations (operations times passes times epochs), hardware burden (processors "
        "times peak rate times time) and consolidated computing power, which is the hardware burden or what a line "
        "predicts of it from the network operations: log10 burden = 3.1337 + 0.8716 log10 operations on ImageNet, "
        "2.7580 + 0.8935 log10 operations on MS COCO. A run without the measure in question takes no part."
    ),
    method=(
        "Ordinary least squares of log10(error), or log10(1/error), on log10(computation), with 95% intervals of "
        "Student's t; the exponential form is 1/error on log10(computation). The exponent is 1 over the slope: halving "
        "the error takes 2^exponent times the computation. The 10th percentile is an exact quantile regression with a "
        "bootstrap of 1,000 resamples over results; the year is held fixed by a second predictor. Projections read the "
        "power law at a target error, with Fieller's interval, and carry a backtest: the law fitted at the end of each "
        "year is held against all results of later years. Targets are round numbers below the lowest error seen; "
        "target, FLOP per USD and FLOP per pound are settings."
    ),
    differences=(
        "All eleven slopes agree with the printed ones to the last digit, and so do n and R2. The exponent of 12.5 is "
        "1 over a slope rounded to 0.08; from the unrounded slope on operations per pass it is 12.2. The FLOP per USD "
        "of the published projections are, to every digit, the peak FP32 rate of a Tesla V100 PCIe (14.13 TFLOP/s) at "
        "0.74 USD an hour, a price that the source does not state; the quotes on demand that we hold are 2.4 times as "
        "high in the mean, those of the three largest clouds four to five times. The FLOP per pound of CO2 is held "
        "against measured training runs."
    ),
    caveats=(
        "Computation is what papers let one reconstruct: 36 of 208 ImageNet results have a hardware burden.",
        "The hardware burden of some networks counts the search for the architecture.",
        "A slope over different models is not what more computation does to one model: better methods came along too.",
        "On SQuAD, CoNLL and WMT the fits rest on 12 to 14 results, and on WMT the slope may be zero.",
        "A projection far beyond the largest run says what the law implies, not what will happen.",
    ),
)

_OPTIONS = ("as_of", "since", "until", "frontier")
_DEFAULT = "computing-power"  # of the script
_EXPONENT = "By construction 1 over the slope of {}, so no second finding."


def _trend(
    item: Benchmark,
    measure: str,
    suffix: str,
    question: str,
    quantity: str,
    estimate: Method,
    y: Axis,
    *,
    unit: str = "1",
    overrides: Mapping[str, Setting] | None = None,
    comparisons: tuple[Comparison, ...] = (),
    note: str = "",
    by_construction: str = "",
    choices: tuple[Choice, ...] = (),
) -> Trend:
    def by_measure(wanted: str) -> Trend:
        asked = partial(_trend, item, wanted.replace("_", "-"), suffix, question, quantity, estimate, y, unit=unit)
        return asked(overrides=overrides, note=note, choices=choices)

    return Trend(
        name=f"thompson-{item.key}-{suffix}",
        study=STUDY.key,
        question=question.format(words=WORDS[measure]),
        quantity=quantity.format(axis=MEASURES[measure].words),
        subset=item.label,
        unit=unit,
        script=load_script(__file__),
        dataset="benchmark_results",
        statement=f"thompson-{item.key}",
        estimate=estimate,
        x=replace(MEASURES[measure], column="computation_flop"),
        y=y,
        options=_OPTIONS,
        overrides={**({} if measure == _DEFAULT else {"measure": measure.replace("-", "_")}), **(overrides or {})},
        reworded={"measure": by_measure},
        other_projection=f"thompson-{item.key}-projection" if suffix == item.main else "",
        comparisons=comparisons,
        choices=(
            TABLE,
            RESULTS,
            WITHOUT_SEARCH if (overrides or {}).get("architecture_search") is False else SEARCH,
            *choices,
        ),
        note=note,
        by_construction=by_construction,
    )


def _printed(item: Benchmark, suffix: str) -> tuple[Comparison, ...]:
    """The figure of a question that the study answers on ImageNet alone."""
    return (Comparison(f"thompson-imagenet-{suffix}"),) if item.key == "imagenet" else ()


def _axis_words(item: Benchmark, of_the_error: bool) -> str:
    return f"log10({item.error if of_the_error else item.inverse})"


def _slope(item: Benchmark, measure: str) -> Trend:
    of_the_error = (item.key, measure) in OF_THE_ERROR
    printed = (item.key, measure) in PUBLISHED_MEASURES
    figure = f"thompson-{item.key}-{measure}"
    return _trend(
        item,
        measure,
        measure,
        f"How does {item.remainder} on {item.label} fall with {{words}}?",
        f"slope of {_axis_words(item, of_the_error)} on log10({{axis}})",
        slope_on_compute(),
        item.error_axis if of_the_error else item.inverse_axis(),
        comparisons=(Comparison(figure),) if printed else (),
        choices=(slopes(inverse=not of_the_error),),
    )


def _further(item: Benchmark) -> tuple[Trend, ...]:
    """The questions asked once per benchmark, by its main measure of computation."""
    words, axis = "{words}", "{axis}"
    return (
        _trend(
            item,
            item.main,
            "exponential",
            f"Does {item.inverse_axis().title} on {item.label} grow with the number of digits of {words}?",
            f"slope of {item.inverse} on log10({axis})",
            exponential_form(),
            item.inverse_axis("linear"),
            comparisons=(Comparison(f"thompson-{item.key}-exponential"),),
        ),
        _trend(
            item,
            item.regressed,
            "best-results",
            f"How does {item.remainder} of the best results on {item.label} fall with {words}?",
            f"slope of the 10th percentile of log10({item.error}) on log10({axis})",
            best_slope(),
            item.error_axis,
            comparisons=_printed(item, "best-results"),
        ),
        _trend(
            item,
            item.regressed,
            "fixed-year",
            f"How does {item.remainder} on {item.label} fall with {words} among results of one year?",
            f"slope of log10({item.error}) on log10({axis}) with the year held fixed",
            slope_at_fixed_year(error=item.remainder),
            item.error_axis,
            comparisons=_printed(item, "fixed-year"),
        ),
        _trend(
            item,
            item.main,
            "exponent",
            f"How much more computation halves {item.remainder} on {item.label}, by {words}?",
            f"exponent of {axis} on {item.inverse}",
            implied_exponent(),
            item.inverse_axis(),
            by_construction=_EXPONENT.format(f"thompson-{item.key}-{item.main}"),
            choices=(exponents(),),
        ),
        _trend(
            item,
            item.main,
            "projection",
            f"What would it take to reach {item.goal} on {item.label}, in FLOP, USD and CO2?",
            f"{axis} at the target {'error' if item.error == 'error' else item.score}",
            compute_for_target(error=item.remainder.replace("the", "An")),
            item.inverse_axis(),
            unit="FLOP",
            overrides={"target_error_fraction": item.target},
            note=(
                f"compute-trends project thompson-{item.key}-{item.main} --to {1 / item.target:.4g} reads the same "
                "line; its interval is that of a single further result, so wider, and its backtest goes by computation."
            ),
            choices=(forms(),),
        ),
    )


def _as_printed(item: Benchmark) -> Trend:
    return _trend(
        item,
        "computing-power-as-printed",
        "computing-power-as-printed",
        f"How does {item.remainder} on {item.label} fall with computing power as the source prints it, rounded?",
        f"slope of {_axis_words(item, False)} on log10(consolidated computing power)",
        slope_on_compute(),
        item.inverse_axis(),
        choices=(slopes(inverse=True),),
        note="The source rounds this column to two or three digits.",
    )


_IMAGENET, _COCO = BENCHMARKS[:2]

TRENDS = (
    *(_slope(item, measure) for item in BENCHMARKS for measure in item.measures),
    *(trend for item in BENCHMARKS for trend in _further(item)),
    _trend(
        _IMAGENET,
        "operations",
        "operations-exponent",
        "How many more operations per forward pass halve the error on ImageNet top-1?",
        "exponent of operations per forward pass on 1/error",
        implied_exponent(),
        _IMAGENET.inverse_axis(),
        by_construction=_EXPONENT.format("thompson-imagenet-operations"),
        choices=(exponents(),),
        comparisons=(
            Comparison("thompson-imagenet-exponent", note="The published exponent is 1 over a slope rounded to 0.08."),
        ),
    ),
    _trend(
        _IMAGENET,
        "hardware-burden",
        "hardware-burden-without-search",
        "How does the error on ImageNet top-1 fall with hardware burden where no architecture search is known in it?",
        "slope of log10(error) on log10(hardware burden)",
        slope_on_compute(),
        _IMAGENET.error_axis,
        overrides={"architecture_search": False},
        note="Burdens that nobody has checked for an architecture search are kept.",
    ),
    _trend(
        _IMAGENET,
        "network-operations",
        "per-year",
        "How does the error on ImageNet top-1 change from year to year among results of equal computation, by {words}?",
        "change of log10(error) per year at given {axis}",
        change_per_year(),
        _IMAGENET.error_axis,
        unit="1/year",
        comparisons=(Comparison("thompson-imagenet-per-year"),),
    ),
    _as_printed(_IMAGENET),
    _as_printed(_COCO),
    _trend(
        _IMAGENET,
        "network-operations",
        "burden-of-operations",
        "How does the hardware burden of training follow from the operations of the network on ImageNet?",
        "slope of log10(hardware burden) on log10(network operations)",
        power_law_slope(),
        MEASURES["hardware-burden"],
        comparisons=(Comparison("thompson-imagenet-burden-of-operations"),),
        note=(
            "The authors convert by this line, 3.1337 + 0.8716 log10(network operations), and on MS COCO by 2.7580 + "
            "0.8935 log10(network operations), which cannot be recomputed: no run there has both."
        ),
    ),
)
