"""A version that other results give another model."""

from __future__ import annotations

from compute_trends.catalog.texts.names import folded_sql
from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.examples import LLAMA_SCORE

_GPT = {"benchmark": "gpqa_diamond", "model_version": "gpt-4-0314", "milestone_system": "GPT-4 (Mar 2023)"}

RULE = Rule(
    id="benchmark-version-of-other-model",
    layer="reference",
    severity="error",
    datasets=("benchmark_results",),
    title="The version is one of another system",
    explanation=(
        "A version belongs to one model. Where all results held of a version name one milestone system, and this one "
        "names another, the score would be set against the computation of a model that did not reach it."
    ),
    fix="Check model_version and milestone_system against the source; name and version are those of one model.",
    source="The versions and systems in benchmark_results; no two shipped results disagree.",
    reads=("model_version", "milestone_system"),
    opens=("benchmark_results", "milestone_systems"),
    sql=f"""
        with held as (
          select {folded_sql("model_version")} as version, min(milestone_system) as system, min(record_id) as holder
          from benchmark_results where model_version is not null and milestone_system is not null
          group by 1 having min(milestone_system) = max(milestone_system)),
        named as (
          select s._row, s.milestone_system, coalesce(m.name, s.milestone_system) as system,
            {folded_sql("s.model_version")} as version
          from submission s left join milestone_systems m on m.record_id = s.milestone_system
          where s.model_version is not null and s.milestone_system is not null)
        select n._row, 'milestone_system' as "column", n.milestone_system as value,
          format('results held of this version are of {{}}', h.system) as message,
          'benchmark_results/' || h.holder as evidence
        from named n join held h using (version)
        where n.system <> h.system
    """,
    applies="select _row from submission where model_version is not null and milestone_system is not null",
    passes=(_GPT, {**LLAMA_SCORE, "model_version": "Llama-2-7b", "milestone_system": "Llama 2-7B"}),
    fails=({**_GPT, "milestone_system": "Claude 2"},),
)
