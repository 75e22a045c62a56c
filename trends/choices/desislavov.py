"""The choices behind the growth of inference computation: networks, hardware, first date, estimator."""

from __future__ import annotations

from datetime import date

from compute_trends.trends.choices.common import LARGEST_RANK, Choice, values
from compute_trends.trends.choices.hardware import GROWTH_ESTIMATORS

_EXTRA_DATA = values("extra training data", "with_extra_data", ("allowed", True), ("not allowed", False))
_FORMAT = values(
    "number format",
    "hardware_format",
    ("FP32 vector", "fp32_vector"),
    ("FP16 vector", "fp16_vector"),
    ("fastest 16-bit or 32-bit", "fastest_float"),
)
_TARGET = values("accuracy", "target_accuracy", ("76%", 0.76), ("75%", 0.75), ("78%", 0.78), ("80%", 0.8))
_CHIPS = values("first chip", "chips_since", ("2010", date(2010, 1, 1)), ("2014", date(2014, 1, 1)))
_RECORDS = values("points", "frontier", ("all", None), ("record setters", True))
_LANGUAGE = values("first model", "language_since", ("2017-06", date(2017, 6, 12)), ("2019", date(2019, 1, 1)))

#: Number formats of the questions on chips: name, words, label and unit.
FORMATS = (
    ("fp32-vector", "in FP32 on vector units", "FP32 vector", "FLOP/J"),
    ("fp16-vector", "in FP16 on vector units", "FP16 vector", "FLOP/J"),
    ("tf32-tensor", "in TF32 on matrix engines", "TF32 tensor", "FLOP/J"),
    ("fp16-tensor", "in FP16 on matrix engines", "FP16 tensor", "FLOP/J"),
    ("fp8-tensor", "in FP8 on matrix engines", "FP8 tensor", "FLOP/J"),
    ("int8", "in INT8", "INT8", "operation/J"),
)


def choices(name: str, growth: bool) -> tuple[Choice, ...]:
    """The choices behind a trend, by its name without the study.

    Args:
        name: of the trend.
        growth: whether the estimate is a factor of growth, which has other estimators.
    """
    found: list[Choice] = [GROWTH_ESTIMATORS] if growth else []
    if name.startswith("operations-per-joule"):
        found += [_CHIPS, _RECORDS]
    elif name.startswith("language"):
        found += [_LANGUAGE, *((LARGEST_RANK,) if name.endswith("frontier") else ())]
    elif not name.endswith("direction"):
        found += [_EXTRA_DATA]
        found += [_TARGET] if name == "flop-at-accuracy" else []
        found += [_FORMAT] if name in ("energy-all", "energy-frontier", "energy-today") else []
    return tuple(found)
