"""Names that refer to a record of ours, and name none; derived from the `reference` declarations of the schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from compute_trends.catalog.schema import Column, TableSchema, load_schema
from compute_trends.catalog.texts.family_names import folded_family_sql
from compute_trends.catalog.texts.names import folded_sql
from compute_trends.catalog.texts.sql_text import counted_sql
from compute_trends.catalog.versions import EVERY_VERSION, all_versions
from compute_trends.validators.reading.sources import dataset_names
from compute_trends.validators.rule import Example, Keys, Rule, Severity
from compute_trends.validators.rules.shared.near_names import OFFER_SIMILARITY

#: Characters of a name that point to it though the rest is left out, as "H800" does.
LEAST_PART = 4

#: How many different names are compared with ours to offer those near to them, the first in the alphabet: of all of
#: them in a large table of made-up ones that takes minutes.
OFFERED_NAMES = 3000


def declared(target: str, severity: str) -> tuple[str, ...]:
    """The datasets with a column that refers to `target` with that severity."""
    return tuple(name for name in dataset_names() if any(references(load_schema(name), target, severity)))


def references(schema: TableSchema, target: str, severity: str) -> Iterable[Column]:
    """The columns that refer to `target` with that severity."""
    for column in schema.columns:
        if column.reference and (column.reference["dataset"], column.reference["severity"]) == (target, severity):
            yield column


def items(schema: TableSchema, target: str, severity: str) -> str:
    """`_row, "column", item, place` of every value that refers to `target`; `place` is that in a list."""
    return " union all ".join(
        f"""select _row, '{column.name}' as "column", trim(item) as item, place from (
              select _row, {unnested(column)}
              from submission where {column.name} is not null) where trim(item) <> ''"""
        for column in references(schema, target, severity)
    )


def unnested(column: Column) -> str:
    """`item, place` of a column's values."""
    if column.is_list:
        return f"unnest({column.name}) as item, generate_subscripts({column.name}, 1) as place"
    return f"{column.name} as item, 1 as place"


def keys(target: str, columns: Iterable[str], source: str) -> str:
    """`name, id` of the records in `source`, one row for each name that stands for a record."""
    names = [f"[{name}]" if not load_schema(target)[name].is_list else f"coalesce({name}, [])" for name in columns]
    joined = names[0] if len(names) == 1 else f"list_concat({', '.join(names)})"
    return f"select unnest({joined}) as name, record_id as id from {source}"


def _listed(schema: TableSchema, target: str, severity: str) -> list[str]:
    """The columns of `target` of which a reference may name one."""
    reference = next(iter(references(schema, target, severity))).reference or {}
    listed: list[str] = reference["columns"]
    return listed


def shipped_tables(schema: TableSchema, target: str, severity: str) -> Iterable[str]:
    """The shipped tables that such a rule asks."""
    yield "accelerator_names" if "aliases" in _listed(schema, target, severity) else target
    if target == "accelerators":
        yield from ("accelerators", "accelerator_systems")
    if schema.name == target == "milestone_systems":
        yield "benchmark_results"


def shipped(target: str, listed: list[str]) -> str:
    """`name, id` of every name in the newest version of `target`."""
    if "aliases" in listed:
        return "select name, record_id as id from accelerator_names"
    return keys(target, listed, target)


