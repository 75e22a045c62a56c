"""A submitted chip without a peak rate in any number format."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import CHIP
from compute_trends.validators.rules.shared.sources import CHIP_CRITERION

#: Every column for a peak rate, by number format and units.
_RATES = (
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
_SHOWN = "fp32_vector_flop_per_s"

RULE = Rule(
    id="accelerator-rate-missing",
    layer="inclusion",
    severity="error",
    datasets=("accelerators",),
    title="No peak rate for a submitted chip",
    explanation=(
        "The dataset is about what chips can compute. A record without one rate, in the column of its number "
        "format and of vector or tensor units, answers no question that is asked of it."
    ),
    fix="Give at least one peak rate, in FLOP/s or operation/s, for dense matrices.",
    source=CHIP_CRITERION,
    reads=_RATES,
    binds="submitted",
    sql=f"""
        select _row, '{_SHOWN}' as "column", null as value,
          'no peak rate is given in any of the {len(_RATES)} columns for one, by number format' as message,
          '{", ".join(_RATES)}' as evidence
        from submission where coalesce({", ".join(_RATES)}) is null
    """,
    would_do={_SHOWN: _RATES},
    passes=(CHIP, {"int8_op_per_s": 92e12}),
    fails=({name: value for name, value in CHIP.items() if not name.endswith("_flop_per_s")},),
)
