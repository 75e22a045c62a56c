-- Doubling time of the largest training runs: Amodei & Hernandez 2018, AI and Compute.
-- Run after views.sql: duckdb -init views.sql < amodei_hernandez_2018.sql

set variable milestone_systems = coalesce(getvariable('milestone_systems'), 'v2022_2_0.milestone_systems'); -- table the systems are read from
set variable largest_rank = coalesce(getvariable('largest_rank'), 10); -- a system is among the largest if at most this many of those published by its day, itself included, took as much training compute
set variable lowest_confidence = coalesce(getvariable('lowest_confidence'), 'speculative'); -- one of milestone_systems.confidence: systems whose training compute is stated to be less certain are left out (none at speculative)
set variable with_fine_tunes = coalesce(getvariable('with_fine_tunes'), true); -- whether systems trained from a base model take part
set variable runs_once = coalesce(getvariable('runs_once'), true); -- whether systems of one training run count once, by the system that stands for it

-- Systems of a training run that another one stands for. An older table does not say so: the facts of 2026.8.1 do for it.
create or replace temp view amodei_of_another_run as
select s.record_id from (
  from query_table(getvariable('milestone_systems'))
  union all by name select null::varchar as training_run where false
) s left join v2026_8_1.milestone_systems f using (record_id)
where coalesce(s.training_run, f.training_run) <> s.record_id;

-- Every system with a known training compute, with its rank among those published by its day: 1 is a record setter.
create or replace temp view amodei_systems as
with known as (
  select record_id, name, publication_date, training_compute_flop
  from query_table(getvariable('milestone_systems'))
  where training_compute_flop > 0 and (getvariable('as_of') is null or publication_date <= getvariable('as_of'))
    and (getvariable('with_fine_tunes') or base_model is null)
    and (not getvariable('runs_once') or record_id not in (from amodei_of_another_run))
    and (getvariable('lowest_confidence') = 'speculative'
      or coalesce(confidence, 'confident') in ('confident', getvariable('lowest_confidence')))
)
select s.record_id, s.name, s.publication_date, s.training_compute_flop, count(*) as rank_at_release
from known s join known r
  on r.publication_date <= s.publication_date and r.training_compute_flop >= s.training_compute_flop
group by all;

create or replace temp macro amodei_largest(first_day, last_day, most) as table
  select record_id, name, publication_date, training_compute_flop, rank_at_release
  from amodei_systems
  where rank_at_release <= most
    and publication_date >= coalesce(getvariable('since'), first_day)
    and publication_date <= coalesce(getvariable('until'), last_day)
  order by publication_date, record_id;

-- From the year of AlexNet to the day on which the study appeared.
-- name: amodei-largest-runs
from amodei_largest(date '2012-01-01', date '2018-05-16', 1);

-- name: amodei-ten-largest-runs
from amodei_largest(date '2012-01-01', date '2018-05-16', getvariable('largest_rank'));

-- name: amodei-largest-runs-since
from amodei_largest(date '2018-05-17', date '9999-12-31', 1);

-- name: amodei-ten-largest-runs-since
from amodei_largest(date '2018-05-17', date '9999-12-31', getvariable('largest_rank'));
