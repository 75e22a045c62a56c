"""Training data that was seen implausibly often."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.sources import ON_SYSTEMS

RULE = Rule(
    id="epochs-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The training data was seen implausibly often",
    explanation=(
        "Small data is seen thousands of times, a trillion tokens about once. More is mostly the number of steps "
        "written as epochs."
    ),
    fix="Write how often each datapoint was seen: steps x batch size / training data.",
    source="The epochs in milestone_systems.",
    reads=("training_dataset_size_datapoint", "epochs"),
    thresholds=(
        Threshold("most", 2e4, "epoch", ON_SYSTEMS + "2 of 264 systems have more, of 1987 and 1990."),
        Threshold("least", 0.1, "epoch", ON_SYSTEMS + "the least of 264 is 0.6."),
        Threshold("large_datapoint", 1e11, "datapoint", "Large enough that few can pay for many epochs."),
        Threshold(
            "most_large",
            20,
            "epoch",
            ON_SYSTEMS + "5 of 57 systems with more than 1e11 datapoints have more; their data counts pixels or "
            "is copied from data times epochs.",
        ),
    ),
    sql="""
        select _row, 'epochs' as "column", epochs as value,
            format('{:.3g} epochs', epochs) || coalesce(format(' of {:.3g} datapoints',
                training_dataset_size_datapoint), '') || ' are ' || if(epochs < $least, 'fewer', 'more')
                || ' than expected' as message,
            'the epochs of milestone_systems' as evidence
        from submission
        where epochs > $most or epochs < $least
            or (epochs > $most_large and training_dataset_size_datapoint > $large_datapoint)
    """,
    applies="select _row from submission where epochs is not null",
    passes=({"epochs": 90, "training_dataset_size_datapoint": 1.28e6},),
    fails=({"epochs": 600000}, {"epochs": 300, "training_dataset_size_datapoint": 1e12}),
)
