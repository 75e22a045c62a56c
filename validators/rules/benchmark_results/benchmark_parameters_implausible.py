"""Parameters of a result against its training compute and its operations per pass."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import IMAGENET_RUN, LANGUAGE_MODEL_RESULT
from compute_trends.validators.rules.shared.sources import ON_RESULTS

RULE = Rule(
    id="benchmark-parameters-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("benchmark_results",),
    title="Parameters do not go with training compute or operations per pass",
    explanation=(
        "Training compute of a language model over 6 x parameters is about the number of tokens seen, 5e10 to 2.6e13 "
        "for the models held. Operations per pass over parameters is how often a parameter is used, 23 to 16,000 for "
        "the vision and translation models held. Beyond, one of the two is in another unit."
    ),
    fix="Give parameters as a plain number (7e9, not 7) and computation in FLOP.",
    source="Kaplan et al. 2020 (arXiv 2001.08361) for 6 N D; the records of benchmark_results.",
    reads=("parameters", "training_compute_flop", "forward_flop", "forward_multiply_adds"),
    thresholds=(
        Threshold("fewest_tokens", 2.6e10, "token", f"{ON_RESULTS}: the fewest of 729 are 5.1e10; half of that."),
        Threshold("most_tokens", 4.5e13, "token", f"{ON_RESULTS}: the most of 729 are 2.55e13; 1.8 times that."),
        Threshold("fewest_uses", 8, "FLOP", f"{ON_RESULTS}: the fewest are 23; a third of that."),
        Threshold("most_uses", 30_000, "FLOP", f"{ON_RESULTS}: the most are 15,746; twice that."),
    ),
    sql="""
        select _row, 'parameters' as "column", parameters as value,
          format('{:.3g} FLOP and {:.3g} parameters would mean about {:.3g} tokens', training_compute_flop, parameters,
            training_compute_flop / (6 * parameters)) as message,
          'tokens = training_compute_flop / (6 x parameters)' as evidence
        from submission
        where training_compute_flop / (6 * parameters) not between $fewest_tokens and $most_tokens
        union all
        select _row, 'parameters', parameters,
          format('{:.3g} operations per pass and {:.3g} parameters would use each {:.3g} times',
            coalesce(forward_flop, 2 * forward_multiply_adds), parameters,
            coalesce(forward_flop, 2 * forward_multiply_adds) / parameters), 'forward_flop / parameters'
        from submission
        where coalesce(forward_flop, 2 * forward_multiply_adds) / parameters not between $fewest_uses and $most_uses
    """,
    applies="""
        select _row from submission where parameters is not null
          and coalesce(training_compute_flop, forward_flop, forward_multiply_adds) is not null
    """,
    passes=(IMAGENET_RUN, LANGUAGE_MODEL_RESULT),
    fails=({**IMAGENET_RUN, "parameters": 25.6}, {**LANGUAGE_MODEL_RESULT, "parameters": 6.7e12}),
)
