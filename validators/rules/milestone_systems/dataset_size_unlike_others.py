"""Training data with another size than in every other system that names it."""

from compute_trends.validators.rule import Rule, Threshold

_SAME = """
    with alike as (
        select s._row, s.training_dataset as names, s.training_dataset_size_datapoint as size, m.record_id,
            m.training_dataset_size_datapoint as other
        from submission s join milestone_systems m using (training_dataset)
        where s.training_dataset_size_datapoint > 0 and m.training_dataset_size_datapoint > 0
            and m.record_id is distinct from s.record_id
            and not list_contains(s.training_dataset, 'Unspecified unreleased')),
    judged as (
        select _row, any_value(names) as names, any_value(size) as size, count(*) as others, min(other) as least,
            max(other) as most, min(abs(log10(size / other))) as distance, min(record_id) as example
        from alike group by _row having count(*) >= $others)
"""

RULE = Rule(
    id="dataset-size-unlike-others",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The same training data has another size in every other system",
    explanation=(
        "Systems trained on the same data (ImageNet, WikiText-103, CIFAR-10) agree on its size, but for another "
        "datapoint (pixels or patches for images). A size that no other system comes near is mostly a slip of 1e3 "
        "or 1e6, or the size after augmentation."
    ),
    fix="Count the datapoints as the other systems do, or name what makes the data another.",
    source="The other systems in milestone_systems with exactly the same training_dataset.",
    reads=("record_id", "training_dataset", "training_dataset_size_datapoint"),
    opens=("milestone_systems",),
    thresholds=(
        Threshold("others", 2, "system", "One other may be wrong itself."),
        Threshold(
            "most_factor",
            100,
            None,
            "Measured on milestone_systems 2026.8.0: of 166 systems with two others on the same data 90% have one "
            "within a factor of 5.",
        ),
    ),
    sql=_SAME
    + """
        select _row, 'training_dataset_size_datapoint' as "column", size as value,
            format('{:.3g} datapoints of {}; {} other systems have {:.3g} to {:.3g}', size,
                array_to_string(names, ', '), others, least, most) as message,
            'milestone_systems/' || example as evidence
        from judged where distance > log10($most_factor)
    """,
    applies=_SAME + "select _row from judged",
    needs="training_dataset is not null and training_dataset_size_datapoint > 0",
    passes=({"record_id": "x", "training_dataset": ["WikiText-103"], "training_dataset_size_datapoint": 103e6},),
    fails=({"record_id": "x", "training_dataset": ["WikiText-103"], "training_dataset_size_datapoint": 103e3},),
)
