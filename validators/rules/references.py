"""Names that refer to a record of ours, and name none; derived from the `reference` declarations of the schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from compute_trends.catalog.schema import Column, TableSchema, load_schema
from compute_trends.catalog.versions import all_versions
from compute_trends.validators.reading.sources import dataset_names
from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.identities import fold_sql

#: Names for which the nearest of ours are looked up; of more the finding only says that they are unknown.
_OFFERED = 100


#: Jaro-Winkler similarity of folded names from which one is offered for another. Measured on 747 misspellings of names
#: in milestone_systems 2026.8.0 and as many in accelerators 2026.5.0: of letters swapped, dropped or doubled at least
#: 96% stay this near to their name (all but names of two or three letters); o'neil and Once for All have 0.79.
_NEAR = 0.85
#: Characters of a name that point to it though the rest is left out, as "H800" does.
_LEAST_PART = 4


def _declared(target: str, severity: str) -> tuple[str, ...]:
    """The datasets with a column that refers to `target` with that severity."""
    return tuple(name for name in dataset_names() if any(_columns(load_schema(name), target, severity)))


def _columns(schema: TableSchema, target: str, severity: str) -> Iterable[Column]:
    for column in schema.columns:
        if column.reference and (column.reference["dataset"], column.reference["severity"]) == (target, severity):
            yield column


def _items(schema: TableSchema, target: str, severity: str) -> str:
    """`_row, own, "column", item, place` of every value that refers to `target`; `place` is that in a list."""
    return " union all ".join(
        f"""select _row, record_id as own, '{column.name}' as "column", trim(item) as item, place from (
              select _row, record_id, {_unnested(column)}
              from submission where {column.name} is not null) where trim(item) <> ''"""
        for column in _columns(schema, target, severity)
    )


def _unnested(column: Column) -> str:
    """`item, place` of a column's values."""
    if column.is_list:
        return f"unnest({column.name}) as item, generate_subscripts({column.name}, 1) as place"
    return f"{column.name} as item, 1 as place"


def _keys(target: str, columns: Iterable[str], source: str) -> str:
    """`name, id` of the records in `source`, one row for each name that stands for a record."""
    names = [f"[{name}]" if not load_schema(target)[name].is_list else f"coalesce({name}, [])" for name in columns]
    joined = names[0] if len(names) == 1 else f"list_concat({', '.join(names)})"
    return f"select unnest({joined}) as name, record_id as id from {source}"


def _held(schema: TableSchema, target: str, severity: str) -> str:
    """`name, id` of everything that a reference may name: shipped in whatever version, or submitted beside it."""
    columns = next(iter(_columns(schema, target, severity))).reference or {}
    listed: list[str] = columns["columns"]
    newest = (
        "select name, record_id as id from accelerator_names" if "aliases" in listed else _keys(target, listed, target)
    )
    return f"{newest} union all {_keys(target, listed, f'submitted_{target}')}"


def _unknown(schema: TableSchema, target: str, severity: str, *, known: str = "") -> str:
    """The findings; `known` is a query for further names that are no dangling reference."""
    older = " union all ".join(
        f"select unnest([record_id, name]) as name from {item.sql_schema}.{target}" for item in all_versions()[target]
    )
    known = " union all ".join(filter(None, (known, older if target == "milestone_systems" else "")))
    return f"""
        with items as ({_items(schema, target, severity)}),
        held as ({_held(schema, target, severity)}),
        missing as (select * from items anti join held on held.name = items.item),
        unknown as (from missing{f" anti join ({known}) k on k.name = missing.item" if known else ""}),
        asked as (
          select item, {fold_sql("item")} as asked_fold
          from (select item from unknown group by item order by min(_row) limit {_OFFERED})),
        named as (
          select name, id, {fold_sql("name")} as fold
          from held where name <> id and id not in (select coalesce(own, '') from unknown)),
        likeness as (
          select item, id, name, greatest(
            jaro_winkler_similarity(asked_fold, fold),
            if(length(asked_fold) >= {_LEAST_PART} and contains(fold, asked_fold), {_NEAR}, 0)) as likeness
          from asked, named),
        best as (
          select item, id, arg_max(name, likeness) as name_shown, max(likeness) as score
          from likeness where likeness >= {_NEAR} group by item, id),
        nearest as (
          select item, list(format('{{}} ({{}})', name_shown, id) order by score desc, id)[:3] as offers
          from best group by item)
        select _row, "column", item as value,
          format('no record of {target} is called {{}}', item)
            || coalesce('; near to it: ' || array_to_string(offers, ', '), '') as message,
          'names and ids{" and aliases" if target == "accelerators" else ""} in {target}' as evidence
        from unknown left join nearest using (item) order by _row, "column", place"""


