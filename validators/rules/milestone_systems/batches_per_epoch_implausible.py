"""A batch size that does not go with the training data."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.sources import ON_SYSTEMS

RULE = Rule(
    id="batches-per-epoch-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The batch size does not go with the training data",
    explanation=(
        "The training data makes at least 13 batches in every shipped system, 195,000 in half of them, and hardly "
        "ever more than 2e8. Another number means that the two count different things (tokens and sequences), or "
        "a slip in one of them."
    ),
    fix="Give batch size and training data in the same datapoints, as plain numbers.",
    source="Training data divided by batch size in milestone_systems.",
    reads=("training_dataset_size_datapoint", "batch_size"),
    thresholds=(
        Threshold("least_batch", 5, "batch", ON_SYSTEMS + "the least of 103 systems is 13."),
        Threshold("most_batch", 1e9, "batch", ON_SYSTEMS + "2 of 103 systems have more (1.7e11 and 1.2e13)."),
    ),
    sql="""
        select _row, 'batch_size' as "column", batch_size as value,
            format('{:.3g} datapoints in batches of {:.3g} are {:.2g} batches, outside {:.2g} to {:.2g}',
                training_dataset_size_datapoint, batch_size, training_dataset_size_datapoint / batch_size,
                $least_batch::double, $most_batch::double) as message,
            'training_dataset_size_datapoint / batch_size' as evidence
        from submission
        where batch_size > 0 and (training_dataset_size_datapoint / batch_size < $least_batch
            or training_dataset_size_datapoint / batch_size > $most_batch)
    """,
    applies="select _row from submission where batch_size > 0 and training_dataset_size_datapoint is not null",
    passes=({"batch_size": 3.2e6, "training_dataset_size_datapoint": 238e9},),
    fails=(
        {"batch_size": 3.2e6, "training_dataset_size_datapoint": 238e3},
        {"batch_size": 32, "training_dataset_size_datapoint": 238e9},
    ),
)
