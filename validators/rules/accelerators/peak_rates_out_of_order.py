"""A peak rate below that of a wider or slower number format."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.peak_rates import RATE_COLUMNS, with_any_pair

#: (name, faster column, slower column, least ratio, ratio of a slipped unit, shipped rows, least seen)
_ORDER = (
    ("fp32_to_fp64", "fp32_vector_flop_per_s", "fp64_vector_flop_per_s", 0.98, 0.16, 1699, 1.0),
    ("tf32_to_fp32", "tf32_tensor_flop_per_s", "fp32_vector_flop_per_s", 0.95, 0.2, 41, 1.0),
    ("fp16_tensor_to_fp32", "fp16_tensor_flop_per_s", "fp32_vector_flop_per_s", 1.9, 0.4, 71, 2.0),
    ("fp16_unspecified_to_fp32", "fp16_unspecified_flop_per_s", "fp32_vector_flop_per_s", 0.95, 0.32, 21, 3.5),
    ("fp16_tensor_to_vector", "fp16_tensor_flop_per_s", "fp16_vector_flop_per_s", 1.9, 0.13, 37, 2.0),
    ("fp16_to_tf32", "fp16_tensor_flop_per_s", "tf32_tensor_flop_per_s", 0.95, 0.1, 42, 1.0),
    ("fp8_to_fp16", "fp8_tensor_flop_per_s", "fp16_tensor_flop_per_s", 0.95, 0.1, 18, 1.0),
    ("fp4_to_fp8", "fp4_tensor_flop_per_s", "fp8_tensor_flop_per_s", 0.95, 0.1, 12, 1.0),
    ("int8_to_int16", "int8_op_per_s", "int16_op_per_s", 0.95, 0.1, 16, 2.0),
    ("int4_to_int8", "int4_op_per_s", "int8_op_per_s", 0.95, 0.26, 8, 2.0),
)

_ORDER_ITEMS = ", ".join(
    f"{{'name': '{fast}', 'beside': '{slow}', 'rate': {fast}, 'other': {slow}, 'least': ${name}, 'slip': ${name}_slip}}"
    for name, fast, slow, *_ in _ORDER
)

RULE = Rule(
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
    reads=RATE_COLUMNS,
    thresholds=tuple(
        item
        for name, fast, slow, least, slip, n, seen in _ORDER
        for item in (
            Threshold(name, least, f"{fast} / {slow}", f"measured on accelerators 2026.8.0: n = {n}, least {seen:g}"),
            Threshold(f"{name}_slip", slip, f"{fast} / {slow}", "below this, chip-quantities-disagree says so"),
        )
    ),
    applies=with_any_pair(tuple((fast, slow) for _, fast, slow, *_ in _ORDER)),
    sql=f"""
        select _row, p.name as "column", p.rate as value,
          format('{{}} is {{:.3g}}, {{:.3g}} of {{}}; at least {{:.3g}} of it is usual',
            p.name, p.rate, p.rate / p.other, p.beside, p.least) as message,
          format('{{}} = {{:.3g}}', p.beside, p.other) as evidence
        from (
          select _row, min_by(p, (p.rate / p.other / p.least, p.name)) as p
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
