-- What a dollar and a pound of CO2 buy in computation, for the projections of Thompson et al. 2022, arXiv 2007.05558.
-- Run after views.sql: duckdb -init views.sql < thompson_2022_prices.sql

set variable hardware_prices = coalesce(getvariable('hardware_prices'), 'hardware_prices'); -- table of chip prices, for FLOP per USD
set variable accelerators = coalesce(getvariable('accelerators'), 'accelerators'); -- table of chips, for their peak rates
set variable training_energy = coalesce(getvariable('training_energy'), 'training_energy'); -- table of measured training runs, for FLOP per pound of CO2
set variable priced_chip = coalesce(getvariable('priced_chip'), 'nvidia-%v100%'); -- record ids of the chips whose price a dollar's computation is taken from, as a LIKE pattern
set variable price_kind = coalesce(getvariable('price_kind'), 'on_demand_hour'); -- one of hardware_prices.price_kind: kind of the prices by the hour

-- name: thompson-flop-per-usd
select price.record_id, chip.name, price.price_date, price.price_usd_per_chip_hour,
  chip.fp32_vector_flop_per_s * 3600 / price.price_usd_per_chip_hour as flop_per_usd
from query_table(getvariable('hardware_prices')) as price
join query_table(getvariable('accelerators')) as chip on chip.record_id = price.accelerator
where price.accelerator like getvariable('priced_chip') and price.price_kind = getvariable('price_kind')
order by price.record_id;

-- name: thompson-flop-per-lb-co2
select record_id, name, training_compute_flop, gross_co2e_t,
  training_compute_flop / (gross_co2e_t * 1000 / 0.45359237) as flop_per_lb_co2
from query_table(getvariable('training_energy'))
order by record_id;
