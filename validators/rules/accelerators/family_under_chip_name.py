"""A family of chips under accelerators, where a record is one chip."""

from compute_trends.catalog.texts.names import folded_sql
from compute_trends.validators.rule import Rule, Threshold

_STATED = ("fp32_vector_flop_per_s", "fp16_tensor_flop_per_s", "memory_byte", "tdp_w")
#: How far a member is from what the record states, over what both state; unknown is last.
_APART = " + ".join(f"coalesce(abs(ln(nullif(n.{name}, 0) / nullif(a.{name}, 0))), 1)" for name in _STATED)
_FAMILY = folded_sql("family")

RULE = Rule(
    id="family-under-chip-name",
    layer="duplicate",
    severity="error",
    datasets=("accelerators",),
    title="The name is that of a family of chips that we hold",
    explanation=(
        "A name that means several chips together (Tesla K40, A100 SXM, Google TPU) leads from a system to its "
        "chips, and is asked about where one is needed. A chip of that name would take it, and every system that "
        "names the family would be given its rates."
    ),
    fix="Say in the name which of the chips it is; if that is one that we hold, the message names it.",
    source="The column `families` of accelerators; no shipped chip has such a name.",
    reads=("name", *_STATED),
    opens=("accelerators",),
    thresholds=(Threshold("shown", 6, "chips", "as many as a person reads through; the nearest come first"),),
    sql=f"""
        with members as (
          select {_FAMILY} as fold, * exclude (family, families)
          from (select *, unnest(families) as family from accelerators)),
        named as (
          select *, unnest([{folded_sql("name")}, {folded_sql("regexp_replace(name, '^[^ ]+ ', '')")}]) as fold
          from submission),
        meant as (select n._row, n.name, a.record_id, {_APART} as apart from named n join members a using (fold))
        select _row, 'name' as "column", name as value,
          format('{{}} is a family of {{}} chips that we hold; name the one that it is: {{}}{{}}', name, count(*),
            array_to_string(list(record_id order by apart, record_id)[:$shown::INTEGER], ', '),
            if(count(*) > $shown, format(' and {{}} more', count(*) - $shown::INTEGER), '')) as message,
          'families of accelerators' as evidence
        from (select distinct on (_row, record_id) * from meant) group by _row, name
    """,
    applies="select _row from submission where name is not null",
    needs="name is not null",
    passes=({"name": "NVIDIA Tesla K40c"}, {"name": "NVIDIA A100 SXM4 80 GB"}),
    fails=(
        {"name": "Tesla K40", "fp32_vector_flop_per_s": 5.046e12, "memory_byte": 12e9, "tdp_w": 245},
        {"name": "google tpu"},
        {"name": "NVIDIA H100/H200", "memory_byte": 80e9},
    ),
)
