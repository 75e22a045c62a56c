-- Computation and energy of inference over time: an analogue of Desislavov et al. 2021, arXiv 2109.05472.
-- Run after views.sql: duckdb -init views.sql < desislavov_2021.sql

set variable inference_models = coalesce(getvariable('inference_models'), 'v2026_8_0.inference_models'); -- table the image networks are read from
set variable accelerators = coalesce(getvariable('accelerators'), 'v2026_8_4.accelerators'); -- table the chips are read from
set variable with_extra_data = coalesce(getvariable('with_extra_data'), true); -- whether networks trained on more than ImageNet-1k take part
set variable target_accuracy = coalesce(getvariable('target_accuracy'), 0.76); -- top-1 accuracy that a network must reach, for the computation at fixed accuracy
set variable hardware_format = coalesce(getvariable('hardware_format'), 'fp32_vector'); -- one of fp32_vector, fp16_vector, tf32_tensor, fp16_tensor, fp8_tensor, fastest_float: number format whose operations per joule turn FLOP into joules
set variable with_assumed_rates = coalesce(getvariable('with_assumed_rates'), false); -- whether chips take part whose maker does not set vector and matrix rates apart, so that the FP32 rate of their vector units is assumed
set variable chips_since = coalesce(getvariable('chips_since'), date '2010-01-01'); -- first release date of the chips, unless since says otherwise
set variable records_within_period = coalesce(getvariable('records_within_period'), false); -- whether the option frontier asks for records since the period's first day, not of all time

create or replace temp macro desislavov_within(day) as
  (getvariable('since') is null or day >= getvariable('since'))
  and (getvariable('until') is null or day <= getvariable('until'));

-- Image networks by the day on which their accuracy became public. No network before a record setter, nor of its day, is
-- more accurate.
create or replace temp view desislavov_networks as
select record_id, name, effective_date, top1_accuracy_fraction, 1 - top1_accuracy_fraction as top1_error_fraction,
  forward_flop, throughput_image_per_s, throughput_number_format, throughput_accelerator,
  effective_date is not null and top1_accuracy_fraction >= coalesce(max(top1_accuracy_fraction) over (
    partition by desislavov_within(effective_date) or not getvariable('records_within_period')
    order by effective_date nulls last, top1_accuracy_fraction desc, record_id
    rows between unbounded preceding and 1 preceding), 0) as is_record_setter
from query_table(getvariable('inference_models'))
where (getvariable('as_of') is null or effective_date <= getvariable('as_of'))
  and (getvariable('with_extra_data') or not uses_extra_training_data);

create or replace temp macro desislavov_selected(frontier_only) as table
  from desislavov_networks
  where desislavov_within(effective_date) and (is_record_setter or not frontier_only)
  order by effective_date, record_id;

-- One row per machine-learning chip and number format whose peak rate is known, with its operations per joule at full
-- rate and thermal design power. fastest_float is the fastest 16-bit or 32-bit floating-point rate of any unit. The
-- makers named state an FP32 rate without saying of which unit, so that the rate of the vector units is assumed.
create or replace temp view desislavov_chips as
with rates as (
  select record_id, name, release_date, tdp_w, manufacturer,
    fp32_vector_flop_per_s as fp32_vector, fp16_vector_flop_per_s as fp16_vector, tf32_tensor_flop_per_s as tf32_tensor,
    fp16_tensor_flop_per_s as fp16_tensor, fp8_tensor_flop_per_s as fp8_tensor, int8_op_per_s as int8,
    greatest(fp32_vector_flop_per_s, fp16_vector_flop_per_s, fp16_tensor_flop_per_s, fp16_unspecified_flop_per_s)
      as fastest_float
  from query_table(getvariable('accelerators'))
  where is_machine_learning_hardware and (getvariable('as_of') is null or release_date <= getvariable('as_of'))
)
select record_id, name, release_date, number_format, operation_per_s, tdp_w, operation_per_s / tdp_w as operation_per_j,
  case when number_format = 'fp32_vector' and manufacturer in ('Huawei', 'Biren', 'Enflame', 'Cambricon')
    and not getvariable('with_assumed_rates') then 'the FP32 rate of the vector units is assumed' end as left_out
from rates unpivot (operation_per_s for number_format in
  (fp32_vector, fp16_vector, tf32_tensor, fp16_tensor, fp8_tensor, int8, fastest_float));

