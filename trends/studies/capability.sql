-- Capability of language models: how fast it rises, what a score costs in computation and price, who follows how far behind.
-- Run after views.sql: duckdb -init views.sql < capability.sql

set variable benchmark_results = coalesce(getvariable('benchmark_results'), 'v2026_8_2.benchmark_results'); -- table the results are read from
set variable benchmarks = coalesce(getvariable('benchmarks'), 'v2026_8_2.benchmarks'); -- table that states chance level, ceiling and release of benchmarks
set variable milestone_systems = coalesce(getvariable('milestone_systems'), 'v2026_8_2.milestone_systems'); -- table that states computation, openness and countries of results that name a system
set variable benchmark = coalesce(getvariable('benchmark'), 'epoch_capabilities_index'); -- one of benchmark_results.benchmark: benchmark, or index over many, that measures capability
set variable first_day = coalesce(getvariable('first_day'), date '2023-03-15'); -- first day of frontiers and lags, unless since says otherwise; GPT-4's, before which the index has no model of the frontier
set variable dated_by = coalesce(getvariable('dated_by'), 'version'); -- one of version, model: day of a result: that of the version scored, where its name or the source states a later one than the model's, or the model's
set variable best_report = coalesce(getvariable('best_report'), false); -- whether a model has its best reported score instead of the median of them
set variable widest_interval = coalesce(getvariable('widest_interval'), null); -- models whose index has an interval wider than so many points are left out
set variable compute_source = coalesce(getvariable('compute_source'), 'all'); -- one of all, systems: whether training compute may come from wider tables of models, or from milestone_systems alone
set variable confident_only = coalesce(getvariable('confident_only'), false); -- whether to leave out training compute that is not known within a factor of 3
set variable reaches = coalesce(getvariable('reaches'), 'GPT-4 (Mar 2023)'); -- one of benchmark_results.name: model whose score is the level to be reached
set variable groups = coalesce(getvariable('groups'), 'weights'); -- one of weights, countries: who follows whom: open weights closed ones, or models of a country those of another
set variable ahead_country = coalesce(getvariable('ahead_country'), 'United States of America'); -- one of milestone_systems.countries: country whose models are followed
set variable behind_country = coalesce(getvariable('behind_country'), 'China'); -- one of milestone_systems.countries: country whose models follow
set variable allowance = coalesce(getvariable('allowance'), 0); -- points of the score by which those who follow may fall short of a level and still count as having reached it
set variable least_r2 = coalesce(getvariable('least_r2'), 0.5); -- share of the variance of the scores that the form must explain to hold
set variable least_coverage = coalesce(getvariable('least_coverage'), 0.8); -- share of later scores that must lie in the 95% prediction interval for the form to hold
set variable widest_factor = coalesce(getvariable('widest_factor'), 10); -- largest factor between two answers to one question for it to be answered
set variable saturated_share = coalesce(getvariable('saturated_share'), 0.9); -- part of the way from chance to ceiling at which a benchmark is saturated

-- The country of an organisation: that of most of its systems that name one country.
create or replace temp view capability_organizations as
with counted as (
  select organization, country, count(*) as systems
  from (select unnest(organizations) as organization, countries[1] as country
    from query_table(getvariable('milestone_systems')) where len(countries) = 1)
  group by all
)
select organization, country from counted
qualify row_number() over (partition by organization order by systems desc, country) = 1;

-- Every primary result with its day, and with what is known of its model: the computation is that of the wider tables of
-- models or of the milestone system that it names.
create or replace temp view capability_results as
with dated as (
  select *, try_strptime(regexp_extract(name, '\(([A-Z][a-z]+ 20\d\d)\)$', 1), ['%b %Y', '%B %Y'])::date as named_month,
    coalesce(publication_date, make_date(year::int, 7, 1)) as model_day
  from query_table(getvariable('benchmark_results')) where is_primary_metric
)
select r.record_id, coalesce(r.name, r.record_id) as name, r.benchmark, r.metric, r.organizations, r.model_accessibility,
  if(getvariable('dated_by') = 'model', model_day, greatest(model_day, coalesce(named_month, model_day),
    coalesce(version_release_date, model_day))) as publication_date,
  coalesce(r.score_index, r.score_fraction) as score, r.score_low_index, r.score_high_index,
  coalesce(if(getvariable('compute_source') = 'all', r.training_compute_flop, null), m.training_compute_flop)
    as training_compute_flop,
  if(getvariable('compute_source') = 'all' and r.training_compute_flop is not null, r.compute_confidence, m.confidence)
    as compute_confidence,
  m.open_weights, m.countries
from dated r left join query_table(getvariable('milestone_systems')) m on m.name = r.milestone_system;

-- A chance level or a ceiling that no source states is 0 or 1.
create or replace temp view capability_limits as
select record_id, benchmark, name, metric, release_date, coalesce(chance_score_fraction, 0)::double as chance_score,
  coalesce(ceiling_score_fraction, 1)::double as ceiling_score
from query_table(getvariable('benchmarks'));

