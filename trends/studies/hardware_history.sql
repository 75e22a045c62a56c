-- Machines since 1946 and the computation of training: did hardware keep up until GPUs, and what came then?
-- Run after views.sql: duckdb -init views.sql < hardware_history.sql

set variable computers = coalesce(getvariable('computers'), 'v2022_2_0.computers'); -- table the machines before accelerators are read from
set variable milestone_systems = coalesce(getvariable('milestone_systems'), 'v2026_8_0.milestone_systems'); -- table the systems are read from
set variable accelerators = coalesce(getvariable('accelerators'), 'v2026_8_4.accelerators'); -- table the chips are read from
set variable since = coalesce(getvariable('since'), date '1946-01-01'); -- first day that counts
set variable until = coalesce(getvariable('until'), date '2022-02-28'); -- last day that counts; later the compute of the leading systems is mostly unknown
set variable systems = coalesce(getvariable('systems'), 'all'); -- one of all, records: records are systems with more training compute than any before, of all time
set variable machine = coalesce(getvariable('machine'), 'computers'); -- one of computers, single_thread, fp32, fastest: whose speed: whole computers (computations), one thread of a microprocessor (SpecINT), machine-learning chips (FP32, or the fastest 16-bit or 32-bit format)

create or replace temp macro hardware_history_within(day) as
  day between getvariable('since') and getvariable('until')
  and (getvariable('as_of') is null or day <= getvariable('as_of'));

create or replace temp view hardware_history_machines as
select record_id, coalesce(name, record_id) as name, introduction_date, technology, rate_computation_per_s,
  efficiency_computation_per_kwh, transistors, single_thread_specint_ratio
from query_table(getvariable('computers')) where hardware_history_within(introduction_date);

create or replace temp view hardware_history_systems as
select * from (
  select record_id, name, publication_date, training_compute_flop,
    max(training_compute_flop) over (order by publication_date) as record
  from query_table(getvariable('milestone_systems')) where training_compute_flop is not null)
where case getvariable('systems') when 'all' then true
    when 'records' then training_compute_flop >= record
    else error('the setting systems is all or records, not ' || getvariable('systems')) end
  and hardware_history_within(publication_date);

create or replace temp view hardware_history_speeds as
select record_id, name, introduction_date as day, rate_computation_per_s as value from hardware_history_machines
where getvariable('machine') = 'computers' and rate_computation_per_s is not null
union all
select record_id, name, introduction_date, single_thread_specint_ratio from hardware_history_machines
where getvariable('machine') = 'single_thread' and single_thread_specint_ratio is not null
union all
select record_id, name, release_date, case getvariable('machine') when 'fp32' then fp32_vector_flop_per_s
    else greatest(fp32_vector_flop_per_s, fp16_vector_flop_per_s, fp16_tensor_flop_per_s, fp16_unspecified_flop_per_s) end
from query_table(getvariable('accelerators'))
where getvariable('machine') in ('fp32', 'fastest') and is_machine_learning_hardware
  and hardware_history_within(release_date);

-- name: hardware-history-efficiency
select * from hardware_history_machines where efficiency_computation_per_kwh is not null
order by introduction_date, record_id;

-- name: hardware-history-efficiency-microprocessors
select * from hardware_history_machines
where efficiency_computation_per_kwh is not null and technology = 'microprocessor'
order by introduction_date, record_id;

-- name: hardware-history-rate
select * from hardware_history_machines where rate_computation_per_s is not null order by introduction_date, record_id;

-- name: hardware-history-transistors
select * from hardware_history_machines where transistors is not null order by introduction_date, record_id;

-- name: hardware-history-single-thread
select * from hardware_history_machines where single_thread_specint_ratio is not null
order by introduction_date, record_id;

-- name: hardware-history-lag
with two as (
  select 'training compute' as series, record_id, name, publication_date as day, training_compute_flop as value
  from hardware_history_systems
  union all select 'machine', record_id, name, day, value from hardware_history_speeds)
select *, value / median(value) over (partition by series) as relative_value from two
order by series, day, record_id;

-- name: hardware-history-break
select record_id, name, publication_date, training_compute_flop from hardware_history_systems
order by publication_date, record_id;
