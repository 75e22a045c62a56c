-- Training compute by domain, sector and record, before and after the study of 2022, and where its eras part.
-- Run after views.sql: duckdb -init views.sql < sevilla_further.sql

set variable milestone_systems = coalesce(getvariable('milestone_systems'), 'v2026_8_0.milestone_systems'); -- table the systems are read from
set variable as_of = coalesce(getvariable('as_of'), date '2026-08-19'); -- systems published after this date do not exist yet
set variable window_days = coalesce(getvariable('window_days'), 364); -- a system is scored against those this many days before and after it, itself included
set variable low_outlier_z = coalesce(getvariable('low_outlier_z'), -2); -- systems with a z-score below this are low outliers and left out
set variable large_scale_z = coalesce(getvariable('large_scale_z'), 0.76); -- systems with a z-score of at least this are large scale, once that era has begun
set variable deep_learning_era_after = coalesce(getvariable('deep_learning_era_after'), date '2009-12-31'); -- last day of the pre-deep-learning era
set variable large_scale_era_since = coalesce(getvariable('large_scale_era_since'), date '2015-09-01'); -- first day of the large-scale era
set variable studied_until = coalesce(getvariable('studied_until'), date '2022-01-31'); -- last day that the study of 2022 knew
set variable wanted_domain = coalesce(getvariable('wanted_domain'), 'Language'); -- one of milestone_systems.domains: domain of a trend by domain
set variable wanted_sector = coalesce(getvariable('wanted_sector'), 'industry'); -- one of industry, academia, both: who took part, one of the two alone or both together
set variable lowest_confidence = coalesce(getvariable('lowest_confidence'), 'speculative'); -- one of milestone_systems.confidence: systems whose training compute is stated to be less certain are left out (none at speculative)
set variable with_fine_tunes = coalesce(getvariable('with_fine_tunes'), true); -- whether systems trained from a base model take part

-- Scores, low outliers and scale are those of sevilla_2022.sql, among all systems: a domain or sector is selected after
-- the scoring. A system without a positive training compute has no score and is left out of every fit. Its sector is
-- industry or academia if only that one of the two took part (beside governments and collectives), both if both did.
create or replace temp view sevilla_further_systems as
with known as (
  select record_id, name, publication_date, domains, sectors, training_compute_flop,
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
select record_id, name, publication_date, training_compute_flop, z_score, domains,
  case when z_score < getvariable('low_outlier_z')
    then 'low outlier, its z-score is below ' || getvariable('low_outlier_z') end as left_out,
  case when list_contains(sectors, 'industry') and list_contains(sectors, 'academia') then 'both'
    when list_contains(sectors, 'industry') then 'industry'
    when list_contains(sectors, 'academia') then 'academia' end as sector,
  z_score >= getvariable('large_scale_z') and publication_date >= getvariable('large_scale_era_since') as large_scale,
  publication_date > getvariable('studied_until') as after_study
from scored
where (getvariable('since') is null or publication_date >= getvariable('since'))
  and (getvariable('until') is null or publication_date <= getvariable('until'))
  and (getvariable('domain') is null or list_contains(domains, getvariable('domain')));

create or replace temp view sevilla_further_deep_learning as
select * from sevilla_further_systems where publication_date > getvariable('deep_learning_era_after');

-- name: sevilla-further-domain
select record_id, name, publication_date, training_compute_flop, left_out from sevilla_further_deep_learning
where list_contains(domains, getvariable('wanted_domain'))
order by publication_date, record_id;

-- name: sevilla-further-sector
select record_id, name, publication_date, training_compute_flop, sector, left_out from sevilla_further_deep_learning
where sector = getvariable('wanted_sector')
order by publication_date, record_id;

-- name: sevilla-further-academia-against-industry
select record_id, name, publication_date, training_compute_flop, sector, left_out from sevilla_further_deep_learning
where sector in ('academia', 'industry')
order by publication_date, record_id;

-- name: sevilla-further-record-setters
select record_id, name, publication_date, training_compute_flop, left_out from sevilla_further_deep_learning
where training_compute_flop > 0 and left_out is null
qualify training_compute_flop > coalesce(max(training_compute_flop) over (
  order by publication_date, training_compute_flop desc, record_id rows between unbounded preceding and 1 preceding), 0)
order by publication_date, record_id;

-- name: sevilla-further-large-scale-studied
select record_id, name, publication_date, training_compute_flop, left_out from sevilla_further_systems
where large_scale and not after_study
order by publication_date, record_id;

-- name: sevilla-further-large-scale-since
select record_id, name, publication_date, training_compute_flop, left_out from sevilla_further_systems
where large_scale and after_study
order by publication_date, record_id;

-- name: sevilla-further-all-studied
select record_id, name, publication_date, training_compute_flop, left_out from sevilla_further_systems
where publication_date >= getvariable('large_scale_era_since') and not after_study
order by publication_date, record_id;

-- name: sevilla-further-all-since
select record_id, name, publication_date, training_compute_flop, left_out from sevilla_further_systems
where publication_date >= getvariable('large_scale_era_since') and after_study
order by publication_date, record_id;

-- name: sevilla-further-large-scale-change
select record_id, name, publication_date, training_compute_flop, after_study, left_out from sevilla_further_systems
where large_scale
order by publication_date, record_id;

-- name: sevilla-further-all-change
select record_id, name, publication_date, training_compute_flop, after_study, left_out from sevilla_further_systems
where publication_date >= getvariable('large_scale_era_since')
order by publication_date, record_id;

-- name: sevilla-further-eras
select record_id, name, publication_date, training_compute_flop, left_out from sevilla_further_systems
order by publication_date, record_id;

-- name: sevilla-further-second-boundary
select record_id, name, publication_date, training_compute_flop, left_out from sevilla_further_deep_learning
order by publication_date, record_id;
