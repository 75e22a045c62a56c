-- Growth of training compute over three eras: Sevilla et al. 2022, arXiv 2202.05924.
-- Run after views.sql: duckdb -init views.sql < sevilla_2022.sql

set variable milestone_systems = coalesce(getvariable('milestone_systems'), 'v2022_2_0.milestone_systems'); -- table the systems are read from
set variable as_of = coalesce(getvariable('as_of'), date '2022-01-31'); -- systems published after this date do not exist yet
set variable window_days = coalesce(getvariable('window_days'), 364); -- a system is scored against those this many days before and after it, itself included
set variable low_outlier_z = coalesce(getvariable('low_outlier_z'), -2); -- systems with a z-score below this are low outliers and left out
set variable large_scale_z = coalesce(getvariable('large_scale_z'), 0.76); -- systems with a z-score of at least this are large scale, once that era has begun
set variable deep_learning_era_after = coalesce(getvariable('deep_learning_era_after'), date '2009-12-31'); -- last day of the pre-deep-learning era
set variable large_scale_era_since = coalesce(getvariable('large_scale_era_since'), date '2015-09-01'); -- first day of the large-scale era
set variable lowest_confidence = coalesce(getvariable('lowest_confidence'), 'speculative'); -- one of milestone_systems.confidence: systems whose training compute is stated to be less certain are left out (none at speculative)
set variable with_fine_tunes = coalesce(getvariable('with_fine_tunes'), true); -- whether systems trained from a base model take part
set variable other_domains = coalesce(getvariable('other_domains'), false); -- whether only systems of none of the domains Vision, Language and Games take part, after the scoring
set variable records_within_period = coalesce(getvariable('records_within_period'), false); -- whether the option frontier asks for records since the period's first day, not of all time

-- The z-score is that of log10(training compute), with the population standard deviation. A system alone in its window
-- has z = 0; one without a positive training compute has none, belongs to both scales and is left out of every fit.
create or replace temp view sevilla_systems as
with known as (
  select record_id, name, publication_date, domains, training_compute_flop,
    case when training_compute_flop > 0 then log10(training_compute_flop) end as log10_compute,
    publication_date - date '1970-01-01' as day
  from query_table(getvariable('milestone_systems'))
  where publication_date <= getvariable('as_of')
    and (getvariable('with_fine_tunes') or base_model is null)
    and (getvariable('lowest_confidence') = 'speculative'
      or coalesce(confidence, 'confident') in ('confident', getvariable('lowest_confidence')))
), scored as (
  select *, case when log10_compute is not null then coalesce(
      (log10_compute - avg(log10_compute) over near) / nullif(stddev_pop(log10_compute) over near, 0), 0) end as z_score
  from known
  window near as (order by day range between getvariable('window_days') preceding and getvariable('window_days') following)
)
select record_id, name, publication_date, training_compute_flop, z_score,
  case when z_score < getvariable('low_outlier_z')
    then 'low outlier, its z-score is below ' || getvariable('low_outlier_z') end as left_out,
  (getvariable('since') is null or publication_date >= getvariable('since'))
    and (getvariable('until') is null or publication_date <= getvariable('until')) as is_wanted,
  case when publication_date < getvariable('large_scale_era_since') then 'regular'
    when z_score >= getvariable('large_scale_z') then 'large'
    when z_score is not null then 'regular' end as scale
from scored
where (getvariable('domain') is null or list_contains(domains, getvariable('domain')))
  and (not getvariable('other_domains') or not list_has_any(domains, ['Vision', 'Language', 'Games']));

-- The systems of a period and scale ('regular', 'large' or null for both). With the option frontier, only records: no
-- system of that scale and domain before them took more training compute, in any era.
create or replace temp macro sevilla_era(first_day, last_day, wanted_scale) as table
  with of_scale as (
    select *, is_wanted and publication_date between first_day and last_day as is_selected
    from sevilla_systems
    where wanted_scale is null or scale is null or scale = wanted_scale
  ), compared as (
    select *, max(training_compute_flop) over (
        partition by is_selected or not getvariable('records_within_period')
        order by publication_date, training_compute_flop desc, record_id
        rows between unbounded preceding and 1 preceding) as highest_before
    from of_scale
  )
  select record_id, name, publication_date, training_compute_flop, z_score, left_out
  from compared
  where is_selected and (not coalesce(getvariable('frontier'), false)
    or training_compute_flop is null or training_compute_flop >= coalesce(highest_before, 0))
  order by publication_date, record_id;

-- name: sevilla-pre-deep-learning-era
from sevilla_era(date '0001-01-01', getvariable('deep_learning_era_after'), null);

-- name: sevilla-deep-learning-era
from sevilla_era(getvariable('deep_learning_era_after') + 1, getvariable('as_of'), null);

-- name: sevilla-deep-learning-era-regular-scale
from sevilla_era(getvariable('deep_learning_era_after') + 1, getvariable('as_of'), 'regular');

-- name: sevilla-large-scale-era
from sevilla_era(getvariable('large_scale_era_since'), getvariable('as_of'), null);

-- name: sevilla-large-scale-era-regular-scale
from sevilla_era(getvariable('large_scale_era_since'), getvariable('as_of'), 'regular');

-- name: sevilla-large-scale-era-large-scale
from sevilla_era(getvariable('large_scale_era_since'), getvariable('as_of'), 'large');

-- name: sevilla-systems
select record_id, name, publication_date, training_compute_flop
from query_table(getvariable('milestone_systems'))
where publication_date <= getvariable('as_of')
order by publication_date, record_id;
