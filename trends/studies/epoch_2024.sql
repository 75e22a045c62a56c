-- Growth of training compute of notable models: Epoch AI 2024.
-- Run after views.sql: duckdb -init views.sql < epoch_2024.sql

set variable milestone_systems = coalesce(getvariable('milestone_systems'), 'v2024_10_0.milestone_systems'); -- table the systems are read from
set variable first_day = coalesce(getvariable('first_day'), date '2010-01-01'); -- first publication date, unless since says otherwise
set variable with_fine_tunes = coalesce(getvariable('with_fine_tunes'), true); -- whether systems trained from a base model take part
set variable largest_rank = coalesce(getvariable('largest_rank'), 10); -- a system is at the frontier if at most this many of those published by its day, itself included, took as much training compute
set variable lowest_confidence = coalesce(getvariable('lowest_confidence'), 'speculative'); -- one of milestone_systems.confidence: systems whose training compute is stated to be less certain are left out (none at speculative)
set variable records_within_period = coalesce(getvariable('records_within_period'), false); -- whether the option frontier asks for records since the period's first day, not of all time

-- The rank is among all systems with a known training compute, whatever the period; null where it is unknown. With the
-- option frontier, only records: no system of the domain published by their day took more training compute.
create or replace temp view epoch_systems as
with known as (
  select record_id, name, publication_date, training_compute_flop, domains, base_model, confidence
  from query_table(getvariable('milestone_systems'))
  where getvariable('as_of') is null or publication_date <= getvariable('as_of')
), ranked as (
  select s.record_id, count(*) as rank_at_release,
    count(*) filter (where r.training_compute_flop > s.training_compute_flop
      and (getvariable('domain') is null or list_contains(r.domains, getvariable('domain')))
      and (not getvariable('records_within_period')
        or r.publication_date >= coalesce(getvariable('since'), getvariable('first_day')))) = 0 as is_record
  from known s join known r
    on r.publication_date <= s.publication_date and r.training_compute_flop >= s.training_compute_flop
  group by s.record_id
)
select record_id, name, publication_date, training_compute_flop, rank_at_release, is_record
from known left join ranked using (record_id)
where publication_date >= coalesce(getvariable('since'), getvariable('first_day'))
  and (getvariable('until') is null or publication_date <= getvariable('until'))
  and (getvariable('domain') is null or list_contains(domains, getvariable('domain')))
  and (getvariable('with_fine_tunes') or base_model is null)
  and (getvariable('lowest_confidence') = 'speculative'
    or coalesce(confidence, 'confident') in ('confident', getvariable('lowest_confidence')));

-- name: epoch-training-compute
from epoch_systems
where not coalesce(getvariable('frontier'), false) or is_record
order by publication_date, record_id;

-- name: epoch-frontier-training-compute
from epoch_systems
where rank_at_release <= getvariable('largest_rank')
order by publication_date, record_id;
