"""Hardware over time: peak rates, rates per watt and per dollar, memory and bandwidth, and kinds of chips compared.

Doubling times are plain log-linear fits on the release date with 1,000 bootstrap resamples of the chips, without noise:
the values are published specifications. Years have 365 days.
"""

from __future__ import annotations

from compute_trends.trends.choices.hardware import choices, epoch_2023
from compute_trends.trends.declaration import Axis, Study, Trend
from compute_trends.trends.estimators.calendar import DAYS_PER_YEAR
from compute_trends.trends.methods.chip_kinds import kind_against_gpus
from compute_trends.trends.methods.estimate import Method
from compute_trends.trends.methods.growth import doubling
from compute_trends.trends.methods.means import mean_ratio
from compute_trends.trends.script import load_script

STUDY = Study(
    key="hardware",
    title="Chips over time",
    picture="hardware-fp32-rate",
    question="How fast do chips grow in rate, in efficiency per watt and per dollar, in memory and bandwidth?",
    data=(
        "accelerators 2026.8.4, every version selectable: all graphics processors (FP32 rates of about 2,300, "
        "power of 2,400, memory and bandwidth of 2,300) and the chips of the machine-learning hardware table. "
        "hardware_prices 2025.6.1 gives prices seen in the market: one point per chip and year, at its median. "
        "accelerator_systems 2026.8.1 gives the power of whole systems."
    ),
    method=(
        "Ordinary least squares of log10 of the quantity on the release date, shown as doubling time in years of 365 "
        "days; interval from 1,000 bootstrap resamples. Ratios are geometric means with Student's t interval on the "
        "logarithms. Kinds of chips: each TPU, IPU or wafer over the trend of the GPUs' matrix rate at its own "
        "release date, both groups resampled; one chip alone has no interval. FLOP/s per W is FLOP per joule: of the "
        "chip for GPU and TPU, of whole systems of either side for IPU and wafer (accelerator_systems 2026.8.1)."
    ),
    caveats=(
        "Peak rates are what the data sheet promises; programs reach a part of them.",
        "Variants of one chip are rows of their own, so a widely varied chip weighs more.",
        (
            "FP16 rates of most graphics cards of one generation (2016 to 2018) are 1/64 of the FP32 rate; they "
            "are counted as they are."
        ),
        (
            "The power of IPU and wafer-scale engine is known of whole systems only, host and cooling included. They "
            "are held against three systems of GPUs, at the power that each maker states, the greatest for most."
        ),
        (
            "A quantity no source states stays unknown: the wafer-scale engine of the third generation has no power "
            "here, that of the first no rate, and the first TPU no floating-point rate."
        ),
    ),
)

_OPTIONS = ("as_of", "since", "until")
_RELEASE = Axis("release_date", "Release date", scale="time")
_PRICE_DATE = Axis("price_date", "Year of the price", scale="time")
_GPUS = "all GPUs"
_ML = "machine-learning hardware"
_DOUBLING: Method = doubling(DAYS_PER_YEAR, noise_factor=1.0)


def _growth(name: str, question: str, quantity: str, subset: str, y: Axis, note: str = "", x: Axis = _RELEASE) -> Trend:
    return Trend(
        name=f"hardware-{name}",
        study=STUDY.key,
        question=question,
        quantity=f"doubling time of {quantity}",
        subset=subset,
        unit="year",
        script=load_script(__file__),
        dataset="hardware_prices" if x is _PRICE_DATE else "accelerators",
        beside=("accelerators",) if x is _PRICE_DATE else (),
        estimate=_DOUBLING,
        x=x,
        y=y,
        options=_OPTIONS,
        comparisons=epoch_2023(name),
        choices=choices(f"hardware-{name}"),
        note=note,
        colour=None if subset == _GPUS else "type",
    )


def _flop_per_s(column: str, title: str) -> Axis:
    return Axis(column, title, "FLOP/s", "log")


def _per_joule(column: str, title: str) -> Axis:
    return Axis(column, title, "FLOP/J", "log")


def _per_usd(column: str, title: str) -> Axis:
    return Axis(column, title, "FLOP/s/USD", "log")


