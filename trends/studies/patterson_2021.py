"""Patterson et al. 2021, "Carbon emissions and large neural network training" (arXiv 2104.10350), table 4: energy.

The printed energy is recomputed from the run's own chips, time, power and PUE; then predicted from the data sheet of
its chip, as one must where nothing was measured, to see how far such a prediction is off.
"""

from __future__ import annotations

import math

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.declaration import Axis, Comparison, Study, Trend
from compute_trends.trends.estimators.printed import printed_range
from compute_trends.trends.methods.estimate import Estimate, Method
from compute_trends.trends.methods.means import mean_ratio
from compute_trends.trends.points import Points
from compute_trends.trends.script import load_script

STUDY = Study(
    key="patterson-2021",
    title="Carbon emissions and large neural network training",
    picture="patterson-predicted-energy",
    reference="Patterson et al. 2021, arXiv 2104.10350",
    url="https://arxiv.org/abs/2104.10350",
    question="How much energy did large training runs take, and would the data sheets have told?",
    data=(
        "training_energy 2021.4.0: the six runs of table 4. Peak 16-bit matrix rate and TDP of their chips from "
        "accelerators 2026.8.4 (TPU v2, TPU v3, V100); the usual utilisation is the median of the model FLOP "
        "utilisation stated in milestone_systems 2026.8.0."
    ),
    method=(
        "Recomputed energy = chips x time x average power per chip x PUE. Its interval holds what the printed digits "
        "of time, power and PUE leave open, and nothing else. Predicted energy = training compute / (peak rate x "
        "utilisation) x TDP x PUE. The ratio of predicted to measured energy is a geometric mean over the six runs "
        "with Student's t interval on the logarithms. Settings: utilisation_fraction, power_fraction."
    ),
    differences=(
        "All six products agree with the printed energy within the rounding of their factors. That is agreement by "
        "construction: the paper gets the energy as this very product, so it checks the arithmetic and the "
        "transcription, not the energy. Nor is time an independent fact: for all six runs the training compute equals "
        "chips x time x measured rate to within 1.1%, so one of them follows from the others. With time taken as "
        "compute over rate, the printed energy comes out closer for T5, GShard-600B and GPT-3 (85.7, 24.2 and 1,287 "
        "MWh)."
    ),
    caveats=(
        "GPT-3 ran at another operator than the other five, on another maker's chip.",
        "Four of the six runs used the same kind of chip at the same operator, so six points overstate what is known.",
        "Evolved Transformer search is an architecture search, not the training of one network.",
        "The measured power holds each chip's share of the host; TDP is that of the chip or board.",
    ),
)

#: Decimals that the table prints always, whether or not the last ones are zero.
_DECIMALS = {"training_time_day": 0, "average_power_w": 0, "pue_ratio": 2}


def _energy() -> Method:
    def estimate(points: Points) -> Estimate:
        if len(points) != 1:
            raise ComputeTrendsError(f"{len(points)} runs are selected where one is asked for")
        row = points.table.to_pylist()[0]
        energy = row["from_time_mwh"]
        if energy is None:
            raise ComputeTrendsError("the run's number of chips, time, power or PUE is not known")
        ends = [printed_range(row[factor], decimals) for factor, decimals in _DECIMALS.items()]
        low, high = (math.prod(end) * row["accelerator_count"] * 24 / 1e6 for end in zip(*ends, strict=True))
        names = (
            "from_compute_mwh",
            "predicted_mwh",
            "predicted_to_measured_ratio",
            "measured_utilisation_fraction",
            "measured_power_to_tdp_ratio",
        )
        return Estimate(
            value=energy,
            low=low,
            high=high,
            n=1,
            numbers={name: row[name] for name in names},
            note="One run: the interval is that of the printed digits of time, power and PUE.",
        )

    return estimate


_BY_CONSTRUCTION = (
    "Holds by construction: the paper computes the energy as this product, so agreement checks the table's arithmetic "
    "and our copy of it, not the energy itself."
)

_RUNS = {
    "evolved-transformer": ("Evolved Transformer search", "the Evolved Transformer search"),
    "t5": ("T5", "the training of T5"),
    "meena": ("Meena", "the training of Meena"),
    "gshard": ("GShard-600B", "the training of GShard-600B"),
    "switch-transformer": ("Switch Transformer", "the training of Switch Transformer"),
    "gpt-3": ("GPT-3", "the training of GPT-3"),
}


def _run(key: str) -> Trend:
    label, words = _RUNS[key]
    return Trend(
        name=f"patterson-{key}",
        study=STUDY.key,
        question=f"How much energy did {words} take?",
        quantity="training energy",
        subset=label,
        unit="MWh",
        script=load_script(__file__),
        dataset="training_energy",
        estimate=_energy(),
        comparisons=(Comparison(f"patterson-{key}"),),
        by_construction=_BY_CONSTRUCTION,
    )


def _check(name: str, question: str, quantity: str, column: str, title: str, unit: str, note: str) -> Trend:
    return Trend(
        name=f"patterson-{name}",
        study=STUDY.key,
        question=question,
        quantity=quantity,
        subset="six measured runs",
        unit=unit,
        script=load_script(__file__),
        dataset="training_energy",
        beside=("accelerators", "milestone_systems") if name == "predicted-energy" else ("accelerators",),
        estimate=mean_ratio("training run"),
        x=Axis("training_compute_flop", "Training compute", "FLOP", "log"),
        y=Axis(column, title, unit, "log"),
        colour="accelerator",
        note=note,
    )


TRENDS = (
    *(_run(key) for key in _RUNS),
    _check(
        "predicted-energy",
        "How far off is the energy that data sheets and a usual utilisation predict?",
        "predicted over measured training energy",
        "predicted_to_measured_ratio",
        "Predicted over measured energy",
        "x",
        (
            "Predicted from peak rate, TDP, PUE and the median utilisation of milestone systems; 1 is a perfect "
            "prediction."
        ),
    ),
    _check(
        "utilisation",
        "What part of the peak rate did the measured runs reach?",
        "measured rate over peak rate",
        "measured_utilisation_fraction",
        "Measured rate over peak rate",
        "1",
        "Peak 16-bit rate of the matrix engines.",
    ),
    _check(
        "power",
        "How does the power that was measured compare with the data sheet's?",
        "measured power per chip over TDP",
        "measured_power_to_tdp_ratio",
        "Measured power over TDP",
        "1",
        "Measured power holds the chip's share of host, memory and network.",
    ),
)
