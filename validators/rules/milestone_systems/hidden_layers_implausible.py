"""More hidden layers than any known network has."""

from compute_trends.validators.rule import Rule, Threshold

RULE = Rule(
    id="hidden-layers-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="A network of implausibly many layers",
    explanation=(
        "The deepest known networks have about a thousand layers, most fewer than 200. A larger number is mostly "
        "that of hidden units."
    ),
    fix="Write the number of hidden layers.",
    source="He et al. 2016, Identity mappings in deep residual networks: 1,001 layers.",
    reads=("hidden_layers",),
    thresholds=(Threshold("most_layer", 1500, "layer", "ResNet-1202 of He et al. 2015 is the deepest that we hold."),),
    sql="""
        select _row, 'hidden_layers' as "column", hidden_layers as value,
            hidden_layers || ' hidden layers; the deepest networks have about 1,000' as message,
            'at most $most_layer' as evidence
        from submission where hidden_layers > $most_layer
    """,
    applies="select _row from submission where hidden_layers is not null",
    binds="submitted",
    passes=({"hidden_layers": 152},),
    fails=({"hidden_layers": 4096},),
)
