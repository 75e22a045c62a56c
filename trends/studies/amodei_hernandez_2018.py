"""Amodei & Hernandez 2018, "AI and Compute": the doubling time of the largest training runs."""

from __future__ import annotations

from compute_trends.trends.choices.common import (
    CONFIDENCE,
    FINE_TUNES,
    LARGEST_RANK,
    estimators_of_doubling,
    later_tables,
)
from compute_trends.trends.declaration import Axis, Comparison, Study, Trend, on_rows_of
from compute_trends.trends.estimators.calendar import DAYS_PER_JULIAN_MONTH
from compute_trends.trends.methods.growth import doubling
from compute_trends.trends.script import load_script

STUDY = Study(
    key="amodei-hernandez-2018",
    title="AI and compute",
    picture="amodei-largest-runs",
    reference="Amodei & Hernandez 2018, AI and Compute, OpenAI",
    url="https://openai.com/research/ai-and-compute",
    question="How fast did the computation of the largest training runs grow from 2012 to 2018, and since?",
    data=(
        "milestone_systems 2022.2.0, and 2026.8.0 under names that end in -2026. The study's own points (some fifteen "
        "systems from AlexNet to AlphaGo Zero) are not among our datasets. In their place stand the record setters: "
        "systems of 2012-01-01 to 2018-05-16 with more training compute than every system of the table before them. "
        "Beside them the ten largest at any time: systems that were among the ten with the most training compute "
        "on the day they appeared. Systems that are declared to share a training run count once; in 2022.2.0 none does."
    ),
    method=(
        "Least squares of log10 FLOP on the publication date; months of 30.4375 days. The interval comes from 1,000 "
        "bootstrap resamples, each compute times log-uniform noise in [1/2, 2]."
    ),
    differences=(
        "The record setters of 2022.2.0 doubled every 2.6 months where the study found 3.4, and the interval (2.1 to "
        "3.3) leaves 3.4 just outside; the study states no interval. Which systems count decides: the ten largest of "
        "the same version give 3.1 months (2.6 to 3.8), which holds 3.4. In 2026.8.0 the record setters double every "
        "4.5 months and the ten largest every 4.7, for two reasons together: AlphaGo Zero and AlphaGo Master are now "
        "put at 6.5e20 and 3.4e20 FLOP instead of 3.4e23 and 1.5e23, and systems added since set records early in the "
        "period. The two revised values alone, put into 2022.2.0, give 3.2 months (ten largest: 3.5); the two old "
        "values, put back into 2026.8.0, give 3.0 (4.1). That training compute grew fast is confirmed; the figure is "
        "not, since the two tables put it two thirds apart."
    ),
    caveats=(
        "About ten systems of 2012 to 2018 set records; every one of them weighs.",
        "Version 2022.2.0 holds 37 systems of that period, so being among the ten largest is no strict choice there.",
        "Version 2026.8.0 puts AlphaGo Master at a thousandth of what 2024.10.0 gives AlphaGo Zero; kept as it is.",
    ),
)
X = Axis("publication_date", "Publication date", scale="time")
Y = Axis("training_compute_flop", "Training compute", "FLOP", "log")


def _trend(name: str, question: str, subset: str, comparisons: tuple[Comparison, ...] = ()) -> Trend:
    return Trend(
        name=name,
        study=STUDY.key,
        question=question,
        quantity="doubling time of training compute",
        subset=subset,
        unit="month",
        script=load_script(__file__),
        dataset="milestone_systems",
        estimate=doubling(days=DAYS_PER_JULIAN_MONTH),
        x=X,
        y=Y,
        options=("as_of", "since", "until"),
        comparisons=comparisons,
        choices=(
            *later_tables("milestone_systems", "2022.2.0"),
            CONFIDENCE,
            FINE_TUNES,
            LARGEST_RANK,
            estimators_of_doubling(DAYS_PER_JULIAN_MONTH),
        ),
    )


_LARGEST = _trend(
    "amodei-largest-runs",
    "How fast did the computation of the largest training runs double from 2012 to 2018?",
    "record setters, 2012-01 to 2018-05",
    (
        Comparison(
            "amodei-hernandez-largest-runs",
            cause="The study's own selection of about fifteen systems is not among our datasets.",
            note=(
                "The ten largest at any time (amodei-ten-largest-runs) give an interval that holds 3.4; the newest "
                "rows (amodei-largest-runs-2026) give slower growth: AlphaGo Zero fell to 6.5e20 FLOP, and systems "
                "added set early records."
            ),
        ),
    ),
)
_TEN = _trend(
    "amodei-ten-largest-runs",
    "How fast did training compute double from 2012 to 2018 among the ten largest runs at any time?",
    "ten largest at release, 2012-01 to 2018-05",
)
#: Asked of the newest rows only: those of 2022.2.0 end there.
_SINCE = (
    _trend(
        "amodei-largest-runs-since",
        "How fast has the computation of the largest training runs doubled since 2018?",
        "record setters, 2018-05 to 2026-08",
    ),
    _trend(
        "amodei-ten-largest-runs-since",
        "How fast has training compute doubled since 2018 among the ten largest runs at any time?",
        "ten largest at release, 2018-05 to 2026-08",
    ),
)

TRENDS = (_LARGEST, _TEN, *(on_rows_of("2026.8.0", trend) for trend in (_LARGEST, _TEN, *_SINCE)))