_OVER_TIME = (
    _growth(
        "gpu-fp32-rate",
        "How fast does the FP32 rate of graphics processors grow?",
        "FP32 FLOP/s",
        _GPUS,
        _flop_per_s("fp32_vector_flop_per_s", "FP32 rate"),
    ),
    _growth(
        "fp32-rate",
        "How fast does the FP32 rate of machine-learning chips grow?",
        "FP32 FLOP/s",
        _ML,
        _flop_per_s("fp32_vector_flop_per_s", "FP32 rate"),
    ),
    _growth(
        "fp16-vector-rate",
        "How fast does the 16-bit rate of the vector units grow?",
        "FP16 vector FLOP/s",
        _ML,
        _flop_per_s("fp16_vector_flop_per_s", "FP16 vector rate"),
        "Nine cards of 2016 and 2017 run FP16 at 1/64 of their FP32 rate: without them 4.3 years (3.4 to 5.7).",
    ),
    _growth(
        "fp16-tensor-rate",
        "How fast does the 16-bit rate of matrix engines grow?",
        "FP16 tensor FLOP/s",
        _ML,
        _flop_per_s("fp16_tensor_flop_per_s", "FP16 tensor rate"),
    ),
    _growth(
        "gpu-flop-per-joule",
        "How fast does the energy efficiency of graphics processors grow?",
        "FP32 FLOP per joule",
        _GPUS,
        _per_joule("fp32_flop_per_joule", "FP32 rate per watt"),
        "Peak rate over thermal design power.",
    ),
    _growth(
        "flop-per-joule",
        "How fast does the FP32 energy efficiency of machine-learning chips grow?",
        "FP32 FLOP per joule",
        _ML,
        _per_joule("fp32_flop_per_joule", "FP32 rate per watt"),
        "Peak rate over thermal design power.",
    ),
    _growth(
        "tensor-flop-per-joule",
        "How fast does the energy efficiency of matrix engines grow?",
        "FP16 tensor FLOP per joule",
        _ML,
        _per_joule("tensor_flop_per_joule", "FP16 tensor rate per watt"),
        "Peak rate over thermal design power.",
    ),
    _growth(
        "fastest-flop-per-joule",
        "How fast does the energy efficiency of a chip's fastest training format grow?",
        "FLOP per joule in the fastest 16-bit or 32-bit format",
        _ML,
        _per_joule("fastest_flop_per_joule", "Fastest rate per watt"),
        "Part of this growth is the step from FP32 to 16-bit matrix engines, which cannot be taken twice.",
    ),
    _growth(
        "gpu-flop-per-usd",
        "How fast does the rate that a dollar of graphics processor buys grow?",
        "FP32 FLOP/s per USD",
        _GPUS,
        _per_usd("fp32_flop_per_s_per_usd", "FP32 rate per dollar"),
        "Release prices in dollars of their day.",
    ),
    _growth(
        "flop-per-usd",
        "How fast does the FP32 rate that a dollar of machine-learning chip buys grow?",
        "FP32 FLOP/s per USD",
        _ML,
        _per_usd("fp32_flop_per_s_per_usd", "FP32 rate per dollar"),
        "Release prices in dollars of their day.",
    ),
    _growth(
        "fastest-flop-per-usd",
        "How fast does the rate in a chip's fastest training format that a dollar buys grow?",
        "FLOP/s per USD in the fastest 16-bit or 32-bit format",
        _ML,
        _per_usd("fastest_flop_per_s_per_usd", "Fastest rate per dollar"),
        "Release prices in dollars of their day.",
    ),
    _growth(
        "purchase-flop-per-usd",
        "How fast does the rate that a dollar buys grow in the prices paid in the market?",
        "FLOP/s per USD paid",
        "chips with a dated purchase price",
        _per_usd("fastest_flop_per_s_per_usd", "Fastest rate per dollar"),
        "One point per chip and year, at the median of its prices.",
        _PRICE_DATE,
    ),
    _growth(
        "rental-flop-per-usd",
        "How fast does the computation that a dollar of rented chip could do grow?",
        "peak FLOP per USD of on-demand rent",
        "chips with a dated price per hour",
        Axis("fastest_flop_per_usd", "Peak computation per dollar of rent", "FLOP/USD", "log"),
        "One point per chip and year, at the median of its prices.",
        _PRICE_DATE,
    ),
    _growth(
        "memory",
        "How fast does the memory of machine-learning chips grow?",
        "memory",
        _ML,
        Axis("memory_byte", "Memory", "byte", "log"),
    ),
    _growth(
        "memory-all-chips",
        "How fast does memory grow over all chips but CPUs that state it?",
        "memory",
        "all chips but CPUs",
        Axis("memory_byte", "Memory", "byte", "log"),
        "Up to 2026.5.0 the sources stated memory for few chips beyond machine-learning hardware.",
    ),
    _growth(
        "memory-bandwidth",
        "How fast does the memory bandwidth of machine-learning chips grow?",
        "memory bandwidth",
        _ML,
        Axis("memory_bandwidth_byte_per_s", "Memory bandwidth", "byte/s", "log"),
        (
            "Two chips work from on-chip memory: beside the median of 2020 to 2023 the LPU has 80 times the bandwidth "
            "and a hundredth of the memory, the wafer 20,000 times the bandwidth."
        ),
    ),
    _growth(
        "memory-bandwidth-all-chips",
        "How fast does memory bandwidth grow over all chips but CPUs that state it?",
        "memory bandwidth",
        "all chips but CPUs",
        Axis("memory_bandwidth_byte_per_s", "Memory bandwidth", "byte/s", "log"),
        "Up to 2026.5.0 the sources stated bandwidth for few chips beyond machine-learning hardware.",
    ),
    _growth(
        "power",
        "How fast does the power of a machine-learning chip grow?",
        "thermal design power",
        _ML,
        Axis("tdp_w", "Thermal design power", "W", "log"),
        "Power of the chip or of the board it is sold on.",
    ),
)

