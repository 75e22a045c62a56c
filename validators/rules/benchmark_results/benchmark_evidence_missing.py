"""A submitted score without source, model, year or, for a language model, number of shots."""

from compute_trends.validators.rules.shared.benchmark_names import BENCHMARKS
from compute_trends.validators.rules.shared.examples import ALEXNET_SCORE, LLAMA_SCORE
from compute_trends.validators.rules.shared.required import required

RULE = required(
    "benchmark-evidence-missing",
    "benchmark_results",
    {
        "source_url": "source_url is null",
        "name": "name is null and model_version is null",
        "year": "year is null and publication_date is null",
        "shots": f"shots is null and benchmark in (select b.benchmark from {BENCHMARKS} b where b.takes_shots)",
    },
    "'the record does not state {column}'",
    reads=("benchmark", "publication_date", "model_version"),
    opens=("benchmarks",),
    title="Source, model, year or number of shots are not stated",
    explanation=(
        "A score enters with a public source, the model that reached it and the year; the score on a benchmark "
        "that takes shots also says how many solved examples the prompt held, which moves it by several points."
    ),
    fix="Give source_url, name or model_version, year and, on a benchmark that takes them, shots (0 for none).",
    source="Thompson et al. 2022 (arXiv 2007.05558) for public papers; Epoch AI's benchmark-stitching for shots.",
    passes=(ALEXNET_SCORE, LLAMA_SCORE, {**LLAMA_SCORE, "benchmark": "helaswag", "shots": None}),
    fails=(
        {**ALEXNET_SCORE, "source_url": None},
        {**LLAMA_SCORE, "year": None, "publication_date": None},
        {**LLAMA_SCORE, "shots": None},
        {**LLAMA_SCORE, "name": None},
    ),
)
