"""A submitted benchmark that does not say what its score measures."""

from compute_trends.validators.rules.shared.examples import BENCHMARK, without
from compute_trends.validators.rules.shared.required import required

RULE = required(
    "benchmark-definition-missing",
    "benchmarks",
    {name: f"{name} is null" for name in ("metric", "direction", "release_date", "source_url")},
    "'{column} is not stated'",
    title="Metric, direction, date or source of a benchmark are not stated",
    explanation=(
        "Results are compared by what the benchmark says of its score: without a metric and a direction nobody knows "
        "which of two is better, and without a date no claim can be held against it."
    ),
    fix="Fill metric, direction, release_date and source_url from the page or paper that presents the benchmark.",
    source="This package's own demand on submissions, as in the other datasets.",
    passes=(BENCHMARK,),
    fails=(
        without(BENCHMARK, "direction"),
        without(BENCHMARK, "metric"),
        without(BENCHMARK, "release_date"),
        without(BENCHMARK, "source_url"),
    ),
)
