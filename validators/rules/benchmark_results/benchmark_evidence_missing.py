"""A submitted score without source, model, year or, for a language model, number of shots."""

from compute_trends.catalog.schema import load_schema
from compute_trends.validators.rules.shared.benchmark_computation import THOMPSON_NAMES
from compute_trends.validators.rules.shared.examples import ALEXNET_SCORE, LLAMA_SCORE
from compute_trends.validators.rules.shared.required import required

#: The benchmarks of language models; one that is not allowed is a finding of the structure layer already.
_OF_LANGUAGE = tuple(name for name in load_schema("benchmark_results")["benchmark"].enum if name not in THOMPSON_NAMES)

RULE = required(
    "benchmark-evidence-missing",
    "benchmark_results",
    {
        "source_url": "source_url is null",
        "name": "name is null and model_version is null",
        "year": "year is null and publication_date is null",
        "shots": f"shots is null and benchmark in {_OF_LANGUAGE}",
    },
    "'the record does not state {column}'",
    reads=("benchmark", "publication_date", "model_version"),
    title="Source, model, year or number of shots are not stated",
    explanation=(
        "A score enters with a public source, the model that reached it and the year; the score of a language model "
        "also says how many solved examples the prompt held, which moves it by several points."
    ),
    fix="Give source_url, name or model_version, year and, for a language model, shots (0 for none).",
    source="Thompson et al. 2022 (arXiv 2007.05558) for public papers; Epoch AI's benchmark-stitching for shots.",
    passes=(ALEXNET_SCORE, LLAMA_SCORE, {**LLAMA_SCORE, "benchmark": "helaswag", "shots": None}),
    fails=({**ALEXNET_SCORE, "source_url": None}, {**LLAMA_SCORE, "shots": None}, {**LLAMA_SCORE, "name": None}),
)
