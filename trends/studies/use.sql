-- How much AI products are used, and what laboratories spend on research and on inference.
-- Run after views.sql: duckdb -init views.sql < use.sql

set variable ai_usage = coalesce(getvariable('ai_usage'), 'v2026_4_0.ai_usage'); -- table the reports on use are read from
set variable compute_spend = coalesce(getvariable('compute_spend'), 'v2026_4_0.compute_spend'); -- table the reports on spending are read from
set variable product = coalesce(getvariable('product'), 'ChatGPT'); -- one of ai_usage.product: whose use is asked
set variable period = coalesce(getvariable('period'), 'week'); -- one of day, week, month: users of what time
set variable company = coalesce(getvariable('company'), 'OpenAI'); -- one of compute_spend.company: whose spending is asked
set variable year = coalesce(getvariable('year'), 2024); -- year of the spending

-- Reports that the source leaves out of its view are of parts of a product or subsets of its users.
create or replace temp view use_reports as
select record_id, company || ', ' || product as name, product, usage_date, report_date, active_users, active_users_period,
  sent_message_per_day, processed_token_per_day,
  case when not in_standard_view then 'of a part of the product, or a subset of its users' end as left_out
from query_table(getvariable('ai_usage'))
where product = getvariable('product')
  and (getvariable('as_of') is null or coalesce(report_date, usage_date) <= getvariable('as_of'))
  and (getvariable('since') is null or usage_date >= getvariable('since'))
  and (getvariable('until') is null or usage_date <= getvariable('until'));

-- name: use-users
select * from use_reports where active_users is not null and active_users_period = getvariable('period')
order by usage_date, record_id;

-- name: use-messages
select * from use_reports where sent_message_per_day is not null order by usage_date, record_id;

-- name: use-tokens
select * from use_reports where processed_token_per_day is not null order by usage_date, record_id;

-- name: use-spending
select record_id, company || ': ' || report as name, company, spend_usd, period_end_date,
  categories = ['research_cloud_compute'] as counts,
  case when period_kind <> 'year' then 'a rate, not the spending of a year'
    when len(categories) > 1 then 'one sum for both' end as left_out
from query_table(getvariable('compute_spend'))
where company = getvariable('company') and year(period_end_date) = getvariable('year')
order by record_id;