def unknown(schema: TableSchema, target: str, severity: str, *, known: str = "") -> str:
    """The findings; `known` is a query for further names that are no dangling reference.

    A name may stand for a record in whatever version, or one that is submitted beside it. The names that are offered
    are those of shipped records, so that what is offered for a name follows from the name.
    """
    return f"""
        with {_unknown(schema, target, severity, known)},
        asked as (
          select distinct item, {folded_sql("item")} as asked_fold,
            {folded_sql(_one_sql("item")) if target == "accelerators" else "null"} as one_fold,
            {folded_family_sql("item") if target == "accelerators" else "null"} as family_fold
          from unknown),
        compared as materialized (from asked order by item limit {OFFERED_NAMES}),
        named as (select name, id, {folded_sql("name")} as fold from shipped where name <> id),
        likeness as (
          select item, id, name, greatest(
            jaro_winkler_similarity(asked_fold, fold, {OFFER_SIMILARITY}),
            if(length(asked_fold) >= {LEAST_PART} and contains(fold, asked_fold), {OFFER_SIMILARITY}, 0),
            if(fold = one_fold, 1, 0)) as likeness
          from compared, named),
        best as (
          select item, id, arg_max(name, (likeness, name)) as name_shown, max(likeness) as score
          from likeness where likeness >= {OFFER_SIMILARITY} group by item, id),
        nearest as (
          select item, list(format('{{}} ({{}})', name_shown, id) order by score desc, id)[:3] as offers
          from best group by item)
        select _row, "column", item as value,
          {"coalesce(meant, " if target == "accelerators" else "("}format('no record of {target} is called {{}}', item)
            || coalesce('; near to it: ' || array_to_string(offers, ', '), if(item in (select item from compared), '',
              '; only {OFFERED_NAMES:,} of such names were compared with those that there are'))) as message,
          'names and ids{" and aliases" if target == "accelerators" else ""} in {target}' as evidence
        from unknown left join nearest using (item){_SEVERAL if target == "accelerators" else ""}
        order by _row, "column", place"""


def _one_sql(name: str) -> str:
    """SQL for a name without what counts chips or says what they are: `8x H100 GPUs`, `MI300X OAM`."""
    for pattern, kept in (
        (r"^\s*\d+\s*[x×*]\s*", ""),
        (r"\s*[x×*]\s*\d+\s*$", ""),
        (r"(?i)\b\d+[- ]?(gpu|chip|card|accelerator|core)s?\b", ""),
        (r"(?i)\b(tensor core gpu|oam|hbm[23]?e?|gpu|chip|card|accelerator|server|node|cluster|pod|slice)s?\s*$", ""),
        (r"(?i)^\s*(?:cloud |google )*(?:tpu ?)?(v\d(?:litepod|lite|[a-z]?))[- ]?(?:pod)?-\d+\s*$", r"TPU \1"),
    ):
        name = f"regexp_replace({name}, '{pattern}', '{kept}')"
    return name


def _missing(schema: TableSchema, target: str, severity: str) -> str:
    """CTEs up to `missing`, the values that name no record in the newest version and none submitted beside them."""
    listed = _listed(schema, target, severity)
    return f"""items as ({items(schema, target, severity)}),
        shipped as ({shipped(target, listed)}),
        held as (from shipped union all {keys(target, listed, f"submitted_{target}")}),
        missing as (select * from items anti join held on held.name = items.item)"""


def _unknown(schema: TableSchema, target: str, severity: str, known: str) -> str:
    """CTEs up to `unknown`, those of `missing` that are no name in an older version either, nor one of `known`."""
    if target == "milestone_systems" and target in all_versions():
        ever = f"select unnest([record_id, name]) as name from {EVERY_VERSION}.{target}"
        known = " union all ".join(filter(None, (known, ever)))
    others = f" anti join ({known}) k on k.name = missing.item" if known else ""
    return f"{_missing(schema, target, severity)}, unknown as (from missing{others})"


def any_unknown(target: str, severity: str) -> Callable[[TableSchema], str]:
    """A probe of such a rule: whether there is a value that names no record."""
    return lambda schema: (
        f"with {_unknown(schema, target, severity, known_names(schema, target))} select 1 from unknown"
    )


#: What is no chip but several: families, which sources count together, and systems.
_SEVERAL = f"""
        left join (
          select item, arg_min(meant, (kind, meant)) as meant
          from (
            select item, unnest([asked_fold, one_fold, family_fold]) as fold, unnest([0, 0, 1]) as kind from asked)
          join (
            select meant, unnest([{folded_sql("name")}, {folded_sql("short")}, {folded_family_sql("name")}]) as fold,
              unnest([0, 0, 1]) as kind
            from (
              select family as name, family as short,
                format('{{}} is a family of chips; name the one that was used: {{}}{{}}', family,
                  array_to_string(list(record_id order by is_trained_on desc, record_id)[:5], ', '),
                  if(count(*) > 5, format(' or one of {{}} more, which `compute-trends find "{{}}"` lists',
                    count(*) - 5, family), '')) as meant
              from (
                select unnest(families) as family, record_id, is_machine_learning_hardware is true as is_trained_on
                from accelerators)
              group by family
              union all
              select name, regexp_replace(name, '^\\S+ ', '') as short,
                format('{{}} is a system of {{}}; name the chip, {{}}, and count the chips', name,
                  {counted_sql("chip_count", "chip")}, accelerator_name) as meant
              from accelerator_systems)) using (fold, kind)
          group by item) using (item)"""


