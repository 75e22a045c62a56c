"""A price whose accelerator and accelerator_name are two chips."""

from compute_trends.catalog.texts.names import folded_sql
from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import H100_PRICE

RULE = Rule(
    id="price-chips-differ",
    layer="reference",
    severity="error",
    datasets=("hardware_prices",),
    title="accelerator and accelerator_name are two chips",
    explanation=(
        "`accelerator` is our record of the chip that the source calls `accelerator_name`. Where the name is that "
        "of another chip of ours, the price is entered for the wrong one, mostly after copying a row."
    ),
    fix="Give the record_id of the chip that the source names, or the name of the chip that is meant.",
    source="Of the shipped prices all 768 with both name one chip.",
    reads=("accelerator", "accelerator_name"),
    opens=("accelerators",),
    applies="select _row from submission where accelerator is not null and accelerator_name is not null",
    sql=f"""
        select s._row, 'accelerator' as "column", s.accelerator as value,
          format('{{}} is not the chip that is called {{}}: that is {{}}', s.accelerator, s.accelerator_name,
            min(n.record_id)) as message,
          'accelerators/' || min(n.record_id) as evidence
        from submission s join (
          select {folded_sql("name")} as name, record_id from (
            select unnest(list_concat([record_id, name], coalesce(aliases, []))) as name, record_id
            from (select record_id, name, aliases from accelerators
              union all select record_id, name, aliases from submitted_accelerators))) n
            on n.name = {folded_sql("s.accelerator_name")}
        where s.accelerator is not null
        group by s._row, s.accelerator, s.accelerator_name
        having not list_contains(list(n.record_id), s.accelerator)
    """,
    # An id that is made from the name names the same chip.
    needs="accelerator <> regexp_replace(lower(accelerator_name), '[^a-z0-9]+', '-', 'g')",
    passes=(
        {**H100_PRICE, "accelerator_name": "NVIDIA H100 SXM5 80GB"},
        {**H100_PRICE, "accelerator_name": "H100 as a shop calls it"},
    ),
    fails=({**H100_PRICE, "accelerator_name": "NVIDIA A100"}, {**H100_PRICE, "accelerator_name": "nvidia tesla-k80"}),
)
