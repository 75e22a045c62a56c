"""Countries that are spelled otherwise than in the shipped records."""

from compute_trends.validators.rules.shared.vocabulary import plain_sql, prepare_spelled

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

#: Creates `spelled_countries`: `word, shipped`.
prepare = prepare_spelled("countries", _SPELLED)
