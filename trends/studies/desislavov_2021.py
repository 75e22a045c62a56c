"""An analogue of Desislavov et al. 2021, "Compute and Energy Consumption Trends in Deep Learning Inference".

The paper's own tables (arXiv 2109.05472) were not published; the same questions are asked of other rows.
"""

from __future__ import annotations

from compute_trends.trends.choices.desislavov import FORMATS, choices
from compute_trends.trends.declaration import Axis, Comparison, Study, Trend
from compute_trends.trends.methods.best_chips import on_best_chips
from compute_trends.trends.methods.directions import (
    energy_direction,
    frontier_direction,
    hardware_saving,
    median_share,
)
from compute_trends.trends.methods.estimate import Method
from compute_trends.trends.methods.growth import growth, power_law_slope
from compute_trends.trends.script import load_script

STUDY = Study(
    key="desislavov-2021",
    title="Compute and energy consumption trends in deep learning inference: an analogue",
    picture="desislavov-flop-frontier",
    reference="Desislavov, Martinez-Plumed & Hernandez-Orallo 2021, arXiv 2109.05472",
    url="https://arxiv.org/abs/2109.05472",
    question="How do the computation and the energy of a forward pass change over time, at the frontier and beyond?",
    data=(
        "An analogue: the paper's tables were not published, so none of these numbers recomputes one of its own. In "
        "their place stand inference_models 2026.8.0 (1,430 ImageNet networks of 2012 to 2025 with accuracy and "
        "forward FLOP, 1,333 of them with a measured throughput), accelerators 2026.8.4 (machine-learning chips since "
        "2010) and the language models of milestone_systems 2026.8.2 since the Transformer. A network is dated by its "
        "effective date, the day on which its accuracy became public; the frontier are the networks more accurate than "
        "every one before them. Twenty networks without an effective date take no part in trends over time."
    ),
    method=(
        "Growth is a least-squares line through log10 values over the date, with the 95% interval of 1,000 bootstrap "
        "resamples and no noise added, since FLOP are counted. 1 MAC is 2 FLOP. Joules per forward pass are its FLOP "
        "over the operations per joule of a chip at peak rate and thermal design power: the most efficient "
        "machine-learning chip released by the network's date, or the most efficient one to date; FP32 on vector units "
        "unless the setting hardware_format says otherwise. Measured throughput times forward FLOP is held against the "
        "peak 16-bit tensor rate of the accelerator that it was measured on. A language model is counted as 2 N FLOP "
        "per token, N the parameters that a token uses."
    ),
    differences=(
        "Both published directions hold on our rows. FLOP per forward pass grow faster at the frontier (1.95x a year) "
        "than over all networks (1.09x); and joules grow slower than FLOP (1.41x and 0.82x), because chips improved. "
        "The second follows from the definition once chips improve. There are no published figures to compare."
    ),
    caveats=(
        "An analogue: other networks, other chips and another period than the paper's.",
        (
            "Joules at peak rate and design power are mostly too few: programs reach a part of the rate at more than "
            "that part of the power. No power was measured."
        ),
        (
            "The peak of the RTX 4090 is its 16-bit tensor rate with 16-bit accumulation; with 32-bit accumulation, "
            "as mixed precision mostly has it, it is half of that, and the shares of it are twice as high."
        ),
        "Rows of one architecture with many weights or input sizes count as many points, so intervals are too narrow.",
        "The best FP32 chip of 2022 has no later rival in the table: as 32-bit rates go, today is that year.",
        (
            "A mixture of experts counts the parameters that a token uses; one of unknown ones is left out. With "
            "all experts the growth since 2022 would be 2.4x a year; by training compute over tokens it is flat."
        ),
    ),
)

ANALOGUE = "An analogue on other rows: the paper's tables were not published."

X = Axis("effective_date", "Effective date", scale="time")
FLOP = Axis("forward_flop", "Forward FLOP per image", "FLOP", "log")
RELEASE = Axis("release_date", "Release date", scale="time")
PUBLISHED = Axis("publication_date", "Publication date", scale="time")
ENERGY = Axis("own_year_energy_j", "Energy per forward pass on hardware of its day", "J", "log")

_TIME = ("as_of", "since", "until")


def _trend(
    name: str,
    question: str,
    quantity: str,
    subset: str,
    unit: str,
    estimate: Method,
    x: Axis,
    y: Axis,
    *,
    statement: str = "",
    frontier: bool = False,
    settings: dict[str, str] | None = None,
    comparisons: tuple[Comparison, ...] = (),
    note: str = "",
    by_construction: str = "",
    colour: str | None = None,
    dataset: str = "inference_models",
) -> Trend:
    return Trend(
        name=f"desislavov-{name}",
        statement=f"desislavov-{statement or name}",
        study=STUDY.key,
        question=question,
        quantity=quantity,
        subset=f"{subset} (analogue)",
        unit=unit,
        script=load_script(__file__),
        dataset=dataset,
        beside=("accelerators",) if name.startswith(("energy", "throughput")) else (),
        estimate=estimate,
        x=x,
        y=y,
        options=(*_TIME, "frontier") if frontier else _TIME,
        overrides=settings or {},
        comparisons=comparisons,
        choices=choices(name, estimate in (_COUNTED, _ON_BEST_CHIPS)),
        note=" ".join(part for part in (ANALOGUE, note) if part),
        by_construction=by_construction,
        colour=colour,
    )


