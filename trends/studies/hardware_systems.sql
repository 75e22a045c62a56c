-- Whole systems of chips beside each other: 16-bit rate over the power of the system, host and cooling included.
-- Run after views.sql: duckdb -init views.sql < hardware_systems.sql

set variable accelerator_systems = coalesce(getvariable('accelerator_systems'), 'v2026_8_1.accelerator_systems'); -- table the systems are read from
set variable accelerators = coalesce(getvariable('accelerators'), 'v2026_8_4.accelerators'); -- table the rates of their chips are read from

-- The rate is that of the chips in 16 bits on matrix engines, or of units that the source does not set apart (IPU, wafer);
-- the power that of the whole system as its maker states it, the greatest for most.
create or replace temp view hardware_whole_systems as
with rated as (
  select s.record_id, s.name, c.type, s.release_date, s.chip_count, c.name as chip, s.power_w, s.power_basis,
    s.chip_count * coalesce(c.fp16_tensor_flop_per_s, c.fp16_unspecified_flop_per_s) as system_flop_per_s,
    coalesce(c.fp16_tensor_flop_per_s, c.fp16_unspecified_flop_per_s) / c.tdp_w as chip_flop_per_joule
  from query_table(getvariable('accelerator_systems')) s
  join query_table(getvariable('accelerators')) c on c.record_id = s.accelerator
  where (getvariable('since') is null or s.release_date >= getvariable('since'))
    and (getvariable('until') is null or s.release_date <= getvariable('until'))
    and (getvariable('as_of') is null or s.release_date <= getvariable('as_of'))
)
select *, system_flop_per_s / power_w as system_flop_per_joule, power_w / system_flop_per_s * 1e12 as watt_per_tflop_per_s,
  string_agg(name, ', ' order by name) filter (where system_flop_per_s / power_w is null) over (partition by type)
    as efficiency_unknown
from rated;

create or replace temp macro hardware_systems_of(kind) as table
  from hardware_whole_systems where type in ('gpu', kind) order by release_date, record_id;

-- name: hardware-wafer-scale-flop-per-joule
from hardware_systems_of('wafer_scale');

-- name: hardware-ipu-flop-per-joule
from hardware_systems_of('ipu');

-- name: hardware-wafer-watts-per-flop-against-a100
from hardware_whole_systems where record_id in ('cerebras-cs-2', 'nvidia-dgx-a100') order by release_date, record_id;
