"""The peak rates of a chip, and pairs of them."""

from __future__ import annotations

#: Every column for a peak rate, by number format and units.
RATE_COLUMNS = (
    "fp64_vector_flop_per_s",
    "fp32_vector_flop_per_s",
    "fp16_vector_flop_per_s",
    "tf32_tensor_flop_per_s",
    "fp16_tensor_flop_per_s",
    "fp16_unspecified_flop_per_s",
    "fp8_tensor_flop_per_s",
    "fp4_tensor_flop_per_s",
    "int16_op_per_s",
    "int8_op_per_s",
    "int4_op_per_s",
)


def with_any_pair(pairs: tuple[tuple[str, str], ...]) -> str:
    """The rows that have both rates of any of the pairs (faster, slower)."""
    both = " or ".join(f"({fast} is not null and {slow} is not null)" for fast, slow in pairs)
    return f"select _row from submission where {both}"
