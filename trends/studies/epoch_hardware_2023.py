"""Epoch 2023, "Trends in machine learning hardware": growth of the FP32 rate, and what matrix engines add to it.

Rates are published specifications: the bootstrap of the growth resamples the chips and adds no noise. The ratio is the
geometric mean over the chips that state both rates, with the interval of Student's t on the logarithms.
"""

from __future__ import annotations

from compute_trends.trends.choices.hardware import ESTIMATORS
from compute_trends.trends.declaration import Axis, Comparison, Study, Trend
from compute_trends.trends.estimators.calendar import DAYS_PER_YEAR
from compute_trends.trends.methods.growth import doubling
from compute_trends.trends.methods.means import mean_ratio
from compute_trends.trends.script import load_script

STUDY = Study(
    key="epoch-hardware-2023",
    title="Trends in machine learning hardware",
    picture="epoch-hardware-fp32-rate",
    reference="Hobbhahn, Heim & Aydos 2023, Trends in machine learning hardware, Epoch",
    url="https://epoch.ai/blog/trends-in-machine-learning-hardware",
    question="How fast does hardware for machine learning get, and how much do lower-precision formats add?",
    data=(
        "accelerators 2026.8.4: chips of the machine-learning hardware table released from 2010 to 2023-11-09, the "
        "day of the study. The study had 47 chips; the table has grown since, also by chips of those years."
    ),
    method=(
        "Ordinary least squares of log10(FP32 FLOP/s) on the release date with 1,000 bootstrap resamples; the ratio "
        "of tensor FP16 to FP32 is the geometric mean over the chips that state both, with Student's t interval."
    ),
    differences=(
        "The FP32 rate doubles more slowly in ours: 109 chips instead of 47, among them low-power and workstation "
        "cards and, in the later years, accelerators whose makers put silicon into matrix engines rather than FP32 "
        "units. The ratio agrees with the study's round figure within its interval."
    ),
    caveats=(
        "Variants of one chip (memory, form factor, cooling) are rows of their own and count each.",
        (
            "The table does not set vector and matrix units apart for FP32; some makers' FP32 rates may be those of "
            "matrix engines."
        ),
    ),
)

_OPTIONS = ("as_of", "since", "until")
_X = Axis("release_date", "Release date", scale="time")

TRENDS = (
    Trend(
        name="epoch-hardware-fp32-rate",
        study=STUDY.key,
        question="How fast did the FP32 rate of machine-learning chips grow from 2010 to 2023?",
        quantity="doubling time of FLOP/s (FP32)",
        subset="machine-learning hardware 2010 to 2023-11",
        unit="year",
        script=load_script(__file__),
        dataset="accelerators",
        estimate=doubling(DAYS_PER_YEAR, noise_factor=1.0),
        x=_X,
        y=Axis("fp32_vector_flop_per_s", "FP32 rate", "FLOP/s", "log"),
        options=_OPTIONS,
        choices=(ESTIMATORS,),
        colour="type",
        comparisons=(
            Comparison(
                "epoch-hardware-fp32",
                cause=(
                    "The machine-learning hardware table has grown from the study's 47 chips to 109 of the same years "
                    "that state an FP32 rate, low-power and workstation cards among them."
                ),
            ),
        ),
    ),
    Trend(
        name="epoch-hardware-tensor-against-fp32",
        study=STUDY.key,
        question="How many times faster are matrix engines in FP16 than the same chip's FP32 units?",
        quantity="ratio of tensor FP16 to FP32 FLOP/s",
        subset="machine-learning hardware 2010 to 2023-11 that states both rates",
        unit="x",
        script=load_script(__file__),
        dataset="accelerators",
        estimate=mean_ratio(),
        x=_X,
        y=Axis("tensor_to_fp32_ratio", "Tensor FP16 rate over FP32 rate", "x", "log"),
        options=_OPTIONS,
        colour="type",
        comparisons=(
            Comparison(
                "epoch-hardware-tensor-ratio",
                cause=(
                    "The published figure is a round one from the limited chips of 2023, taken between fitted lines; "
                    "ours is the geometric mean over single chips."
                ),
            ),
        ),
    ),
)
