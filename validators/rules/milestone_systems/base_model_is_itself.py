"""A system that names itself as its base model."""

from compute_trends.catalog.texts.names import folded_sql
from compute_trends.validators.rule import Rule


def _letters(text: str) -> str:
    """Of a name, what is the same in names that are folded alike, in ASCII: takes a fifth of the time to bind."""
    return f"regexp_replace(lower(strip_accents(replace({text}, '+', 'plus'))), '[^a-uw-z0-9]+', '', 'g')"


RULE = Rule(
    id="base-model-is-itself",
    layer="plausibility",
    severity="error",
    datasets=("milestone_systems",),
    title="The system is said to be its own base model",
    explanation=(
        "base_model names the systems whose weights the training started from. A system that names itself counts "
        "as fine-tuned, so that its compute is compared with nothing."
    ),
    fix="Name the system that the training started from, or leave base_model empty if it started from scratch.",
    source="The description of the column; no shipped record names itself.",
    reads=("record_id", "name", "base_model"),
    applies="select _row from submission where base_model is not null and coalesce(name, record_id) is not null",
    needs=f"""base_model is not null and coalesce(name, record_id) is not null and list_has_any(
        list_transform(base_model, lambda item: {_letters("item")}),
        list_transform([name, record_id], lambda item: {_letters("item")}))""",
    sql=f"""
        select _row, 'base_model' as "column", base as value, base || ' is the record itself' as message,
          'record_id = ' || record_id as evidence
        from (select _row, record_id, name, unnest(list_distinct(base_model)) as base from submission)
        where {folded_sql("base")} in ({folded_sql("name")}, {folded_sql("record_id")})
    """,
    passes=({"record_id": "grondhal-7b-chat", "name": "Grondhal 7B Chat", "base_model": ["Grondhal 7B"]},),
    fails=(
        {"record_id": "grondhal-7b", "name": "Grondhal 7B", "base_model": ["Grondhal-7B"]},
        {"record_id": "grondhal-7b", "name": "Grondhal 7B", "base_model": ["Llama 2-7B", "grondhal-7b"]},
    ),
)
