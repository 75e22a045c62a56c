"""A model that reasons in some rows and not in others."""

from compute_trends.validators.rule import Keys, Rule
from compute_trends.validators.rules.shared.examples import TOKEN_RUN
from compute_trends.validators.rules.shared.other_record import record_sql

_MARK = "record_id, model, is_reasoning_model as marked"
_KNOWN = "model is not null and is_reasoning_model is not null"

RULE = Rule(
    id="reasoning-model-unmarked",
    layer="plausibility",
    severity="error",
    datasets=("inference_prices",),
    title="The model reasons in another row, and not in this one",
    explanation=(
        "A model that writes out long thoughts takes many more tokens, so a price per token is not its cost of a task, "
        "and the fits leave it out. One that is marked in some rows and not in others would be in half of them."
    ),
    fix="Mark it as in the other rows of the model; a mode that thinks is a model of its own.",
    source="What the column means; every shipped model is marked alike in all rows.",
    reads=("record_id", "model", "is_reasoning_model"),
    reach=Keys("rows of one model", "[model]"),
    opens=("inference_prices",),
    sql=f"""
        with marks as (
          select {_MARK}, false as is_beside from inference_prices where {_KNOWN}
          union all select {_MARK}, true from submitted_inference_prices where {_KNOWN}),
        found as (
          select m._row, m.marked, m.model, arg_min({{id: o.record_id, beside: o.is_beside}},
            (o.is_beside, o.record_id)) as other
          from (select _row, {_MARK} from submission where {_KNOWN}) m
          join marks o on o.model = m.model and o.record_id is distinct from m.record_id
          where o.marked <> m.marked group by all)
        select _row, 'is_reasoning_model' as "column", marked as value,
          format('{{}} {{}} here and {{}} in another row', model, if(marked, 'reasons', 'does not reason'),
            if(marked, 'does not', 'does')) as message,
          {record_sql("inference_prices", "other.id", "other.beside")} as evidence
        from found
    """,
    applies=f"select _row from submission where {_KNOWN}",
    passes=(TOKEN_RUN, TOKEN_RUN | {"model": "o1", "is_reasoning_model": True}),
    fails=(TOKEN_RUN | {"model": "o1", "is_reasoning_model": False},),
)
