"""The training compute of a language model against 6 N D."""

from compute_trends.validators.estimates import sql as estimates
from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.compute_estimates import ESTIMATES_SOURCE, OPERATIONS_EVIDENCE
from compute_trends.validators.rules.shared.examples import LANGUAGE_MODEL

RULE = Rule(
    id="compute-operations-mismatch",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="The training compute of a language model is far from 6 N D",
    explanation=(
        "Training a transformer takes about 6 operations per parameter and token (Kaplan et al. 2020; Hoffmann et al. "
        "2022). Text-only language models without a base model keep to it: half of the shipped ones within 25%. "
        "Mixtures of experts need less unless their active parameters are stated, data seen often needs more unless "
        "the epochs are. What is still far off has mostly another unit, words or documents for tokens, or a total "
        "that includes the passes already."
    ),
    fix="State epochs and active_parameters, and check that the data is counted in tokens and the compute in FLOP.",
    source=ESTIMATES_SOURCE + " 6 N D: Kaplan et al. 2020, section 2.1.",
    reads=estimates.COLUMNS,
    thresholds=(
        estimates.OPERATIONS_LOW,
        estimates.OPERATIONS_HIGH,
        estimates.OPERATIONS_HIGH_UNKNOWN,
        estimates.LARGE_PARAMETERS,
        estimates.SINCE_YEAR,
    ),
    prepare=estimates.prepare,
    opens=estimates.OPENS,
    applies="select _row from compute_estimates where operations_ratio is not null",
    sql=f"""
        select _row, 'training_compute_flop' as "column", training_compute_flop as value,
          format('{{:.3g}}', training_compute_flop) || ' FLOP is ' || format('{{:.3g}}', operations_ratio)
            || ' times 6 N D' || case when epochs is null then '; the number of epochs is not stated' else '' end
            as message,
          {OPERATIONS_EVIDENCE} as evidence
        from compute_estimates
        where operations_off and operations_slip is null
    """,
    needs=estimates.NEEDS_OPERATIONS_OFF,
    passes=(
        LANGUAGE_MODEL,
        {**LANGUAGE_MODEL, "epochs": None, "parameters": 7e8, "training_compute_flop": 8.4e23},
        {**LANGUAGE_MODEL, "parameters": 1e12, "active_parameters": 7e9},
        {**LANGUAGE_MODEL, "base_model": ["LLaMA"], "training_compute_flop": 1e30},
    ),
    fails=(
        {**LANGUAGE_MODEL, "training_compute_flop": 5.2e24},
        {**LANGUAGE_MODEL, "training_compute_flop": 8.4e20},
        {**LANGUAGE_MODEL, "epochs": None, "training_compute_flop": 5.2e24},
        {**LANGUAGE_MODEL, "epochs": None, "parameters": 7e8, "training_compute_flop": 8.4e24},
    ),
)
