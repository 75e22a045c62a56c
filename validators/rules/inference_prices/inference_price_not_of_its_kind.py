"""A record of prices or tokens that lacks what its kind has, or has what it lacks."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import TOKEN_PRICE, TOKEN_RUN, without

RULE = Rule(
    id="inference-price-not-of-its-kind",
    layer="inclusion",
    severity="error",
    datasets=("inference_prices",),
    title="The record has not what its kind has",
    explanation=(
        "A price has a day and an amount, with a score on one benchmark or none; a run of a benchmark has the "
        "benchmark, its samples and the tokens of one, and no price. A mixture would stand in the fit of prices or in "
        "the costs of tasks as what it is not."
    ),
    fix="Fill the columns of the kind and only those, or correct record_kind.",
    source="The description of the column; every shipped row keeps to it.",
    reads=(
        "record_kind",
        "price_date",
        "blended_price_usd_per_megatoken",
        "benchmark",
        "score_fraction",
        "score_elo",
        "sample_count",
        "output_token_per_sample",
    ),
    sql="""
        select _row, 'record_kind' as "column", record_kind as value,
          case
            when record_kind = 'benchmark_run' and (priced or scored) then 'a run of a benchmark has no price or score'
            when record_kind = 'benchmark_run' then 'a run needs its benchmark, samples and tokens per sample'
            when has_run then 'a price has no samples and tokens of a run'
            when not priced then 'a price needs its amount and day'
            when record_kind = 'price_alone' then 'a price alone has no benchmark and no score'
            else 'a score needs its benchmark, as a fraction or in points of Elo, not both' end as message,
          null as evidence
        from (
          select *, blended_price_usd_per_megatoken is not null and price_date is not null as priced,
            coalesce(score_fraction, score_elo) is not null as scored,
            sample_count is not null or output_token_per_sample is not null as has_run
          from submission)
        where record_kind is not null and not case record_kind
          when 'benchmark_run' then not priced and not scored and benchmark is not null
            and sample_count is not null and output_token_per_sample is not null
          when 'price_alone' then priced and not scored and benchmark is null and not has_run
          else priced and benchmark is not null and (score_fraction is null) <> (score_elo is null) and not has_run end
    """,
    applies="select _row from submission where record_kind is not null",
    passes=(
        TOKEN_PRICE,
        TOKEN_RUN,
        without(without(TOKEN_PRICE, "benchmark"), "score_fraction") | {"record_kind": "price_alone"},
    ),
    fails=(
        without(TOKEN_PRICE, "price_date"),
        without(TOKEN_PRICE, "benchmark"),
        TOKEN_PRICE | {"score_elo": 1285},
        TOKEN_PRICE | {"record_kind": "price_alone"},
        TOKEN_RUN | {"score_fraction": 0.5},
        without(TOKEN_RUN, "sample_count"),
    ),
)
