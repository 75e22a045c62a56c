"""More active parameters than parameters."""

from compute_trends.validators.rule import Rule

RULE = Rule(
    id="active-parameters-exceed-parameters",
    layer="plausibility",
    severity="error",
    datasets=("milestone_systems",),
    title="More parameters are active than there are",
    explanation=(
        "Active parameters are those that one token passes in a mixture of experts: a part of all. Training "
        "compute by 6 N D takes the active ones, so a swap of the two changes it many times over."
    ),
    fix="Write all parameters in parameters and those used per token in active_parameters.",
    source="Fedus et al. 2022, Switch Transformers.",
    reads=("parameters", "active_parameters"),
    sql="""
        select _row, 'active_parameters' as "column", active_parameters as value,
            format('{:.3g} active parameters of {:.3g}', active_parameters, parameters) as message,
            format('parameters = {:.3g}', parameters) as evidence
        from submission where active_parameters > parameters
    """,
    applies="select _row from submission where active_parameters is not null and parameters is not null",
    passes=({"parameters": 671e9, "active_parameters": 37e9},),
    fails=({"parameters": 37e9, "active_parameters": 671e9},),
)
