"""Training data with implausibly few or many bytes per datapoint."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.sources import ON_SYSTEMS_OF_2022

RULE = Rule(
    id="bytes-per-datapoint-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The bytes of the training data do not go with its datapoints",
    explanation=(
        "A token of text takes about 4 bytes, an image 300 bytes (MNIST) to some megabytes, a video more. Another "
        "ratio means that one of the two numbers is in thousands, millions or GB."
    ),
    fix="Write bytes and datapoints as plain numbers: 45e12 for 45 TB, 300e9 for 300 billion tokens.",
    source="The sizes in milestone_systems 2022.2.0.",
    reads=("domains", "training_dataset_size_datapoint", "training_dataset_size_byte"),
    thresholds=(
        Threshold("least_byte", 0.125, "byte per datapoint", "A datapoint holds at least one bit."),
        Threshold(
            "most_byte", 1e10, "byte per datapoint", "Some hours of film. " + ON_SYSTEMS_OF_2022 + "at most 115,000."
        ),
        Threshold(
            "most_language_byte",
            2e4,
            "byte per datapoint",
            "A long document; text before filtering: 45e12 bytes for 238e9 tokens in GPT-3 are 190.",
        ),
    ),
    sql="""
        select _row, 'training_dataset_size_byte' as "column", training_dataset_size_byte as value,
            format('{:.3g} bytes for {:.3g} datapoints are {:.2g} each, outside {:.2g} to {:.2g}',
                training_dataset_size_byte, size, training_dataset_size_byte / size, $least_byte::double, most)
                as message,
            'training_dataset_size_byte / training_dataset_size_datapoint' as evidence
        from (select _row, training_dataset_size_byte, training_dataset_size_datapoint as size,
                if(coalesce(domains = ['Language'], false), $most_language_byte, $most_byte)::double as most
            from submission where training_dataset_size_datapoint > 0)
        where training_dataset_size_byte / size < $least_byte or training_dataset_size_byte / size > most
    """,
    applies="""select _row from submission
        where training_dataset_size_byte is not null and training_dataset_size_datapoint > 0""",
    binds="submitted",
    passes=(
        {"training_dataset_size_byte": 40e9, "training_dataset_size_datapoint": 5e9, "domains": ["Language"]},
        {"training_dataset_size_byte": 138e9, "training_dataset_size_datapoint": 1.2e6, "domains": ["Vision"]},
    ),
    fails=(
        {"training_dataset_size_byte": 40, "training_dataset_size_datapoint": 5e9, "domains": ["Language"]},
        {"training_dataset_size_byte": 40e9, "training_dataset_size_datapoint": 5e3, "domains": ["Language"]},
    ),
)
