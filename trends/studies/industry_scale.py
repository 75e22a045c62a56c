"""The account of the industry: growing use against growing efficiency, in chips, power and service."""

from __future__ import annotations

from compute_trends.trends.choices import industry as choices
from compute_trends.trends.choices.common import Choice
from compute_trends.trends.declaration import Axis, Comparison, Part, Picture, Study, Trend
from compute_trends.trends.methods import industry
from compute_trends.trends.methods.estimate import Method
from compute_trends.trends.methods.shares import share_of_sum
from compute_trends.trends.script import load_script

STUDY = Study(
    key="industry-scale",
    title="The industry's account: efficiency, larger models and more use",
    picture=Picture(
        name="industry-scale-account",
        question="Does efficiency outrun use?",
        text=(
            "Computing power installed, its power and its efficiency at the end of each quarter, relative to the first "
            "quarter of 2022: computing power grows fastest, efficiency slowest, and power by what is between them."
        ),
        parts=(
            Part("industry-scale-installed", "computing power installed: {value}"),
            Part("industry-scale-power", "its power: {value}"),
            Part("industry-scale-efficiency", "computing power per watt: {value}"),
        ),
        note="each quarter's end at medians, four years of service",
    ),
    question="Efficiency gains, growing models and growing use pull against each other: who wins, industry-wide?",
    data=(
        "Observed, as estimates of one source: chip_deliveries 2026.4.0, AI chips of Nvidia, Google, AMD and Amazon "
        "per quarter, 2022 to 2025, with percentiles. Through data of chips: what they can do (accelerators 2026.8.4) "
        "and draw. Beside them: known training runs of milestone_systems 2026.8.2 and reports on tokens of ai_usage "
        "2026.4.0. Planned clusters enter nowhere."
    ),
    method=(
        "K, installed: deliveries still in service after an assumed lifetime. P, power: chips times thermal design "
        "power, or the source's own. h = K / P, efficiency of the fleet, so that growth of P is growth of K over "
        "growth of h, an identity. F, computation available in a year: K by 16-bit rate x share in operation x "
        "utilisation x time. T, known training runs of the year: a system that starts from another's weights is no "
        "run of its own, and systems that are declared to share a run count once. R = F - T: inference, experiments "
        "and unknown training. "
        "S = K x a, service, with a the algorithmic efficiency; algorithms are never divided out of physical "
        "computation, they only decide what service means. Intervals: 1,000 draws of every row of deliveries between "
        "its percentiles, the errors of a designer correlated so that its published cumulative percentiles come out, "
        "of every assumption between its limits, and of residuals in blocks of three quarters. Fits of the stock begin "
        "with 2023-Q4, since the table begins in 2022 with nothing; years of 365 days."
    ),
    differences=(
        "The publication's growth of 3.3 a year is of an earlier state of the counts and holds Huawei, which these "
        "rows do not. Its totals (more than 15 million H100-equivalents, over 10 GW) are lower bounds, and "
        "ours lie above."
    ),
    caveats=(
        (
            "Jevons in three sentences. Use outran efficiency exactly if power grew, and it did. The elasticity of "
            "service is at most the growth of service over that of efficiency, an upper bound. Whether efficiency "
            "caused the use, these data do not say."
        ),
        (
            "For the opposite, computing power per watt would have had to grow as fast as the computing power "
            "installed: industry-scale-elasticity prints the factor beside the one that was seen."
        ),
        (
            "Service is a word for what algorithms make of computation; its efficiency (halving every 8 months, 95% 5 "
            "to 14, Ho et al. 2024) is that of training language models to a fixed loss, taken over to the industry."
        ),
        (
            "Power is that of chips at their limit, without hosts, network and cooling; no meter was read. Deliveries "
            "are not installations, and nobody counts what goes out of service."
        ),
        (
            "Lifetime, share in operation, utilisation, share of inference and computation of a token are assumed: "
            "levels of F, R and of implied use hold within factors of several; the growth of K, P and h needs only the "
            "first."
        ),
        "Huawei and other makers are not in the counts; AMD and Amazon enter in 2024, so that part of growth is entry.",
    ),
)

_OPTIONS = ("as_of", "since", "until")
_X = Axis("quarter_end", "End of the quarter", scale="time")
_RELATIVE = Axis("relative_value", "Relative to 2022-Q1", "x", "log")
#: Statements with a point for each quarter.
_OVER_TIME = ("delivered", "installed", "rate", "power", "efficiency")


def _trend(
    name: str,
    statement: str,
    question: str,
    quantity: str,
    subset: str,
    unit: str,
    estimate: Method,
    *comparisons: Comparison,
    stock: bool = False,
    beside: tuple[str, ...] = ("accelerators",),
    by_construction: str = "",
    endless: str = "",
    assumed: tuple[Choice, ...] = (),
    **overrides: str | float,
) -> Trend:
    return Trend(
        name=f"industry-scale-{name}",
        study=STUDY.key,
        statement=f"industry-scale-{statement}",
        question=question,
        quantity=quantity,
        subset=subset,
        unit=unit,
        script=load_script(__file__),
        dataset="chip_deliveries",
        beside=beside,
        estimate=estimate,
        x=_X if statement in _OVER_TIME else None,
        y=_DELIVERED if statement == "delivered" else _RELATIVE if stock else None,
        options=_OPTIONS if stock else ("as_of", "until"),
        overrides=overrides,
        comparisons=comparisons,
        choices=(
            *((choices.LIFETIME, choices.EARLIER, *assumed) if stock or assumed else ()),
            *((choices.DESIGNERS,) if stock and "designers" not in overrides else ()),
            *((choices.ALGORITHMS,) if name in ("service", "elasticity") else ()),
        ),
        by_construction=by_construction,
        endless=endless,
    )


