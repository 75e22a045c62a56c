"""A laptop chip under the name of the desktop card."""

from compute_trends.catalog.texts.names import folded_sql
from compute_trends.validators.rule import Rule, Threshold

#: Whether the page is of the laptop chip of that name: the word stands behind the name, or is a folder of the address.
#: Elsewhere ("notebookcheck.net", "mobile-soc") it says nothing of this chip.
_LINKED = rf"""(regexp_matches(lower(source_url), '/(laptops?|notebooks?|mobile-(gpus?|graphics))/')
    or regexp_matches({folded_sql("source_url")}, {folded_sql("regexp_replace(name, '^(?i)(nvidia|amd|intel) ', '')")}
      || '(gpu)?(mobile|maxq|laptop|notebook)'))"""
_SAYS_SO = r"regexp_matches(lower(name), '(mobile|max-q|laptop|mobility|graphics|[0-9]m\b)')"

#: The submission under each name that a laptop chip of its name has: "RTX 3080 Mobile", "RX 6800M". To look them up in
#: a list takes as many comparisons as there are pairs.
_ASKED = """(select *, unnest([lower(name) || ' mobile', lower(name) || ' max-q', lower(name) || 'm']) as twin_name
      from submission)"""

#: The laptop chip that we hold under the same name, where ours of the name itself has another rate or none.
_TWINS = f"""
    select s._row, any_value(twin.name order by abs(twin.fp32_vector_flop_per_s / s.fp32_vector_flop_per_s - 1),
        twin.name) as twin, any_value(own.fp32_vector_flop_per_s) as own
    from {_ASKED} s
    join accelerators twin on lower(twin.name) = s.twin_name
    left join accelerators own on lower(own.name) = lower(s.name)
    where not {_SAYS_SO.replace("name", "s.name")}
      and abs(twin.fp32_vector_flop_per_s / s.fp32_vector_flop_per_s - 1) <= $alike
      and coalesce(abs(own.fp32_vector_flop_per_s / s.fp32_vector_flop_per_s - 1) > $apart, true)
      and coalesce(s.tdp_w <= twin.tdp_w * (1 + $apart), true)
    group by s._row"""

#: The name of the laptop chip of that name, where we hold one; with the word that the page has, if several.
_KNOWN = f"""
    select s._row, arg_min(twin.name, (
        not contains({folded_sql("s.source_url")}, {folded_sql("regexp_replace(twin.name, '^[^ ]+ ', '')")}),
        lower(twin.name) like '% max-q', twin.name)) as chip
    from {_ASKED} s join accelerators twin on lower(twin.name) = s.twin_name
    where s.source_url is not null
    group by s._row"""

RULE = Rule(
    id="laptop-chip-under-desktop-name",
    layer="plausibility",
    severity="warning",
    datasets=("accelerators",),
    title="The page or the rate is that of a laptop chip, the name that of the desktop card",
    explanation=(
        "Makers sell laptop chips under the desktop card's name, with half of its power and two thirds of its rate. "
        "Whoever looks for the card would find those. The page may say so, or the rate is that of the laptop chip "
        "that we hold, and not that of the card."
    ),
    fix="Write the name of the laptop chip, as the message has it, or give values and page of the desktop card.",
    source="NVIDIA RTX A1000 in accelerators 2026.5.0; none in 2026.8.0 but integrated ones, which are not judged.",
    reads=("name", "source_url", "fp32_vector_flop_per_s", "tdp_w"),
    opens=("accelerators",),
    thresholds=(
        Threshold("alike", 0.02, "share of the rate", "what rounding does"),
        Threshold("apart", 0.1, "share of the rate or power", "laptop chips have half to nine tenths of the card's"),
    ),
    sql=rf"""
        select _row, 'name' as "column", name as value,
          if(twins.twin is null, format('{{}} links the page of a laptop chip; write {{}}', name, coalesce(known.chip,
              format('{{}} {{}}', name, if(contains(lower(source_url), 'max-q'), 'Max-Q', 'Mobile')))),
            format('{{:.4g}} is the rate of {{}}: write that name{{}}', fp32_vector_flop_per_s, twins.twin,
              if(twins.own is null, '', format(', or {{:.4g}}, the rate of the card', twins.own)))) as message,
          if(twins.twin is null, source_url, 'accelerators') as evidence
        from submission left join ({_TWINS}) twins using (_row) left join ({_KNOWN}) known using (_row)
        where not {_SAYS_SO} and (coalesce({_LINKED}, false) or twins.twin is not null)
    """,
    applies=f"select _row from submission where {_LINKED} or fp32_vector_flop_per_s is not null and name is not null",
    needs="name is not null",
    passes=(
        {
            "name": "NVIDIA RTX A1000 Mobile",
            "source_url": "https://www.techpowerup.com/gpu-specs/rtx-a1000-mobile.c3920",
        },
        {"name": "NVIDIA RTX A1000", "source_url": "https://www.techpowerup.com/gpu-specs/rtx-a1000.c4211"},
        {"name": "Grondhal 9", "source_url": "https://grondhal.example/products/mobile-soc/grondhal-9"},
        {"name": "NVIDIA GeForce RTX 3080", "fp32_vector_flop_per_s": 29.77e12, "tdp_w": 320},
    ),
    fails=(
        {"name": "NVIDIA RTX A1000", "source_url": "https://www.techpowerup.com/gpu-specs/rtx-a1000-mobile.c3920"},
        {"name": "NVIDIA GeForce RTX 3080", "fp32_vector_flop_per_s": 18.98e12, "tdp_w": 115},
    ),
)
