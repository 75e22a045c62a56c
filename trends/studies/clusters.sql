-- Growth of the leading AI supercomputers, and who has them.
-- Run after views.sql: duckdb -init views.sql < clusters.sql

set variable gpu_clusters = coalesce(getvariable('gpu_clusters'), 'v2026_8_0.gpu_clusters'); -- table the clusters are read from
set variable since = coalesce(getvariable('since'), date '2019-01-01'); -- first day of operation that counts, of growth
set variable until = coalesce(getvariable('until'), date '2025-03-31'); -- last day of operation that counts, and the day of the shares
set variable leading_rank = coalesce(getvariable('leading_rank'), 10); -- a cluster is leading that was among so many when it first ran
set variable rows = coalesce(getvariable('rows'), 'standard'); -- one of standard, all: standard is what the source analyses, all is every existing cluster that is at least likely and no possible double, anonymous ones too
set variable country = coalesce(getvariable('country'), 'United States of America'); -- one of gpu_clusters.country: whose share is asked
set variable sector = coalesce(getvariable('sector'), 'private'); -- one of private, public, public_private: whose share is asked

create or replace temp view clusters_counted as
select * from query_table(getvariable('gpu_clusters'))
where status = 'existing' and case getvariable('rows') when 'standard' then in_standard_analysis
    when 'all' then certainty <> 'unlikely' and not is_possible_duplicate
    else error('the setting rows is standard or all, not ' || getvariable('rows')) end
  and first_operational_date <= getvariable('until')
  and (getvariable('as_of') is null or first_operational_date <= getvariable('as_of'));

create or replace temp view clusters_leading as
select record_id, name, country, sector, first_operational_date, precision_16_bit_op_per_s, power_w, hardware_cost_usd,
  chip_count, precision_16_bit_op_per_s / power_w as op_per_joule, precision_16_bit_op_per_s / chip_count as op_per_s_per_chip
from clusters_counted
where operational_rank <= getvariable('leading_rank') and first_operational_date >= getvariable('since')
  and precision_16_bit_op_per_s is not null;

-- At the end of the period: a phase counts the chips of those that it took in, so only the last one counts.
create or replace temp view clusters_standing as
select record_id, coalesce(name, record_id) as name, country, sector, precision_16_bit_op_per_s, power_w, chip_count,
  hardware_cost_usd, first_operational_date
from clusters_counted c
where precision_16_bit_op_per_s is not null
  and not exists (from clusters_counted l where l.name = c.superseded_by or l.builds_upon = c.name);

-- name: clusters-leading
from clusters_leading order by first_operational_date, record_id;

-- name: clusters-country
select *, coalesce(country = getvariable('country'), false) as counts from clusters_standing
order by precision_16_bit_op_per_s desc, record_id;

-- name: clusters-sector
select *, coalesce(sector = getvariable('sector'), false) as counts from clusters_standing
order by precision_16_bit_op_per_s desc, record_id;
