-- Training compute against algorithmic efficiency and hardware efficiency over one period: what is left for energy and cost.
-- Run after views.sql: duckdb -init views.sql < three_forces.sql

set variable milestone_systems = coalesce(getvariable('milestone_systems'), 'v2026_8_0.milestone_systems'); -- table the systems are read from
set variable accelerators = coalesce(getvariable('accelerators'), 'v2026_8_4.accelerators'); -- table the chips are read from
set variable algorithmic_efficiency = coalesce(getvariable('algorithmic_efficiency'), 'v2026_8_0.algorithmic_efficiency'); -- table the efficiency records are read from
set variable training_energy = coalesce(getvariable('training_energy'), 'v2021_4_0.training_energy'); -- table the measured training runs are read from
set variable since = coalesce(getvariable('since'), date '2012-06-01'); -- first day of the period; AlexNet opens the efficiency record
set variable until = coalesce(getvariable('until'), date '2019-05-31'); -- last day of the period; EfficientNet closes it
set variable systems = coalesce(getvariable('systems'), 'frontier'); -- one of frontier, all: frontier is among the ten with most training compute at release, all is every milestone system
set variable rate = coalesce(getvariable('rate'), 'fastest'); -- one of fastest, fp32: fastest is the chip's fastest 16-bit or 32-bit floating-point rate, fp32 that of its FP32 units
set variable performance_level = coalesce(getvariable('performance_level'), 'alexnet'); -- one of algorithmic_efficiency.performance_level: fixed performance whose training compute falls
set variable training_share = coalesce(getvariable('training_share'), 0.2); -- assumed share of training in a model's energy over its life, the rest is inference
set variable training_share_low = coalesce(getvariable('training_share_low'), 0.1); -- lowest training share assumed
set variable training_share_high = coalesce(getvariable('training_share_high'), 0.3); -- highest training share assumed

create or replace temp view three_forces_chips as
select record_id, name, release_date, tdp_w, release_price_usd,
  case getvariable('rate') when 'fp32' then fp32_vector_flop_per_s
    when 'fastest' then greatest(fp32_vector_flop_per_s, fp16_vector_flop_per_s, fp16_tensor_flop_per_s,
      fp16_unspecified_flop_per_s)
    else error('the setting rate is fastest or fp32, not ' || getvariable('rate')) end as flop_per_s
from query_table(getvariable('accelerators'))
where is_machine_learning_hardware;

-- One row per system, chip or efficiency record of the period, with the value of its force; unknown values stay null.
create or replace temp view three_forces_points as
with forces as (
  select 'training compute' as force, record_id, name, publication_date as day, training_compute_flop as value
  from query_table(getvariable('milestone_systems'))
  where case getvariable('systems') when 'all' then true when 'frontier' then frontier
    else error('the setting systems is frontier or all, not ' || getvariable('systems')) end
  union all
  select 'algorithmic efficiency', record_id, name, publication_date,
    (select max(b.training_compute_flop) from query_table(getvariable('algorithmic_efficiency')) b
     where b.is_baseline and b.performance_level = getvariable('performance_level')) / training_compute_flop
  from query_table(getvariable('algorithmic_efficiency'))
  where performance_level = getvariable('performance_level')
  union all
  select 'FLOP per joule', record_id, name, release_date, flop_per_s / tdp_w from three_forces_chips
  union all
  select 'FLOP/s per USD', record_id, name, release_date, flop_per_s / release_price_usd from three_forces_chips
)
select *, value / median(value) over (partition by force) as relative_value
from forces
where day between getvariable('since') and getvariable('until')
  and (getvariable('as_of') is null or day <= getvariable('as_of'));

create or replace temp macro three_forces_of(first_force, second_force, third_force) as table
  from three_forces_points where force in (first_force, second_force, third_force) order by force, day, record_id;

-- name: three-forces-training-compute
from three_forces_of('training compute', null, null);

-- name: three-forces-algorithmic-efficiency
from three_forces_of('algorithmic efficiency', null, null);

-- name: three-forces-flop-per-joule
from three_forces_of('FLOP per joule', null, null);

-- name: three-forces-flop-per-usd
from three_forces_of('FLOP/s per USD', null, null);

-- name: three-forces-effective-compute
from three_forces_of('training compute', 'algorithmic efficiency', null);

-- name: three-forces-energy-per-frontier-model
from three_forces_of('training compute', 'FLOP per joule', null);

-- name: three-forces-cost-per-frontier-model
from three_forces_of('training compute', 'FLOP/s per USD', null);

-- name: three-forces-energy-per-performance
from three_forces_of('algorithmic efficiency', 'FLOP per joule', null);

-- name: three-forces-cost-per-performance
from three_forces_of('algorithmic efficiency', 'FLOP/s per USD', null);

-- name: three-forces-life-energy
from three_forces_of('training compute', 'FLOP per joule', null);

-- name: three-forces-inference-energy
select record_id, name, energy_mwh from query_table(getvariable('training_energy')) order by record_id;
