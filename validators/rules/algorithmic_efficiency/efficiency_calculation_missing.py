"""A submitted run that does not show how its training compute was worked out."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.sources import HERNANDEZ

RULE = Rule(
    id="efficiency-calculation-missing",
    layer="inclusion",
    severity="error",
    datasets=("algorithmic_efficiency",),
    reads=("compute_calculation",),
    binds="submitted",
    title="The calculation of the training compute is not stated",
    explanation=(
        "The table is about factors of compute, so each figure has to be open to recalculation: operations per pass "
        "times 3, images and epochs, or chips times time, rate and utilisation."
    ),
    fix="Give compute_calculation, an expression with its terms named, with at least two numbers.",
    source=f"{HERNANDEZ}, which calculates compute in its appendix.",
    sql="""
        select _row, 'compute_calculation' as "column", compute_calculation as value,
          case when compute_calculation is null then 'nothing shows how the training compute was worked out'
            else 'the calculation names fewer than two numbers' end as message, null as evidence
        from submission
        where compute_calculation is null or not regexp_matches(compute_calculation, '\\d[^\\d]*[^\\d.eE+-]+[^\\d]*\\d')
    """,
    passes=({"compute_calculation": "3 x 7.8e8 FLOP/image x 1.28e6 images x 90 epochs"},),
    fails=({}, {"compute_calculation": "see paper"}, {"compute_calculation": "2.7e17"}),
)
