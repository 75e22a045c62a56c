-- What a kilowatt-hour weighs in carbon, by country: the choice of site, and the countries of organisations.
-- Run after views.sql: duckdb -init views.sql < carbon.sql

set variable carbon_intensity = coalesce(getvariable('carbon_intensity'), 'v2026_6_0.carbon_intensity'); -- table the intensities are read from
set variable milestone_systems = coalesce(getvariable('milestone_systems'), 'v2026_8_2.milestone_systems'); -- table the systems are read from
set variable as_of = coalesce(getvariable('as_of'), date '2026-08-19'); -- systems published after this date do not exist yet
set variable wanted_year = coalesce(getvariable('wanted_year'), 2023); -- year of the intensities among which a site is chosen

-- name: carbon-choice-of-site
select record_id, name, year, carbon_intensity_g_per_kwh,
  case when carbon_intensity_g_per_kwh = 0 then 'its electricity is stated to be free of carbon' end as left_out
from query_table(getvariable('carbon_intensity'))
where country_code is not null and year = getvariable('wanted_year')
order by record_id;

-- name: carbon-countries-of-organisations
-- A system counts once, with the mean over the countries of its organisations: nobody says where its machines stood.
with placed as (
  select m.record_id, m.name, m.publication_date, year(m.publication_date) as year,
    unnest(list_distinct(m.countries)) as country
  from query_table(getvariable('milestone_systems')) m
  where m.publication_date between date '2021-01-01' and getvariable('as_of') and m.countries is not null
), known as (
  select p.record_id, p.name, p.publication_date, avg(c.carbon_intensity_g_per_kwh) as carbon_intensity_g_per_kwh,
    string_agg(p.country, ', ' order by p.country) filter (where c.record_id is null) as without_intensity
  from placed p
  left join query_table(getvariable('carbon_intensity')) c on c.country = p.country and c.year = p.year
  group by all
), counted as (
  select record_id, name, publication_date, carbon_intensity_g_per_kwh,
    'no intensity is held of ' || without_intensity || ' in that year' as left_out
  from known
  union all
  select record_id, name, publication_date, null, 'no country is stated' as left_out
  from query_table(getvariable('milestone_systems'))
  where publication_date between date '2021-01-01' and getvariable('as_of') and countries is null
)
from counted order by publication_date, record_id;
