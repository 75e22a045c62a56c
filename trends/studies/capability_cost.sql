-- Capability bought by the token: every price of a language model beside a score.
-- Run after views.sql: duckdb -init views.sql < capability_cost.sql

set variable inference_prices = coalesce(getvariable('inference_prices'), 'v2025_3_0.inference_prices'); -- table the prices are read from
set variable all_benchmarks = coalesce(getvariable('all_benchmarks'), true); -- whether scores on all benchmarks are levels, each on its own
set variable price_benchmark = coalesce(getvariable('price_benchmark'), 'MMLU'); -- one of inference_prices.benchmark: benchmark whose scores have to be reached where not all are
set variable reasoning = coalesce(getvariable('reasoning'), 'without'); -- one of without, with: whether models that reason, which take many more tokens, count in prices per token

-- name: capability-price
select record_id, name, model, benchmark, price_date, blended_price_usd_per_megatoken as price,
  coalesce(score_fraction, score_elo) as score
from query_table(getvariable('inference_prices'))
where record_kind = 'price_and_score' and coalesce(score_fraction, score_elo) is not null
  and (getvariable('all_benchmarks') or benchmark = getvariable('price_benchmark'))
  and (getvariable('reasoning') = 'with' or not is_reasoning_model)
  and (getvariable('as_of') is null or price_date <= getvariable('as_of'))
  and (getvariable('since') is null or price_date >= getvariable('since'))
  and (getvariable('until') is null or price_date <= getvariable('until'))
order by price_date, record_id;
