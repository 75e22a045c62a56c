"""A claim on a benchmark by a system that was published before the benchmark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.benchmark_names import Benchmarks

if TYPE_CHECKING:
    import duckdb


def _prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `sota_release`: the texts of claimed benchmarks, what they mean, and since when that exists."""
    texts = connection.execute(
        "select distinct sota_benchmark, sota_metric from submitted_milestone_systems where sota_benchmark is not null"
    ).fetchall()
    found = []
    if texts:
        benchmarks = Benchmarks(connection)
        for text, metric in texts:
            meant = benchmarks.recognise(text, metric)
            held = benchmarks.named(meant.benchmark if meant else text)
            if held is not None and held.release_date is not None:
                found.append((text, held.key, held.release_date))
    columns = [list(column) for column in zip(*sorted(set(found)), strict=True)] or [[], [], []]
    connection.execute(
        "create or replace table sota_release as select unnest(?::VARCHAR[]) as sota_benchmark, "
        "unnest(?::VARCHAR[]) as benchmark, unnest(?::DATE[]) as release_date",
        columns,
    )


RULE = Rule(
    id="sota-claim-before-benchmark",
    layer="inclusion",
    severity="error",
    datasets=("milestone_systems",),
    title="The system is older than the benchmark of its claim",
    explanation=(
        "A system cannot have improved the state of the art on a benchmark that nobody knew yet. Mostly another "
        "benchmark of a like name is meant, or a later paper tried the system on it, which makes no record of its time."
    ),
    fix="Name the benchmark that the paper reports, or correct publication_date.",
    source="The dates of release in the dataset benchmarks.",
    reads=("sota_benchmark", "sota_metric", "publication_date"),
    thresholds=(
        Threshold(
            "grace_day",
            90,
            "day",
            "A system may be presented with its benchmark, or on a set of questions that is published with the paper.",
        ),
    ),
    binds="submitted",
    prepare=_prepare,
    sql="""
        select s._row, 'sota_benchmark' as "column", s.sota_benchmark as value,
          format('the system is of {}, but {} was released on {}', s.publication_date, r.benchmark, r.release_date)
            as message,
          'benchmarks, benchmark ' || r.benchmark as evidence
        from submission s join sota_release r using (sota_benchmark)
        where s.publication_date < r.release_date - $grace_day::integer
    """,
    applies="select _row from submission where sota_benchmark is not null and publication_date is not null",
    passes=(
        {"sota_benchmark": "MMLU", "publication_date": "2022-03-29"},
        {"sota_benchmark": "ImageNet", "publication_date": "2012-09-30"},
        {"sota_benchmark": "CASP14", "publication_date": "1998-01-01"},
    ),
    fails=(
        {"sota_benchmark": "MMLU", "publication_date": "2014-06-03"},
        {"sota_benchmark": "GPQA diamond", "sota_metric": "accuracy", "publication_date": "2014-06-03"},
    ),
)
