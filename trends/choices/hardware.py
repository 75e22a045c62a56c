"""The choices behind the growth of hardware: which chips, from when, by which estimator.

The questions name no period, and rates, prices and power are stated for more chips in some years than in others.
"""

from __future__ import annotations

from datetime import date

from compute_trends.trends.choices.common import Choice, Level, estimators_of_doubling, estimators_of_growth, values
from compute_trends.trends.declaration import Comparison
from compute_trends.trends.estimators.calendar import DAYS_PER_YEAR

FIRST_RELEASE = values(
    "first date",
    "since",
    ("any", None),
    ("2008", date(2008, 1, 1)),
    ("2012", date(2012, 1, 1)),
    ("2016", date(2016, 1, 1)),
)
LAST_RELEASE = values("last date", "until", ("any", None), ("2023", date(2023, 12, 31)), ("2021", date(2021, 12, 31)))
ESTIMATORS = estimators_of_doubling(DAYS_PER_YEAR)
GROWTH_ESTIMATORS = estimators_of_growth(DAYS_PER_YEAR)

#: Statements that ask the same of machine-learning hardware and of all chips (or graphics processors).
_PAIRS = (
    ("hardware-gpu-fp32-rate", "hardware-fp32-rate"),
    ("hardware-gpu-flop-per-joule", "hardware-flop-per-joule"),
    ("hardware-gpu-flop-per-usd", "hardware-flop-per-usd"),
    ("hardware-memory-all-chips", "hardware-memory"),
    ("hardware-memory-bandwidth-all-chips", "hardware-memory-bandwidth"),
)


def choices(statement: str) -> tuple[Choice, ...]:
    """The choices behind the doubling time of a hardware trend, by its statement."""
    found = [FIRST_RELEASE, LAST_RELEASE, ESTIMATORS]
    for every, machine_learning in _PAIRS:
        wide = Level("all chips" if "all-chips" in every else "graphics processors", statement=every)
        narrow = Level("machine-learning hardware", statement=machine_learning)
        if statement in (every, machine_learning):
            own, other = (wide, narrow) if statement == every else (narrow, wide)
            found.insert(0, Choice("chips", (own, other)))
    return tuple(found)


def gpu_prices(machine_learning: bool) -> tuple[Choice, ...]:
    """The choices behind the doubling time of FLOP/s per dollar of Hobbhahn & Besiroglu 2022, whose period is fixed."""
    every = Level("all", statement="hobbhahn-besiroglu-gpus")
    narrow = Level("machine-learning hardware", statement="hobbhahn-besiroglu-machine-learning-gpus")
    return (
        Choice("cards", (narrow, every) if machine_learning else (every, narrow)),
        values("dearest card", "highest_price_usd", ("any", 1_000_000), ("2,000 USD", 2_000), ("10,000 USD", 10_000)),
        values("inflation a year", "inflation_fraction_per_year", ("0%", 0), ("2%", 0.02), ("3%", 0.03)),
        ESTIMATORS,
    )


#: Trends that recompute figures of Epoch 2023, with what the figures are called, and the period of the study.
_EPOCH_2023 = {
    "memory": "memory",
    "memory-bandwidth": "memory-bandwidth",
    "flop-per-usd": "flop-per-usd",
    "flop-per-joule": "flop-per-watt",
}
_CAUSES = {
    "memory-bandwidth": (
        "Two chips work from on-chip memory at 80 and 20,000 times the bandwidth of the median chip of 2020 to 2023: "
        "without cerebras-wse-2 and groqchip-lpu-v1 (--exclude) the doubling time is 3.47 years, interval 2.82 to "
        "4.31, which holds 4.1."
    ),
    "flop-per-usd": (
        "The 49 priced chips mix two markets, dear data-centre cards later than cheap gaming cards: those below 2,000 "
        "USD double in 2.90 years (2.25 to 3.83) and the dearer ones in 3.09 (2.33 to 4.59); both intervals overlap "
        "the published one."
    ),
}
_OF_EPOCH = {"since": date(2010, 1, 1), "until": date(2023, 11, 9)}


def epoch_2023(name: str) -> tuple[Comparison, ...]:
    """The figure of Epoch 2023 that a hardware trend recomputes over the study's period."""
    known = _EPOCH_2023.get(name)
    return (Comparison(f"epoch-hardware-{known}", _CAUSES.get(name, ""), given=_OF_EPOCH),) if known else ()
