"""A delivery whose owner and coverage contradict each other."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import DELIVERY

RULE = Rule(
    id="delivery-coverage-contradicts-owner",
    layer="inclusion",
    severity="error",
    datasets=("chip_deliveries",),
    title="The owner does not go with the coverage",
    explanation=(
        "A designer's totals are the rows of all owners, and shares of owners are those of one. A row that names an "
        "owner and claims to be of all would enter the totals a second time."
    ),
    fix="Write coverage: owner beside an owner, and leave owner empty for every other coverage.",
    source="The description of the column; every shipped row keeps to it.",
    reads=("coverage", "owner"),
    sql="""
        select _row, 'owner' as "column", owner as value,
          format('coverage is {}, but {}', coverage, coalesce(owner || ' is named as owner', 'no owner is named'))
            as message, null as evidence
        from submission where (coverage = 'owner') <> (owner is not null)
    """,
    applies="select _row from submission where coverage is not null",
    passes=(DELIVERY, {**DELIVERY, "coverage": "owner", "owner": "Meta"}),
    fails=({**DELIVERY, "owner": "Meta"}, {**DELIVERY, "coverage": "owner"}),
)
