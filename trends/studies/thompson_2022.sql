-- How error falls with computation on six benchmarks: Thompson et al. 2022, arXiv 2007.05558.
-- Run after views.sql: duckdb -init views.sql < thompson_2022.sql

set variable benchmark_results = coalesce(getvariable('benchmark_results'), 'v2022_8_0.benchmark_results'); -- table the results are read from
set variable imagenet_burden_intercept = coalesce(getvariable('imagenet_burden_intercept'), 3.1337); -- log10 hardware burden on ImageNet where log10 network operations are 0, by the authors
set variable imagenet_burden_slope = coalesce(getvariable('imagenet_burden_slope'), 0.8716); -- log10 hardware burden per log10 network operations on ImageNet, by the authors
set variable coco_burden_intercept = coalesce(getvariable('coco_burden_intercept'), 2.7580); -- the intercept on MS COCO, by the authors
set variable coco_burden_slope = coalesce(getvariable('coco_burden_slope'), 0.8935); -- the slope on MS COCO, by the authors
set variable measure = coalesce(getvariable('measure'), 'computing_power'); -- one of operations, network_operations, hardware_burden, computing_power, computing_power_as_printed: measure of the computation, computation_flop
set variable architecture_search = coalesce(getvariable('architecture_search'), true); -- whether to use a hardware burden that is known to count an architecture search
set variable target_error_fraction = coalesce(getvariable('target_error_fraction'), 0.05); -- error that a projection asks the computation for
set variable flop_per_usd = coalesce(getvariable('flop_per_usd'), 6.87405405405406e16); -- computation that a dollar buys in a projection
set variable flop_per_lb_co2 = coalesce(getvariable('flop_per_lb_co2'), 3.49756347991684e17); -- computation behind a pound of CO2 in a projection
set variable records_within_period = coalesce(getvariable('records_within_period'), false); -- whether the option frontier asks for records since the period's first day, not of all time

-- One row per run. Operations and burden are the printed values, as in the authors' fits, not the logarithms with more
-- digits beside some of them. Where FLOP of a pass are not stated, they are twice the multiply-adds. Consolidated
-- computing power is the hardware burden, or what the authors' line predicts of it from the network operations.
create or replace temp view thompson_runs as
with known as (
  select *,
    coalesce(network_operations_flop, 10 ** log10_network_operations) as operations,
    case when getvariable('architecture_search') or not coalesce(includes_architecture_search, false)
      then coalesce(hardware_burden_flop, 10 ** log10_hardware_burden) end as burden
  from query_table(getvariable('benchmark_results'))
  where is_primary_metric
)
select benchmark, record_id, name, year, score_fraction,
  1 - score_fraction as error_fraction,
  1 / nullif(1 - score_fraction, 0) as inverse_error,
  coalesce(forward_flop, 2 * forward_multiply_adds) as operations_per_pass_flop,
  operations as network_operations_flop,
  burden as hardware_burden_flop,
  coalesce(burden, case benchmark
    when 'imagenet' then 10 ** (getvariable('imagenet_burden_intercept') + getvariable('imagenet_burden_slope') * log10(operations))
    when 'ms_coco' then 10 ** (getvariable('coco_burden_intercept') + getvariable('coco_burden_slope') * log10(operations))
  end) as computing_power_flop,
  computing_power_flop as computing_power_as_printed_flop
from known;

-- The runs on a benchmark. Only the year of a result is known, so since and until count whole years. With the option
-- frontier, only records: no result of earlier years or of their own is better, among runs whose computation is known in
-- one way or another.
create or replace temp macro thompson_results(wanted) as table
  with on_benchmark as (
    select *, (getvariable('since') is null or year >= year(getvariable('since')::date))
        and (getvariable('until') is null or year <= year(getvariable('until')::date)) as is_selected
    from thompson_runs
    where benchmark = wanted
      and (getvariable('as_of') is null or year <= year(getvariable('as_of')::date))
      and (not coalesce(getvariable('frontier')::boolean, false)
        or coalesce(operations_per_pass_flop, network_operations_flop, hardware_burden_flop) is not null)
  ), compared as (
    select *, max(score_fraction) over (
        partition by is_selected or not getvariable('records_within_period')
        order by year, score_fraction desc, record_id rows between unbounded preceding and 1 preceding) as best_before
    from on_benchmark
  )
  select record_id, name, year, score_fraction, error_fraction, inverse_error,
    case getvariable('measure') when 'operations' then operations_per_pass_flop
      when 'network_operations' then network_operations_flop when 'hardware_burden' then hardware_burden_flop
      when 'computing_power' then computing_power_flop
      when 'computing_power_as_printed' then computing_power_as_printed_flop end as computation_flop,
    operations_per_pass_flop,
    network_operations_flop, hardware_burden_flop, computing_power_flop, computing_power_as_printed_flop
  from compared
  where is_selected
    and (not coalesce(getvariable('frontier')::boolean, false) or score_fraction >= coalesce(best_before, 0))
  order by record_id;

-- name: thompson-imagenet
from thompson_results('imagenet');

-- name: thompson-coco
from thompson_results('ms_coco');

-- name: thompson-squad
from thompson_results('squad_1_1');

-- name: thompson-conll
from thompson_results('conll_2003');

-- name: thompson-wmt-en-fr
from thompson_results('wmt2014_en_fr');

-- name: thompson-wmt-en-de
from thompson_results('wmt2014_en_de');
