-- FLOP/s per dollar of graphics processors: Hobbhahn & Besiroglu 2022, "Trends in GPU price-performance".
-- Run after views.sql: duckdb -init views.sql < hobbhahn_besiroglu_2022.sql

set variable accelerators = coalesce(getvariable('accelerators'), 'v2026_8_4.accelerators'); -- table the chips are read from
set variable since = coalesce(getvariable('since'), date '2006-01-01'); -- first release date
set variable until = coalesce(getvariable('until'), date '2021-12-31'); -- last release date
set variable lowest_price_usd = coalesce(getvariable('lowest_price_usd'), 0); -- cheaper cards are left out
set variable highest_price_usd = coalesce(getvariable('highest_price_usd'), 1000000); -- dearer cards are left out
set variable inflation_fraction_per_year = coalesce(getvariable('inflation_fraction_per_year'), 0); -- prices rise by this to dollars of the last release date; 0 keeps the dollars of the day

-- Peak FP32 rate of the vector units over the release price. Cards without either are kept, with an unknown quotient.
create or replace temp view hobbhahn_besiroglu_gpus as
select record_id, name, release_date, is_machine_learning_hardware, fp32_vector_flop_per_s, release_price_usd,
  fp16_vector_flop_per_s,
  release_price_usd * pow(1 + getvariable('inflation_fraction_per_year')::double, (getvariable('until') - release_date) / 365.0)
    as price_usd,
  fp32_vector_flop_per_s / price_usd as flop_per_s_per_usd, fp16_vector_flop_per_s / price_usd as fp16_flop_per_s_per_usd
from query_table(getvariable('accelerators'))
where type = 'gpu'
  and release_date between getvariable('since') and getvariable('until')
  and (getvariable('as_of') is null or release_date <= getvariable('as_of'))
  and (release_price_usd is null
    or release_price_usd between getvariable('lowest_price_usd') and getvariable('highest_price_usd'));

-- name: hobbhahn-besiroglu-gpus
from hobbhahn_besiroglu_gpus order by release_date, record_id;

-- name: hobbhahn-besiroglu-machine-learning-gpus
from hobbhahn_besiroglu_gpus where is_machine_learning_hardware order by release_date, record_id;