_COUNTED = growth(noise_factor=1)
_ON_BEST_CHIPS = on_best_chips(_COUNTED)
TRENDS = (
    _trend(
        "flop-all",
        "How fast does the computation of one forward pass grow over all image networks?",
        "growth of forward FLOP",
        "image networks 2012 to 2025, all",
        "x/year",
        _COUNTED,
        X,
        FLOP,
        frontier=True,
    ),
    _trend(
        "flop-frontier",
        "How fast does the computation of one forward pass grow among the most accurate image networks?",
        "growth of forward FLOP",
        "image networks 2012 to 2025, record setters in top-1 accuracy",
        "x/year",
        _COUNTED,
        X,
        FLOP,
    ),
    _trend(
        "flop-direction",
        "Does the computation of a forward pass grow faster for the most accurate networks than for all?",
        "direction of the trend in FLOP per forward pass",
        "image networks, record setters against all",
        "",
        frontier_direction,
        X,
        FLOP,
        statement="flop-all",
        comparisons=(Comparison("desislavov-flop-direction"),),
        colour="is_record_setter",
    ),
    _trend(
        "error-against-flop",
        "How much more computation per forward pass goes with a lower error on ImageNet?",
        "slope of log10(error) on log10(forward FLOP)",
        "image networks 2012 to 2025, top-1 error",
        "1",
        power_law_slope(),
        FLOP,
        Axis("top1_error_fraction", "Top-1 error", "", "log"),
        statement="flop-all",
        frontier=True,
    ),
    _trend(
        "flop-at-accuracy",
        "How fast did the least computation fall that reaches a fixed accuracy?",
        "growth of the least forward FLOP at 76% top-1 accuracy",
        "image networks that needed less than every one before them",
        "x/year",
        _COUNTED,
        X,
        FLOP,
        note="Below 1 it falls. The accuracy is the setting target_accuracy.",
    ),
    *(
        _trend(
            f"operations-per-joule-{name}",
            f"How fast do a chip's operations per joule grow {words}?",
            "growth of peak operations per joule",
            f"machine-learning chips since 2010, {label}",
            "x/year",
            _COUNTED,
            RELEASE,
            Axis("operation_per_j", "Operations per joule", unit, "log"),
            dataset="accelerators",
            frontier=True,
            note="Peak rate over thermal design power.",
        )
        for name, words, label, unit in FORMATS
    ),
    _trend(
        "energy-all",
        "How fast does the energy of a forward pass grow over all image networks, each on the hardware of its day?",
        "growth of energy per forward pass",
        "image networks 2012 to 2025, all, best FP32 chip of the day",
        "x/year",
        _ON_BEST_CHIPS,
        X,
        ENERGY,
        frontier=True,
    ),
    _trend(
        "energy-frontier",
        "How fast does the energy of a forward pass grow among the most accurate networks, on hardware of their day?",
        "growth of energy per forward pass",
        "image networks 2012 to 2025, record setters, best FP32 chip of the day",
        "x/year",
        _ON_BEST_CHIPS,
        X,
        ENERGY,
    ),
    _trend(
        "energy-frontier-fastest-float",
        "How fast does that energy grow if each network uses the fastest 16-bit or 32-bit format of its day?",
        "growth of energy per forward pass",
        "image networks 2012 to 2025, record setters, best chip of the day in its fastest float format",
        "x/year",
        _ON_BEST_CHIPS,
        X,
        ENERGY,
        statement="energy-frontier",
        settings={"hardware_format": "fastest_float"},
    ),
    _trend(
        "energy-direction",
        "Does the energy of a forward pass grow slower than its computation?",
        "direction of the trend in energy per forward pass",
        "image networks, record setters and all, best FP32 chip of the day",
        "",
        energy_direction,
        X,
        ENERGY,
        statement="energy-all",
        comparisons=(Comparison("desislavov-energy-direction"),),
        by_construction=(
            "Holds by construction once chips improve: joules are FLOP over the operations per joule of the best chip "
            "of the day, which never falls."
        ),
        colour="is_record_setter",
    ),
    _trend(
        "energy-today",
        "How many times less energy would the most accurate networks of the past take on today's hardware?",
        "energy on hardware of its day over energy on today's",
        "image networks 2012 to 2025, record setters, best FP32 chips",
        "x",
        hardware_saving,
        X,
        ENERGY,
        statement="energy-frontier",
    ),
    _trend(
        "throughput-share",
        "What share of the accelerator's peak rate do image networks reach when measured?",
        "median share of the peak rate",
        "image networks measured on an RTX 4090",
        "1",
        median_share,
        X,
        Axis("share_of_peak", "Share of the peak rate", "", "log", least=0.0, most=1.0),
        statement="throughput",
        frontier=True,
        note="Peak is the 16-bit tensor rate with 16-bit accumulation; with 32-bit accumulation it is half.",
    ),
    _trend(
        "throughput-against-flop",
        "Does the measured throughput fall in proportion to the computation of a forward pass?",
        "slope of log10(images per second) on log10(forward FLOP)",
        "image networks measured on an RTX 4090",
        "1",
        power_law_slope(),
        FLOP,
        Axis("throughput_image_per_s", "Measured throughput", "image/s", "log"),
        statement="throughput",
        frontier=True,
        note="At a constant share of the peak rate the slope would be -1.",
    ),
)