_ALL = "Nvidia, Google, AMD and Amazon, 2022 to 2025"
_FITTED = "chips in service"
_DELIVERED = Axis("delivered_h100", "Delivered a quarter", "H100-equivalent", "log")
_SUM = "The sum of a year has no line to end: what is not known of the training runs is missing in it."
_ACCOUNT = "Growth of power is growth of computing power over growth of efficiency: an identity."

_OBSERVED = (
    *(
        _trend(
            name,
            "delivered",
            f"{asked} the H100-equivalents that are delivered a quarter {'grow' if what == 'growth' else 'double'}?",
            f"{what} of H100-equivalents delivered a quarter",
            _ALL,
            unit,
            industry.deliveries_growth(as_doubling=unit == "month"),
            Comparison(f"chip-sales-{figure}"),
        )
        for name, asked, what, unit, figure in (
            ("deliveries", "By what factor a year do", "growth", "x/year", "growth"),
            ("deliveries-doubling", "In how many months do", "doubling time", "month", "doubling"),
        )
    ),
    *(
        _trend(
            f"delivered-{name}",
            "installed",
            f"How much {of} had all chips that were delivered from 2022 to 2025?",
            f"{of} of all chips delivered",
            _ALL,
            unit,
            industry.delivered_total(of),
            Comparison(
                f"chip-sales-{figure}",
                cause=f"The publication gives a lower bound, {bound}; the rows of 2026-04 lie above it.",
            ),
        )
        for name, of, unit, figure, bound in (
            ("total", "computing power", "H100-equivalent", "cumulative", "more than 15 million"),
            ("power", "power", "W", "power", "over 10 GW"),
        )
    ),
    Trend(
        name="industry-scale-unattributed",
        study=STUDY.key,
        question="What share of Nvidia's deliveries of 2025 has no owner that the source counts?",
        quantity="share that nobody attributes",
        subset="H100-equivalents of Nvidia, 2025",
        unit="1",
        script=load_script(__file__),
        dataset="chip_deliveries",
        estimate=share_of_sum("compute_h100_equivalent"),
        note="xAI is in it, which the source names and does not count.",
    ),
)

#: Name, statement, and what grows: in questions, as a quantity, and for the estimate.
_GROWING = (
    ("installed", "installed", "computing power in service", "computing power installed", "computing power"),
    ("rate", "rate", "16-bit rate in service", "the 16-bit rate installed", "16-bit rate"),
    ("power", "power", "power of the chips in service", "power", "power"),
    ("efficiency", "efficiency", "computing power per watt in service", "the efficiency of the fleet", "efficiency"),
)

_THROUGH_CHIPS = (
    *(
        _trend(
            name,
            statement,
            f"By what factor a year does the {asked} grow?",
            f"growth of {quantity}",
            _FITTED,
            "x/year",
            industry.stock_growth(of),
            stock=True,
            by_construction=_ACCOUNT if of in ("power", "efficiency") else "",
        )
        for name, statement, asked, quantity, of in _GROWING
    ),
    _trend(
        "installed-fixed-designers",
        "installed",
        "And of Nvidia and Google alone, who are counted from before the fit begins?",
        "growth of computing power installed",
        "chips of Nvidia and Google in service",
        "x/year",
        industry.stock_growth("computing power"),
        stock=True,
        designers="since_2022",
    ),
    *(
        _trend(
            f"{name}-level",
            name,
            f"How much {asked} at the end of 2025?",
            quantity,
            "chips in service on 2025-12-31",
            unit,
            industry.level_at_end(of),
        )
        for name, asked, quantity, unit, of in (
            ("installed", "computing power was in service", "computing power", "H100-equivalent", "computing power"),
            ("power", "power did the chips in service take", "power of chips", "W", "power"),
        )
    ),
)

_THROUGH_ASSUMPTIONS = (
    _trend(
        "available",
        "installed",
        "How much computation could the chips in service spend in 2025?",
        "computation available",
        "chips in service in 2025",
        "FLOP",
        industry.computation_available(),
        assumed=(choices.UTILISATION, choices.OPERATING),
    ),
    *(
        _trend(
            name,
            "training",
            f"What share of the computation available in {year} do known training runs take?",
            "share of known training",
            f"training runs of {year} with known computation",
            "1",
            industry.training_share(),
            beside=("accelerators", "milestone_systems"),
            endless=_SUM,
            assumed=(choices.UTILISATION, choices.OPERATING, choices.RUNS),
            year=year,
        )
        for name, year in (("known-training", 2025), ("known-training-2024", 2024))
    ),
    _trend(
        "tokens",
        "tokens",
        "How many times the reported tokens could inference have served in 2025?",
        "implied over reported tokens a day",
        "newest reports of each product until 2025",
        "x",
        industry.tokens_over_reported(),
        beside=("accelerators", "milestone_systems", "ai_usage"),
        endless=_SUM,
        assumed=(choices.UTILISATION, choices.OPERATING, choices.INFERENCE, choices.TOKEN),
    ),
    *(
        _trend(name, "installed", question, quantity, _FITTED, unit, estimate, stock=True)
        for name, question, quantity, unit, estimate in (
            (
                "service",
                "By what factor a year does service grow, when better algorithms count as more of it?",
                "growth of service",
                "x/year",
                industry.service_growth(),
            ),
            (
                "elasticity",
                "How much did service grow for a growth of efficiency: does efficiency outrun use?",
                "upper bound of the elasticity of service",
                "1",
                industry.elasticity(),
            ),
        )
    ),
)

TRENDS = (*_OBSERVED, *_THROUGH_CHIPS, *_THROUGH_ASSUMPTIONS)
