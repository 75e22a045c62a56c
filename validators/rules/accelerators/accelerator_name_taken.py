"""A name or alias of a chip that leads to another chip."""

from compute_trends.validators.rule import Keys, Rule
from compute_trends.validators.rules.shared.other_record import record_sql

#: Everything that leads to a chip, as `accelerator_names` has it.
_NAMES = "list_concat([record_id, name], coalesce(aliases, []))"

#: Whoever names a chip writes its name letter by letter, so that names are compared as they stand, but for case;
#: `duplicate-name` looks for other spellings. A chip that is submitted anew takes away the names of its shipped record.
_KEYS = f"""
    list_transform(
      list_concat({_NAMES}, coalesce((
        select any_value(names) from (select record_id as id, {_NAMES} as names from accelerators)
        where id = submission.record_id), [])),
      lambda name: lower(trim(name)))"""

RULE = Rule(
    id="accelerator-name-taken",
    layer="duplicate",
    severity="error",
    datasets=("accelerators",),
    title="A name or alias of the chip is that of another chip",
    explanation=(
        "Systems, prices and results name their chip by name, alias or record_id, so each of them has to lead to one "
        "record. An alias that is another chip's name would give every system that names it two chips, and count its "
        "compute twice. Case is ignored."
    ),
    fix=(
        "Leave the alias out, or say in the name what sets the chip apart. If it is the same chip, keep the record "
        "that we hold."
    ),
    source="All names, aliases and record_ids of accelerators 2026.5.0 lead to one chip each.",
    reach=Keys("chips with a name in common", _KEYS),
    reads=("record_id", "name", "aliases"),
    opens=("accelerators",),
    sql=f"""
        with mine as (
          select _row, record_id, 'name' as col, name from submission
          union all select _row, record_id, 'aliases', unnest(list_distinct(aliases)) from submission),
        known as (
          select record_id, false as is_beside, unnest({_NAMES}) as name from accelerators
          where not exists (select 1 from submitted_accelerators s where s.record_id = accelerators.record_id)
          union all select record_id, true, unnest({_NAMES}) from submitted_accelerators)
        select _row, col as "column", name as value, format('{{}} leads to {{}} already', name, other.id) as message,
          {record_sql("accelerators", "other.id", "other.is_beside")} as evidence
        from (
          select m._row, m.col, m.name, min({{id: k.record_id, is_beside: k.is_beside}}) as other
          from mine m join known k on lower(k.name) = lower(trim(m.name)) and k.record_id <> m.record_id
          group by all)
    """,
    needs="record_id is not null and coalesce(name, aliases[1]) is not null",
    passes=(
        {"record_id": "grondhal-1", "name": "Grondhal 1", "aliases": ["Grondhal One", "Grondhal 1"]},
        {"record_id": "nvidia-a100", "name": "NVIDIA A100", "aliases": ["A100 of a paper"]},
    ),
    fails=(
        {"record_id": "grondhal-1", "name": "Grondhal 1", "aliases": ["NVIDIA A100"]},
        {"record_id": "grondhal-1", "name": "Grondhal 1", "aliases": ["Grondhal One", "nvidia a100"]},
        {"record_id": "grondhal-1", "name": "Nvidia H100 80G"},
        [
            {"record_id": "grondhal-1", "name": "Grondhal 1"},
            {"record_id": "grondhal-2", "name": "Grondhal 2", "aliases": ["Grondhal 1"]},
        ],
    ),
)
