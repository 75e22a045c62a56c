"""A size, rate or time of a reported run that is outside the range of known runs."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import IMAGENET_RUN, LANGUAGE_MODEL_RESULT

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

RULE = Rule(
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
    reads=(
        "parameters",
        "training_compute_flop",
        "forward_flop",
        "forward_multiply_adds",
        "training_epochs",
        "training_dataset_size_datapoint",
        "training_time_hour",
        "training_gpu_count",
        "training_gpu_peak_flop_per_s",
        "training_tpu_count",
        "training_tpu_peak_flop_per_s",
        "network_operations_flop",
        "hardware_burden_flop",
    ),
    sql=f"""
        select _row, u.name as "column", u.value,
          format('{{:.3g}} is outside {{:.3g}} to {{:.3g}}, the range of known runs', u.value, u.low, u.high)
            as message, 'benchmark_results 2026.8.0' as evidence
        from (select * from submission where {_ANY_OUTSIDE}), unnest([{_RANGE_ITEMS}]) as t(u)
        where u.value not between u.low and u.high
    """,
    passes=(IMAGENET_RUN, LANGUAGE_MODEL_RESULT),
    fails=({**IMAGENET_RUN, "training_time_hour": 172_800}, {**IMAGENET_RUN, "training_gpu_peak_flop_per_s": 14_130}),
)