def _known_systems() -> str:
    """Names of systems that our tables use: base models that upstream names, models with reported results."""
    return """
        select trim(unnest(base_model)) as name from milestone_systems
        union all select unnest([name, model_version]) from benchmark_results"""


def _sql(target: str, severity: str) -> Callable[[TableSchema], str]:
    return lambda schema: _unknown(
        schema,
        target,
        severity,
        known=_known_systems() if schema.name == "milestone_systems" and severity == "warning" else "",
    )


def _applies(target: str, severity: str) -> Callable[[TableSchema], str]:
    return lambda schema: f"select distinct _row from ({_items(schema, target, severity)})"


def _needs(target: str, severity: str) -> Callable[[TableSchema], str]:
    return lambda schema: " or ".join(f"{column.name} is not null" for column in _columns(schema, target, severity))


_FIX_CHIP = (
    "Write a name, alias or record_id of the chip (`compute-trends sql 'from accelerator_names'` lists them); if we "
    "lack the chip, submit a record of accelerators beside this one."
)

RULES = (
    Rule(
        id="accelerator-unknown",
        layer="reference",
        severity="error",
        datasets=_declared("accelerators", "error"),
        title="A chip is named that is no record of ours",
        explanation=(
            "Utilisation, cost and energy are computed from the chip's peak rate, power and price, so the chip has to "
            "be a record of accelerators or of the same submission. Names, aliases and record ids of chips count."
        ),
        fix=_FIX_CHIP,
        source="The property `reference` of the columns in schemas/*.json; every upstream record resolves.",
        sql=_sql("accelerators", "error"),
        applies=_applies("accelerators", "error"),
        needs=_needs("accelerators", "error"),
        passes=(
            {"_dataset": "milestone_systems", "training_hardware": ["NVIDIA A100", "Google TPU v3"]},
            {"_dataset": "hardware_prices", "accelerator": "nvidia-tesla-k80"},
        ),
        fails=(
            {"_dataset": "milestone_systems", "training_hardware": ["NVIDIA A100", "NVIDIA Q9000"]},
            {"_dataset": "hardware_prices", "accelerator": "nvidia-q9000"},
            {"_dataset": "inference_models", "throughput_accelerator": "NVIDIA GeForce RTX 4009"},
            {"_dataset": "training_energy", "accelerator": "Google TPU v33"},
        ),
    ),
    Rule(
        id="accelerator-unmatched",
        layer="reference",
        severity="warning",
        datasets=_declared("accelerators", "warning"),
        title="The processor of a reported result is no record of ours",
        explanation=(
            "Results keep the chip's name as their source writes it, and a source may say less than a record needs "
            "(GeForce GTX Titan X is two chips, of two generations). Where the name is exact it should be one that "
            "accelerators lists, or the hardware burden cannot be recomputed from the chip."
        ),
        fix=_FIX_CHIP,
        source="Measured on benchmark_results 2026.8.0: 19 of 522 named GPUs match no record, under four names.",
        sql=_sql("accelerators", "warning"),
        applies=_applies("accelerators", "warning"),
        needs=_needs("accelerators", "warning"),
        passes=({"training_gpu": "GeForce GTX 580"}, {"training_gpu": None, "training_tpu": "Cloud TPU v3"}),
        fails=({"training_gpu": "GeForce GTX 58O"}, {"pretraining_tpu": "Cloud TPU v44"}),
    ),
    Rule(
        id="system-unknown",
        layer="reference",
        severity="warning",
        datasets=_declared("milestone_systems", "warning"),
        title="A system is named that no table of ours knows",
        explanation=(
            "Base models and reported results refer to systems by name. Free text is allowed, since not every base "
            "model is a milestone, but a name that neither milestone_systems (in any version), nor its base models, "
            "nor the reported results hold is mostly misspelt. Compute of a base model counts only where it is found."
        ),
        fix=(
            "Write the name or record_id of the system as milestone_systems has it, or submit its record beside this "
            "one; if it is no milestone, check the spelling and leave it."
        ),
        source="The property `reference` of the columns in schemas/*.json; every upstream record resolves.",
        sql=_sql("milestone_systems", "warning"),
        applies=_applies("milestone_systems", "warning"),
        needs=_needs("milestone_systems", "warning"),
        passes=(
            {"_dataset": "milestone_systems", "base_model": ["Llama 2-70B", "Mistral 7B"]},
            {"_dataset": "training_energy", "milestone_system": "GShard (600B)"},
            [
                {"_dataset": "milestone_systems", "record_id": "grondhal-7b", "name": "Grondhal 7B"},
                {"_dataset": "milestone_systems", "record_id": "tuned", "base_model": ["Grondhal 7B"]},
            ],
        ),
        fails=(
            {"_dataset": "milestone_systems", "base_model": ["Grondhal 7B"]},
            {"_dataset": "benchmark_results", "milestone_system": "Lama 2-70B"},
        ),
    ),
)
