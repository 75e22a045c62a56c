"""Hobbhahn & Besiroglu 2022, "Trends in GPU price-performance", table 1: doubling time of FLOP/s per dollar.

Plain log-linear fit of FP32 vector FLOP/s over release price on the release date; the interval runs from the 2.5% to
the 97.5% quantile of 1,000 resamples of the cards. Rates and prices are published specifications, so no noise is added.
"""

from __future__ import annotations

from compute_trends.trends.choices.hardware import gpu_prices
from compute_trends.trends.declaration import Axis, Comparison, Study, Trend
from compute_trends.trends.estimators.calendar import DAYS_PER_YEAR
from compute_trends.trends.methods.growth import doubling
from compute_trends.trends.script import load_script

STUDY = Study(
    key="hobbhahn-besiroglu-2022",
    title="Trends in GPU price-performance",
    picture="hobbhahn-besiroglu-machine-learning-gpus",
    reference="Hobbhahn & Besiroglu 2022, Trends in GPU price-performance, Epoch",
    url="https://epoch.ai/blog/trends-in-gpu-price-performance",
    question="How fast does the computation that a dollar of graphics processor buys grow?",
    data=(
        "accelerators 2026.8.4: graphics processors released from 2006 to 2021 with a known FP32 rate and a known "
        "release price. The study's own table of 470 cards is not part of the data. Cards used in machine learning "
        "are those of the machine-learning hardware table."
    ),
    method=(
        "Ordinary least squares of log10(FP32 FLOP/s per USD) on the release date, years of 365 days; interval from "
        "1,000 bootstrap resamples of the cards. Prices are in dollars of their day. Whether the study adjusted its "
        "prices for inflation could not be established from a public copy of its text, so the setting "
        "inflation_fraction_per_year shows what a steady rate would do: at 2% a year all cards double in 3.32 years."
    ),
    differences=(
        "Ours are slower, because release prices are known for about half as many cards and those known mix two "
        "markets: dear data-centre and workstation cards, none of them before 2012-11, and cheap gaming cards. At the "
        "same time the dear ones give several times less FP32 per dollar, which flattens the line. Among all cards up "
        "to 2,000 USD, and among machine-learning cards on either side of it, the growth is faster (settings "
        "lowest_price_usd and highest_price_usd). Intervals overlap with the published one for machine-learning "
        "cards, not for all cards."
    ),
    caveats=(
        (
            "The peak FP32 rate of the vector units says little about cards with matrix engines, whose 16-bit rate is "
            "many times higher."
        ),
        "A release price is a list price; street prices differ, most of all in shortages.",
        "On boards with two chips the rate is that of one chip and the price that of the board.",
    ),
)

_OPTIONS = ("as_of", "since", "until")
_X = Axis("release_date", "Release date", scale="time")
_RATE = Axis("fp32_vector_flop_per_s", "FP32 rate", "FLOP/s", "log")
_FP16 = Axis("fp16_flop_per_s_per_usd", "FP16 vector rate per dollar", "FLOP/s/USD", "log")
_Y = Axis("flop_per_s_per_usd", "FP32 rate per dollar", "FLOP/s/USD", "log")


def _trend(
    name: str,
    question: str,
    subset: str,
    comparison: Comparison,
    *,
    statement: str = "",
    quantity: str = "doubling time of FLOP/s per dollar",
    y: Axis = _Y,
) -> Trend:
    return Trend(
        name=name,
        statement=statement,
        study=STUDY.key,
        question=question,
        quantity=quantity,
        subset=subset,
        unit="year",
        script=load_script(__file__),
        dataset="accelerators",
        estimate=doubling(DAYS_PER_YEAR, noise_factor=1.0),
        x=_X,
        y=y,
        options=_OPTIONS,
        comparisons=(comparison,),
        choices=gpu_prices("machine-learning" in name) if y is _Y else (),
        note="" if y is _RATE else "Prices are release prices in dollars of their day.",
    )


TRENDS = (
    _trend(
        "hobbhahn-besiroglu-gpus",
        "How fast did the computing rate that a dollar of graphics processor buys grow from 2006 to 2021?",
        "all GPUs 2006-2021",
        Comparison(
            "hobbhahn-besiroglu-all-gpus",
            cause=(
                "Only the cards with a release price in the dataset count, 254 where the study had 470, and the set "
                "of prices leans to data-centre and workstation cards late in the period: 26 cards cost more than "
                "2,000 USD, none of them before 2012. Up to 2,000 USD (setting highest_price_usd) the doubling time "
                "is 2.97 years, interval 2.66 to 3.37, whose low end lies inside the published interval."
            ),
        ),
    ),
    _trend(
        "hobbhahn-besiroglu-machine-learning-gpus",
        "How fast did it grow for the graphics processors that machine learning uses?",
        "GPUs of the machine-learning hardware table 2006-2021",
        Comparison(
            "hobbhahn-besiroglu-ml-gpus",
            cause=(
                "The study's 26 cards are not listed in the data; the machine-learning hardware table of 2026 prices "
                "41. They mix two markets, with dear data-centre cards later than cheap gaming cards: those of at "
                "least 2,000 USD double in 2.74 years and the cheaper ones in 2.88 (settings lowest_price_usd and "
                "highest_price_usd), both inside the published interval, which also overlaps ours."
            ),
        ),
    ),
    _trend(
        "hobbhahn-besiroglu-rate",
        "How fast did the FP32 rate of graphics processors grow from 2006 to 2021?",
        "all GPUs 2006-2021",
        Comparison("hobbhahn-besiroglu-rate"),
        statement="hobbhahn-besiroglu-gpus",
        quantity="doubling time of FLOP/s",
        y=_RATE,
    ),
    _trend(
        "hobbhahn-besiroglu-fp16",
        "How fast did the 16-bit rate that a dollar of graphics processor buys grow from 2006 to 2021?",
        "all GPUs 2006-2021 that state an FP16 rate",
        Comparison(
            "hobbhahn-besiroglu-fp16",
            known=(
                "The study's 91 cards are not listed in public. Of our 82, 20 cards of 2016 to 2018 run FP16 at 1/64 "
                "of their FP32 rate, and how many of these count decides: without them the doubling time is 5.3 years "
                "(3.2 to 14), with any six of them about 2.3, with all 1.3. The keepers' table of 2024-02 "
                "(epoch-research/training-cost-trends, commit 760d1eb) prices 71 cards with an FP16 rate, 17 of them "
                "slow, and gives 1.4 (1.0 to 2.2), without the slow ones 6.6."
            ),
        ),
        statement="hobbhahn-besiroglu-gpus",
        y=_FP16,
    ),
)
