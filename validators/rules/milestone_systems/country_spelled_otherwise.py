"""A country that is spelled otherwise than in the shipped records."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.vocabulary import plain_sql, prepare_spelled, spelled_words

_COUNTRIES = """(values
    ('usa', 'United States of America'), ('us', 'United States of America'),
    ('unitedstates', 'United States of America'), ('america', 'United States of America'),
    ('uk', 'United Kingdom of Great Britain and Northern Ireland'),
    ('unitedkingdom', 'United Kingdom of Great Britain and Northern Ireland'),
    ('greatbritain', 'United Kingdom of Great Britain and Northern Ireland'),
    ('england', 'United Kingdom of Great Britain and Northern Ireland'), ('korea', 'Korea (Republic of)'),
    ('southkorea', 'Korea (Republic of)'), ('republicofkorea', 'Korea (Republic of)'), ('prchina', 'China'),
    ('peoplesrepublicofchina', 'China'), ('iran', 'Iran (Islamic Republic of)'), ('uae', 'United Arab Emirates'),
    ('czechrepublic', 'Czechia'), ('holland', 'Netherlands'), ('russianfederation', 'Russia'))"""

_SPELLED = f"""
    select * from (
      select word, coalesce(
        (select min(c.long) from {_COUNTRIES} as c(short, long) where c.short = {plain_sql("f.word")}),
        (select min(k.word) from known k where {plain_sql("k.word")} = {plain_sql("f.word")}
          or damerau_levenshtein(lower(k.word), lower(f.word)) = 1)) as shipped
      from fresh f)
    where shipped is not null
"""

RULE = Rule(
    id="country-spelled-otherwise",
    layer="plausibility",
    severity="warning",
    datasets=("milestone_systems",),
    title="A country is spelled otherwise than in the shipped records",
    explanation=(
        "Countries are written in the short form of the United Nations, as the source does: United States of "
        "America, Korea (Republic of). Another form would be counted as another country."
    ),
    fix="Use the shipped spelling.",
    source="The countries in milestone_systems.",
    reads=("countries",),
    opens=("milestone_systems",),
    prepare=prepare_spelled("countries", _SPELLED),
    sql=spelled_words("countries"),
    applies="select _row from submission where countries is not null",
    binds="submitted",
    passes=({"countries": ["United States of America", "Chile"]},),
    fails=({"countries": ["USA"]}, {"countries": ["Germny"]}, {"countries": ["South Korea"]}),
)
