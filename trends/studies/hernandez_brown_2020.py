"""Hernandez & Brown 2020, "Measuring the Algorithmic Efficiency of Neural Networks" (arXiv 2005.04305).

How much less computation a fixed performance takes, per performance level; against Moore's law; and multiplied with the
growth of the largest training runs into effective compute. Months have 365.25 / 12 days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from compute_trends.trends.choices.common import Choice, Level
from compute_trends.trends.declaration import Axis, Comparison, Study, Trend, on_rows_of
from compute_trends.trends.methods.efficiency import effective_growth, efficiency_doubling, moores_law, reduction
from compute_trends.trends.methods.estimate import Method
from compute_trends.trends.methods.means import mean_ratio
from compute_trends.trends.script import load_script

STUDY = Study(
    key="hernandez-brown-2020",
    title="Measuring the algorithmic efficiency of neural networks",
    picture="hernandez-alexnet-doubling",
    reference="Hernandez & Brown 2020, arXiv 2005.04305",
    url="https://arxiv.org/abs/2005.04305",
    question="How much less computation does it take to reach a performance that was first reached years ago?",
    data=(
        "algorithmic_efficiency 2020.6.0, the table that the authors released: twelve training runs at four fixed "
        "levels (AlexNet and ResNet-50 on ImageNet, Seq2Seq and GNMT on WMT-14 English to French). The trends that end "
        "in -2026 use version 2026.8.0, which has the same computes with six dates and one reduction factor corrected. "
        "Effective compute adds the record-setting systems of milestone_systems (2022.2.0, or 2026.8.0). Table 3 of "
        "the paper, sixteen networks trained to AlexNet's level, is alexnet_level_trainings 2020.5.0; it has no dates."
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


@dataclass(frozen=True)
class _Level:
    name: str
    title: str
    score: str
    reductions: tuple[Comparison, ...]
    doubling: Comparison


#: Runs of table 1, by the names of their figures.
_TABLE_1 = {
    "googlenet": "googlenet",
    "mobilenet": "mobilenet",
    "shufflenet-v1": "shufflenet-1x",
    "shufflenet-v2": "shufflenet-v2-1x",
    "efficientnet": "efficientnet-b0",
}
_LEVELS = (
    _Level(
        "alexnet",
        "AlexNet",
        "79.1% top-5 on ImageNet",
        (
            Comparison(
                "hernandez-brown-alexnet-reduction",
                note="The released computes are rounded: 3.1 / 0.069 teraflop/s-days allows 43.9 to 46.0.",
            ),
            *(
                Comparison(
                    f"hernandez-brown-table-1-{key}", given={"only": ("alexnet-level-alexnet", f"alexnet-level-{run}")}
                )
                for key, run in _TABLE_1.items()
            ),
        ),
        Comparison("hernandez-brown-alexnet-doubling"),
    ),
    _Level(
        "resnet-50",
        "ResNet-50",
        "92.9% top-5 on ImageNet",
        (
            Comparison(
                "hernandez-brown-resnet-50-reduction",
                cause=(
                    "The released table contradicts itself: it prints a reduction of 10 beside computes of 17 and 0.75 "
                    "teraflop/s-days, whose ratio is 22.7. Either may be the slip: the printed doubling time of 17 "
                    "months is nearer to a reduction of 10 (15.8 months over the printed dates) than to one of 22.7 "
                    "(11.7 months), and 10 would need a compute of 1.7 in place of 0.75."
                ),
            ),
        ),
        Comparison(
            "hernandez-brown-resnet-50-doubling",
            cause=(
                "It follows the reduction: over the printed dates 10 gives 15.8 months and 22.7 gives 11.7, so the "
                "paper's own table contradicts itself and the compute of 0.75 may be the slip."
            ),
        ),
    ),
    _Level(
        "seq2seq",
        "Seq2Seq",
        "34.8 BLEU on WMT-14 English to French",
        (
            Comparison(
                "hernandez-brown-seq2seq-reduction",
                note="The released computes are rounded: 465 / 8 teraflop/s-days allows 54.6 to 62.1.",
            ),
        ),
        Comparison("hernandez-brown-seq2seq-doubling"),
    ),
    _Level(
        "gnmt",
        "GNMT",
        "39.92 BLEU on WMT-14 English to French",
        (Comparison("hernandez-brown-gnmt-reduction"),),
        Comparison("hernandez-brown-gnmt-doubling"),
    ),
)

_OPTIONS = ("as_of", "since", "until")
_CORRECTED = Choice("table", (Level("as published"), Level("corrected", version="2026.8.0")))
_AS_PUBLISHED = "as published"


def _level(
    level: _Level, kind: str, question: str, quantity: str, unit: str, estimate: Method, *comparisons: Comparison
) -> Trend:
    return Trend(
        name=f"hernandez-{level.name}-{kind}",
        statement=f"hernandez-{level.name}",
        study=STUDY.key,
        question=question,
        quantity=quantity,
        subset=f"{level.title} level, {level.score}, {_AS_PUBLISHED}",
        unit=unit,
        script=load_script(__file__),
        dataset="algorithmic_efficiency",
        estimate=estimate,
        x=X,
        y=Y,
        options=_OPTIONS,
        comparisons=comparisons,
        choices=(_CORRECTED,),
    )


def _levels() -> tuple[Trend, ...]:
    return tuple(
        trend
        for level in _LEVELS
        for trend in (
            _level(
                level,
                "reduction",
                f"How much less computation does {level.title}'s performance take than at first?",
                "reduction in training compute",
                "x",
                reduction(),
                *level.reductions,
            ),
            _level(
                level,
                "doubling",
                f"How fast did the efficiency of reaching {level.title}'s performance double?",
                "efficiency doubling time",
                "month",
                efficiency_doubling(),
                level.doubling,
            ),
        )
    )


def _largest_runs(name: str, question: str, quantity: str, y: Axis) -> Trend:
    return Trend(
        name=f"hernandez-{name}",
        statement="hernandez-effective-compute",
        study=STUDY.key,
        question=question,
        quantity=quantity,
        subset=f"record setters in training compute, 2012-06 to 2018-12, {_AS_PUBLISHED}",
        unit="x/year",
        script=load_script(__file__),
        dataset="milestone_systems",
        beside=("algorithmic_efficiency",),
        estimate=effective_growth(),
        x=X,
        y=y,
        options=_OPTIONS,
        rests_on_compute=True,
    )


_EFFECTIVE = (
    _largest_runs(
        "effective-compute",
        "How fast did the largest training runs grow if better algorithms count as computation?",
        "growth of effective compute",
        Axis("effective_compute_flop", "Effective compute", "FLOP", "log"),
    ),
    _largest_runs(
        "physical-compute",
        "How fast did the same largest training runs grow in computation alone?",
        "growth of training compute",
        Y,
    ),
)


_AT_LEVELS = _levels()


def _later(trend: Trend, **changes: Any) -> Trend:
    return on_rows_of("2026.8.0", trend, subset=trend.subset.replace(_AS_PUBLISHED, "corrected"), **changes)


#: Appendix B: sixteen networks at the AlexNet level, of which the six of table 1 are dated.
_TABLE_3 = (
    Trend(
        name="hernandez-table-3",
        study=STUDY.key,
        question="How fast did efficiency double among the networks that the paper trained to AlexNet's level?",
        quantity="efficiency doubling time",
        subset="AlexNet level, networks of table 3 that are dated",
        unit="month",
        script=load_script(__file__),
        dataset="alexnet_level_trainings",
        beside=("algorithmic_efficiency",),
        estimate=efficiency_doubling(),
        x=X,
        y=Y,
        options=_OPTIONS,
    ),
    Trend(
        name="hernandez-table-3-formula",
        study=STUDY.key,
        question="Does the training compute of table 3 follow from epochs and FLOP per image?",
        quantity="stated training compute over 3 x epochs x FLOP per image x 1.28 million images",
        subset="networks of table 3 that state both",
        unit="1",
        script=load_script(__file__),
        dataset="alexnet_level_trainings",
        estimate=mean_ratio("network"),
        y=Axis("stated_over_computed", "Stated over computed training compute", "1"),
    ),
)

TRENDS = (
    *_AT_LEVELS,
    *_TABLE_3,
    *_EFFECTIVE,
    *(_later(trend, question=f"{trend.question.removesuffix('?')}, by the corrected table?") for trend in _AT_LEVELS),
    *(_later(trend, joined={"algorithmic_efficiency": "2026.8.0"}) for trend in _EFFECTIVE),
    Trend(
        name="hernandez-moore",
        statement="hernandez-alexnet",
        study=STUDY.key,
        question="How much would Moore's law have given over the period of the AlexNet level?",
        quantity="Moore's law gain over the AlexNet period",
        subset="first to cheapest run, a doubling every 2 years",
        unit="x",
        script=load_script(__file__),
        dataset="algorithmic_efficiency",
        estimate=moores_law(),
        x=X,
        y=Y,
        options=_OPTIONS,
        comparisons=(Comparison("hernandez-brown-moore"),),
    ),
)