def known_systems() -> str:
    """Names of systems that our tables use: base models that upstream names, models with reported results."""
    return """
        select trim(unnest(base_model)) as name from milestone_systems
        union all select unnest([name, model_version]) from benchmark_results"""


def known_names(schema: TableSchema, target: str) -> str:
    """A query for the names that are no dangling reference though no record of `target` is called so; "" for none."""
    return known_systems() if schema.name == target == "milestone_systems" else ""


def unknown_sql(target: str, severity: str) -> Callable[[TableSchema], str]:
    """SQL of a rule for the names that refer to `target` with that severity, and to none of its records."""
    return lambda schema: unknown(schema, target, severity, known=known_names(schema, target))


def unknown_name(
    rule_id: str,
    target: str,
    severity: Severity,
    *,
    title: str,
    explanation: str,
    fix: str,
    source: str,
    passes: tuple[Example, ...],
    fails: tuple[Example, ...],
    keys: str | None = None,
) -> Rule:
    """A rule on names that refer to `target` with that severity, and to none of its records.

    Args:
        rule_id: the id.
        target: the dataset that is referred to.
        severity: that of the references, and of the rule.
        title: the title.
        explanation: the explanation.
        fix: how to fix it.
        source: where the rule comes from.
        passes: examples that pass.
        fails: examples that fail.
        keys: what records have in common that name each other; None where what is named is never submitted beside.
    """
    return Rule(
        id=rule_id,
        layer="reference",
        severity=severity,
        datasets=declared(target, severity),
        title=title,
        explanation=explanation,
        fix=fix,
        source=source,
        reach="row" if keys is None else Keys(keys, reference_keys(target, severity)),
        reads=reference_columns(target, severity),
        opens=lambda schema: shipped_tables(schema, target, severity),
        sql=unknown_sql(target, severity),
        probe=any_unknown(target, severity),
        applies=with_reference(target, severity),
        needs=needs_reference(target, severity),
        passes=passes,
        fails=fails,
    )


def reference_columns(target: str, severity: str) -> Callable[[TableSchema], Iterable[str]]:
    """The columns that such a rule reads: names, and those of the records themselves where they may be meant."""

    def read(schema: TableSchema) -> Iterable[str]:
        own = ["record_id", *_listed(schema, target, severity)] if schema.name == target else []
        return (*own, *(column.name for column in references(schema, target, severity)))

    return read


def reference_keys(target: str, severity: str) -> Callable[[TableSchema], str]:
    """SQL for what a record is called and names; a dataset that refers to others alone has no keys."""

    def keyed(schema: TableSchema) -> str:
        if schema.name != target:
            return "[]::VARCHAR[]"
        own = [schema[name] for name in _listed(schema, target, severity)]
        columns = [*own, *references(schema, target, severity)]
        lists = [f"coalesce({column.name}, [])" if column.is_list else f"[{column.name}]" for column in columns]
        return f"list_transform(flatten([{', '.join(lists)}]), lambda name: trim(name))"

    return keyed


def with_reference(target: str, severity: str) -> Callable[[TableSchema], str]:
    """The rows that such a rule can judge."""
    return lambda schema: f"select distinct _row from ({items(schema, target, severity)})"


def needs_reference(target: str, severity: str) -> Callable[[TableSchema], str]:
    """The condition without which a row has no such name."""
    return lambda schema: " or ".join(f"{column.name} is not null" for column in references(schema, target, severity))


FIX_CHIP = (
    "Write a name, alias or record_id of the chip (`compute-trends sql 'from accelerator_names'` lists them); if we "
    "lack the chip, submit a record of accelerators beside this one."
)
