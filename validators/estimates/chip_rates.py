"""What a chip can reach in a number format, as SQL over accelerators, and whether the table holds it.

The rate of the vector units is no peak rate where a chip has matrix engines (tensor cores) beside them. Where it has,
or may have, and the table lacks their rate, the peak is not known: nothing is compared with it, an estimate says what
it took instead, and only what lies above the bound that no chip passes is called impossible.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

#: The first chips with matrix engines, with TF32, with 8-bit and with 4-bit floating point came out after these days.
#: Older chips, and those that state no rate of a format, run it in the next wider one.
TENSOR_SINCE = "2017-01-01"
TF32_SINCE = "2020-01-01"
FP8_SINCE = "2022-01-01"
FP4_SINCE = "2024-01-01"

_MEASURED = "Measured on accelerators 2026.8.3: "

#: How many times faster than the vector units of their chip matrix engines are at most.
MATRIX_TO_VECTOR = 128
MATRIX_TO_VECTOR_SOURCE = (
    _MEASURED + "the 16-bit rate of matrix engines is 2 to 64 times that of the vector units on 75 chips; twice that."
)
#: And in 19 of 20 cases.
MATRIX_TO_VECTOR_HIGH = 31
MATRIX_TO_VECTOR_HIGH_SOURCE = _MEASURED + "95% quantile of matrix / vector rate at 16 bits, 30.4 (75 chips)."
#: How many times faster than in the next wider format they are at most with 8 and with 4 bits.
NARROWER = 5
NARROWER_SOURCE = _MEASURED + "8-bit over 16-bit rate at most 4.0 (25 chips), 4-bit over 8-bit rate at most 3.1 (14)."

# Tables of NVIDIA's chips that count the lanes of the vector units count the tensor cores too; none counted is none.
_MATRIX_POSSIBLE = f"""(coalesce(tensor_cores > 0, false) or coalesce(release_date >= date '{TENSOR_SINCE}', true)
      and not (manufacturer = 'NVIDIA' and shading_units is not null and tensor_cores is null))"""


def _possible(since: str) -> str:
    return f"{_MATRIX_POSSIBLE} and coalesce(release_date >= date '{since}', true)"


#: A row per chip. `r64`, `r32`, `r16`, `rtf32`, `r8`, `rint8` and `r4` are the peak rates that the table holds, by what
#: a program computes with; a format without a rate has that of the next wider one, and 16-bit work never runs below the
#: 32-bit rate (some consumer chips state a token FP16 rate). `lacks_16` says that the chip has or may have matrix
#: engines and the table no 16-bit rate of them, so that `r16` is a rate of vector units; likewise `lacks_tf32`,
#: `lacks_8`, `lacks_4`. `most_32`, `most_16`, `most_8` and `most_4` are rates that the chip surely does not pass with
#: so many bits (programs may run 32 as TF32); null where nothing of the kind is known.
CHIP_RATES = f"""(
  select *, greatest(r4, most_8, case when lacks_4 then {NARROWER} * most_8 end) as most_4
  from (
   select *, case when lacks_tf32 then greatest(most_16, rtf32) else rtf32 end as most_32,
    greatest(r8, rint8, most_16, case when lacks_8 then {NARROWER} * most_16 end) as most_8
   from (
    select *, coalesce(tf32_tensor_flop_per_s, r32) as rtf32, coalesce(int8_op_per_s, r8) as rint8,
      coalesce(fp4_tensor_flop_per_s, r8) as r4,
      case when lacks_16 then {MATRIX_TO_VECTOR} * r16 else r16 end as most_16
    from (
      select *, coalesce(fp32_vector_flop_per_s, r16) as r32, coalesce(fp8_tensor_flop_per_s, r16) as r8
      from (
        select record_id, release_date, tdp_w, memory_bandwidth_byte_per_s, tf32_tensor_flop_per_s, int8_op_per_s,
          fp32_vector_flop_per_s, fp8_tensor_flop_per_s, fp4_tensor_flop_per_s, fp64_vector_flop_per_s as r64,
          greatest(coalesce(fp16_tensor_flop_per_s, fp16_unspecified_flop_per_s, fp16_vector_flop_per_s),
            fp32_vector_flop_per_s) as r16,
          coalesce(fp16_tensor_flop_per_s, fp16_unspecified_flop_per_s) is null and {_MATRIX_POSSIBLE} as lacks_16,
          tf32_tensor_flop_per_s is null and {_possible(TF32_SINCE)} as lacks_tf32,
          fp8_tensor_flop_per_s is null and {_possible(FP8_SINCE)} as lacks_8,
          fp4_tensor_flop_per_s is null and {_possible(FP4_SINCE)} as lacks_4
        from accelerators)))))