_RATIO = Trend(
    name="hardware-tensor-against-vector",
    study=STUDY.key,
    question="How many times faster are matrix engines than the vector units of the same chip in the same format?",
    quantity="ratio of tensor FP16 to vector FP16 FLOP/s",
    subset="machine-learning hardware that states both rates",
    unit="x",
    script=load_script(__file__),
    dataset="accelerators",
    estimate=mean_ratio(),
    x=_RELEASE,
    y=Axis("tensor_to_vector_ratio", "Tensor rate over vector rate, FP16", "x", "log"),
    options=_OPTIONS,
    colour="type",
)

_KINDS = {
    "tpu": ("TPU", "tensor processing units"),
    "ipu": ("IPU", "intelligence processing units"),
    "wafer_scale": ("wafer-scale engine", "wafer-scale engines"),
}


def _kind(kind: str, energy: bool) -> Trend:
    label, plural = _KINDS[kind]
    what = "matrix FLOP per joule" if energy else "matrix FLOP/s in 16 bits"
    return Trend(
        name=f"hardware-{kind.replace('_', '-')}-{'flop-per-joule' if energy else 'rate'}",
        study=STUDY.key,
        question=f"How {'efficient' if energy else 'fast'} are {plural} beside graphics processors of the same date?",
        quantity=f"{what} against the trend of GPUs",
        subset=f"{label} over GPU, {_ML}",
        unit="x",
        script=load_script(__file__),
        dataset="accelerators",
        estimate=kind_against_gpus(kind, "efficiency_unknown" if energy else "rate_unknown"),
        x=_RELEASE,
        y=(
            _per_joule("matrix_flop_per_joule", "16-bit matrix rate per watt")
            if energy
            else _flop_per_s("matrix_flop_per_s", "16-bit matrix rate")
        ),
        options=_OPTIONS,
        note="The source does not say which units reach the rate of IPU and wafer." if kind != "tpu" else "",
        colour="type",
    )


#: The power of IPU and wafer is known of whole systems: `hardware_systems` compares those.
TRENDS = (*_OVER_TIME, _RATIO, *(_kind(kind, False) for kind in _KINDS), _kind("tpu", True))
