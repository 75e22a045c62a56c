-- What a reading of the notes behind training compute found, and how far trends move when it is mended.
-- Run after views.sql: duckdb -init views.sql < audit.sql

set variable compute_contradictions = coalesce(getvariable('compute_contradictions'), 'v2026_8_1.compute_contradictions'); -- table the findings of the readers are read from
set variable milestone_systems = coalesce(getvariable('milestone_systems'), 'v2026_8_0.milestone_systems'); -- table the systems are read from, as upstream states them
set variable as_of = coalesce(getvariable('as_of'), date '2026-08-19'); -- systems published after this date do not exist yet
set variable mended = coalesce(getvariable('mended'), 'corrected'); -- one of stated, corrected, all: which contradictions have their recomputed value: none, those that are certain and so corrected, or all
set variable alphago_values = coalesce(getvariable('alphago_values'), 'now'); -- one of now, before: the training compute of AlphaGo Master, AlphaGo Zero and AlphaZero as the newest table has it, or as that of 2024
set variable with_updates_only = coalesce(getvariable('with_updates_only'), true); -- whether systems take part whose training compute leaves the generation of their data out
set variable runs_once = coalesce(getvariable('runs_once'), false); -- whether systems of one training run count once, by the system that stands for it
set variable window_days = coalesce(getvariable('window_days'), 364); -- a system is scored against those this many days before and after it, itself included
set variable low_outlier_z = coalesce(getvariable('low_outlier_z'), -2); -- systems with a z-score below this are low outliers and left out
set variable large_scale_z = coalesce(getvariable('large_scale_z'), 0.76); -- systems with a z-score of at least this are large scale
set variable deep_learning_era_after = coalesce(getvariable('deep_learning_era_after'), date '2009-12-31'); -- last day of the pre-deep-learning era
set variable large_scale_era_since = coalesce(getvariable('large_scale_era_since'), date '2015-09-01'); -- first day of the large-scale era
set variable studied_until = coalesce(getvariable('studied_until'), date '2022-01-31'); -- last day that the study of 2022 knew

-- Scores, low outliers and scale are those of sevilla_2022.sql, among all systems, on the values that are asked for.
create or replace temp view audit_systems as
with asked as (
  select m.record_id, m.name, m.publication_date, m.domains,
    case when getvariable('alphago_values') = 'before' and m.record_id in ('alphago-master', 'alphago-zero', 'alphazero')
        then e.training_compute_flop
      when c.verdict = 'contradiction' and (getvariable('mended') = 'all'
          or getvariable('mended') = 'corrected' and c.entered_as_correction)
        then c.recomputed_training_compute_flop
      else m.training_compute_flop end as training_compute_flop,
    f.training_compute_scope
  from query_table(getvariable('milestone_systems')) m
  left join query_table(getvariable('compute_contradictions')) c on c.milestone_system = m.record_id
  left join v2024_10_0.milestone_systems e on e.record_id = m.record_id
  left join v2026_8_1.milestone_systems f on f.record_id = m.record_id
  where m.publication_date <= getvariable('as_of')
    and (not getvariable('runs_once') or coalesce(f.training_run, m.record_id) = m.record_id)
), known as (
  select *, case when training_compute_flop > 0 then log10(training_compute_flop) end as log10_compute,
    publication_date - date '1970-01-01' as day
  from asked
), scored as (
  select *, case when log10_compute is not null then coalesce(
      (log10_compute - avg(log10_compute) over near) / nullif(stddev_pop(log10_compute) over near, 0), 0) end as z_score
  from known
  window near as (order by day range between getvariable('window_days') preceding and getvariable('window_days') following)
)
select record_id, name, publication_date, domains, training_compute_flop, training_compute_scope,
  case when z_score < getvariable('low_outlier_z')
    then 'low outlier, its z-score is below ' || getvariable('low_outlier_z') end as left_out,
  z_score >= getvariable('large_scale_z') as large_scale
from scored;

-- name: audit-contradictions
select record_id, name, slip, certainty, readers, stated_training_compute_flop, recomputed_training_compute_flop,
  greatest(recomputed_training_compute_flop / stated_training_compute_flop,
    stated_training_compute_flop / recomputed_training_compute_flop) as off_factor
from query_table(getvariable('compute_contradictions'))
where verdict = 'contradiction'
order by record_id;

-- name: audit-training-runs
select record_id, name, publication_date, training_compute_flop from audit_systems
where training_compute_flop > 0 order by publication_date, record_id;

-- name: audit-deep-learning
select record_id, name, publication_date, training_compute_flop, left_out from audit_systems
where publication_date > getvariable('deep_learning_era_after') order by publication_date, record_id;

-- name: audit-large-scale
select record_id, name, publication_date, training_compute_flop, left_out from audit_systems
where publication_date >= getvariable('large_scale_era_since') and large_scale order by publication_date, record_id;

-- name: audit-large-scale-to-2022
select record_id, name, publication_date, training_compute_flop, left_out from audit_systems
where publication_date between getvariable('large_scale_era_since') and getvariable('studied_until') and large_scale
order by publication_date, record_id;

-- name: audit-record-setters
select record_id, name, publication_date, training_compute_flop from (
  select *, max(training_compute_flop) over (order by publication_date, training_compute_flop desc, record_id
      rows between unbounded preceding and 1 preceding) as best_before
  from audit_systems where publication_date > getvariable('deep_learning_era_after') and training_compute_flop > 0)
where training_compute_flop > coalesce(best_before, 0) order by publication_date, record_id;

-- name: audit-games
-- Games count their training in two ways: the updates of the network alone, or with the self-play that makes the data.
select record_id, name, publication_date, training_compute_flop,
  coalesce(left_out, case when not getvariable('with_updates_only')
      and list_contains(training_compute_scope, 'without_generation')
    then 'its training compute leaves the generation of the data out' end) as left_out
from audit_systems
where publication_date > getvariable('deep_learning_era_after') and list_contains(domains, 'Games') order by publication_date, record_id;
