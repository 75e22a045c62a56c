"""A result whose parameters or training compute are not those of the system that it names."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.sources import ON_RESULTS
from compute_trends.validators.rules.shared.systems import SYSTEMS, against_system_sql

RULE = Rule(
    id="benchmark-differs-from-system",
    layer="plausibility",
    severity="warning",
    datasets=("benchmark_results",),
    title="Parameters or training compute are not those of the milestone system",
    explanation=(
        "A result that names a milestone system takes its computation from there. A difference is a wrong unit, or "
        "another size of the model."
    ),
    fix="Copy parameters and training compute from the milestone system, or name the right one.",
    source="The milestone_systems dataset.",
    reads=("milestone_system", "parameters", "training_compute_flop"),
    opens=("milestone_systems",),
    thresholds=(Threshold("factor", 1.5, "1", f"{ON_RESULTS}: all 452 rows that name a system agree exactly."),),
    sql=(
        against_system_sql("parameters", "parameters", "factor")
        + " union all "
        + against_system_sql("training_compute_flop", "FLOP", "factor")
    ),
    applies=f"""
        select s._row from submission s join {SYSTEMS} m on m.called = s.milestone_system
        where coalesce(s.parameters * m.parameters, s.training_compute_flop * m.training_compute_flop) is not null
    """,
    passes=({"benchmark": "mmlu", "milestone_system": "GPT-3 175B (davinci)", "training_compute_flop": 3.14e23},),
    fails=({"benchmark": "mmlu", "milestone_system": "GPT-3 175B (davinci)", "training_compute_flop": 3.14e20},),
)
