"""A forward pass that takes longer or shorter than any known."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.sources import ON_SYSTEMS_OF_2022

RULE = Rule(
    id="inference-time-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="A forward pass takes implausibly long or short",
    explanation=(
        "One forward pass takes microseconds on a small network and seconds on the largest. Outside of that the "
        "time is mostly that of a whole answer or data set, or in another unit."
    ),
    fix="Write the time of one forward pass in milliseconds.",
    source=ON_SYSTEMS_OF_2022 + "the three systems with a time need 5.1, 7.5 and 170 ms.",
    reads=("inference_time_ms",),
    thresholds=(
        Threshold("least_ms", 1e-3, "ms", "The launch of a kernel on a GPU takes some microseconds."),
        Threshold("most_ms", 60_000, "ms", "A factor of 350 above the longest known; answers take minutes."),
    ),
    binds="submitted",
    sql="""
        select _row, 'inference_time_ms' as "column", inference_time_ms as value,
            format('{:.3g} ms for a forward pass; expected between {:.3g} and {:.3g} ms', inference_time_ms,
                $least_ms::double, $most_ms::double) as message, null as evidence
        from submission where inference_time_ms < $least_ms or inference_time_ms > $most_ms
    """,
    applies="select _row from submission where inference_time_ms is not null",
    passes=({"inference_time_ms": 5.1}, {"inference_time_ms": 170}),
    fails=({"inference_time_ms": 5e6}, {"inference_time_ms": 5e-6}),
)
