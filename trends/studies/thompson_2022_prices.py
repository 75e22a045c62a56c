"""Thompson et al. 2022, the prices of its projections: computation for a dollar and behind a pound of CO2."""

from __future__ import annotations

from compute_trends.trends.declaration import Axis, Comparison, Trend
from compute_trends.trends.methods.means import geometric_mean
from compute_trends.trends.script import load_script

_STUDY = "thompson-2022"

TRENDS = (
    Trend(
        name="thompson-flop-per-usd",
        study=_STUDY,
        question="How much computation does a dollar buy on the V100 of the study, at peak rate and list prices?",
        quantity="FLOP per USD",
        subset="NVIDIA V100, FP32, rented on demand",
        unit="FLOP/USD",
        script=load_script(__file__),
        dataset="hardware_prices",
        beside=("accelerators",),
        joined={"accelerators": None},
        estimate=geometric_mean(),
        y=Axis("flop_per_usd", "FLOP per USD", "FLOP/USD", "log"),
        comparisons=(
            Comparison(
                "thompson-flop-per-usd",
                cause=(
                    "The published figure is 14.13e12 FLOP/s (FP32 peak of a Tesla V100 PCIe) times 3,600 s over 0.74 "
                    "USD, to every digit; prices on demand are higher. The price of 0.74 USD an hour follows from the "
                    "figure, it is not stated."
                ),
            ),
        ),
        note="At peak rate: training reaches a part of it. The prices are repeated quotes, not a random sample.",
    ),
    Trend(
        name="thompson-flop-per-lb-co2",
        study=_STUDY,
        question="How much computation stands behind a pound of CO2 in training runs that were measured?",
        quantity="FLOP per lb of CO2",
        subset="measured training runs of Patterson et al. 2021",
        unit="FLOP/lb",
        script=load_script(__file__),
        dataset="training_energy",
        estimate=geometric_mean(),
        y=Axis("flop_per_lb_co2", "FLOP per lb of CO2", "FLOP/lb", "log"),
        comparisons=(
            Comparison(
                "thompson-flop-per-lb-co2",
                cause=(
                    "The published figure is an input of the study, which does not derive it; ours is what six runs "
                    "emitted, by the gross carbon intensity of their grids."
                ),
            ),
        ),
    ),
)
