"""The order of a chip's peak rates, and rates that count zeros skipped."""

from __future__ import annotations

from compute_trends.validators.rule import Rule, Threshold

#: (name, faster column, slower column, least ratio, ratio of a slipped unit, shipped rows, least seen)
_ORDER = (
    ("fp32_to_fp64", "fp32_vector_flop_per_s", "fp64_vector_flop_per_s", 0.98, 0.16, 1347, 1.0),
    ("tf32_to_fp32", "tf32_tensor_flop_per_s", "fp32_vector_flop_per_s", 0.95, 0.2, 41, 1.0),
    ("fp16_tensor_to_fp32", "fp16_tensor_flop_per_s", "fp32_vector_flop_per_s", 1.9, 0.4, 64, 2.0),
    ("fp16_unspecified_to_fp32", "fp16_unspecified_flop_per_s", "fp32_vector_flop_per_s", 0.95, 0.32, 18, 3.5),
    ("fp16_tensor_to_vector", "fp16_tensor_flop_per_s", "fp16_vector_flop_per_s", 1.9, 0.13, 32, 2.0),
    ("fp16_to_tf32", "fp16_tensor_flop_per_s", "tf32_tensor_flop_per_s", 0.95, 0.1, 42, 1.0),
    ("fp8_to_fp16", "fp8_tensor_flop_per_s", "fp16_tensor_flop_per_s", 0.95, 0.1, 18, 1.0),
    ("fp4_to_fp8", "fp4_tensor_flop_per_s", "fp8_tensor_flop_per_s", 0.95, 0.1, 12, 1.0),
    ("int8_to_int16", "int8_op_per_s", "int16_op_per_s", 0.95, 0.1, 16, 2.0),
    ("int4_to_int8", "int4_op_per_s", "int8_op_per_s", 0.95, 0.26, 8, 2.0),
)

#: (name, column that may be sparse, column beside it, shipped rows, of those above the threshold)
_SPARSE = (
    ("fp8_to_fp16", "fp8_tensor_flop_per_s", "fp16_tensor_flop_per_s", 18, 2),
    ("int8_to_fp16", "int8_op_per_s", "fp16_tensor_flop_per_s", 50, 0),
    ("fp4_to_fp8", "fp4_tensor_flop_per_s", "fp8_tensor_flop_per_s", 12, 0),
    ("int4_to_int8", "int4_op_per_s", "int8_op_per_s", 8, 2),
)


def _judged(pairs: tuple[tuple[str, str], ...]) -> str:
    both = " or ".join(f"({fast} is not null and {slow} is not null)" for fast, slow in pairs)
    return f"select _row from submission where {both}"


_ORDER_ITEMS = ", ".join(
    f"{{'name': '{fast}', 'beside': '{slow}', 'rate': {fast}, 'other': {slow}, 'least': ${name}, 'slip': ${name}_slip}}"
    for name, fast, slow, *_ in _ORDER
)
_SPARSE_ITEMS = ", ".join(
    f"{{'name': '{fast}', 'beside': '{slow}', 'rate': {fast}, 'other': {slow}}}" for _, fast, slow, *_ in _SPARSE
)

