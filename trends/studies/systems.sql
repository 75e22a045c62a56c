-- What else grows in milestone systems: parameters, data, time, chips, power, cost; what compute is made of; who and where.
-- Run after views.sql: duckdb -init views.sql < systems.sql

set variable milestone_systems = coalesce(getvariable('milestone_systems'), 'v2026_8_2.milestone_systems'); -- table the systems are read from
set variable accelerators = coalesce(getvariable('accelerators'), 'v2026_8_4.accelerators'); -- table the chips are read from
set variable first_day = coalesce(getvariable('first_day'), date '2010-01-01'); -- first publication date, unless since says otherwise
set variable with_fine_tunes = coalesce(getvariable('with_fine_tunes'), true); -- whether systems trained from a base model take part
set variable frontier_only = coalesce(getvariable('frontier_only'), false); -- whether only systems take part in the account of chips that their source marks as among the ten of most training compute at release
set variable runs_once = coalesce(getvariable('runs_once'), true); -- whether systems of one training run count once, by the system that stands for it
set variable threshold_flop = coalesce(getvariable('threshold_flop'), 1e25); -- training compute that a system must reach to count as above
set variable window_days = coalesce(getvariable('window_days'), 364); -- unknown training compute is bounded by cost or power of known systems this many days before and after
set variable wanted_country = coalesce(getvariable('wanted_country'), 'United States of America'); -- one of milestone_systems.countries: country whose share is asked for
set variable wanted_sector = coalesce(getvariable('wanted_sector'), 'industry'); -- one of milestone_systems.sectors: sector whose share is asked for

create or replace temp view systems_all as
select *, coalesce(training_data_seen_datapoint, training_dataset_size_datapoint) as data_datapoint,
  training_power_w * training_time_hour / 1e6 as energy_mwh
from query_table(getvariable('milestone_systems'))
where (getvariable('as_of') is null or publication_date <= getvariable('as_of'))
  and (getvariable('with_fine_tunes') or base_model is null)
  and (getvariable('domain') is null or list_contains(domains, getvariable('domain')));

create or replace temp view systems_within as
from systems_all
where publication_date >= coalesce(getvariable('since'), getvariable('first_day'))
  and (getvariable('until') is null or publication_date <= getvariable('until'));

-- A system that names one kind of chip, with the chip's fastest 16-bit or 32-bit rate and power. The rate is not known
-- where the chip has matrix engines and the table only the rate of its vector units. Training compute is chips x time x
-- rate x utilisation; the utilisation is the stated one, of the model's operations before others.
create or replace temp view systems_on_chips as
with named as (
  select called, min(record_id) as chip, min_by(rate_flop_per_s, record_id) as rate_flop_per_s, min_by(tdp_w, record_id) as tdp_w
  from (
    select unnest([name] || coalesce(aliases, [])) as called, record_id, tdp_w,
      case when tensor_cores > 0 and coalesce(fp16_tensor_flop_per_s, fp16_unspecified_flop_per_s) is null then null
        else greatest(fp32_vector_flop_per_s, fp16_vector_flop_per_s, fp16_tensor_flop_per_s,
          fp16_unspecified_flop_per_s) end as rate_flop_per_s
    from query_table(getvariable('accelerators'))
  )
  group by called
)
select s.record_id, s.name, s.publication_date, s.training_compute_flop, s.hardware_quantity as chips,
  s.training_time_hour * 3600 as time_s, n.rate_flop_per_s, n.tdp_w, s.energy_mwh,
  coalesce(s.mfu_fraction, s.hardware_utilization_fraction, s.hfu_fraction) as utilisation_fraction,
  s.training_compute_flop / (s.hardware_quantity * s.training_time_hour * 3600 * n.rate_flop_per_s) as implied_utilisation_fraction,
  s.training_compute_flop / (n.rate_flop_per_s / n.tdp_w) / 3.6e9 as chip_energy_mwh,
  case when len(s.training_hardware) > 1 then 'trained on several kinds of chips'
    when n.chip is null then 'the chip is not known'
    when s.hardware_quantity is null then 'the number of chips is not known'
    when s.training_time_hour is null then 'the training time is not known' end as left_out
from systems_within s left join named n on n.called = s.training_hardware[1]
where s.training_compute_flop > 0 and (not getvariable('frontier_only') or s.frontier);

-- Systems of a training run that another one stands for. An older table does not say so: the facts of 2026.8.1 do for it.
create or replace temp view systems_of_another_run as
select s.record_id from (
  from query_table(getvariable('milestone_systems'))
  union all by name select null::varchar as training_run where false
) s left join v2026_8_1.milestone_systems f using (record_id)
where coalesce(s.training_run, f.training_run) <> s.record_id;

