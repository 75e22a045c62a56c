"""Tokens of a run that are not those of one answer."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import TOKEN_RUN

_ON = "measured on inference_prices 2025.3.0, n = 185: input 175 to 1,022, output 101 to 14,782"

RULE = Rule(
    id="tokens-per-sample-implausible",
    layer="plausibility",
    severity="warning",
    datasets=("inference_prices",),
    title="The tokens are not those of one answer",
    explanation=(
        "One answer to one question takes tens to tens of thousands of tokens. More are mostly those of a whole run, "
        "which is to be divided by its samples: questions times runs."
    ),
    fix="Divide the tokens of the run by sample_count.",
    source="Bounds around the shipped runs.",
    reads=("input_token_per_sample", "output_token_per_sample"),
    thresholds=(
        Threshold("lowest", 1, "token/sample", _ON),
        Threshold("highest_input", 2e4, "token/sample", _ON),
        Threshold("highest_output", 1e5, "token/sample", _ON),
    ),
    sql=" union all ".join(
        f"""
        select _row, '{which}_token_per_sample' as "column", {which}_token_per_sample as value,
          format('{{:.4g}} tokens for one answer; at most {{:.3g}} is expected', {which}_token_per_sample,
            $highest_{which}::double) as message, null as evidence
        from submission where {which}_token_per_sample not between $lowest and $highest_{which}"""
        for which in ("input", "output")
    ),
    applies="select _row from submission where coalesce(input_token_per_sample, output_token_per_sample) is not null",
    passes=(TOKEN_RUN,),
    fails=(TOKEN_RUN | {"output_token_per_sample": 2185920}, TOKEN_RUN | {"input_token_per_sample": 845000}),
)
