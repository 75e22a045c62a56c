"""A domain that no shipped record has."""

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.vocabulary import fresh_words

RULE = Rule(
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
    reads=("domains",),
    opens=("milestone_systems",),
    sql=fresh_words("domains")
    + """
        select f._row, 'domains' as "column", f.word as value,
            f.word || ' is no domain of the shipped records; the nearest: ' || (
                select string_agg(word, ', ' order by jaro_winkler_similarity(lower(word), lower(f.word)) desc, word)
                from (select word from known where word is not null
                    order by jaro_winkler_similarity(lower(word), lower(f.word)) desc, word limit 3)) as message,
            'the domains of milestone_systems' as evidence
        from fresh f
    """,
    applies="select _row from submission where domains is not null",
    binds="submitted",
    passes=({"domains": ["Language", "Vision"]},),
    fails=({"domains": ["language"]}, {"domains": ["Language", "NLP"]}),
)
