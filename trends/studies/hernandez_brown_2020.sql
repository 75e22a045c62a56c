-- Efficiency at a fixed performance and effective compute: Hernandez & Brown 2020, arXiv 2005.04305.
-- Run after views.sql: duckdb -init views.sql < hernandez_brown_2020.sql

set variable algorithmic_efficiency = coalesce(getvariable('algorithmic_efficiency'), 'v2020_6_0.algorithmic_efficiency'); -- table the training runs at fixed performance are read from
set variable alexnet_level_trainings = coalesce(getvariable('alexnet_level_trainings'), 'v2020_5_0.alexnet_level_trainings'); -- table that the sixteen networks of the paper's table 3 are read from
set variable milestone_systems = coalesce(getvariable('milestone_systems'), 'v2022_2_0.milestone_systems'); -- table the largest training runs are read from
set variable moore_doubling_year = coalesce(getvariable('moore_doubling_year'), 2); -- doubling time of Moore's law, in years
set variable effective_compute_since = coalesce(getvariable('effective_compute_since'), date '2012-06-01'); -- first publication date of the systems in the account of effective compute
set variable effective_compute_until = coalesce(getvariable('effective_compute_until'), date '2018-12-31'); -- last publication date of the systems in that account

-- Runs that reached a level, with the reduction against the level's baseline that follows from the two computes.
create or replace temp view hernandez_runs as
select record_id, name, performance_level, publication_date, training_compute_flop, is_baseline,
  reduction_factor as stated_reduction_factor,
  first_value(training_compute_flop) over level / training_compute_flop as computed_reduction_factor
from query_table(getvariable('algorithmic_efficiency'))
where getvariable('as_of') is null or publication_date <= getvariable('as_of')
window level as (partition by performance_level order by is_baseline desc, publication_date, record_id);

create or replace temp macro hernandez_level(level) as table
  select record_id, name, publication_date, training_compute_flop, stated_reduction_factor, computed_reduction_factor
  from hernandez_runs
  where performance_level = level
    and (getvariable('since') is null or publication_date >= getvariable('since'))
    and (getvariable('until') is null or publication_date <= getvariable('until'))
  order by publication_date, record_id;

-- Record setters: more training compute than every system before. Each is credited with the largest reduction at the
-- AlexNet level that was public on its day; effective compute is the product, in FLOP of 2012's AlexNet training.
create or replace temp view hernandez_effective as
with systems as (
  select record_id, name, publication_date, training_compute_flop
  from query_table(getvariable('milestone_systems'))
  where training_compute_flop > 0 and (getvariable('as_of') is null or publication_date <= getvariable('as_of'))
  qualify training_compute_flop > coalesce(max(training_compute_flop) over (
    order by publication_date, training_compute_flop desc, record_id
    rows between unbounded preceding and 1 preceding), 0)
), credited as (
  select systems.*, coalesce(max(runs.computed_reduction_factor), 1) as efficiency_gain
  from systems left join hernandez_runs as runs
    on runs.performance_level = 'alexnet' and runs.publication_date <= systems.publication_date
  group by all
)
select *, training_compute_flop * efficiency_gain as effective_compute_flop
from credited
where publication_date >= coalesce(getvariable('since'), getvariable('effective_compute_since'))
  and publication_date <= coalesce(getvariable('until'), getvariable('effective_compute_until'));

-- name: hernandez-alexnet
from hernandez_level('alexnet');

-- name: hernandez-resnet-50
from hernandez_level('resnet_50');

-- name: hernandez-seq2seq
from hernandez_level('seq2seq');

-- name: hernandez-gnmt
from hernandez_level('gnmt');

-- The networks of table 3, dated where algorithmic_efficiency has them. Training compute is three times epochs, forward
-- FLOP of an image and 1.28 million images, where the table states both.
-- name: hernandez-table-3
select t.record_id, t.name, r.publication_date, t.training_compute_flop,
  case when r.publication_date is null then 'algorithmic_efficiency has no date of it' end as left_out
from query_table(getvariable('alexnet_level_trainings')) t
left join query_table(getvariable('algorithmic_efficiency')) r on r.record_id = t.efficiency_record
where (getvariable('as_of') is null or coalesce(r.publication_date, date '2020-05-01') <= getvariable('as_of'))
  and (getvariable('since') is null or r.publication_date >= getvariable('since'))
  and (getvariable('until') is null or r.publication_date <= getvariable('until'))
order by r.publication_date, t.record_id;

-- name: hernandez-table-3-formula
select record_id, name, training_compute_flop / (3 * epochs * published_forward_flop * 1.28e6) as stated_over_computed
from query_table(getvariable('alexnet_level_trainings'))
order by record_id;

-- name: hernandez-effective-compute
from hernandez_effective order by publication_date, record_id;