"""

#: What stands in for a rate that is lacking: one below it, and a bound above.
VECTOR_BASIS = "the rate of the vector units (that of the matrix engines is not known)"
WIDER_BASIS = "the rate in the next wider format (that in the stated one is not known)"
VECTOR_BOUND = "a bound on the rate of the matrix engines, which is not known"
NARROW_BOUND = "a bound on the rate in the stated number format, which is not known"


class Rate(NamedTuple):
    """What of `CHIP_RATES` a number format means: the rate held, whether it is lacking, the most that it can be."""

    held: str
    lacking: str
    most: str


_WIDE = "greatest(most_16, r8, rtf32, r32)"  # no slower format explains more than this
_64, _32 = Rate("r64", "false", _WIDE), Rate("r32", "false", _WIDE)
_TF32, _16 = Rate("rtf32", "lacks_tf32", _WIDE), Rate("r16", "lacks_16", _WIDE)
_8, _4 = Rate("r8", "lacks_8 or lacks_16", "most_8"), Rate("r4", "lacks_4 or lacks_8 or lacks_16", "most_4")
_INT8 = Rate("rint8", "int8_op_per_s is null and (lacks_8 or lacks_16)", "greatest(most_8, r4)")

#: Which of the rates a stated number format means.
FORMAT_RATES = {
    "fp64": _64, "fp32": _32, "tf32": _TF32, "bf16": _16, "fp16": _16, "fp8": _8, "mxfp8": _8, "int8": _INT8,
    "fp4": _4, "nvfp4": _4, "mxfp4": _4, "int4": _4,
}  # fmt: skip

#: The column that states the rate in a number format, where another may stand in for it.
_STATED_IN = {
    "fp32": "fp32_vector_flop_per_s", "tf32": "tf32_tensor_flop_per_s", "fp8": "fp8_tensor_flop_per_s",
    "mxfp8": "fp8_tensor_flop_per_s", "int8": "int8_op_per_s", "fp4": "fp4_tensor_flop_per_s",
    "nvfp4": "fp4_tensor_flop_per_s", "mxfp4": "fp4_tensor_flop_per_s",
}  # fmt: skip

_UNSTATED_IN = " ".join(f"when '{name}' then {column} is null" for name, column in _STATED_IN.items())
#: SQL that is true where the rate held for the column `number_format` is one that the chip states for another format.
IS_OTHER_FORMAT = f"case number_format {_UNSTATED_IN} else false end"

_SINCE = f"release_date >= date '{TENSOR_SINCE}'"
_UNSTATED = Rate(f"case when {_SINCE} then r16 else r32 end", f"coalesce(lacks_16 and {_SINCE}, false)", _WIDE)


def by_format(part: Literal["held", "lacking", "most"]) -> str:
    """SQL for that part of the rate in the format of the column `number_format`.

    Chips of before 2017 are taken to compute with 32 bits where no format is stated, newer ones with 16.
    """
    branches = " ".join(f"when '{name}' then {getattr(rate, part)}" for name, rate in FORMAT_RATES.items())
    return f"case number_format {branches} else {getattr(_UNSTATED, part)} end"
