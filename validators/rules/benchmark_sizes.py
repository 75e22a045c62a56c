"""Sizes and rates of a benchmark_results record against the milestone system, the chip and each other."""

from __future__ import annotations

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.systems import SYSTEMS, against_system_sql

_MEASURED = "measured on benchmark_results 2026.8.0"
EXAMPLE_RUN = {
    "benchmark": "imagenet",
    "forward_flop": 8.2e9,
    "parameters": 25.6e6,
    "training_gpu": "Tesla V100 PCIe 32 GB",
    "training_gpu_count": 8,
    "training_gpu_peak_flop_per_s": 1.413e13,
    "training_time_hour": 48,
    "hardware_burden_flop": 1.95e19,
    "includes_architecture_search": False,
}
EXAMPLE_LANGUAGE_MODEL = {
    "benchmark": "mmlu",
    "parameters": 6.7e9,
    "training_compute_flop": 8.4e22,
    "milestone_system": "Llama 2-7B",
}

_SYSTEM = Rule(
    id="benchmark-differs-from-system",
    layer="plausibility",
    severity="warning",
    datasets=("benchmark_results",),
    title="Parameters or training compute are not those of the milestone system",
    explanation=(
        "A result that names a milestone system takes its computation from there. A difference is a wrong unit, or "
        "another size of the model."
    ),
    fix="Copy parameters and training compute from the milestone system, or name the right one.",
    source="The milestone_systems dataset.",
    thresholds=(Threshold("factor", 1.5, "1", f"{_MEASURED}: all 452 rows that name a system agree exactly."),),
    sql=(
        against_system_sql("parameters", "parameters", "factor")
        + " union all "
        + against_system_sql("training_compute_flop", "FLOP", "factor")
    ),
    applies=f"""
        select s._row from submission s join {SYSTEMS} m on m.called = s.milestone_system
        where coalesce(s.parameters * m.parameters, s.training_compute_flop * m.training_compute_flop) is not null
    """,
    passes=({"benchmark": "mmlu", "milestone_system": "GPT-3 175B (davinci)", "training_compute_flop": 3.14e23},),
    fails=({"benchmark": "mmlu", "milestone_system": "GPT-3 175B (davinci)", "training_compute_flop": 3.14e20},),
)

_SIZES = Rule(
    id="benchmark-parameters-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("benchmark_results",),
    title="Parameters do not go with training compute or operations per pass",
    explanation=(
        "Training compute of a language model over 6 x parameters is about the number of tokens seen, 5e10 to 2.6e13 "
        "for the models held. Operations per pass over parameters is how often a parameter is used, 23 to 16,000 for "
        "the vision and translation models held. Beyond, one of the two is in another unit."
    ),
    fix="Give parameters as a plain number (7e9, not 7) and computation in FLOP.",
    source="Kaplan et al. 2020 (arXiv 2001.08361) for 6 N D; the records of benchmark_results.",
    thresholds=(
        Threshold("fewest_tokens", 2.6e10, "token", f"{_MEASURED}: the fewest of 729 are 5.1e10; half of that."),
        Threshold("most_tokens", 4.5e13, "token", f"{_MEASURED}: the most of 729 are 2.55e13; 1.8 times that."),
        Threshold("fewest_uses", 8, "FLOP", f"{_MEASURED}: the fewest are 23; a third of that."),
        Threshold("most_uses", 30_000, "FLOP", f"{_MEASURED}: the most are 15,746; twice that."),
    ),
    sql="""
        select _row, 'parameters' as "column", parameters as value,
          format('{:.3g} FLOP and {:.3g} parameters would mean about {:.3g} tokens', training_compute_flop, parameters,
            training_compute_flop / (6 * parameters)) as message,
          'tokens = training_compute_flop / (6 x parameters)' as evidence
        from submission
        where training_compute_flop / (6 * parameters) not between $fewest_tokens and $most_tokens
        union all
        select _row, 'parameters', parameters,
          format('{:.3g} operations per pass and {:.3g} parameters would use each {:.3g} times',
            coalesce(forward_flop, 2 * forward_multiply_adds), parameters,
            coalesce(forward_flop, 2 * forward_multiply_adds) / parameters), 'forward_flop / parameters'
        from submission
        where coalesce(forward_flop, 2 * forward_multiply_adds) / parameters not between $fewest_uses and $most_uses
    """,
    applies="""
        select _row from submission where parameters is not null
          and coalesce(training_compute_flop, forward_flop, forward_multiply_adds) is not null
    """,
    passes=(EXAMPLE_RUN, EXAMPLE_LANGUAGE_MODEL),
    fails=({**EXAMPLE_RUN, "parameters": 25.6}, {**EXAMPLE_LANGUAGE_MODEL, "parameters": 6.7e12}),
)

