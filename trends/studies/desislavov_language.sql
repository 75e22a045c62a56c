-- Computation per token of language models over time, beside the analogue of Desislavov et al. 2021, arXiv 2109.05472.
-- Run after views.sql: duckdb -init views.sql < desislavov_language.sql

set variable milestone_systems = coalesce(getvariable('milestone_systems'), 'v2026_8_2.milestone_systems'); -- table the language models are read from
set variable language_since = coalesce(getvariable('language_since'), date '2017-06-12'); -- first publication date of the language models, that of the Transformer, unless since says otherwise
set variable largest_rank = coalesce(getvariable('largest_rank'), 10); -- a language model is at the frontier if at most this many systems published by its day, itself included, took as much training compute
set variable flop_per_token = coalesce(getvariable('flop_per_token'), 'active'); -- one of active, all, computation: what a token of a language model takes, two operations per active parameter, per parameter of all experts, or a third of training compute over tokens
set variable dense_below_parameters = coalesce(getvariable('dense_below_parameters'), 6e11); -- with this many parameters and none stated as active a model is taken for a mixture of experts; the largest dense one held has 5.6e11
set variable records_within_period = coalesce(getvariable('records_within_period'), false); -- whether the option frontier asks for records since the period's first day, not of all time

-- Language models since the Transformer: two operations per active parameter and token. A mixture of experts whose
-- active parameters are not known is left out: one that is larger than any dense model, or is named after them. The rank
-- by training compute is among all systems of the table.
create or replace temp view desislavov_language as
with known as (
  select record_id, name, publication_date, training_compute_flop, domains,
    coalesce(training_data_seen_datapoint, training_dataset_size_datapoint * coalesce(epochs, 1)) as tokens,
    active_parameters is null and parameters is not null and (parameters >= getvariable('dense_below_parameters')
      or regexp_matches(name, '-A\d+(\.\d+)?B')) as is_mixture_of_unknown,
    case getvariable('flop_per_token') when 'all' then 2 * parameters
      when 'computation' then training_compute_flop / (3 * tokens)
      else 2 * coalesce(active_parameters, parameters) end as forward_flop_per_token,
    case when getvariable('flop_per_token') = 'active' and is_mixture_of_unknown
        then 'the active parameters of a mixture of experts are not known'
      when getvariable('flop_per_token') = 'computation' and base_model is not null
        then 'trained from a base model, whose tokens are not counted' end as left_out
  from query_table(getvariable('milestone_systems'))
  where getvariable('as_of') is null or publication_date <= getvariable('as_of')
), ranked as (
  select s.record_id, count(*) as rank_at_release,
    count(*) filter (where r.training_compute_flop > s.training_compute_flop
      and (not getvariable('records_within_period')
        or r.publication_date >= coalesce(getvariable('since'), getvariable('language_since')))) = 0 as is_record
  from known s join known r
    on r.publication_date <= s.publication_date and r.training_compute_flop >= s.training_compute_flop
  group by s.record_id
)
select record_id, name, publication_date, training_compute_flop, forward_flop_per_token, rank_at_release, is_record,
  left_out
from known left join ranked using (record_id)
where list_contains(domains, 'Language')
  and publication_date >= coalesce(getvariable('since'), getvariable('language_since'))
  and (getvariable('until') is null or publication_date <= getvariable('until'));

-- name: desislavov-language-flop-per-token
from desislavov_language
where not coalesce(getvariable('frontier'), false) or is_record
order by publication_date, record_id;

-- name: desislavov-language-flop-per-token-frontier
from desislavov_language where rank_at_release <= getvariable('largest_rank') order by publication_date, record_id;