-- One row per year, systems of one training run once: systems known to be above the threshold, those of unknown training compute whose cost or power puts
-- them above it at the median of the known of that time, and the other unknown ones.
create or replace temp view systems_above as
with evidence as (
  select publication_date, training_compute_flop,
    greatest(
      training_cost_2023_usd * median(training_compute_flop / training_cost_2023_usd) over near,
      training_power_w * median(training_compute_flop / training_power_w) over near) as implied_flop
  from systems_all
  where not getvariable('runs_once') or record_id not in (from systems_of_another_run)
  window near as (order by publication_date range between to_days(getvariable('window_days')::int) preceding
    and to_days(getvariable('window_days')::int) following)
)
select year(publication_date)::varchar as record_id, year(publication_date) as year,
  make_date(year(publication_date), 7, 1) as middle, count(*) as systems,
  count(*) filter (where training_compute_flop >= getvariable('threshold_flop')) as above,
  count(*) filter (where training_compute_flop is null) as unknown,
  count(*) filter (where training_compute_flop is null and implied_flop >= getvariable('threshold_flop')) as above_by_evidence,
  count(*) filter (where training_compute_flop is null and implied_flop is null) as without_evidence,
  max(publication_date) as last_day
from evidence
where publication_date >= coalesce(getvariable('since'), date '2017-01-01')
  and (getvariable('until') is null or publication_date <= getvariable('until'))
group by all;

create or replace temp macro systems_shares(column_is_known, is_wanted) as table
  select record_id, name, publication_date, is_wanted as is_wanted, case when not column_is_known then 'it names none' end as left_out
  from systems_within order by publication_date, record_id;

-- Record setters among systems with open weights, with the first day on which a closed one had taken as much.
create or replace temp view systems_open_records as
with opened as (
  select record_id, name, publication_date, training_compute_flop from systems_all
  where open_weights and training_compute_flop > 0
  qualify training_compute_flop > coalesce(max(training_compute_flop) over (order by publication_date, training_compute_flop desc,
    record_id rows between unbounded preceding and 1 preceding), 0)
), preceded as (
  select *, (select min(c.publication_date) from systems_all c
    where not c.open_weights and c.training_compute_flop >= opened.training_compute_flop) as closed_day
  from opened
)
select *, (publication_date - closed_day) / 30.4375 as lag_month,
  case when closed_day is null or closed_day > publication_date then 'no closed system had taken as much before' end as left_out
from preceded
where publication_date >= coalesce(getvariable('since'), getvariable('first_day'))
  and (getvariable('until') is null or publication_date <= getvariable('until'));

-- name: systems-parameters
select record_id, name, publication_date, parameters from systems_within order by publication_date, record_id;

-- name: systems-dataset-size
select record_id, name, publication_date, data_datapoint from systems_within order by publication_date, record_id;

-- name: systems-training-time
select record_id, name, publication_date, training_time_hour from systems_within order by publication_date, record_id;

-- name: systems-cluster-size
select record_id, name, publication_date, hardware_quantity from systems_within order by publication_date, record_id;

-- name: systems-power
select record_id, name, publication_date, training_power_w from systems_within order by publication_date, record_id;

-- name: systems-cost
select record_id, name, publication_date, training_cost_2023_usd from systems_within order by publication_date, record_id;

-- name: systems-energy
select record_id, name, publication_date, energy_mwh, chip_energy_mwh,
  coalesce(left_out, case when energy_mwh is null then 'power or time is not known'
    when chip_energy_mwh is null then 'the rate or the power of the chip is not known' end) as left_out
from systems_on_chips order by publication_date, record_id;

-- name: systems-compute-decomposed
select record_id, name, publication_date, training_compute_flop, chips, time_s, rate_flop_per_s, utilisation_fraction,
  coalesce(left_out, case when rate_flop_per_s is null then 'the rate of the chip is not known'
    when utilisation_fraction is null then 'no utilisation is stated' end) as left_out
from systems_on_chips order by publication_date, record_id;

-- name: systems-compute-implied
select record_id, name, publication_date, training_compute_flop, chips, time_s, rate_flop_per_s,
  implied_utilisation_fraction as utilisation_fraction,
  coalesce(left_out, case when rate_flop_per_s is null then 'the rate of the chip is not known' end) as left_out
from systems_on_chips order by publication_date, record_id;

-- name: systems-above
from systems_above order by year;

-- name: systems-share-country
from systems_shares(len(coalesce(countries, [])) > 0, list_contains(countries, getvariable('wanted_country')));

-- name: systems-share-sector
from systems_shares(len(coalesce(sectors, [])) > 0, list_contains(sectors, getvariable('wanted_sector')));

-- name: systems-share-open
from systems_shares(open_weights is not null, open_weights);

-- name: systems-open-against-closed
select record_id, name, publication_date, training_compute_flop, if(open_weights, 'open', 'closed') as weights,
  case when open_weights is null then 'whether the weights are open is not known' end as left_out
from systems_within order by publication_date, record_id;

-- name: systems-open-lag
from systems_open_records order by publication_date, record_id;
