"""A cluster that is planned for a day that is past, or exists from a day yet to come."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import CLUSTER

RULE = Rule(
    id="cluster-status-contradicts-date",
    layer="inclusion",
    severity="error",
    datasets=("gpu_clusters",),
    title="The status of the cluster contradicts its date",
    explanation=(
        "What runs and what is planned are never added up, so the status decides where a cluster counts. A planned one "
        "with a date that is past either runs by now, was put off, or was given up; an existing one with a date yet "
        "to come is a plan."
    ),
    fix="Correct the status, or the date; leave the date empty where a plan has none.",
    source="What the words mean, on the day of the check.",
    reads=("status", "first_operational_date"),
    sql="""
        select _row, 'status' as "column", status as value,
          format('{} on {}, but {} to be in operation from {}', status, $as_of,
            if(status = 'planned', 'was', 'is'), first_operational_date) as message,
          null as evidence
        from submission
        where if(status = 'planned', first_operational_date < $as_of, first_operational_date > $as_of)
    """,
    applies="select _row from submission where status is not null and first_operational_date is not null",
    passes=(CLUSTER, {"status": "planned", "first_operational_date": "2199-01-01"}),
    fails=(
        {"status": "planned", "first_operational_date": "2023-05-15"},
        {"status": "existing", "first_operational_date": "2199-01-01"},
    ),
)
