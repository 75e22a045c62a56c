"""A new record that says it was taken over from a source."""

from compute_trends.validators.reading.sources import dataset_names
from compute_trends.validators.rule import Rule

RULE = Rule(
    id="admission-claimed",
    layer="inclusion",
    severity="error",
    datasets=dataset_names(),
    title="A new record claims to come from an upstream source",
    explanation=(
        "Records of curated sources enter by `compute-trends import` alone, with an account of every row, and are "
        "exempt from the rules about evidence. Whatever else enters is a submission and has to show its evidence."
    ),
    fix="Write `submitted` in the column admission.",
    source="The datasets' origin.yaml files, which list every upstream record.",
    reads=("admission",),
    sql="""
        select _row, 'admission' as "column", admission as value,
          'no version of the dataset holds this record as taken over from a source' as message, null as evidence
        from submission
        where admission = 'upstream' and not _upstream
    """,
    passes=(
        {"_dataset": "milestone_systems", "record_id": "no-such-system", "admission": "submitted"},
        {"_dataset": "algorithmic_efficiency", "record_id": "alexnet-level-alexnet", "admission": "upstream"},
    ),
    fails=({"_dataset": "milestone_systems", "record_id": "no-such-system", "admission": "upstream"},),
)
