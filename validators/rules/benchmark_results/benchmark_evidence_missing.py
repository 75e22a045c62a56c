"""A submitted score without source, model, year or, for a language model, number of shots."""

from __future__ import annotations

from compute_trends.catalog.schema import TableSchema
from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.benchmark_computation import THOMPSON_NAMES
from compute_trends.validators.rules.shared.examples import ALEXNET_SCORE, LLAMA_SCORE


def _lacking(schema: TableSchema) -> str:
    # A benchmark that is not allowed is a finding of the structure layer already.
    of_language = ", ".join(f"'{name}'" for name in schema["benchmark"].enum if name not in THOMPSON_NAMES)
    return f"""
        select _row, u.name as "column", null as value, 'the record does not state ' || u.name as message,
          null as evidence
        from submission, unnest([{{name: 'source_url', absent: source_url is null}},
          {{name: 'name', absent: name is null and model_version is null}},
          {{name: 'year', absent: year is null and publication_date is null}},
          {{name: 'shots', absent: shots is null and list_contains([{of_language}], benchmark)}}]) as t(u)
        where u.absent
    """


RULE = Rule(
    id="benchmark-evidence-missing",
    layer="inclusion",
    severity="error",
    datasets=("benchmark_results",),
    binds="submitted",
    title="Source, model, year or number of shots are not stated",
    explanation=(
        "A score enters with a public source, the model that reached it and the year; the score of a language model "
        "also says how many solved examples the prompt held, which moves it by several points."
    ),
    fix="Give source_url, name or model_version, year and, for a language model, shots (0 for none).",
    source="Thompson et al. 2022 (arXiv 2007.05558) for public papers; Epoch AI's benchmark-stitching for shots.",
    sql=_lacking,
    passes=(ALEXNET_SCORE, LLAMA_SCORE, {**LLAMA_SCORE, "benchmark": "helaswag", "shots": None}),
    fails=({**ALEXNET_SCORE, "source_url": None}, {**LLAMA_SCORE, "shots": None}, {**LLAMA_SCORE, "name": None}),
)
