"""Hernandez & Brown 2020, "Measuring the Algorithmic Efficiency of Neural Networks" (arXiv 2005.04305).

How much less computation a fixed performance takes, per performance level; against Moore's law; and multiplied with the
growth of the largest training runs into effective compute. Months have 365.25 / 12 days.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.choices.common import Choice, Level
from compute_trends.trends.declaration import Axis, Comparison, Study, Trend
from compute_trends.trends.estimate import Curve, Estimate, Method
from compute_trends.trends.estimators.calendar import DAYS_PER_JULIAN_MONTH, DAYS_PER_JULIAN_YEAR
from compute_trends.trends.estimators.printed import printed_range
from compute_trends.trends.estimators.regression import LOG10_2, log_linear_fit
from compute_trends.trends.estimators.selection import FixedPerformanceGain, gain_at_fixed_performance
from compute_trends.trends.methods.growth import growth
from compute_trends.trends.points import Points

#: The unit in which the source prints training compute: 1e12 FLOP/s for a day.
TERAFLOP_S_DAY = 8.64e16

STUDY = Study(
    key="hernandez-brown-2020",
    title="Measuring the algorithmic efficiency of neural networks",
    reference="Hernandez & Brown 2020, arXiv 2005.04305",
    url="https://arxiv.org/abs/2005.04305",
    question="How much less computation does it take to reach a performance that was first reached years ago?",
    data=(
        "algorithmic_efficiency 2020.6.0, the table that the authors released: twelve training runs at four fixed "
        "levels (AlexNet and ResNet-50 on ImageNet, Seq2Seq and GNMT on WMT-14 English to French). The trends that end "
        "in -2026 use version 2026.8.0, which has the same computes with six dates and one reduction factor corrected. "
        "Effective compute adds the record-setting systems of milestone_systems (2022.2.0, or 2026.8.0)."
    ),
    method=(
        "The reduction is the compute of the level's first run over that of its cheapest. The doubling time is that of "
        "a least-squares line through log10 compute where a level has three runs or more, with the interval of "
        "Student's t; where it has two, it is the time between them over the base-2 logarithm of the reduction. "
        "Intervals of reductions and of two-run doubling times hold nothing but the rounding of the printed computes: "
        "they say how many digits can be compared, not how certain the progress is. Moore's law is taken as a doubling "
        "every two years over the dates of the level. Effective compute is the training compute of each record-setting "
        "system times the reduction reached at the AlexNet level by its date; its growth has a bootstrap interval "
        "(1,000 resamples, each compute times log-uniform noise in [1/2, 2]). Months have 30.4375 days."
    ),
    differences=(
        "The reductions at the AlexNet, Seq2Seq and GNMT levels follow from the released computes to within their "
        "rounding (44.9, 58.1 and 8.95 beside the printed 44, 61 and 9). That at the ResNet-50 level does not: "
        "17 / 0.75 is 22.7 where the table and the paper print 10, which would need a compute of 1.7. One of the two "
        "figures is a slip and the table cannot say which. The line through the six AlexNet-level runs gives 15.7 "
        "months (printed 16); first and last run alone give 15.3. The corrected dates hardly move the AlexNet level; "
        "they bring the two runs of the other levels 3 to 11 months closer together, which shortens their doubling "
        "times."
    ),
    caveats=(
        "Three of the four levels rest on two runs each; their doubling times have no statistical interval.",
        "AlexNet is dated 2012-06-01 as published, some months before the network was known.",
        "Effective compute assumes that a gain at the AlexNet level holds for every other kind of training.",
        "Version 2026.8.0 of milestone_systems holds AlphaGo Zero at a five-hundredth of its compute in 2022.2.0.",
    ),
)

X = Axis("publication_date", "Publication date", scale="time")
Y = Axis("training_compute_flop", "Training compute", "FLOP", "log")


def reduction() -> Method:
    """Compute of the first run over that of the cheapest; the interval is that of the printed digits.

    Source: arXiv 2005.04305, section 3.
    """

    def estimate(points: Points) -> Estimate:
        gain = gain_at_fixed_performance(points.x, points.y)
        low, high = _printed_ratio(points, gain)
        moore = 2 ** (gain.days / DAYS_PER_JULIAN_YEAR / points.number("moore_doubling_year"))
        names = points.texts("name")
        return Estimate(
            value=gain.ratio,
            low=low,
            high=high,
            n=len(points),
            numbers={
                "first_run": names[gain.first],
                "cheapest_run": names[gain.cheapest],
                "years": gain.days / DAYS_PER_JULIAN_YEAR,
                "reduction_factor_stated": points.texts("stated_reduction_factor")[gain.cheapest],
                "moores_law_factor": moore,
                "gain_over_moores_law": gain.ratio / moore,
            },
            note="The interval is that of the printed digits of the two computes.",
        )

    return estimate


def efficiency_doubling() -> Method:
    """Doubling time of the efficiency, in months: a fitted line through three runs or more, else first to cheapest."""

    def estimate(points: Points) -> Estimate:
        gain = gain_at_fixed_performance(points.x, points.y)
        if gain.halving_days is None:
            raise ComputeTrendsError("no run needed less computation than the first, so efficiency did not double")
        between = gain.halving_days / DAYS_PER_JULIAN_MONTH
        grid = np.linspace(points.x.min(), points.x.max(), 61)
        if len(points) == 2:
            months = gain.days / DAYS_PER_JULIAN_MONTH
            low, high = (months / math.log2(r) if r > 1 else None for r in _printed_ratio(points, gain))
            line = np.log10(points.y[gain.first]) - (grid - points.x[gain.first]) / gain.halving_days * LOG10_2
            return Estimate(
                value=between,
                low=high,
                high=low,
                n=2,
                numbers={"reduction_factor": gain.ratio, "months_between_the_runs": months},
                curves=(Curve("first to cheapest run", _floats(grid), _floats(10**line)),),
                note="Two runs: the interval is that of the printed digits of their computes, not a statistical one.",
            )
        fit = log_linear_fit(points.x, points.y)
        if fit.slope >= 0:
            raise ComputeTrendsError("the fitted compute does not fall, so efficiency did not double")
        assert fit.slope_low is not None and fit.slope_high is not None
        band = fit.band(grid)
        return Estimate(
            value=LOG10_2 / -fit.slope / DAYS_PER_JULIAN_MONTH,
            low=LOG10_2 / -fit.slope_low / DAYS_PER_JULIAN_MONTH,
            high=LOG10_2 / -fit.slope_high / DAYS_PER_JULIAN_MONTH if fit.slope_high < 0 else None,
            level=fit.level,
            n=fit.n,
            r2=fit.r2,
            numbers={
                "months_from_first_and_cheapest_run": between,
                "reduction_factor": gain.ratio,
                "slope_log10_per_year": fit.slope * DAYS_PER_JULIAN_YEAR,
                "p_value": fit.p_value,
            },
            curves=(Curve("fit", _floats(grid), *(_floats(10**line) for line in (fit.predict(grid), *band))),),
            note=f"First and cheapest run alone give {between:.1f} months.",
        )

    return estimate


def moores_law() -> Method:
    """What a doubling every `moore_doubling_year` years gives from the level's first run to its cheapest."""

    def estimate(points: Points) -> Estimate:
        gain = gain_at_fixed_performance(points.x, points.y)
        period = points.number("moore_doubling_year")
        if period <= 0:
            raise ComputeTrendsError(f"a doubling time must be positive, not {period:g} years")
        years = gain.days / DAYS_PER_JULIAN_YEAR
        return Estimate(
            value=float(2 ** (years / period)),
            n=len(points),
            numbers={"years": years, "doubling_time_year": period, "algorithmic_gain": gain.ratio},
            note=f"An assumption times a span, so it has no interval; algorithms gained {gain.ratio:.3g} in that time.",
        )

    return estimate


