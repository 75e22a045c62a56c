"""Words that a submission spells otherwise than the shipped records: organisations, countries, domains, approaches."""

from __future__ import annotations

from compute_trends.validators.rule import Rule, Threshold

_NORMAL = "regexp_replace(lower(strip_accents({})), '^the |[^a-z0-9]|[, ]+(inc|ltd|llc|corp)[.]?$', '', 'g')"


def _words(column: str) -> str:
    """The shipped words of a list column, and those of the submission that are not among them."""
    return f"""
        with known as materialized (
            select unnest({column}) as word, count(*) as uses from milestone_systems group by 1),
        fresh as (
            select s._row, u.word from submission s, unnest(s.{column}) as u(word)
            where u.word not in (select word from known where word is not null))
    """


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

RULES = (
    Rule(
        id="organisation-spelled-otherwise",
        layer="plausibility",
        severity="warning",
        datasets=("milestone_systems",),
        title="An organisation is spelled otherwise than in the shipped records",
        explanation=(
            "Systems are counted by organisation, so one organisation needs one spelling. This name differs from a "
            "shipped one in case, accents, punctuation or a single letter."
        ),
        fix="Use the shipped spelling, unless it is another organisation.",
        source="The organisations in milestone_systems.",
        thresholds=(
            Threshold("least_letter", 6, "letter", "Shorter names differ by one letter by chance (MIT, NIT)."),
        ),
        sql=_words("organizations")
        + f"""
            , named as (select word, uses, {_NORMAL.format("word")} as plain from known),
            written as (select distinct word, {_NORMAL.format("word")} as plain from fresh),
            near as (
                select w.word, arg_max(n.word, n.uses) as shipped from written w join named n on n.plain = w.plain
                group by 1
                union all
                select w.word, arg_max(n.word, n.uses) from written w join named n
                    on left(n.plain, 3) = left(w.plain, 3) and abs(len(n.plain) - len(w.plain)) <= 1
                where len(w.plain) >= $least_letter and n.plain <> w.plain
                    and damerau_levenshtein(n.plain, w.plain) = 1
                group by 1)
            select f._row, 'organizations' as "column", f.word as value,
                f.word || ' is ' || any_value(near.shipped) || ' in the shipped records' as message,
                'organizations = ' || any_value(near.shipped) as evidence
            from fresh f join near using (word) group by f._row, f.word
        """,
        applies="select _row from submission where organizations is not null",
        binds="submitted",
        passes=({"organizations": ["OpenAI", "A new laboratory"]},),
        fails=({"organizations": ["Open AI"]}, {"organizations": ["Google Deepmind"]}, {"organizations": ["Antropic"]}),
    ),
    Rule(
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
        sql=_words("countries")
        + f"""
            , near as (
                select f.*, coalesce(
                    (select any_value(c.long) from {_COUNTRIES} as c(short, long)
                        where c.short = {_NORMAL.format("f.word")}),
                    (select any_value(k.word) from known k where {_NORMAL.format("k.word")} = {_NORMAL.format("f.word")}
                        or damerau_levenshtein(lower(k.word), lower(f.word)) = 1)) as shipped
                from fresh f)
            select _row, 'countries' as "column", word as value,
                word || ' is ' || shipped || ' in the shipped records' as message,
                'countries = ' || shipped as evidence
            from near where shipped is not null
        """,
        applies="select _row from submission where countries is not null",
        binds="submitted",
        passes=({"countries": ["United States of America", "Chile"]},),
        fails=({"countries": ["USA"]}, {"countries": ["Germny"]}, {"countries": ["South Korea"]}),
    ),
    Rule(
        id="domain-unknown",
        layer="plausibility",
        severity="warning",
        datasets=("milestone_systems",),
        title="No shipped record has this domain",
        explanation=(
            "Trends by domain select Language, Vision, Games and so on by these words. The shipped records have some "
            "twenty; a new one is rare, and a variant (NLP, language) would drop the system from its trend."
        ),
        fix="Use one of the shipped domains; several may be given.",
        source="The domains in milestone_systems.",
        sql=_words("domains")
        + """
            select f._row, 'domains' as "column", f.word as value,
                f.word || ' is no domain of the shipped records; the nearest: ' || (
                    select string_agg(word, ', ' order by jaro_winkler_similarity(lower(word), lower(f.word)) desc)
                    from (select word from known where word is not null
                        order by jaro_winkler_similarity(lower(word), lower(f.word)) desc limit 3)) as message,
                'the domains of milestone_systems' as evidence
            from fresh f
        """,
        applies="select _row from submission where domains is not null",
        binds="submitted",
        passes=({"domains": ["Language", "Vision"]},),
        fails=({"domains": ["language"]}, {"domains": ["Language", "NLP"]}),
    ),
    Rule(
        id="approach-unknown",
        layer="plausibility",
        severity="warning",
        datasets=("milestone_systems",),
        title="The approach is none of the usual",
        explanation="The approach says what the system learns from: labels, the data itself, rewards.",
        fix="Write Supervised, Unsupervised, Self-supervised, Semi-supervised, Reinforcement learning or Evolutionary.",
        source="The column Approach of Sevilla et al. 2022.",
        sql="""
            select _row, 'approach' as "column", approach as value,
                approach || ' is none of Supervised, Unsupervised, Self-supervised, Semi-supervised, Reinforcement '
                    || 'learning, Evolutionary' as message,
                'the approaches of Sevilla et al. 2022' as evidence
            from submission
            where not regexp_full_match(approach,
                '((Self-|Semi-)?[Ss]upervised|Unsupervised|Reinforcement|Evolutionary)( learning)?'
                || '([,;+/ ]+((Self-|Semi-)?[Ss]upervised|Unsupervised|Reinforcement|Evolutionary)( learning)?)*')
        """,
        applies="select _row from submission where approach is not null",
        binds="submitted",
        passes=({"approach": "Self-supervised learning"}, {"approach": "Supervised"}),
        fails=({"approach": "gradient descent"},),
    ),
    Rule(
        id="developer-lists-unequal",
        layer="plausibility",
        severity="warning",
        datasets=("milestone_systems",),
        title="Organisations, sectors and countries do not go together",
        explanation=(
            "Sectors and countries are those of the organisations. None for a named organisation leaves the system out "
            "of every count by sector or country; many more than organisations means that one is missing."
        ),
        fix="Give every organisation with its sector and country.",
        source="The lists in milestone_systems.",
        thresholds=(
            Threshold(
                "most_beyond",
                1,
                None,
                "Some organisations have two: in milestone_systems 2026.8.0 one record has two more sectors than "
                "organisations, and none two more countries.",
            ),
        ),
        sql=" union all ".join(
            f"""
            select _row, '{name}' as "column", array_to_string({name}, '; ') as value,
                len(organizations) || ' organisations, but ' || coalesce(len({name}), 0) || ' {name}' as message,
                'organizations = ' || array_to_string(organizations, '; ') as evidence
            from submission
            where organizations is not null and ({name} is null or len({name}) > len(organizations) + $most_beyond)
            """
            for name in ("sectors", "countries")
        ),
        applies="select _row from submission where organizations is not null",
        binds="submitted",
        passes=({"organizations": ["OpenAI"], "sectors": ["industry"], "countries": ["United States of America"]},),
        fails=(
            {"organizations": ["OpenAI"], "countries": ["United States of America"]},
            {"organizations": ["OpenAI"], "sectors": ["industry"], "countries": ["France", "Chile", "Peru"]},
        ),
    ),
)
