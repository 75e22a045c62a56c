"""A smaller share of active parameters than any known mixture of experts has."""

from compute_trends.validators.rule import Rule, Threshold

RULE = Rule(
    id="active-parameters-too-few",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="Hardly any of the parameters are active",
    explanation=(
        "A mixture of experts uses some percent of its parameters per token: 5.5% in DeepSeek-V3, some 0.1% in the "
        "sparsest ones. Less is mostly a slip of 1e3 in one of the two."
    ),
    fix="Write both as plain numbers: 37e9 of 671e9.",
    source="DeepSeek-AI 2024, DeepSeek-V3 technical report; Fedus et al. 2022, Switch Transformers.",
    reads=("parameters", "active_parameters"),
    thresholds=(
        Threshold(
            "least_fraction",
            5e-4,
            None,
            "Switch-C activates one of 2,048 experts in each of its layers, beside what all tokens share.",
        ),
    ),
    sql="""
        select _row, 'active_parameters' as "column", active_parameters as value,
            format('{:.3g} active parameters of {:.3g} are {:.2g}%', active_parameters, parameters,
                100 * active_parameters / parameters) as message,
            format('parameters = {:.3g}', parameters) as evidence
        from submission where active_parameters / parameters < $least_fraction
    """,
    applies="select _row from submission where active_parameters is not null and parameters > 0",
    passes=({"parameters": 671e9, "active_parameters": 37e9},),
    fails=({"parameters": 671e9, "active_parameters": 37e6},),
)
