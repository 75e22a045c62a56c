"""A peak rate of a reported run that is not that of the processor it names."""

from compute_trends.validators.estimates.chip_rates import (
    CHIP_RATES,
    MATRIX_TO_VECTOR,
    MATRIX_TO_VECTOR_SOURCE,
    VECTOR_BASIS,
)
from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import IMAGENET_RUN
from compute_trends.validators.rules.shared.sources import ON_RESULTS

_PEAKS = " union all ".join(
    f"select _row, 'training_{device}_peak_flop_per_s' as name, training_{device} as chip, "
    f"training_{device}_peak_flop_per_s as rate from submission where training_{device}_peak_flop_per_s is not null"
    for device in ("gpu", "tpu")
)

_PEAK_PAIRS = f"""
    select p.*, r.record_id, r.r16 as held, r.most_16 as most,
      case when r.lacks_16 then '{VECTOR_BASIS}' else 'the highest peak rate' end as held_name
    from ({_PEAKS}) p join accelerator_names n on n.name = p.chip join {CHIP_RATES} r on r.record_id = n.record_id
"""

RULE = Rule(
    id="benchmark-peak-rate-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("benchmark_results",),
    title="The peak rate is not that of the processor",
    explanation=(
        "The burden takes the peak rate of one device. It may be that of another number format (a tenth), or of a "
        "board of four chips, but not a hundred times more or less, as GFLOP/s or the rate of a pod would be. Where "
        f"the rate of a chip's matrix engines is not known, the bound above is {MATRIX_TO_VECTOR} times that of its "
        "vector units."
    ),
    fix="Give the peak rate of one device in FLOP/s.",
    source=f"The peak rates in the accelerators dataset. {MATRIX_TO_VECTOR_SOURCE}",
    reads=("training_gpu", "training_gpu_peak_flop_per_s", "training_tpu", "training_tpu_peak_flop_per_s"),
    opens=("accelerator_names", "accelerators"),
    thresholds=(
        Threshold("lowest", 0.02, "1", f"{ON_RESULTS}: vector rates of chips with tensor cores are 0.085."),
        Threshold("highest", 6, "1", f"{ON_RESULTS}: a Cloud TPU v3 device has 3.4 times the rate of its chip."),
    ),
    sql=f"""
        select _row, name as "column", rate as value,
          format('{{:.3g}} FLOP/s are {{:.3g}} times {{}} of {{}}', rate, rate / held, held_name, chip) as message,
          format('accelerators/{{}}: {{:.3g}} FLOP/s', record_id, held) as evidence
        from ({_PEAK_PAIRS}) where rate < $lowest * held or rate > $highest * most
    """,
    applies=f"select distinct _row from ({_PEAK_PAIRS}) where held is not null",
    passes=(IMAGENET_RUN,),
    fails=(
        {**IMAGENET_RUN, "training_gpu_peak_flop_per_s": 1.413e10},
        {**IMAGENET_RUN, "training_gpu_peak_flop_per_s": 1.413e16},
    ),
)