def effective_growth() -> Method:
    """Growth of y in x/year with the whole account as further numbers: physical, algorithmic, effective factor."""
    fit = growth()

    def estimate(points: Points) -> Estimate:
        found = fit(points)
        account: dict[str, float | int | str | None] = {}
        for column in ("training_compute_flop", "efficiency_gain", "effective_compute_flop"):
            values = points.numbers(column)
            account[f"{column.removesuffix('_flop')}_factor_first_to_last"] = float(values[-1] / values[0])
        names = points.texts("name")
        return replace(found, numbers={**found.numbers, **account, "first": names[0], "last": names[-1]})

    return estimate


def _printed_ratio(points: Points, gain: FixedPerformanceGain) -> tuple[float, float]:
    """Least and greatest ratio that the printed teraflop/s-days of the two runs allow."""
    first = printed_range(points.y[gain.first] / TERAFLOP_S_DAY)
    cheapest = printed_range(points.y[gain.cheapest] / TERAFLOP_S_DAY)
    return first[0] / cheapest[1], first[1] / cheapest[0]


def _floats(values: np.typing.NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(map(float, values))


@dataclass(frozen=True)
class _Level:
    name: str
    title: str
    score: str
    reduction: Comparison
    doubling: Comparison | None = None


_LEVELS = (
    _Level(
        "alexnet",
        "AlexNet",
        "79.1% top-5 on ImageNet",
        Comparison(
            "hernandez-brown-alexnet-reduction",
            cause="The released computes are rounded: 3.1 / 0.069 teraflop/s-days allows 43.9 to 46.0, which holds 44.",
        ),
        Comparison("hernandez-brown-alexnet-doubling"),
    ),
    _Level(
        "resnet-50",
        "ResNet-50",
        "92.9% top-5 on ImageNet",
        Comparison(
            "hernandez-brown-resnet-50-reduction",
            cause=(
                "The released table contradicts itself: it prints a reduction of 10 beside computes of 17 and 0.75 "
                "teraflop/s-days, whose ratio is 22.7; 10 would need 1.7."
            ),
        ),
    ),
    _Level(
        "seq2seq",
        "Seq2Seq",
        "34.8 BLEU on WMT-14 English to French",
        Comparison(
            "hernandez-brown-seq2seq-reduction",
            cause="The released computes are rounded: 465 / 8 teraflop/s-days allows 54.6 to 62.1, which holds 61.",
        ),
    ),
    _Level(
        "gnmt",
        "GNMT",
        "39.92 BLEU on WMT-14 English to French",
        Comparison("hernandez-brown-gnmt-reduction"),
    ),
)

_VERSIONS = (("", "2020.6.0", "as published"), ("-2026", "2026.8.0", "corrected"))


def _trends() -> tuple[Trend, ...]:
    found = []
    corrected = Choice("table", (Level("as published"), Level("corrected", version="2026.8.0")))
    for suffix, version, state in _VERSIONS:
        original = not suffix
        asked = "" if original else ", by the corrected table"
        for level in _LEVELS:
            shared = {
                "study": STUDY.key,
                "statement": f"hernandez-{level.name}",
                "subset": f"{level.title} level, {level.score}, {state}",
                "dataset": "algorithmic_efficiency",
                "version": version,
                "x": X,
                "y": Y,
                "options": ("as_of", "since", "until"),
                "choices": (corrected,) if original else (),
            }
            found.append(
                Trend(
                    name=f"hernandez-{level.name}-reduction{suffix}",
                    question=f"How much less computation does {level.title}'s performance take than at first{asked}?",
                    quantity="reduction in training compute",
                    unit="x",
                    estimate=reduction(),
                    comparisons=(level.reduction,) if original else (),
                    **shared,  # type: ignore[arg-type]
                )
            )
            found.append(
                Trend(
                    name=f"hernandez-{level.name}-doubling{suffix}",
                    question=f"How fast did the efficiency of reaching {level.title}'s performance double{asked}?",
                    quantity="efficiency doubling time",
                    unit="month",
                    estimate=efficiency_doubling(),
                    comparisons=(level.doubling,) if original and level.doubling else (),
                    **shared,  # type: ignore[arg-type]
                )
            )
        for name, question, quantity, column in (
            (
                "effective-compute",
                "How fast did the largest training runs grow if better algorithms count as computation",
                "growth of effective compute",
                "effective_compute_flop",
            ),
            (
                "physical-compute",
                "How fast did the same largest training runs grow in computation alone",
                "growth of training compute",
                "training_compute_flop",
            ),
        ):
            found.append(
                Trend(
                    name=f"hernandez-{name}{suffix}",
                    statement="hernandez-effective-compute",
                    study=STUDY.key,
                    question=f"{question}{'' if original else ', on the rows of 2026'}?",
                    quantity=quantity,
                    subset=f"record setters in training compute, 2012-06 to 2018-12, {state}",
                    unit="x/year",
                    dataset="algorithmic_efficiency",
                    version=version,
                    joined={"milestone_systems": "2022.2.0" if original else "2026.8.0"},
                    estimate=effective_growth(),
                    x=X,
                    y=Axis(column, "Effective compute" if column.startswith("eff") else Y.title, "FLOP", "log"),
                    options=("as_of", "since", "until"),
                )
            )
    found.append(
        Trend(
            name="hernandez-moore",
            statement="hernandez-alexnet",
            study=STUDY.key,
            question="How much would Moore's law have given over the period of the AlexNet level?",
            quantity="Moore's law gain over the AlexNet period",
            subset="first to cheapest run, a doubling every 2 years",
            unit="x",
            dataset="algorithmic_efficiency",
            version="2020.6.0",
            estimate=moores_law(),
            x=X,
            y=Y,
            options=("as_of", "since", "until"),
            comparisons=(Comparison("hernandez-brown-moore"),),
        )
    )
    return tuple(found)


TRENDS = _trends()
