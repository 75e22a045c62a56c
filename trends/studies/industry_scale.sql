-- The account of the industry: chips delivered and installed, what they can do and draw, what they served.
-- Run after views.sql: duckdb -init views.sql < industry_scale.sql

set variable chip_deliveries = coalesce(getvariable('chip_deliveries'), 'v2026_4_0.chip_deliveries'); -- table the deliveries are read from
set variable accelerators = coalesce(getvariable('accelerators'), 'v2026_8_4.accelerators'); -- table the chips are read from
set variable milestone_systems = coalesce(getvariable('milestone_systems'), 'v2026_8_2.milestone_systems'); -- table the training runs are read from
set variable ai_usage = coalesce(getvariable('ai_usage'), 'v2026_4_0.ai_usage'); -- table the reports on use are read from
set variable designers = coalesce(getvariable('designers'), 'all'); -- one of all, since_2022: whose chips count; since_2022 are Nvidia and Google, who are in the table before the fit of the stock begins
set variable since = coalesce(getvariable('since'), date '2023-12-31'); -- first quarter's end of the fits of the stock, before which designers enter the table
set variable until = coalesce(getvariable('until'), date '2025-12-31'); -- last quarter's end; after it designers are missing
set variable lifetime_year = coalesce(getvariable('lifetime_year'), 4); -- assumed: years that a chip stays in service
set variable lifetime_low_year = coalesce(getvariable('lifetime_low_year'), 2); -- assumed: least years in service, in the interval
set variable lifetime_high_year = coalesce(getvariable('lifetime_high_year'), 6); -- assumed: most years in service, in the interval
set variable earlier_quarters = coalesce(getvariable('earlier_quarters'), 4); -- assumed: stock at the start of 2022, in quarters of the first one's deliveries
set variable earlier_high_quarters = coalesce(getvariable('earlier_high_quarters'), 8); -- assumed: most of that, in the interval; the least is none
set variable operating_share = coalesce(getvariable('operating_share'), 0.8); -- assumed: share of installed chips that are in operation
set variable operating_low_share = coalesce(getvariable('operating_low_share'), 0.6); -- assumed: least of that
set variable operating_high_share = coalesce(getvariable('operating_high_share'), 0.95); -- assumed: most of that
set variable utilisation = coalesce(getvariable('utilisation'), 0.3); -- assumed: share of the peak rate that programs reach
set variable utilisation_low = coalesce(getvariable('utilisation_low'), 0.1); -- assumed: least of that
set variable utilisation_high = coalesce(getvariable('utilisation_high'), 0.5); -- assumed: most of that
set variable inference_share = coalesce(getvariable('inference_share'), 0.4); -- assumed: share of inference in what known training leaves; OpenAI's spending had 31% (2024) and 44% (2025)
set variable inference_low_share = coalesce(getvariable('inference_low_share'), 0.2); -- assumed: least of that
set variable inference_high_share = coalesce(getvariable('inference_high_share'), 0.7); -- assumed: most of that
set variable flop_per_token = coalesce(getvariable('flop_per_token'), 1e11); -- assumed: computation of a token, two operations for each of 5e10 active parameters
set variable flop_per_token_low = coalesce(getvariable('flop_per_token_low'), 1e10); -- assumed: least of that
set variable flop_per_token_high = coalesce(getvariable('flop_per_token_high'), 5e11); -- assumed: most of that
set variable algorithm_month = coalesce(getvariable('algorithm_month'), 8); -- months in which algorithms halve the computation for a result, of language models (Ho et al. 2024)
set variable algorithm_low_month = coalesce(getvariable('algorithm_low_month'), 5); -- fewest such months (95%)
set variable algorithm_high_month = coalesce(getvariable('algorithm_high_month'), 14); -- most such months (95%)
set variable runs_once = coalesce(getvariable('runs_once'), true); -- whether systems of one training run count once, by the system that stands for it
set variable year = coalesce(getvariable('year'), 2025); -- year of the account

-- Where the source joins variants of a chip it reckons with the fastest, and so does the 16-bit rate here.
create or replace temp view industry_scale_rows as
select d.quarter_start, d.quarter_end, d.designer, d.accelerator_name, d.is_incomplete, d.compute_h100_equivalent as h100,
  d.p05_compute_h100_equivalent as h100_p05, d.p95_compute_h100_equivalent as h100_p95, d.power_w,
  d.chip_count * (select max(fp16_tensor_flop_per_s) from query_table(getvariable('accelerators')) a
    where list_contains(d.accelerators, a.record_id)) as flop_per_s
from query_table(getvariable('chip_deliveries')) d
where d.coverage = 'all' and case getvariable('designers') when 'all' then true
    when 'since_2022' then d.designer in ('Nvidia', 'Google')
    else error('the setting designers is all or since_2022, not ' || getvariable('designers')) end
  and d.quarter_end <= getvariable('until')
  and (getvariable('as_of') is null or d.quarter_end <= getvariable('as_of'));

create or replace temp view industry_scale_quarters as
select quarter_end, any_value(quarter_start) as quarter_start, sum(h100) as delivered_h100, sum(power_w) as delivered_w,
  bool_or(is_incomplete) as is_incomplete
from industry_scale_rows group by quarter_end;

-- In service at the end of a quarter: delivered within a lifetime before it, and what is left of the stock of 2022, which
-- had come as evenly as it goes.
create or replace temp view industry_scale_stock as
with first as (
  select sum(h100) as h100, sum(power_w) as power_w, sum(flop_per_s) as flop_per_s from industry_scale_rows
  where quarter_end = (select min(quarter_end) from industry_scale_rows)),