create or replace temp macro desislavov_efficiency(wanted_format) as table
  with of_format as (
    select *, release_date >= coalesce(getvariable('since'), getvariable('chips_since'))
        and (getvariable('until') is null or release_date <= getvariable('until')) as is_selected
    from desislavov_chips
    where number_format = wanted_format
  ), compared as (
    select *, max(operation_per_j) over (
        partition by is_selected or not getvariable('records_within_period')
        order by release_date, operation_per_j desc, record_id rows between unbounded preceding and 1 preceding)
        as best_before
    from of_format
    where left_out is null
    union all by name
    select *, null::double as best_before from of_format where left_out is not null
  )
  select record_id, name, release_date, number_format, operation_per_s, tdp_w, operation_per_j, left_out
  from compared
  where is_selected and (not coalesce(getvariable('frontier'), false) or operation_per_j >= coalesce(best_before, 0))
  order by release_date, record_id;

-- Joules of one forward pass at full rate and thermal design power, on the most efficient chip that was out on the day
-- of the network (own year) and on the most efficient one of all (today); and on the second best chip of the day.
create or replace temp view desislavov_energy as
with chips as (
  select name, release_date, operation_per_j from desislavov_chips
  where number_format = getvariable('hardware_format') and left_out is null
    and operation_per_j is not null and release_date is not null
), best as (
  select n.record_id, max(c.operation_per_j, 2) as operation_per_j, arg_max(c.name, (c.operation_per_j, c.name)) as chip
  from desislavov_networks n join chips c on c.release_date <= n.effective_date
  group by n.record_id
)
select n.*, b.chip as own_year_chip, b.operation_per_j[1] as own_year_operation_per_j,
  n.forward_flop / b.operation_per_j[1] as own_year_energy_j, n.forward_flop / b.operation_per_j[2] as second_best_energy_j,
  n.forward_flop / (select max(operation_per_j) from chips) as today_energy_j
from desislavov_networks n left join best b using (record_id)
where desislavov_within(n.effective_date);

-- Rate of operations that the measured throughput comes to, beside the peak of the accelerator it was measured on:
-- 16-bit tensor for mixed precision, 32-bit vector for float32.
create or replace temp view desislavov_throughput as
select n.record_id, n.name, n.effective_date, n.forward_flop, n.throughput_image_per_s, a.tdp_w,
  n.throughput_image_per_s * n.forward_flop as measured_flop_per_s,
  if(n.throughput_number_format = 'float32', a.fp32_vector_flop_per_s, a.fp16_tensor_flop_per_s) as peak_flop_per_s,
  n.throughput_image_per_s * n.forward_flop
    / if(n.throughput_number_format = 'float32', a.fp32_vector_flop_per_s, a.fp16_tensor_flop_per_s) as share_of_peak,
  a.tdp_w / n.throughput_image_per_s as energy_at_tdp_j
from desislavov_networks n join query_table(getvariable('accelerators')) a on a.name = n.throughput_accelerator
where n.throughput_image_per_s is not null and desislavov_within(n.effective_date)
  and (n.is_record_setter or not coalesce(getvariable('frontier'), false));

-- name: desislavov-flop-all
from desislavov_selected(coalesce(getvariable('frontier'), false));

-- name: desislavov-flop-frontier
from desislavov_selected(true);

-- name: desislavov-flop-at-accuracy
from desislavov_networks
where top1_accuracy_fraction >= getvariable('target_accuracy') and desislavov_within(effective_date)
  and effective_date is not null
qualify forward_flop < coalesce(min(forward_flop) over (
  order by effective_date, forward_flop, record_id rows between unbounded preceding and 1 preceding), 'infinity'::double)
order by effective_date, record_id;

-- name: desislavov-operations-per-joule-fp32-vector
from desislavov_efficiency('fp32_vector');

-- name: desislavov-operations-per-joule-fp16-vector
from desislavov_efficiency('fp16_vector');

-- name: desislavov-operations-per-joule-tf32-tensor
from desislavov_efficiency('tf32_tensor');

-- name: desislavov-operations-per-joule-fp16-tensor
from desislavov_efficiency('fp16_tensor');

-- name: desislavov-operations-per-joule-fp8-tensor
from desislavov_efficiency('fp8_tensor');

-- name: desislavov-operations-per-joule-int8
from desislavov_efficiency('int8');

-- name: desislavov-energy-all
from desislavov_energy
where is_record_setter or not coalesce(getvariable('frontier'), false)
order by effective_date, record_id;

-- name: desislavov-energy-frontier
from desislavov_energy where is_record_setter order by effective_date, record_id;

-- name: desislavov-throughput
from desislavov_throughput order by effective_date, record_id;