#: Column, lowest and highest plausible value: those of the records with leeway, more of it upwards.
_RANGES = (
    ("parameters", 1e6, 1e13), ("forward_flop", 2e7, 2e13), ("forward_multiply_adds", 1e7, 1e13),
    ("training_epochs", 0.5, 5000), ("training_dataset_size_datapoint", 1e4, 1e10), ("training_time_hour", 0.2, 20_000),
    ("training_gpu_count", 1, 30_000), ("training_tpu_count", 0.1, 30_000),
    ("training_gpu_peak_flop_per_s", 1e12, 5e15), ("training_tpu_peak_flop_per_s", 2e13, 2e16),
    ("network_operations_flop", 1e15, 1e26), ("hardware_burden_flop", 1e15, 1e27),
    ("training_compute_flop", 1e18, 1e28),
)  # fmt: skip
_RANGE_ITEMS = ", ".join(
    f"{{name: '{c}', value: {c}, low: {lo!r}::double, high: {hi!r}::double}}" for c, lo, hi in _RANGES
)
_ANY_OUTSIDE = " or ".join(f"{column} not between {low!r} and {high!r}" for column, low, high in _RANGES)

_RANGE = Rule(
    id="benchmark-quantity-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("benchmark_results",),
    title="A quantity of the run is beyond all that is known",
    explanation=(
        "Sizes, rates and times have ranges that the runs held fill: a GPU of 2010 reaches 1.6e12 FLOP/s, a run lasts "
        "an hour to months. A figure beyond is most often in another unit: giga, millions, core-days, seconds."
    ),
    fix="Convert to the column's unit: plain numbers, FLOP, FLOP/s of one device, hours.",
    source="The records of benchmark_results 2026.8.0, with a leeway of 1.6 to 1,000 to larger values.",
    sql=f"""
        select _row, u.name as "column", u.value,
          format('{{:.3g}} is outside {{:.3g}} to {{:.3g}}, the range of known runs', u.value, u.low, u.high)
            as message, 'benchmark_results 2026.8.0' as evidence
        from (select * from submission where {_ANY_OUTSIDE}), unnest([{_RANGE_ITEMS}]) as t(u)
        where u.value not between u.low and u.high
    """,
    passes=(EXAMPLE_RUN, EXAMPLE_LANGUAGE_MODEL),
    fails=({**EXAMPLE_RUN, "training_time_hour": 172_800}, {**EXAMPLE_RUN, "training_gpu_peak_flop_per_s": 14_130}),
)

_PEAKS = " union all ".join(
    f"select _row, 'training_{device}_peak_flop_per_s' as name, training_{device} as chip, "
    f"training_{device}_peak_flop_per_s as rate from submission where training_{device}_peak_flop_per_s is not null"
    for device in ("gpu", "tpu")
)
_PEAK_PAIRS = f"""
    select p.*, a.record_id, greatest(a.fp32_vector_flop_per_s, a.fp16_vector_flop_per_s, a.fp16_tensor_flop_per_s,
      a.fp16_unspecified_flop_per_s) as held
    from ({_PEAKS}) p join accelerator_names n on n.name = p.chip join accelerators a on a.record_id = n.record_id
"""

_PEAK = Rule(
    id="benchmark-peak-rate-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("benchmark_results",),
    title="The peak rate is not that of the processor",
    explanation=(
        "The burden takes the peak rate of one device. It may be that of another number format (a tenth), or of a "
        "board of four chips, but not a hundred times more or less, as GFLOP/s or the rate of a pod would be."
    ),
    fix="Give the peak rate of one device in FLOP/s.",
    source="The peak rates in the accelerators dataset.",
    thresholds=(
        Threshold("lowest", 0.02, "1", f"{_MEASURED}: vector rates of chips with tensor cores are 0.085."),
        Threshold("highest", 6, "1", f"{_MEASURED}: a Cloud TPU v3 device has 3.4 times the rate of its chip."),
    ),
    sql=f"""
        select _row, name as "column", rate as value,
          format('{{:.3g}} FLOP/s are {{:.3g}} times the highest peak rate of {{}}', rate, rate / held, chip)
            as message,
          format('accelerators/{{}}: {{:.3g}} FLOP/s', record_id, held) as evidence
        from ({_PEAK_PAIRS}) where rate / held not between $lowest and $highest
    """,
    applies=f"select distinct _row from ({_PEAK_PAIRS}) where held is not null",
    passes=(EXAMPLE_RUN,),
    fails=(
        {**EXAMPLE_RUN, "training_gpu_peak_flop_per_s": 1.413e10},
        {**EXAMPLE_RUN, "training_gpu_peak_flop_per_s": 1.413e16},
    ),
)

RULES = (_SYSTEM, _SIZES, _RANGE, _PEAK)
