"""Whole systems of chips: IPU and wafer-scale machines beside machines of GPUs, power of the system on either side."""

from __future__ import annotations

from compute_trends.trends.declaration import Axis, Trend
from compute_trends.trends.methods.chip_kinds import kind_against_gpus, system_against
from compute_trends.trends.methods.estimate import Method
from compute_trends.trends.script import load_script

_RELEASE = Axis("release_date", "Release date", scale="time")
_PER_JOULE = Axis("system_flop_per_joule", "16-bit rate of the system per watt", "FLOP/J", "log")
_RATES = "The source does not say which units reach the rate of IPU and wafer."


def _trend(name: str, question: str, quantity: str, subset: str, estimate: Method, y: Axis, note: str) -> Trend:
    return Trend(
        name=f"hardware-{name}",
        study="hardware",
        question=question,
        quantity=quantity,
        subset=subset,
        unit="x",
        script=load_script(__file__),
        dataset="accelerator_systems",
        beside=("accelerators",),
        estimate=estimate,
        x=_RELEASE,
        y=y,
        options=("as_of", "since", "until"),
        note=note,
        colour="type",
    )


def _kind(kind: str, label: str, plural: str) -> Trend:
    return _trend(
        f"{kind.replace('_', '-')}-flop-per-joule",
        f"How efficient are machines of {plural} beside machines of graphics processors of the same date?",
        "matrix FLOP per joule of the system against the trend of GPU systems",
        f"systems of {label} over systems of GPUs",
        kind_against_gpus(kind, "efficiency_unknown", what="system"),
        _PER_JOULE,
        f"{_RATES} Power is that of the whole system on either side, as its maker states it.",
    )


TRENDS = (
    _kind("ipu", "IPU", "intelligence processing units"),
    _kind("wafer_scale", "wafer-scale engines", "wafer-scale engines"),
    _trend(
        "wafer-watts-per-flop-against-a100",
        "Does a wafer-scale engine take about half the watts per FLOP of an A100?",
        "watts per FLOP/s of a wafer-scale system over those of an A100 system",
        "Cerebras CS-2 over NVIDIA DGX A100, greatest power of either",
        system_against("cerebras-cs-2", "nvidia-dgx-a100", remark=0.5),
        Axis("watt_per_tflop_per_s", "Power per 16-bit rate of the system", "W/(TFLOP/s)", "log"),
        _RATES,
    ),
)
