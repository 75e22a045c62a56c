-- Chips over time: peak rates, rates per watt and per dollar, memory, bandwidth; kinds of chips beside each other.
-- Run after views.sql: duckdb -init views.sql < hardware.sql

set variable accelerators = coalesce(getvariable('accelerators'), 'v2026_8_4.accelerators'); -- table the chips are read from
set variable hardware_prices = coalesce(getvariable('hardware_prices'), 'v2025_6_1.hardware_prices'); -- table the dated prices are read from

-- Unknown stays null: greatest() and the quotients below see known values only. The fastest rate is that of any unit in
-- a 16-bit or 32-bit floating-point format. A matrix rate may be one that the source does not set apart (IPU, wafer).
create or replace temp view hardware_chips as
select record_id, name, type, manufacturer, release_date, is_machine_learning_hardware, release_price_usd, tdp_w,
  memory_byte, memory_bandwidth_byte_per_s, fp32_vector_flop_per_s, fp16_vector_flop_per_s, fp16_tensor_flop_per_s,
  coalesce(fp16_tensor_flop_per_s, fp16_unspecified_flop_per_s) as matrix_flop_per_s,
  greatest(fp32_vector_flop_per_s, fp16_vector_flop_per_s, fp16_tensor_flop_per_s, fp16_unspecified_flop_per_s)
    as fastest_flop_per_s
from query_table(getvariable('accelerators'));

create or replace temp macro hardware_within(day) as
  (getvariable('since') is null or day >= getvariable('since'))
  and (getvariable('until') is null or day <= getvariable('until'))
  and (getvariable('as_of') is null or day <= getvariable('as_of'));

-- One chip and year each, at the median of the prices seen in it.
create or replace temp macro hardware_prices_seen(kind) as table
  select p.accelerator || '-' || year(p.price_date) as record_id, c.name, c.type,
    make_date(year(p.price_date), 7, 1) as price_date, count(*) as prices, median(c.fastest_flop_per_s) as fastest_flop_per_s,
    median(coalesce(p.price_usd, p.price_usd_per_chip_hour)) as price_usd
  from query_table(getvariable('hardware_prices')) p join hardware_chips c on c.record_id = p.accelerator
  where p.price_kind = kind and hardware_within(p.price_date)
  group by p.accelerator, c.name, c.type, year(p.price_date);

-- The chips that one kind is compared by. A Cerebras system holds one wafer that has a row of its own, so systems are
-- left out. Power is that of the chip or board: where a source knows it of a whole system only, it is compared there.
create or replace temp view hardware_kinds as
with chips as (
  select record_id, name, type, release_date, matrix_flop_per_s, tdp_w as power_w,
    if(tdp_w is not null, 'TDP of the chip or board', 'unknown') as power_basis
  from hardware_chips
  where (is_machine_learning_hardware or type in ('ipu', 'wafer_scale'))
    and type in ('gpu', 'tpu', 'ipu', 'wafer_scale')
    and name not like 'Cerebras CS-%'
)
select *, matrix_flop_per_s / power_w as matrix_flop_per_joule,
  string_agg(name, ', ' order by name) filter (where matrix_flop_per_s is null or release_date is null) over kind
    as rate_unknown,
  string_agg(name, ', ' order by name) filter (where matrix_flop_per_s / power_w is null or release_date is null) over kind
    as efficiency_unknown
from chips
where release_date is null or hardware_within(release_date)
window kind as (partition by type);

create or replace temp macro hardware_kind(kind) as table
  from hardware_kinds where type in ('gpu', kind) order by release_date, record_id;

-- name: hardware-gpu-fp32-rate
select record_id, name, release_date, fp32_vector_flop_per_s from hardware_chips
where type = 'gpu' and hardware_within(release_date) order by release_date, record_id;

-- name: hardware-fp32-rate
select record_id, name, type, release_date, fp32_vector_flop_per_s from hardware_chips
where is_machine_learning_hardware and hardware_within(release_date) order by release_date, record_id;

-- name: hardware-fp16-vector-rate
select record_id, name, type, release_date, fp16_vector_flop_per_s from hardware_chips
where is_machine_learning_hardware and hardware_within(release_date) order by release_date, record_id;

