"""A second baseline of a performance level."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.efficiency_baselines import PAIRS
from compute_trends.validators.rules.shared.examples import EFFICIENTNET
from compute_trends.validators.rules.shared.sources import HERNANDEZ

RULE = Rule(
    id="efficiency-second-baseline",
    layer="inclusion",
    severity="warning",
    datasets=("algorithmic_efficiency",),
    title="The level has another baseline",
    explanation=(
        "The factors of a level are relative to one run. A second baseline would leave it open to which, and the "
        "levels admitted here have theirs."
    ),
    fix="Set is_baseline to false and give the factor relative to the baseline that we hold.",
    source=f"{HERNANDEZ}, published table: one baseline per level.",
    reads=("record_id", "performance_level", "is_baseline"),
    opens=("algorithmic_efficiency",),
    sql=f"""
        select _row, 'is_baseline' as "column", is_baseline as value,
          'the baseline of the level ' || performance_level || ' is ' || baseline as message,
          'algorithmic_efficiency/' || baseline_id as evidence
        from ({PAIRS}) where is_baseline and record_id is distinct from baseline_id
    """,
    applies="select _row from submission where is_baseline",
    passes=(
        EFFICIENTNET,
        {"record_id": "alexnet-level-alexnet", "performance_level": "alexnet", "is_baseline": True},
    ),
    fails=({**EFFICIENTNET, "record_id": "alexnet-level-new", "is_baseline": True},),
)
