"""Three forces in one account: training compute, algorithmic efficiency, hardware efficiency per watt and per dollar.

Energy per training run = training compute / (FLOP per joule x utilisation) x PUE; cost likewise per dollar of hardware.
With utilisation, PUE and the hardware's life in use held constant, energy and cost grow by the quotient of the growth
factors. The bootstrap of each force is carried through.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from compute_trends.trends.choices.common import values
from compute_trends.trends.declaration import Axis, Study, Trend
from compute_trends.trends.methods.estimate import Method
from compute_trends.trends.methods.forces import (
    ALGORITHMS,
    COMPUTE,
    PER_JOULE,
    PER_USD,
    account,
    inference_energy,
    life_energy,
)
from compute_trends.trends.points import Setting
from compute_trends.trends.script import load_script

STUDY = Study(
    key="three-forces",
    title="Three forces: compute, algorithms, hardware",
    picture="three-forces-energy-per-frontier-model",
    question="Once algorithms and hardware have become more efficient, what growth is left for energy and cost?",
    data=(
        "One period for all forces, 2012-06 to 2019-05: from AlexNet to EfficientNet, the span in which "
        "algorithmic_efficiency 2026.8.0 holds a record at a fixed performance level. Frontier systems of "
        "milestone_systems 2026.8.0 (among the ten with most training compute at their release) with known training "
        "compute; machine-learning hardware of accelerators 2026.8.4 by its fastest 16-bit or 32-bit rate, with power "
        "and release price where known; the six measured runs of training_energy 2021.4.0. Energy and cost per "
        "frontier model, which need no algorithmic record, are also given from 2010 to the end of the line of training "
        "compute."
    ),
    method=(
        "Each force is a log-linear fit over the period with 1,000 bootstrap resamples; training compute carries "
        "log-uniform noise in [1/2, 2]. Energy per model grows by compute over FLOP per joule, cost by compute over "
        "FLOP/s per USD, energy at fixed performance by one over algorithmic times hardware efficiency; the resampled "
        "slopes are added and subtracted draw by draw. The share of training in a model's energy over its life is an "
        "assumption (20%, from 10% to 30%) in the settings training_share, training_share_low and training_share_high."
    ),
    caveats=(
        "Utilisation, PUE and the years a chip is used are held constant; a change in them would add to what is left.",
        (
            "Algorithmic efficiency is that of six image classifiers at the AlexNet level; other fields grew "
            "differently, and six points bound the growth badly."
        ),
        (
            "The fastest rate counts the step from FP32 to 16-bit matrix engines, which falls into the period and "
            "cannot be taken twice; the setting rate = 'fp32' leaves it out."
        ),
        (
            "Release prices are known for 31 of the 52 chips of the period, hardly for chips that are only rented "
            "out; cost is that of hardware, in dollars of the day, without energy and staff."
        ),
        "A chip's release date stands for the date of its use, although systems train on chips released before.",
        (
            "No shipped row measures how the energy of a model parts into training and inference; the study use has "
            "what OpenAI spent on research and on inference in a year, which is another split."
        ),
    ),
)

_OPTIONS = ("as_of", "since", "until")
#: Which table the points of a force come from.
_DATASETS = {
    COMPUTE: "milestone_systems",
    ALGORITHMS: "algorithmic_efficiency",
    PER_JOULE: "accelerators",
    PER_USD: "accelerators",
}
_X = Axis("day", "Date", scale="time")
_Y = Axis("relative_value", "Relative to the median of its series", "x", "log")
_PERIOD = "2012-06 to 2019-05"
_LONG: Mapping[str, Setting] = {"since": date(2010, 1, 1), "until": date(2026, 8, 19)}
_FP32: Mapping[str, Setting] = {"rate": "fp32"}


def _trend(
    name: str,
    question: str,
    quantity: str,
    subset: str,
    forces: Mapping[str, int],
    statement: str = "",
    overrides: Mapping[str, Setting] | None = None,
    note: str = "",
    estimate: Method | None = None,
    by_construction: str = "",
) -> Trend:
    own, *beside = (_DATASETS[force] for force in forces)
    return Trend(
        name=f"three-forces-{name}",
        statement=f"three-forces-{statement or name}",
        study=STUDY.key,
        question=question,
        quantity=quantity,
        subset=f"{subset}, {'2010 to 2026-08' if overrides and 'since' in overrides else _PERIOD}",
        unit="x/year",
        script=load_script(__file__),
        dataset=own,
        beside=tuple(beside),
        estimate=estimate or account(forces),
        x=_X,
        y=_Y,
        options=_OPTIONS,
        rests_on_compute=COMPUTE in forces,
        overrides=overrides or {},
        choices=(
            *((_SYSTEMS,) if COMPUTE in forces else ()),
            *((_RATE,) if "accelerators" in (own, *beside) and "rate" not in (overrides or {}) else ()),
        ),
        colour="force",
        note=note,
        by_construction=by_construction,
    )


_SYSTEMS = values("systems", "systems", ("ten largest at release", "frontier"), ("all", "all"))
_RATE = values("rate of a chip", "rate", ("fastest 16-bit or 32-bit", "fastest"), ("FP32", "fp32"))

_CONSTANT = "Utilisation and PUE are taken as constant."
_PRICES = "Release prices in dollars of their day; the hardware's years in use are taken as constant."
_STEP = "FP32 alone: without the step to 16-bit matrix engines."

TRENDS = (
    _trend(
        "training-compute",
        "How fast did the training compute of frontier models grow?",
        "growth of training compute",
        "frontier systems",
        {COMPUTE: 1},
    ),
    _trend(
        "algorithmic-efficiency",
        "How fast did the compute needed for a fixed performance fall?",
        "growth of algorithmic efficiency",
        "AlexNet level",
        {ALGORITHMS: 1},
    ),
    _trend(
        "flop-per-joule",
        "How fast did the computation per joule of machine-learning hardware grow?",
        "growth of peak FLOP per joule",
        "fastest 16-bit or 32-bit rate",
        {PER_JOULE: 1},
    ),
    _trend(
        "flop-per-usd",
        "How fast did the computing rate per dollar of machine-learning hardware grow?",
        "growth of peak FLOP/s per USD",
        "fastest 16-bit or 32-bit rate",
        {PER_USD: 1},
    ),
    _trend(
        "effective-compute",
        "How fast did training compute grow when better algorithms are counted as more compute?",
        "growth of effective compute",
        "frontier systems, AlexNet level",
        {COMPUTE: 1, ALGORITHMS: 1},
        note="Efficiency at a fixed image-classification level stands in for all frontier systems.",
    ),
    _trend(
        "energy-per-frontier-model",
        "How fast did the energy to train a frontier model grow once hardware efficiency is taken off?",
        "growth of training energy per frontier model",
        "frontier systems, fastest rate",
        {COMPUTE: 1, PER_JOULE: -1},
        note=_CONSTANT,
    ),
    _trend(
        "energy-per-frontier-model-fp32",
        "And if only the efficiency of FP32 units is taken off?",
        "growth of training energy per frontier model",
        "frontier systems, FP32 rate",
        {COMPUTE: 1, PER_JOULE: -1},
        "energy-per-frontier-model",
        _FP32,
        f"{_CONSTANT} {_STEP}",
    ),
    _trend(
        "energy-per-frontier-model-since-2010",
        "How fast has the energy to train a frontier model grown since 2010?",
        "growth of training energy per frontier model",
        "frontier systems, fastest rate",
        {COMPUTE: 1, PER_JOULE: -1},
        "energy-per-frontier-model",
        _LONG,
        _CONSTANT,
    ),
    _trend(
        "cost-per-frontier-model",
        "How fast did the hardware cost of training a frontier model grow?",
        "growth of training cost per frontier model",
        "frontier systems, fastest rate",
        {COMPUTE: 1, PER_USD: -1},
        note=_PRICES,
    ),
    _trend(
        "cost-per-frontier-model-since-2010",
        "How fast has the hardware cost of training a frontier model grown since 2010?",
        "growth of training cost per frontier model",
        "frontier systems, fastest rate",
        {COMPUTE: 1, PER_USD: -1},
        "cost-per-frontier-model",
        _LONG,
        _PRICES,
    ),
    _trend(
        "energy-per-performance",
        "How fast did the energy to train to a fixed performance change?",
        "growth of training energy at fixed performance",
        "AlexNet level, fastest rate",
        {ALGORITHMS: -1, PER_JOULE: -1},
        note=f"A factor below 1 is a fall. {_CONSTANT}",
    ),
    _trend(
        "cost-per-performance",
        "How fast did the hardware cost of training to a fixed performance change?",
        "growth of training cost at fixed performance",
        "AlexNet level, fastest rate",
        {ALGORITHMS: -1, PER_USD: -1},
        note=f"A factor below 1 is a fall. {_PRICES}",
    ),
    _trend(
        "life-energy",
        "How fast did training and inference energy of a frontier model grow together?",
        "growth of training and inference energy per frontier model",
        "frontier systems, fastest rate",
        {COMPUTE: 1, PER_JOULE: -1},
        estimate=life_energy(),
        by_construction=(
            "Equal to three-forces-energy-per-frontier-model by construction: it is the training energy over a "
            "training share that is assumed and held constant, so only the interval is its own."
        ),
        note=(
            "Assumed, not measured: the training share, constant in the estimate; in the interval it is drawn anew "
            f"between its lowest and highest value at the first and the last point. {_CONSTANT}"
        ),
    ),
    Trend(
        name="three-forces-inference-energy",
        study=STUDY.key,
        question="How much energy does inference take beside training, if training is 10% to 30% of the whole?",
        quantity="inference energy that goes with the training energy of the measured runs",
        subset="six measured runs",
        unit="MWh",
        script=load_script(__file__),
        dataset="training_energy",
        estimate=inference_energy(),
        by_construction=(
            "Holds by construction: it is the measured training energy times (1 - share) / share, with a training "
            "share that is assumed."
        ),
    ),
)
