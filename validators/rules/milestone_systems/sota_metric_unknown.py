"""A claim on a benchmark that we hold, in a metric that it does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compute_trends.validators.rule import Rule
from compute_trends.validators.rules.shared.benchmark_names import Benchmarks

if TYPE_CHECKING:
    import duckdb


_SCORED = {"sota_score_fraction": 0.5, "publication_date": "2022-05-04"}


def _prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `sota_foreign_metric`: the texts of benchmark and metric that do not go together, and what would."""
    texts = connection.execute(
        "select distinct sota_benchmark, sota_metric from submitted_milestone_systems "
        "where sota_benchmark is not null and sota_metric is not null and sota_score_fraction is not null"
    ).fetchall()
    benchmarks = Benchmarks(connection) if texts else None
    found = [
        (*text, held[0], ", ".join(held[1]))
        for text in texts
        if benchmarks and (held := benchmarks.foreign_metric(*text)) is not None
    ]
    columns = [list(column) for column in zip(*found, strict=True)] or [[], [], [], []]
    names = ("sota_benchmark", "sota_metric", "held", "metrics")
    connection.execute(
        "create or replace table sota_foreign_metric as select "
        + ", ".join(f"unnest(?::VARCHAR[]) as {name}" for name in names),
        columns,
    )


RULE = Rule(
    id="sota-metric-unknown",
    layer="inclusion",
    severity="error",
    datasets=("milestone_systems",),
    title="The claimed benchmark is not scored in this metric",
    explanation=(
        "A claimed score is held against the earlier ones of its benchmark and metric. In a metric that "
        "the benchmark is not scored in it is compared with nothing, so any score would pass. "
        "Benchmarks that we do not hold are left alone."
    ),
    fix=(
        "Write one of the benchmark's metrics. A score in another measure goes into sota_score_as_reported; where "
        "another task on the same data is meant, name that benchmark (ImageNet 64x64, COCO captions)."
    ),
    source="The metrics of the dataset benchmarks.",
    reads=("sota_benchmark", "sota_metric", "sota_score_fraction"),
    binds="submitted",
    prepare=_prepare,
    sql="""
        select s._row, 'sota_metric' as "column", s.sota_metric as value,
          format('{} is no metric of {}; it is scored in {}', s.sota_metric, s.sota_benchmark, f.metrics)
            as message,
          'benchmarks, benchmark ' || f.held as evidence
        from submission s join sota_foreign_metric f using (sota_benchmark, sota_metric)
        where s.sota_score_fraction is not null
    """,
    applies="select _row from submission where sota_benchmark is not null and sota_metric is not null "
    "and sota_score_fraction is not null",
    passes=(
        {**_SCORED, "sota_benchmark": "ImageNet", "sota_metric": "Top-5 error"},
        {**_SCORED, "sota_benchmark": "MMLU", "sota_metric": "accuracy"},
        {**_SCORED, "sota_benchmark": "WMT14 EN-DE", "sota_metric": "BLEU score"},
        {**_SCORED, "sota_benchmark": "ImageNet 64x64", "sota_metric": "FID"},
        {**_SCORED, "sota_benchmark": "Kinetics-400", "sota_metric": "BLEU"},
        {"sota_benchmark": "LAMBADA", "sota_metric": "perplexity", "sota_score_as_reported": "8.6 perplexity"},
    ),
    fails=(
        {**_SCORED, "sota_benchmark": "ImageNet", "sota_metric": "BLEU"},
        {**_SCORED, "sota_benchmark": "ILSVRC 2012", "sota_metric": "mean regret"},
        {**_SCORED, "sota_benchmark": "WMT14 EN-DE", "sota_metric": "accuracy"},
    ),
)
