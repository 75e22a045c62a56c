"""A peak rate so far above the next wider format that it may count skipped zeros."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.peak_rates import with_any_pair

#: (name, column that may be sparse, column beside it, shipped rows, of those above the threshold)
_SPARSE = (
    ("fp8_to_fp16", "fp8_tensor_flop_per_s", "fp16_tensor_flop_per_s", 24, 6),
    ("int8_to_fp16", "int8_op_per_s", "fp16_tensor_flop_per_s", 53, 0),
    ("fp4_to_fp8", "fp4_tensor_flop_per_s", "fp8_tensor_flop_per_s", 13, 0),
    ("int4_to_int8", "int4_op_per_s", "int8_op_per_s", 9, 2),
)

#: Where a data sheet prints every rate with sparsity, the rates fit each other, but not that of the vector units. What
#: dense rates are times FP32, per maker and time, leaves bands in which only doubled ones lie.
#: (maker, column, since, before, low, high)
_DOUBLED = (
    ("NVIDIA", "fp16_tensor_flop_per_s", "2020-05-01", "", 5.5, 12),  # dense: at most 4.02
    ("NVIDIA", "fp16_tensor_flop_per_s", "2020-05-01", "2024-03-01", 22, 45),  # 14.8 to 16.7
    ("NVIDIA", "fp16_tensor_flop_per_s", "2020-05-01", "", 45, 80),  # 27.8 to 31.3 since Blackwell
    ("NVIDIA", "fp8_tensor_flop_per_s", "2020-05-01", "", 11, 24),  # at most 8.01
    ("NVIDIA", "fp8_tensor_flop_per_s", "2020-05-01", "2024-03-01", 45, 80),  # 29.5 to 29.6
    ("NVIDIA", "fp8_tensor_flop_per_s", "2020-05-01", "", 90, 160),  # 55.6 to 62.5 since Blackwell
    ("NVIDIA", "int8_op_per_s", "2020-05-01", "", 11, 24),  # at most 8.01
    ("NVIDIA", "int8_op_per_s", "2020-05-01", "2024-03-01", 45, 80),  # 29.5 to 33.4
    ("NVIDIA", "int8_op_per_s", "2020-05-01", "", 90, 160),  # 55.6 to 60 since Blackwell
    ("NVIDIA", "tf32_tensor_flop_per_s", "2020-05-01", "", 3, 6),  # at most 2.0 on cards
    ("NVIDIA", "tf32_tensor_flop_per_s", "2020-05-01", "2024-03-01", 11, 24),  # 7.4 to 8.0
    ("NVIDIA", "tf32_tensor_flop_per_s", "2024-03-01", "", 22, 45),  # 13.9 to 15.6 since Blackwell
    ("NVIDIA", "fp4_tensor_flop_per_s", "2024-03-01", "", 22, 45),  # 16 on cards
    ("NVIDIA", "fp4_tensor_flop_per_s", "2024-03-01", "", 210, 450),  # 111 to 188
    ("AMD", "fp16_tensor_flop_per_s", "2020-11-01", "2025-05-01", 11, 24),  # 8
    ("AMD", "fp16_tensor_flop_per_s", "2025-05-01", "", 22, 45),  # 16
    ("AMD", "fp8_tensor_flop_per_s", "2023-12-01", "2025-05-01", 22, 45),  # 15.9 to 16
    ("AMD", "fp8_tensor_flop_per_s", "2025-05-01", "", 45, 90),  # 31.9 to 32
    ("AMD", "int8_op_per_s", "2023-12-01", "2025-05-01", 22, 45),  # 15.9 to 16
    ("AMD", "int8_op_per_s", "2025-05-01", "", 45, 90),  # 32
)
_IN_ORDER = ", ".join(f"'{name}'" for name in dict.fromkeys(band[1] for band in _DOUBLED))
_BANDS = ", ".join(
    f"{{'maker': '{maker}', 'name': '{name}', 'rate': {name}, 'since': date '{since}', "
    f"'before': date '{before or '9999-01-01'}', 'low': {low}, 'high': {high}}}"
    for maker, name, since, before, low, high in _DOUBLED
)

_SPARSE_ITEMS = ", ".join(
    f"{{'name': '{fast}', 'beside': '{slow}', 'rate': {fast}, 'other': {slow}}}" for _, fast, slow, *_ in _SPARSE
)

RULE = Rule(
    id="peak-rate-maybe-sparse",
    layer="plausibility",
    severity="warning",
    datasets=("accelerators",),
    title="A tensor rate is so far above the next wider format that it may count skipped zeros",
    explanation=(
        "The columns hold rates for dense matrices. Halving the number format usually doubles the rate. Since Ampere, "
        "vendors also print a rate for matrices half of whose entries are zero, which is twice the dense one: beside "
        "a dense rate of the wider format the ratio is then 4. Six shipped chips, four of them of one maker, truly "
        "have that in FP8; LPUs have it in INT8 and are not judged. FP16 beside TF32 is not judged, as 5 of 42 chips "
        "have 4 there. A doubling of all rates at once is seen beside the FP32 rate of NVIDIA's chips since Ampere and "
        "of AMD's Instinct since the MI100, whose dense ratios are known: in FP16, FP8, INT8, TF32 and FP4. Not seen "
        "are AMD's Radeon since 2025, doubled as high as an Instinct is dense, TF32 of GeForce cards, chips without an "
        "FP32 rate or a date, and those of other makers; where we hold the chip or its series, "
        "`rate-multiple-of-held-chip` tells."
    ),
    fix="Look for `with sparsity` or a footnote in the datasheet, and enter the dense rate.",
    source="NVIDIA A100 and H100 datasheets: with sparsity, every tensor rate is printed twice as high.",
    reads=(
        "type",
        "manufacturer",
        "release_date",
        "fp32_vector_flop_per_s",
        "tf32_tensor_flop_per_s",
        "fp16_tensor_flop_per_s",
        "fp8_tensor_flop_per_s",
        "fp4_tensor_flop_per_s",
        "int8_op_per_s",
        "int4_op_per_s",
    ),
    thresholds=(
        Threshold(
            "usual_ratio_exceeded",
            3.5,
            "rate / rate of the next wider format",
            "measured on accelerators 2026.8.2, above / n: "
            + ", ".join(f"{name} {above} / {n}" for name, _, _, n, above in _SPARSE),
        ),
        Threshold("slip", 10.0, "rate / rate of the next wider format", "above this, no factor of 2 explains it"),
    ),
    applies=with_any_pair(
        (
            *((fast, slow) for _, fast, slow, *_ in _SPARSE),
            *((name, "fp32_vector_flop_per_s") for name in dict.fromkeys(band[1] for band in _DOUBLED)),
        )
    ),
    sql=f"""
        with doubled as (
        select _row, p.name as "column", p.rate as value,
          format('{{}} is {{:.3g}}, {{:.3g}} times {{}}; 2 is usual for dense matrices; if it counts skipped zeros, '
            || 'write {{:.4g}}', p.name, p.rate, p.rate / p.other, p.beside, p.rate / 2) as message,
          format('{{}} = {{:.3g}}', p.beside, p.other) as evidence
        from (
          select _row, max_by(p, (p.rate / p.other, p.name)) as p
          from (select _row, unnest([{_SPARSE_ITEMS}]) as p from submission where coalesce(type, '') <> 'lpu')
          where p.rate > $usual_ratio_exceeded * p.other and p.rate < $slip * p.other
          group by _row
        ))
        from doubled union all
        select _row, band.name, band.rate,
          format('{{:.4g}} is {{:.3g}} times the FP32 rate, twice what dense matrices have on chips of this maker and '
            || 'time; if every rate counts skipped zeros, write {{:.4g}}, and half of the others',
            band.rate, band.rate / fp32_vector_flop_per_s, band.rate / 2),
          format('fp32_vector_flop_per_s = {{:.4g}}', fp32_vector_flop_per_s)
        from (
          select _row, fp32_vector_flop_per_s, arg_min(band, list_position([{_IN_ORDER}], band.name)) as band
          from (select *, unnest([{_BANDS}]) as band from submission where fp32_vector_flop_per_s > 0)
          where _row not in (select _row from doubled) and manufacturer = band.maker
            and release_date >= band.since and release_date < band.before
            and band.rate / fp32_vector_flop_per_s between band.low and band.high
          group by all)
    """,
    passes=(
        {"fp8_tensor_flop_per_s": 1979e12, "fp16_tensor_flop_per_s": 989.4e12, "int8_op_per_s": 1979e12},
        {"fp8_tensor_flop_per_s": 1979e12},
        {"type": "lpu", "int8_op_per_s": 750e12, "fp16_tensor_flop_per_s": 188e12},
    ),
    fails=(
        {"fp8_tensor_flop_per_s": 3958e12, "fp16_tensor_flop_per_s": 989.4e12},
        {"int8_op_per_s": 1248e12, "fp16_tensor_flop_per_s": 312e12},
        {"manufacturer": "NVIDIA", "release_date": "2022-09-20", "fp32_vector_flop_per_s": 66.9e12,
         "fp16_tensor_flop_per_s": 1979e12, "fp8_tensor_flop_per_s": 3958e12},
        {"manufacturer": "NVIDIA", "release_date": "2021-04-12", "fp32_vector_flop_per_s": 10.32e12,
         "tf32_tensor_flop_per_s": 165e12},
        {"manufacturer": "AMD", "release_date": "2023-12-06", "fp32_vector_flop_per_s": 163.4e12,
         "fp8_tensor_flop_per_s": 5229.8e12},
    ),
)  # fmt: skip
