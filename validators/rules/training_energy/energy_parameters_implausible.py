"""A training compute of an energy record that its parameters do not explain."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.sources import PATTERSON

RULE = Rule(
    id="energy-parameters-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("training_energy",),
    title="The training compute does not go with the number of parameters",
    explanation=(
        "A dense language model takes 6 operations per parameter and token, so compute / (6 x parameters) is about "
        "the number of tokens seen. The published runs give 4e9 (a mixture of experts, of which a token sees a few) "
        "to 8e12 (an architecture search). Beyond that, parameters or compute are in a wrong unit."
    ),
    fix="Give parameters as a plain number (175e9, not 175) and the compute in FLOP.",
    source=f"{PATTERSON}; Kaplan et al. 2020 (arXiv 2001.08361) for 6 N D.",
    reads=("parameters", "training_compute_flop"),
    thresholds=(
        Threshold("fewest", 1e9, "token", f"{PATTERSON}: the fewest are 3.6e9 (GShard-600B)."),
        Threshold("most", 1e14, "token", f"{PATTERSON}: the most are 7.6e12; above all text in use for training."),
    ),
    sql="""
        select _row, 'parameters' as "column", parameters as value,
          format('{:.3g} FLOP and {:.3g} parameters would mean about {:.3g} tokens', training_compute_flop, parameters,
            training_compute_flop / (6 * parameters)) as message,
          'tokens = training_compute_flop / (6 x parameters)' as evidence
        from submission where training_compute_flop not between 6 * $fewest * parameters and 6 * $most * parameters
    """,
    applies="select _row from submission where training_compute_flop * parameters is not null",
    passes=({"parameters": 1.75e11, "training_compute_flop": 3.14e23},),
    fails=(
        {"parameters": 175, "training_compute_flop": 3.14e23},
        {"parameters": 1.75e11, "training_compute_flop": 3.14e17},
    ),
)
