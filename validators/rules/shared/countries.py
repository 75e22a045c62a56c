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

_PLAIN = f"select word, {plain_sql('word')} as plain, lower(word) as letters"

_SPELLED = f"""
    select word, coalesce(min(c.long), min(alike.shipped)) as shipped
    from (
      with f as materialized ({_PLAIN} from fresh), k as materialized ({_PLAIN} from known)
      select f.word, f.plain, k.word as shipped from f left join k on k.plain = f.plain
      union all
      select f.word, f.plain, k.word from f, k
      where abs(length(k.letters) - length(f.letters)) <= 1 and damerau_levenshtein(k.letters, f.letters) = 1) alike
    left join {_COUNTRIES} as c(short, long) on c.short = alike.plain
    group by word
    having coalesce(min(c.long), min(alike.shipped)) is not null
"""

#: Creates `spelled_countries`: `word, shipped`.
prepare = prepare_spelled("countries", _SPELLED)
