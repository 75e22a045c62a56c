"""A batch size that no known system has."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.sources import ON_SYSTEMS

_LEAST_BATCH = ON_SYSTEMS + (
    "the least of 115 systems is 27. A factor of 7 is the margin: small batches are used, and millions of tokens "
    "written as ones (1 to 4 in most runs) are still found."
)

_MOST_BATCH = ON_SYSTEMS + (
    "the most of 115 systems is 7.4e7. A factor of 7 is the margin, as below: batches grow, and whole datasets of "
    "1e9 datapoints and more are still found."
)

RULE = Rule(
    id="batch-size-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="No system has batches of that size",
    explanation=(
        "Batches have 32 images to 70 million tokens. A larger number is mostly that of all data, a smaller one "
        "millions of tokens written as ones."
    ),
    fix="Write the datapoints of one step over all chips, as a plain number.",
    source="The batch sizes in milestone_systems.",
    reads=("batch_size",),
    thresholds=(
        Threshold("least", 4, "datapoint", _LEAST_BATCH),
        Threshold("most", 5e8, "datapoint", _MOST_BATCH),
    ),
    sql="""
        select _row, 'batch_size' as "column", batch_size as value,
            format('{:.3g} datapoints in a batch; expected between {:.2g} and {:.2g}', batch_size, $least::double,
                $most::double) as message,
            'the batch sizes of milestone_systems' as evidence
        from submission where batch_size < $least or batch_size > $most
    """,
    applies="select _row from submission where batch_size is not null",
    passes=({"batch_size": 3.2e6},),
    fails=({"batch_size": 3.2}, {"batch_size": 3.2e9}),
)