-- One row per model of the benchmark: reports of one model are no independent results.
create or replace temp view capability_models as
with results as materialized (
  from capability_results where benchmark = getvariable('benchmark') or model_accessibility is not null
), access as (
  select name, any_value(model_accessibility) as model_access from results where model_accessibility is not null group by name
), located as (
  select r.record_id, list_distinct(list(o.country)) as countries
  from (select record_id, unnest(organizations) as organization from results
    where benchmark = getvariable('benchmark')) r
  join capability_organizations o using (organization) group by r.record_id
), models as (
  select min(r.record_id) as record_id, r.name, min(publication_date) as publication_date,
    if(getvariable('best_report'), max(score), median(score)) as score,
    min(score_low_index) as low, max(score_high_index) as high,
    max(training_compute_flop) filter (where not getvariable('confident_only') or compute_confidence = 'confident')
      as training_compute_flop,
    any_value(case when a.model_access = 'unreleased' then null
      else coalesce(starts_with(a.model_access, 'open_weights'), open_weights) end) as open_weights,
    any_value(coalesce(r.countries, l.countries)) as countries
  from results r left join access a on a.name = r.name left join located l on l.record_id = r.record_id
  where benchmark = getvariable('benchmark')
    and (getvariable('as_of') is null or publication_date <= getvariable('as_of'))
  group by r.name
)
select models.*, l.chance_score, l.ceiling_score
from models left join capability_limits l on l.benchmark = getvariable('benchmark')
where getvariable('widest_interval') is null or high - low <= getvariable('widest_interval');

-- Those of the period, with the best score before it: records are those of all time.
create or replace temp view capability_within as
select * from (
  select *, coalesce(max(score) filter (where publication_date < coalesce(getvariable('since'), getvariable('first_day')))
    over (), -1e9) as best_before
  from capability_models
)
where publication_date >= coalesce(getvariable('since'), getvariable('first_day'))
  and (getvariable('until') is null or publication_date <= getvariable('until'));

-- Models on which computation is asked, with how much of it is known.
create or replace temp macro capability_computed(is_reaching) as table
  with models as materialized (from capability_models), level as (
    select max(score) as level from models where name = getvariable('reaches')
  )
  select record_id, name, name as model, publication_date, score, training_compute_flop, chance_score, ceiling_score,
    count(*) over () as models, count(*) filter (where training_compute_flop is null) over () as unknown
  from models, level
  where (not is_reaching or score >= coalesce(level,
      error('the model ' || getvariable('reaches') || ' has no score on ' || getvariable('benchmark'))))
    and (getvariable('since') is null or publication_date >= getvariable('since'))
    and (getvariable('until') is null or publication_date <= getvariable('until'))
  order by publication_date, record_id;

-- name: capability-frontier
select record_id, name, publication_date, score, low, high, best_before, chance_score, ceiling_score,
  score > greatest(best_before, coalesce(max(score) over (order by publication_date, score desc, record_id
    rows between unbounded preceding and 1 preceding), -1e9)) as is_record_setter
from capability_within order by publication_date, score desc, record_id;

-- name: capability-behind
-- Days before since take part in the frontiers, not in the lag.
with standings as (
  select *, case
      when getvariable('groups') = 'weights' then if(open_weights, 'behind', if(open_weights is null, null, 'ahead'))
      when list_contains(countries, getvariable('ahead_country')) then 'ahead'
      when list_contains(countries, getvariable('behind_country')) then 'behind' end as standing
  from capability_models where getvariable('until') is null or publication_date <= getvariable('until')
)
select record_id, name, publication_date, score + if(standing = 'behind', getvariable('allowance'), 0) as score,
  open_weights, countries, standing,
  case when getvariable('groups') = 'weights' then if(standing = 'behind', 'open weights', 'closed weights')
    else if(standing = 'behind', getvariable('behind_country'), getvariable('ahead_country')) end as followed,
  publication_date >= coalesce(getvariable('since'), getvariable('first_day')) as is_counted,
  case when publication_date < getvariable('first_day') then 'published before the first day'
    when getvariable('groups') = 'weights' and standing is null then 'whether the weights are open is not known'
    when countries is null and standing is null then 'the country is not known'
    when standing is null then 'of another country' end as left_out
from standings order by publication_date, score desc, record_id;

-- name: capability-compute
from capability_computed(false);

-- name: capability-compute-at-level
from capability_computed(true);

-- name: capability-saturation
-- One row per benchmark: from its release to the first model that came so far, or to the last that has a score on it.
with reached as (
  select l.benchmark, max(r.publication_date) as last_day, count(distinct r.name) as models, max(r.score) as best_score,
    min(r.publication_date) filter (where is_far) as saturated_day, arg_min(r.name, r.publication_date) filter (where is_far)
      as saturated_by
  from (select r.*, r.score >= l.chance_score + getvariable('saturated_share') * (l.ceiling_score - l.chance_score) as is_far
    from capability_results r join capability_limits l using (benchmark)) r
  join capability_limits l using (benchmark)
  where getvariable('as_of') is null or r.publication_date <= getvariable('as_of')
  group by all
)
select l.record_id, l.name, l.release_date, l.chance_score, l.ceiling_score, r.models, r.best_score,
  r.saturated_day, r.saturated_by, r.saturated_day is not null as is_saturated,
  r.last_day, if(r.saturated_day is null, 'not yet', 'reached') as standing,
  greatest(0, coalesce(r.saturated_day, r.last_day) - l.release_date) / 30.4375 as months,
  case when l.metric in ('bleu', 'sacrebleu', 'box_ap', 'score', 'index') then 'its measure has no highest score that a model could reach'
    when r.models is null then 'no model has a score'
    when l.release_date is null then 'the day of its release is not known'
    when l.release_date > r.last_day then 'its scores are of models before its release' end as left_out
from capability_limits l left join reached r on r.benchmark = l.benchmark
where (getvariable('since') is null or l.release_date >= getvariable('since'))
  and (getvariable('until') is null or l.release_date <= getvariable('until'))
order by l.release_date, l.benchmark;
