"""Whether a 16-bit rate is that of vector units or of matrix engines.

Upstream's column "FP16 (half precision)" mixes both: an H100's 133.8 TFLOP/s is twice its FP32 rate and comes from the
vector units, a B200's 2,250 TFLOP/s is the tensor rate given once more. Each row carries its own evidence: vector units
do 16-bit arithmetic at 1/64 to 2 times their FP32 rate (4 times on A100 and H100 PCIe, which then state a tensor rate
several times higher), the matrix engines of CDNA and Turing at 8 times, and TF32 runs at half the FP16 tensor rate.
"""

from __future__ import annotations

from typing import NamedTuple

#: At least this share of the stated tensor rate is that rate again (rounded, or of another clock): the highest true
#: vector rate in the tables is 0.50 of the tensor rate (L20, L40), the lowest repeat 0.93 (MI355X).
REPEATS_TENSOR = 0.9
#: Vector units reach twice their FP32 rate, with room for rounding.
VECTOR_TO_FP32 = 2.05
#: A100 and H100 reach four times; only believed with a tensor rate of at least twice the value beside it.
FAST_VECTOR_TO_FP32 = 4.1
#: The matrix engines of Turing without a tensor column and of CDNA reach eight times the FP32 vector rate.
MATRIX_TO_FP32 = (7.75, 8.25)
#: FP16 tensor rates are twice the TF32 rates, within this share.
TF32_TOLERANCE = 0.1


class Fp16Rates(NamedTuple):
    """The 16-bit rates of a chip in FLOP/s, None where unknown."""

    vector: float | None
    tensor: float | None
    unspecified: float | None


def split_fp16(fp16: float | None, fp32: float | None, tensor: float | None, tf32: float | None) -> Fp16Rates:
    """Sort the value of the mixed FP16 column under vector, tensor or neither.

    Args:
        fp16: the mixed column, FLOP/s.
        fp32: FP32 rate of the vector units, FLOP/s.
        tensor: FP16 or BF16 rate of the matrix engines, FLOP/s.
        tf32: TF32 rate of the matrix engines, FLOP/s.
    """
    if fp16 is None:
        return Fp16Rates(None, tensor, None)
    if tensor is not None and fp16 >= REPEATS_TENSOR * tensor:
        return Fp16Rates(None, tensor, None)
    if fp32 is not None:
        ratio = fp16 / fp32
        matrix = max(tensor or 0.0, 2 * (tf32 or 0.0))
        if ratio <= VECTOR_TO_FP32 or (ratio <= FAST_VECTOR_TO_FP32 and matrix >= 2 * fp16):
            return Fp16Rates(fp16, tensor, None)
        if tensor is None and MATRIX_TO_FP32[0] <= ratio <= MATRIX_TO_FP32[1]:
            return Fp16Rates(None, fp16, None)
    if tensor is None and tf32 is not None and abs(fp16 / (2 * tf32) - 1) <= TF32_TOLERANCE:
        return Fp16Rates(None, fp16, None)
    return Fp16Rates(None, tensor, fp16)
