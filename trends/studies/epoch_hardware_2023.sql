-- Rates of machine-learning hardware: Epoch 2023, "Trends in machine learning hardware".
-- Run after views.sql: duckdb -init views.sql < epoch_hardware_2023.sql

set variable accelerators = coalesce(getvariable('accelerators'), 'v2026_8_4.accelerators'); -- table the chips are read from
set variable since = coalesce(getvariable('since'), date '2010-01-01'); -- first release date
set variable until = coalesce(getvariable('until'), date '2023-11-09'); -- last release date; the study came out on this day

create or replace temp view epoch_hardware_chips as
select record_id, name, type, release_date, fp32_vector_flop_per_s, fp16_tensor_flop_per_s,
  fp16_tensor_flop_per_s / fp32_vector_flop_per_s as tensor_to_fp32_ratio
from query_table(getvariable('accelerators'))
where is_machine_learning_hardware
  and release_date between getvariable('since') and getvariable('until')
  and (getvariable('as_of') is null or release_date <= getvariable('as_of'));

-- name: epoch-hardware-fp32-rate
from epoch_hardware_chips order by release_date, record_id;

-- name: epoch-hardware-tensor-against-fp32
from epoch_hardware_chips order by release_date, record_id;