shares as (
  select quarter_end, getvariable('earlier_quarters')
    * greatest(0, 1 - (quarter_end - date '2022-01-01') / 365.25 / getvariable('lifetime_year')) as earlier
  from industry_scale_quarters)
select q.quarter_end, sum(r.h100) + any_value(q.earlier * f.h100) as installed_h100,
  sum(r.power_w) + any_value(q.earlier * f.power_w) as installed_w,
  sum(r.flop_per_s) + any_value(q.earlier * f.flop_per_s) as installed_flop_per_s
from first f, shares q join industry_scale_rows r on r.quarter_end <= q.quarter_end
  and r.quarter_end > q.quarter_end - (getvariable('lifetime_year') * 365.25)::integer
group by q.quarter_end;

-- All deliveries as one text (JSON, put together without the extension of that name), for the draws of the estimate.
create or replace temp view industry_scale_fleet as
select '[' || string_agg('{"day":' || epoch(quarter_end) / 86400
    || ',"designer":"' || replace(replace(designer, '\', '\\'), '"', '\"') || '"'
    || ',"h100":' || coalesce(h100::VARCHAR, 'null') || ',"p05":' || coalesce(h100_p05::VARCHAR, 'null')
    || ',"p95":' || coalesce(h100_p95::VARCHAR, 'null') || ',"power_w":' || coalesce(power_w::VARCHAR, 'null')
    || ',"flop_per_s":' || coalesce(flop_per_s::VARCHAR, 'null') || '}',
  ',' order by quarter_end, designer, accelerator_name) || ']' as fleet
from industry_scale_rows;

-- Systems of a training run that another one stands for. An older table does not say so: the facts of 2026.8.1 do for it.
create or replace temp view industry_scale_of_another_run as
select s.record_id from (
  from query_table(getvariable('milestone_systems'))
  union all by name select null::varchar as training_run where false
) s left join v2026_8_1.milestone_systems f using (record_id)
where coalesce(s.training_run, f.training_run) <> s.record_id;

-- A run counts in the year in which the middle of its training lies, if it ended with the publication. A system that starts
-- from another's weights carries that one's computation, so it is no run of its own.
create or replace temp view industry_scale_runs as
select record_id, name, publication_date, training_compute_flop,
  publication_date - (coalesce(training_time_hour, 0) / 48)::integer as day
from query_table(getvariable('milestone_systems'))
where training_compute_flop > 0 and base_model is null and year(day) = getvariable('year')
  and (not getvariable('runs_once') or record_id not in (from industry_scale_of_another_run));

create or replace temp macro industry_scale_of(quantity) as table
  select *, value / first_value(value) over (order by quarter_end) as relative_value from (
  select 'quarter-' || q.quarter_end as record_id, year(q.quarter_end) || ' Q' || quarter(q.quarter_end) as name, q.quarter_end,
    case quantity when 'computing power installed' then installed_h100 when 'power' then installed_w
      when 'efficiency' then installed_h100 / installed_w when '16-bit rate installed' then installed_flop_per_s end as value,
    case when q.quarter_end = max(q.quarter_end) over () then fleet end as fleet
  from industry_scale_quarters q join industry_scale_stock using (quarter_end), industry_scale_fleet)
  order by quarter_end;

-- name: industry-scale-delivered
select 'quarter-' || q.quarter_end as record_id, year(q.quarter_end) || ' Q' || quarter(q.quarter_end) as name, q.quarter_end,
  delivered_h100, delivered_w, case when is_incomplete then 'a designer is missing, or not whole' end as left_out,
  case when q.quarter_end = max(q.quarter_end) over () then fleet end as fleet
from industry_scale_quarters q, industry_scale_fleet order by q.quarter_end;

-- name: industry-scale-installed
from industry_scale_of('computing power installed');

-- name: industry-scale-rate
from industry_scale_of('16-bit rate installed');

-- name: industry-scale-power
from industry_scale_of('power');

-- name: industry-scale-efficiency
from industry_scale_of('efficiency');

-- name: industry-scale-training
select r.*, case when r.record_id = min(r.record_id) over () then fleet end as fleet
from industry_scale_runs r, industry_scale_fleet order by r.record_id;

-- Every series of tokens at its newest report until the end of the year; parts of a product are left out.
-- name: industry-scale-tokens
with newest as (
  select arg_max(record_id, usage_date) as record_id, company || ', ' || product as name, max(usage_date) as usage_date,
    arg_max(processed_token_per_day, usage_date) as processed_token_per_day
  from query_table(getvariable('ai_usage'))
  where processed_token_per_day is not null and in_standard_view and year(usage_date) <= getvariable('year')
    and product <> 'All products'
  group by company, product)
select n.*, case when n.record_id = min(n.record_id) over () then fleet end as fleet,
  (select sum(training_compute_flop) from industry_scale_runs) as known_training_flop
from newest n, industry_scale_fleet order by n.record_id;

-- name: industry-scale-unattributed
select record_id, designer || ' ' || accelerator_name || ', ' || coalesce(owner, coverage) as name, quarter_start,
  compute_h100_equivalent, coverage = 'unattributed' as counts
from query_table(getvariable('chip_deliveries'))
where designer = 'Nvidia' and coverage <> 'all' and not is_incomplete and year(quarter_start) = getvariable('year')
order by record_id;
