-- How fast prices of inference fall: the lowest price per token, or cost of an answer, that reaches a score.
-- Run after views.sql: duckdb -init views.sql < inference_prices.sql

set variable inference_prices = coalesce(getvariable('inference_prices'), 'v2025_3_0.inference_prices'); -- table the prices are read from
set variable benchmark = coalesce(getvariable('benchmark'), 'MMLU'); -- one of inference_prices.benchmark: benchmark whose score has to be reached
set variable reaches = coalesce(getvariable('reaches'), 'gpt-3-5-turbo'); -- one of inference_prices.model: model whose score is the level, by its first price
set variable reasoning = coalesce(getvariable('reasoning'), 'without'); -- one of without, with: whether models that reason, which take many more tokens, count in prices per token

create or replace temp view inference_prices_scored as
select record_id, name, model, is_reasoning_model, price_date, benchmark,
  blended_price_usd_per_megatoken as price, coalesce(score_fraction, score_elo) as score,
  -- Only names that state one size: of a mixture of experts the size is not what a token is computed with.
  try_cast(regexp_extract(replace(name, 'GPT-3 175B (davinci)', 'GPT-3-175B'), '[- ]([0-9.]+)B\b', 1) as double) * 1e9
    as parameters
from query_table(getvariable('inference_prices'))
where record_kind = 'price_and_score' and benchmark = getvariable('benchmark')
  and (getvariable('as_of') is null or price_date <= getvariable('as_of'))
  and (getvariable('since') is null or price_date >= getvariable('since'))
  and (getvariable('until') is null or price_date <= getvariable('until'));

create or replace temp view inference_prices_level as
select coalesce(arg_min(coalesce(score_fraction, score_elo), price_date),
    error('the model ' || getvariable('reaches') || ' has no score on ' || getvariable('benchmark'))) as level
from query_table(getvariable('inference_prices'))
where record_kind = 'price_and_score' and benchmark = getvariable('benchmark') and model = getvariable('reaches');

create or replace temp view inference_prices_reaching as
select s.* from inference_prices_scored s, inference_prices_level l where s.score >= l.level;

-- name: inference-prices-lowest
select record_id, name, model, price_date, price, score from inference_prices_reaching
where getvariable('reasoning') = 'with' or not is_reasoning_model
order by price_date, price, record_id;

-- name: inference-prices-task
select r.record_id, r.name, p.model, p.price_date, p.score, p.price,
  r.input_token_per_sample, r.output_token_per_sample,
  p.price / 1e6 * (r.input_token_per_sample + r.output_token_per_sample) as cost_usd_per_answer
from inference_prices_reaching p join query_table(getvariable('inference_prices')) r
  on r.model = p.model and r.benchmark = p.benchmark and r.record_kind = 'benchmark_run'
order by p.price_date, cost_usd_per_answer, p.record_id, r.record_id;

-- name: inference-prices-flop-per-token
select record_id, name, model, price_date, score, price, 2 * parameters as flop_per_token
from inference_prices_reaching where parameters is not null
order by price_date, parameters, record_id;

-- name: inference-prices-per-flop
select min(record_id) as record_id, name, model, price_date, any_value(price) as price,
  any_value(price) / 1e6 / (2 * any_value(parameters)) * 1e18 as usd_per_exaflop
from inference_prices_scored where parameters is not null
group by name, model, price_date order by price_date, name;
