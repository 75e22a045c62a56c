"""A peak rate of a reported run that is not that of the processor it names."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import IMAGENET_RUN
from compute_trends.validators.rules.shared.sources import ON_RESULTS

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

RULE = Rule(
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
    reads=("training_gpu", "training_gpu_peak_flop_per_s", "training_tpu", "training_tpu_peak_flop_per_s"),
    opens=("accelerator_names", "accelerators"),
    thresholds=(
        Threshold("lowest", 0.02, "1", f"{ON_RESULTS}: vector rates of chips with tensor cores are 0.085."),
        Threshold("highest", 6, "1", f"{ON_RESULTS}: a Cloud TPU v3 device has 3.4 times the rate of its chip."),
    ),
    sql=f"""
        select _row, name as "column", rate as value,
          format('{{:.3g}} FLOP/s are {{:.3g}} times the highest peak rate of {{}}', rate, rate / held, chip)
            as message,
          format('accelerators/{{}}: {{:.3g}} FLOP/s', record_id, held) as evidence
        from ({_PEAK_PAIRS}) where rate / held not between $lowest and $highest
    """,
    applies=f"select distinct _row from ({_PEAK_PAIRS}) where held is not null",
    passes=(IMAGENET_RUN,),
    fails=(
        {**IMAGENET_RUN, "training_gpu_peak_flop_per_s": 1.413e10},
        {**IMAGENET_RUN, "training_gpu_peak_flop_per_s": 1.413e16},
    ),
)