-- name: hardware-fp16-tensor-rate
select record_id, name, type, release_date, fp16_tensor_flop_per_s from hardware_chips
where is_machine_learning_hardware and hardware_within(release_date) order by release_date, record_id;

-- name: hardware-tensor-against-vector
select record_id, name, type, release_date, fp16_tensor_flop_per_s / fp16_vector_flop_per_s as tensor_to_vector_ratio
from hardware_chips
where is_machine_learning_hardware and hardware_within(release_date) order by release_date, record_id;

-- name: hardware-gpu-flop-per-joule
select record_id, name, release_date, fp32_vector_flop_per_s / tdp_w as fp32_flop_per_joule from hardware_chips
where type = 'gpu' and hardware_within(release_date) order by release_date, record_id;

-- name: hardware-flop-per-joule
select record_id, name, type, release_date, fp32_vector_flop_per_s / tdp_w as fp32_flop_per_joule from hardware_chips
where is_machine_learning_hardware and hardware_within(release_date) order by release_date, record_id;

-- name: hardware-tensor-flop-per-joule
select record_id, name, type, release_date, fp16_tensor_flop_per_s / tdp_w as tensor_flop_per_joule from hardware_chips
where is_machine_learning_hardware and hardware_within(release_date) order by release_date, record_id;

-- name: hardware-fastest-flop-per-joule
select record_id, name, type, release_date, fastest_flop_per_s / tdp_w as fastest_flop_per_joule from hardware_chips
where is_machine_learning_hardware and hardware_within(release_date) order by release_date, record_id;

-- name: hardware-gpu-flop-per-usd
select record_id, name, release_date, fp32_vector_flop_per_s / release_price_usd as fp32_flop_per_s_per_usd
from hardware_chips where type = 'gpu' and hardware_within(release_date) order by release_date, record_id;

-- name: hardware-flop-per-usd
select record_id, name, type, release_date, fp32_vector_flop_per_s / release_price_usd as fp32_flop_per_s_per_usd
from hardware_chips where is_machine_learning_hardware and hardware_within(release_date)
order by release_date, record_id;

-- name: hardware-fastest-flop-per-usd
select record_id, name, type, release_date, fastest_flop_per_s / release_price_usd as fastest_flop_per_s_per_usd
from hardware_chips where is_machine_learning_hardware and hardware_within(release_date)
order by release_date, record_id;

-- name: hardware-purchase-flop-per-usd
select *, fastest_flop_per_s / price_usd as fastest_flop_per_s_per_usd from hardware_prices_seen('purchase')
order by price_date, record_id;

-- name: hardware-rental-flop-per-usd
select *, fastest_flop_per_s * 3600 / price_usd as fastest_flop_per_usd from hardware_prices_seen('on_demand_hour')
order by price_date, record_id;

-- name: hardware-memory
select record_id, name, type, release_date, memory_byte from hardware_chips
where is_machine_learning_hardware and hardware_within(release_date) order by release_date, record_id;

-- name: hardware-memory-bandwidth
select record_id, name, type, release_date, memory_bandwidth_byte_per_s from hardware_chips
where is_machine_learning_hardware and hardware_within(release_date) order by release_date, record_id;

-- name: hardware-memory-all-chips
select record_id, name, type, release_date, memory_byte from hardware_chips
where type is distinct from 'cpu' and hardware_within(release_date) order by release_date, record_id;

-- name: hardware-memory-bandwidth-all-chips
select record_id, name, type, release_date, memory_bandwidth_byte_per_s from hardware_chips
where type is distinct from 'cpu' and hardware_within(release_date) order by release_date, record_id;

-- name: hardware-power
select record_id, name, type, release_date, tdp_w from hardware_chips
where is_machine_learning_hardware and hardware_within(release_date) order by release_date, record_id;

-- name: hardware-tpu-rate
from hardware_kind('tpu');

-- name: hardware-ipu-rate
from hardware_kind('ipu');

-- name: hardware-wafer-scale-rate
from hardware_kind('wafer_scale');

-- name: hardware-tpu-flop-per-joule
from hardware_kind('tpu');