_RATE_ORDER = Rule(
    id="peak-rates-out-of-order",
    layer="plausibility",
    severity="warning",
    datasets=("accelerators",),
    title="A peak rate is lower than that of a wider or slower number format",
    explanation=(
        "A matrix engine exists to be faster than the vector units, and a narrower number format is never slower on "
        "the same units. Where the order is turned round, two columns were usually swapped, or a vector rate stands in "
        "the column of the matrix engine. Two cases are no error and are not judged: FP16 on vector units may be as "
        "slow as 1/64 of FP32, and INT8 may be slower than FP16 since Blackwell Ultra."
    ),
    fix="Look up both rates in the datasheet: the number format, and whether they hold for vector or tensor units.",
    source="The shipped chips, none of which breaks the order; vendors' tables of rates per format.",
    thresholds=tuple(
        item
        for name, fast, slow, least, slip, n, seen in _ORDER
        for item in (
            Threshold(name, least, f"{fast} / {slow}", f"measured on accelerators 2026.5.0: n = {n}, least {seen:g}"),
            Threshold(f"{name}_slip", slip, f"{fast} / {slow}", "below this, chip-quantities-disagree says so"),
        )
    ),
    applies=_judged(tuple((fast, slow) for _, fast, slow, *_ in _ORDER)),
    sql=f"""
        select _row, p.name as "column", p.rate as value,
          format('{{}} is {{:.3g}}, {{:.3g}} of {{}}; at least {{:.3g}} of it is usual',
            p.name, p.rate, p.rate / p.other, p.beside, p.least) as message,
          format('{{}} = {{:.3g}}', p.beside, p.other) as evidence
        from (
          select _row, min_by(p, p.rate / p.other / p.least) as p
          from (select _row, unnest([{_ORDER_ITEMS}]) as p from submission)
          where p.rate < p.least * p.other and p.rate >= p.slip * p.other
          group by _row
        )
    """,
    passes=(
        {"fp16_tensor_flop_per_s": 312e12, "fp16_vector_flop_per_s": 78e12, "fp32_vector_flop_per_s": 19.5e12},
        {"fp16_vector_flop_per_s": 0.18e12, "fp32_vector_flop_per_s": 11.3e12},
    ),
    fails=(
        {"fp16_tensor_flop_per_s": 78e12, "fp16_vector_flop_per_s": 312e12},
        {"fp64_vector_flop_per_s": 19.5e12, "fp32_vector_flop_per_s": 9.7e12},
        {"fp8_tensor_flop_per_s": 495e12, "fp16_tensor_flop_per_s": 989e12},
    ),
)

_SPARSE_RATE = Rule(
    id="peak-rate-maybe-sparse",
    layer="plausibility",
    severity="warning",
    datasets=("accelerators",),
    title="A tensor rate is so far above the next wider format that it may count skipped zeros",
    explanation=(
        "The columns hold rates for dense matrices. Halving the number format usually doubles the rate. Since Ampere, "
        "vendors also print a rate for matrices half of whose entries are zero, which is twice the dense one: beside "
        "a dense rate of the wider format the ratio is then 4. Two shipped chips truly have that in FP8; LPUs have it "
        "in INT8 and are not judged. FP16 beside TF32 is not judged, as 5 of 42 chips have 4 there, and a doubling of "
        "all rates at once cannot be seen."
    ),
    fix="Look for `with sparsity` or a footnote in the datasheet, and enter the dense rate.",
    source="NVIDIA A100 and H100 datasheets: with sparsity, every tensor rate is printed twice as high.",
    thresholds=(
        Threshold(
            "usual_ratio_exceeded",
            3.5,
            "rate / rate of the next wider format",
            "measured on accelerators 2026.5.0, above / n: "
            + ", ".join(f"{name} {above} / {n}" for name, _, _, n, above in _SPARSE),
        ),
        Threshold("slip", 10.0, "rate / rate of the next wider format", "above this, no factor of 2 explains it"),
    ),
    applies=_judged(tuple((fast, slow) for _, fast, slow, *_ in _SPARSE)),
    sql=f"""
        select _row, p.name as "column", p.rate as value,
          format('{{}} is {{:.3g}}, {{:.3g}} times {{}}; 2 is usual for dense matrices', p.name, p.rate,
            p.rate / p.other, p.beside) as message,
          format('{{}} = {{:.3g}}', p.beside, p.other) as evidence
        from (
          select _row, max_by(p, p.rate / p.other) as p
          from (select _row, unnest([{_SPARSE_ITEMS}]) as p from submission where coalesce(type, '') <> 'lpu')
          where p.rate > $usual_ratio_exceeded * p.other and p.rate < $slip * p.other
          group by _row
        )
    """,
    passes=(
        {"fp8_tensor_flop_per_s": 1979e12, "fp16_tensor_flop_per_s": 989.4e12, "int8_op_per_s": 1979e12},
        {"fp8_tensor_flop_per_s": 1979e12},
        {"type": "lpu", "int8_op_per_s": 750e12, "fp16_tensor_flop_per_s": 188e12},
    ),
    fails=(
        {"fp8_tensor_flop_per_s": 3958e12, "fp16_tensor_flop_per_s": 989.4e12},
        {"int8_op_per_s": 1248e12, "fp16_tensor_flop_per_s": 312e12},
    ),
)

RULES = (_RATE_ORDER, _SPARSE_RATE)
