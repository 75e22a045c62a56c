"""How fast the leading AI supercomputers grow, in rate, power, cost and chips, and whose they are."""

from __future__ import annotations

from datetime import date

from compute_trends.trends.choices.common import values
from compute_trends.trends.declaration import Axis, Comparison, Study, Trend
from compute_trends.trends.estimators.calendar import DAYS_PER_MONTH
from compute_trends.trends.methods.growth import doubling
from compute_trends.trends.methods.shares import of_largest, share_of_sum
from compute_trends.trends.points import Setting
from compute_trends.trends.script import load_script

STUDY = Study(
    key="clusters",
    title="AI supercomputers",
    reference="Pilz, K., Sanders, J., Rahman, R., & Heim, L. (2025). Trends in AI supercomputers. arXiv:2504.16026.",
    url="https://arxiv.org/abs/2504.16026",
    question="How fast do the leading AI supercomputers grow in rate, power, cost and chips, and whose are they?",
    data=(
        "gpu_clusters 2026.8.0: clusters that exist, are at least likely and are no doubles (482 in the source's own "
        "analysis). Leading are those among the ten with the highest rate when they first ran, 2019-01 to 2025-03. "
        "Shares are of the clusters standing on 2025-03-31; a phase that a later one took in does not count beside it. "
        "Planned clusters enter nowhere."
    ),
    method=(
        "Least squares of log10 of the quantity on the first day of operation, as doubling time in months of 30 days, "
        "interval from 1,000 resamples of the clusters. A share is of the summed 16-bit rates, its interval from "
        "resampled clusters."
    ),
    differences=(
        "The publication rounds its doubling times to 9 and 12 months; ours are of the export of 2026-08, in which "
        "clusters were added and revised since, and take the source's rank as it stands there. Power and cost are "
        "known for 53 and 49 of the 58; six of the nine unknown costs are of 2019 to 2021."
    ),
    caveats=(
        "The source holds perhaps a tenth to a fifth of the rate of all AI supercomputers; China's least of all.",
        "Rates are peak rates of the chips; power and cost are mostly calculated from the chips, not reported.",
        (
            "Being among the ten leading ones is a selection by the rate: growth of power, cost and chips is that of "
            "clusters chosen by another quantity."
        ),
        "Countries are where a cluster stands, not who uses it.",
    ),
)

_OPTIONS = ("as_of", "since", "until")
_X = Axis("first_operational_date", "First in operation", scale="time")
_ROWS = values("rows", "rows", ("the source's analysis", "standard"), ("all that exist", "all"))
_RANK = values("leading", "leading_rank", ("ten", 10), ("five", 5), ("twenty", 20))


def _growth(name: str, what: str, y: Axis, *comparisons: Comparison) -> Trend:
    return Trend(
        name=f"clusters-{name}",
        study=STUDY.key,
        statement="clusters-leading",
        question=f"How fast does the {what} of the leading AI supercomputers double?",
        quantity=f"doubling time of {what}",
        subset="ten leading clusters at each time, 2019-01 to 2025-03",
        unit="month",
        script=load_script(__file__),
        dataset="gpu_clusters",
        estimate=doubling(DAYS_PER_MONTH, noise_factor=1.0),
        x=_X,
        y=y,
        options=_OPTIONS,
        comparisons=comparisons,
        choices=(_ROWS, _RANK),
    )


def _share(
    name: str, statement: str, question: str, subset: str, setting: dict[str, Setting], *figures: Comparison
) -> Trend:
    return Trend(
        name=f"clusters-{name}",
        study=STUDY.key,
        statement=statement,
        question=question,
        quantity="share of the 16-bit rate",
        subset=subset,
        unit="1",
        script=load_script(__file__),
        dataset="gpu_clusters",
        estimate=share_of_sum("precision_16_bit_op_per_s"),
        options=("as_of", "until"),
        overrides=setting,
        comparisons=figures,
        choices=(_ROWS,),
    )


def _largest(name: str, question: str, quantity: str, unit: str, column: str, figure: Comparison) -> Trend:
    return Trend(
        name=f"clusters-{name}",
        study=STUDY.key,
        statement="clusters-country",
        question=question,
        quantity=quantity,
        subset="cluster with the highest 16-bit rate on 2025-03-31",
        unit=unit,
        script=load_script(__file__),
        dataset="gpu_clusters",
        estimate=of_largest(column),
        options=("as_of", "until"),
        comparisons=(figure,),
    )


TRENDS = (
    _growth(
        "performance",
        "16-bit rate",
        Axis("precision_16_bit_op_per_s", "16-bit rate", "OP/s", "log"),
        Comparison("pilz-performance"),
    ),
    _growth("power", "power", Axis("power_w", "Power", "W", "log"), Comparison("pilz-power")),
    _growth(
        "cost",
        "hardware cost",
        Axis("hardware_cost_usd", "Cost of the hardware", "USD", "log"),
        Comparison("pilz-cost"),
    ),
    _growth("chips", "number of chips", Axis("chip_count", "Chips", "chip", "log")),
    _growth("efficiency", "rate per watt", Axis("op_per_joule", "16-bit rate per watt", "OP/J", "log")),
    _growth("rate-per-chip", "rate per chip", Axis("op_per_s_per_chip", "16-bit rate of a chip", "OP/s", "log")),
    _share(
        "share-united-states",
        "clusters-country",
        "What share of the rate of AI supercomputers stands in the United States?",
        "clusters standing on 2025-03-31, United States",
        {"country": "United States of America"},
        Comparison("pilz-share-us"),
    ),
    _share(
        "share-china",
        "clusters-country",
        "What share of the rate of AI supercomputers stands in China?",
        "clusters standing on 2025-03-31, China",
        {"country": "China"},
        Comparison("pilz-share-china"),
    ),
    _share(
        "share-private",
        "clusters-sector",
        "What share of the rate of AI supercomputers is in private hands?",
        "clusters standing on 2025-03-31, private",
        {"sector": "private"},
    ),
    _share(
        "share-private-2019",
        "clusters-sector",
        "And what share was in private hands at the end of 2019?",
        "clusters standing on 2019-12-31, private",
        {"sector": "private", "until": date(2019, 12, 31)},
    ),
    _largest(
        "largest-chips",
        "How many chips has the largest AI supercomputer of early 2025?",
        "chips",
        "chip",
        "chip_count",
        Comparison("pilz-leading-chips"),
    ),
    _largest(
        "largest-cost",
        "What did the hardware of the largest AI supercomputer of early 2025 cost?",
        "hardware cost",
        "USD",
        "hardware_cost_usd",
        Comparison("pilz-leading-cost"),
    ),
    _largest(
        "largest-power",
        "How much power takes the largest AI supercomputer of early 2025?",
        "power",
        "W",
        "power_w",
        Comparison("pilz-leading-power"),
    ),
)
