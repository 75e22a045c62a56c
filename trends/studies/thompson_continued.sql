-- The power laws of Thompson et al. 2022 continued on language-model benchmarks: score against training compute.
-- Run after views.sql: duckdb -init views.sql < thompson_continued.sql

set variable benchmark_results = coalesce(getvariable('benchmark_results'), 'v2026_8_1.benchmark_results'); -- table the results are read from
set variable milestone_systems = coalesce(getvariable('milestone_systems'), 'v2026_8_2.milestone_systems'); -- table that states the training compute of results that name a system
set variable confident_only = coalesce(getvariable('confident_only'), false); -- whether to leave out training compute that is not known within a factor of 3
set variable best_report = coalesce(getvariable('best_report'), false); -- whether a model has its best reported score instead of the median of them
set variable chance_score = coalesce(getvariable('chance_score'), null); -- score of guessing; that of the benchmark unless given
set variable ceiling_score = coalesce(getvariable('ceiling_score'), null); -- highest score that can be reached; that of the benchmark unless given
set variable least_r2 = coalesce(getvariable('least_r2'), 0.5); -- share of the variance of the scores that the form must explain to hold
set variable least_coverage = coalesce(getvariable('least_coverage'), 0.8); -- share of later scores that must lie in the 95% prediction interval for the form to hold
set variable records_within_period = coalesce(getvariable('records_within_period'), false); -- whether the option frontier asks for records since the period's first day, not of all time

-- What guessing scores and what the best possible model scores, with the reason.
create or replace temp table thompson_continued_limits (
  benchmark varchar, chance double, ceiling double, reason varchar);
insert into thompson_continued_limits values
  ('arc_ai2', 0.25, 1, 'nearly all questions offer four answers'),
  ('bbh', 0.257, 1, 'mean of guessing over its 23 tasks, Suzgun et al. 2022, arXiv 2210.09261'),
  ('boolq', 0.5, 1, 'yes or no; always saying yes would score 0.62'),
  ('gsm8k', 0, 1, 'the answer is a number to be worked out'),
  ('hellaswag', 0.25, 1, 'four endings to choose from'),
  ('lambada', 0, 1, 'the answer is any word'),
  ('mmlu', 0.25, 0.935, 'four answers; 6.49% of the questions contain an error, Gema et al. 2024, arXiv 2406.04127'),
  ('openbookqa', 0.25, 1, 'four answers to choose from'),
  ('piqa', 0.5, 1, 'two solutions to choose from'),
  ('triviaqa', 0, 1, 'the answer is a name or phrase'),
  ('winogrande', 0.5, 1, 'two words to choose from');

-- One row per model (name and training compute) and benchmark, since reports of one model are no independent results:
-- its score is the median, or with best_report the best, over reports, prompts and versions. A model whose training
-- compute is not known stays, with null, so that it is counted as left out. With the option frontier, only records:
-- models that no model published before them beats.
create or replace temp macro thompson_continued_models(wanted) as table
  with stated as (
    select r.* replace (coalesce(r.training_compute_flop, m.training_compute_flop) as training_compute_flop,
      if(r.training_compute_flop is null, m.confidence, r.compute_confidence) as compute_confidence)
    from query_table(getvariable('benchmark_results')) r
    left join query_table(getvariable('milestone_systems')) m on m.name = r.milestone_system
  ), reports as (
    select * from stated
    where benchmark = wanted and is_primary_metric
      and (training_compute_flop is not null or name not in (select k.name from stated k
        where k.benchmark = wanted and k.is_primary_metric and k.training_compute_flop is not null))
      and (training_compute_flop is null or not getvariable('confident_only') or compute_confidence = 'confident')
      and (getvariable('as_of') is null or publication_date <= getvariable('as_of')::date)
  ), models as (
    select min(record_id) as record_id, name, min(publication_date) as publication_date, training_compute_flop,
      count(*) as reports,
      case when getvariable('best_report') then max(score_fraction) else median(score_fraction) end as score_fraction
    from reports group by name, training_compute_flop
  ), dated as (
    select *, (getvariable('since') is null or publication_date >= getvariable('since')::date)
        and (getvariable('until') is null or publication_date <= getvariable('until')::date) as is_selected
    from models
  ), compared as (
    select *, max(score_fraction) over (
        partition by training_compute_flop is null, is_selected or not getvariable('records_within_period')
        order by publication_date, score_fraction desc, record_id
        rows between unbounded preceding and 1 preceding) as best_before
    from dated
  )
  select models.record_id, models.name, models.publication_date, models.training_compute_flop, models.reports,
    models.score_fraction, 1 - models.score_fraction as error_fraction,
    coalesce(getvariable('chance_score'), limits.chance)::double as chance_score,
    coalesce(getvariable('ceiling_score'), limits.ceiling)::double as ceiling_score
  from compared as models join thompson_continued_limits as limits on limits.benchmark = wanted
  where is_selected
    and (not coalesce(getvariable('frontier')::boolean, false) or score_fraction >= coalesce(best_before, -1))
  order by models.record_id;

-- name: thompson-continued-arc
from thompson_continued_models('arc_ai2');

-- name: thompson-continued-bbh
from thompson_continued_models('bbh');

-- name: thompson-continued-boolq
from thompson_continued_models('boolq');

-- name: thompson-continued-gsm8k
from thompson_continued_models('gsm8k');

-- name: thompson-continued-hellaswag
from thompson_continued_models('hellaswag');

-- name: thompson-continued-lambada
from thompson_continued_models('lambada');

-- name: thompson-continued-mmlu
from thompson_continued_models('mmlu');

-- name: thompson-continued-openbookqa
from thompson_continued_models('openbookqa');

-- name: thompson-continued-piqa
from thompson_continued_models('piqa');

-- name: thompson-continued-triviaqa
from thompson_continued_models('triviaqa');

-- name: thompson-continued-winogrande
from thompson_continued_models('winogrande');
