"""An inference compute per parameter that no known model has."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.sources import ON_SYSTEMS_OF_2022

RULE = Rule(
    id="inference-compute-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The inference compute does not go with the parameters",
    explanation=(
        "A forward pass does 2 FLOP per parameter and use of it: 2 in a dense network, 100 to 1,000 in a "
        "convolution, and 2 per token in a transformer, whose pass may be stated for a whole sequence. Below 1, "
        "the number is in multiply-adds, in GFLOP or of another model."
    ),
    fix="Write the FLOP of one forward pass (1 multiply-add = 2 FLOP) as a plain number.",
    source="Kaplan et al. 2020, Scaling laws for neural language models, section 2.1: 2 N FLOP per token.",
    reads=("parameters", "inference_compute_flop"),
    thresholds=(
        Threshold(
            "least_ratio", 0.25, "FLOP per parameter", ON_SYSTEMS_OF_2022 + "the least of 27 systems is 0.30 (CLIP)."
        ),
        Threshold(
            "most_ratio", 5e4, "FLOP per parameter", ON_SYSTEMS_OF_2022 + "the most of 27 systems is 4,229 (GPT-3)."
        ),
    ),
    sql="""
        select _row, 'inference_compute_flop' as "column", inference_compute_flop as value,
            format('{:.3g} FLOP for {:.3g} parameters are {:.2g} per parameter, outside {:.2g} to {:.2g}',
                inference_compute_flop, parameters, inference_compute_flop / parameters, $least_ratio::double,
                $most_ratio::double) as message,
            format('2 x {:.3g} = {:.3g} FLOP', parameters, 2 * parameters) as evidence
        from submission
        where inference_compute_flop / parameters < $least_ratio
            or inference_compute_flop / parameters > $most_ratio
    """,
    applies="select _row from submission where inference_compute_flop is not null and parameters > 0",
    binds="submitted",
    passes=({"parameters": 175e9, "inference_compute_flop": 350e9},),
    fails=(
        {"parameters": 175e9, "inference_compute_flop": 350e6},
        {"parameters": 175, "inference_compute_flop": 350e9},
    ),
)
