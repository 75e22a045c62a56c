"""A country of whose electricity no carbon intensity is held."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.countries import prepare

_HELD = "select distinct country from carbon_intensity where country is not null"

RULE = Rule(
    id="country-without-intensity",
    layer="reference",
    severity="warning",
    datasets=("milestone_systems",),
    title="No carbon intensity is held of the country",
    explanation=(
        "What a training weighs in carbon is asked by the countries of its organisations, and carbon_intensity has "
        "those that Ember has. A country that is not among them is misspelt, is none, or is one without figures: a "
        "system of it is left out there, also where it has other countries."
    ),
    fix="Write the country in the short form of the United Nations; one without figures may stand as it is.",
    source="The countries in carbon_intensity: Ember, yearly electricity data.",
    reads=("countries",),
    opens=("milestone_systems", "carbon_intensity"),
    prepare=prepare,
    thresholds=(
        Threshold("alike", 0.88, "Jaro-Winkler similarity", "Bosnia and Herzegovina: 0.91; Lemuria to Liberia: 0.83."),
    ),
    sql=f"""
        with held as materialized ({_HELD})
        select w._row, 'countries' as "column", w.word as value,
          'no carbon intensity is held of ' || w.word || coalesce('; did you mean ' || (
            select arg_max(country, (alike, country)) || '?'
            from (select country, jaro_winkler_similarity(lower(country), lower(w.word)) as alike from held)
            where alike >= $alike), '') as message,
          'the countries of carbon_intensity' as evidence
        from (select _row, unnest(list_distinct(countries)) as word from submission) w
          anti join spelled_countries using (word)
        where w.word is not null and w.word not in (from held)
    """,
    applies="select _row from submission where countries is not null",
    binds="submitted",
    passes=({"countries": ["United States of America", "Chile"]}, {"countries": ["USA"]}),
    fails=(
        {"countries": ["Atlantis"]},
        {"countries": ["Bosnia and Herzegovina"]},
        {"countries": ["France", "Holy See"]},
    ),
)
