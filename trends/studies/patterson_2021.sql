-- Energy of measured training runs, and what the data sheets would have predicted: Patterson et al. 2021, arXiv 2104.10350.
-- Run after views.sql: duckdb -init views.sql < patterson_2021.sql

set variable training_energy = coalesce(getvariable('training_energy'), 'v2021_4_0.training_energy'); -- table the measured runs are read from
set variable accelerators = coalesce(getvariable('accelerators'), 'v2026_8_4.accelerators'); -- table peak rates and power are read from
set variable milestone_systems = coalesce(getvariable('milestone_systems'), 'v2026_8_0.milestone_systems'); -- table the usual utilisation is read from
set variable utilisation_fraction = coalesce(getvariable('utilisation_fraction'), null); -- assumed share of the peak rate that training reaches; by default the median MFU stated in milestone_systems
set variable power_fraction = coalesce(getvariable('power_fraction'), 1); -- assumed power per chip, host and network included, over the chip's TDP

-- From time, as the paper has it: energy = chips x time x power per chip x PUE. From compute: time is training compute
-- over the measured rate. Predicted: the rate is peak x utilisation and the power TDP x power fraction, both assumed.
-- 1 MWh = 3.6e9 J.
create or replace temp view patterson_runs as
with chips as (
  select unnest(list_distinct(list_concat([name], coalesce(aliases, [])))) as chip,
    coalesce(fp16_tensor_flop_per_s, fp16_unspecified_flop_per_s) as peak_flop_per_s, tdp_w
  from query_table(getvariable('accelerators'))
), assumed as (
  select coalesce(getvariable('utilisation_fraction')::double, median(mfu_fraction)) as utilisation_fraction,
    getvariable('power_fraction')::double as power_fraction
  from query_table(getvariable('milestone_systems'))
)
select r.record_id, r.name, r.accelerator, r.training_compute_flop, r.energy_mwh, r.accelerator_count,
  r.training_time_hour / 24 as training_time_day, r.average_power_w, r.pue_ratio,
  r.training_compute_flop / r.measured_flop_per_s * r.average_power_w * r.pue_ratio / 3.6e9 as from_compute_mwh,
  r.accelerator_count * r.training_time_hour * r.average_power_w * r.pue_ratio / 1e6 as from_time_mwh,
  r.training_compute_flop / (c.peak_flop_per_s * a.utilisation_fraction) * c.tdp_w * a.power_fraction * r.pue_ratio / 3.6e9
    as predicted_mwh,
  predicted_mwh / r.energy_mwh as predicted_to_measured_ratio,
  r.measured_flop_per_s / c.peak_flop_per_s as measured_utilisation_fraction,
  r.average_power_w / c.tdp_w as measured_power_to_tdp_ratio,
  a.utilisation_fraction, c.peak_flop_per_s, c.tdp_w
from query_table(getvariable('training_energy')) r
left join chips c on c.chip = r.accelerator
cross join assumed a;

create or replace temp macro patterson_run(run) as table from patterson_runs where record_id = run;

-- name: patterson-evolved-transformer
from patterson_run('evolved-transformer-search');

-- name: patterson-t5
from patterson_run('t5');

-- name: patterson-meena
from patterson_run('meena');

-- name: patterson-gshard
from patterson_run('gshard-600b');

-- name: patterson-switch-transformer
from patterson_run('switch-transformer');

-- name: patterson-gpt-3
from patterson_run('gpt-3');

-- name: patterson-predicted-energy
from patterson_runs order by record_id;

-- name: patterson-utilisation
from patterson_runs order by record_id;

-- name: patterson-power
from patterson_runs order by record_id;
