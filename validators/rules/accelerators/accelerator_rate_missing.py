"""A submitted chip without a peak rate in any number format."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import CHIP
from compute_trends.validators.rules.shared.peak_rates import RATE_COLUMNS
from compute_trends.validators.rules.shared.sources import CHIP_CRITERION

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
    reads=RATE_COLUMNS,
    binds="submitted",
    sql=f"""
        select _row, '{_SHOWN}' as "column", null as value,
          'no peak rate is given in any of the {len(RATE_COLUMNS)} columns for one, by number format' as message,
          '{", ".join(RATE_COLUMNS)}' as evidence
        from submission where coalesce({", ".join(RATE_COLUMNS)}) is null
    """,
    would_do={_SHOWN: RATE_COLUMNS},
    passes=(CHIP, {"int8_op_per_s": 92e12}),
    fails=({name: value for name, value in CHIP.items() if not name.endswith("_flop_per_s")},),
)
