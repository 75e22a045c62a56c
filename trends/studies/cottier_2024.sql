-- Growth of the cost to train frontier models: Cottier et al. 2024, arXiv 2405.21015.
-- Run after views.sql: duckdb -init views.sql < cottier_2024.sql

set variable milestone_systems = coalesce(getvariable('milestone_systems'), 'v2024_10_0.milestone_systems'); -- table the systems are read from
set variable first_day = coalesce(getvariable('first_day'), date '2016-01-01'); -- first publication date, unless since says otherwise
set variable largest_rank = coalesce(getvariable('largest_rank'), 10); -- a system is at the frontier if at most this many of those published by its day, itself included, took as much training compute
set variable lowest_confidence = coalesce(getvariable('lowest_confidence'), 'speculative'); -- one of milestone_systems.confidence: systems whose training compute is stated to be less certain are left out (none at speculative)
set variable with_fine_tunes = coalesce(getvariable('with_fine_tunes'), true); -- whether systems trained from a base model take part

-- Frontier systems, with their cost where it is known. The rank is among all systems with a known training compute.
create or replace temp view cottier_frontier as
with known as (
  select record_id, name, publication_date, training_compute_flop, training_cost_2023_usd, training_cost_cloud_usd, training_power_w,
    domains
  from query_table(getvariable('milestone_systems'))
  where training_compute_flop > 0 and (getvariable('as_of') is null or publication_date <= getvariable('as_of'))
    and (getvariable('with_fine_tunes') or base_model is null)
    and (getvariable('lowest_confidence') = 'speculative'
      or coalesce(confidence, 'confident') in ('confident', getvariable('lowest_confidence')))
), ranked as (
  select s.record_id, count(*) as rank_at_release
  from known s join known r
    on r.publication_date <= s.publication_date and r.training_compute_flop >= s.training_compute_flop
  group by s.record_id
)
select record_id, name, publication_date, training_compute_flop, training_cost_2023_usd, training_cost_cloud_usd,
  training_power_w, rank_at_release,
  training_cost_2023_usd / training_compute_flop * 1e18 as training_cost_2023_usd_per_exaflop
from known join ranked using (record_id)
where rank_at_release <= getvariable('largest_rank')
  and publication_date >= coalesce(getvariable('since'), getvariable('first_day'))
  and (getvariable('until') is null or publication_date <= getvariable('until'))
  and (getvariable('domain') is null or list_contains(domains, getvariable('domain')));

-- name: cottier-training-cost
from cottier_frontier order by publication_date, record_id;
