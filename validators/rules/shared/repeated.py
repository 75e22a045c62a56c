"""Rules on records that state a second time what another states: a quarter, a count or a sum that would weigh twice."""

from __future__ import annotations

from collections.abc import Iterable

from compute_trends.validators.rule import Example, Keys, Rule
from compute_trends.validators.rules.shared.other_record import record_sql


def repeated(
    rule_id: str,
    dataset: str,
    key: Iterable[str],
    *,
    column: str,
    says: str,
    reads: Iterable[str],
    words: str,
    title: str,
    explanation: str,
    fix: str,
    source: str,
    passes: tuple[Example, ...],
    fails: tuple[Example, ...],
) -> Rule:
    """A rule on two records of a dataset that agree in a key.

    Args:
        rule_id: the id.
        dataset: the dataset.
        key: SQL texts over one row; a row with a null among them has no key, so optional parts are coalesced.
        column: the column to name.
        says: SQL for the message, in which `other` is the other record's id.
        reads: the columns that the key reads.
        words: what such records have in common.
        title: the title.
        explanation: the explanation.
        fix: how to fix it.
        source: where the rule comes from.
        passes: examples that pass.
        fails: examples that fail.
    """
    joined = " || '|' || ".join(f"({part})" for part in key)
    return Rule(
        id=rule_id,
        layer="duplicate",
        severity="error",
        datasets=(dataset,),
        title=title,
        explanation=explanation,
        fix=fix,
        source=source,
        reach=Keys(words, f"[{joined}]"),
        reads=tuple(dict.fromkeys(("record_id", column, *reads))),
        opens=(dataset,),
        sql=f"""
            with mine as (
              select _row, coalesce(record_id, '') as own, {column}::VARCHAR as shown, {joined} as key from submission),
            held as (
              select * from (select coalesce(record_id, '') as id, {joined} as key from {dataset})
              where key in (select key from mine)
              union all select coalesce(record_id, ''), {joined} from submitted_{dataset}),
            ends as (
              select key, min(id) as first_id, max(id) as last_id from held where key is not null
              group by key having first_id <> last_id),
            found as (
              select _row, shown, if(first_id = own, last_id, first_id) as other from mine join ends using (key))
            select _row, '{column}' as "column", shown as value, {says} as message,
              {record_sql(dataset, "other", f"other not in (select record_id from {dataset})")} as evidence
            from found
        """,
        applies=f"select _row from submission where {joined} is not null",
        passes=passes,
        fails=fails,
    )
