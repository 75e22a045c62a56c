"""Countries that are spelled otherwise than in the shipped records."""

from compute_trends.validators.rules.shared.vocabulary import prepare_spelled

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
    select word, coalesce(min(c.long), min(alike.shipped)) as shipped
    from (
      select f.word, f.plain, k.word as shipped from fresh f left join known k on k.plain = f.plain
      union all
      select f.word, f.plain, k.word from fresh f, known k
      where abs(length(lower(k.word)) - length(lower(f.word))) <= 1
        and damerau_levenshtein(lower(k.word), lower(f.word)) = 1) alike
    left join {_COUNTRIES} as c(short, long) on c.short = alike.plain
    group by word
    having coalesce(min(c.long), min(alike.shipped)) is not null
"""

#: Creates `spelled_countries`: `word, shipped`.
prepare = prepare_spelled("countries", _SPELLED)
