"""A result of this month on a benchmark that nobody has listed goes in by templates, check and accept alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.slow

#: What the contributor knows, by column; the templates ask for nothing else.
BENCHMARK = {
    "record_id": "dusty-bench", "name": "DustyBench", "benchmark": "dusty_bench", "metric": "accuracy",
    "direction": "higher_is_better", "release_date": "2026-07-01", "release_date_precision": "day",
    "source": "submitted", "source_url": "https://arxiv.org/abs/2607.01234", "admission": "submitted",
}  # fmt: skip
RESULT = {
    "record_id": "dusty-bench-kimi-k3", "run_id": "dusty-bench-kimi-k3", "benchmark": "dusty_bench",
    "metric": "accuracy", "is_primary_metric": "true", "source": "submitted", "admission": "submitted",
    "name": "Kimi K3", "score_fraction": "0.31", "publication_date": "2026-07-16", "year": "2026",
    "source_url": "https://arxiv.org/abs/2607.01234", "milestone_system": "Kimi K3",
}  # fmt: skip


def filled(template: str, known: dict[str, str]) -> str:
    """A template as somebody fills it in: a value behind each column that is known, the # before it taken out."""
    for column, value in known.items():
        template, found = re.subn(rf"(?m)^(# )?{column}:.*$", f"{column}: {value}", template)
        assert found == 1, column
    asked = re.findall(r"(?m)^(\w+):\s*$", template)
    assert asked == [], f"the template asks for more: {asked}"
    return template


def test_a_result_on_a_benchmark_that_nobody_has_listed_goes_in(clone: Callable[..., Any]) -> None:
    copy = clone()
    copy.run("mkdir -p submissions")
    for dataset, known in (("benchmark_results", RESULT), ("benchmarks", BENCHMARK)):
        path = f"submissions/{dataset}.yaml"
        assert copy.run(f"compute-trends template {dataset} -o {path}")[0] == 0
        copy.write(path, filled((copy.root / path).read_text(encoding="utf-8"), known))

    status, output = copy.run("compute-trends check submissions/benchmark_results.yaml")
    assert status == 1
    assert "benchmark-unknown" in output
    assert "1 error" in output
    assert "submit a record of benchmarks beside this one" in " ".join(output.split())
    status, output = copy.run("compute-trends check submissions/")
    assert (status, output.splitlines()[-1]) == (0, "2 records in 2 files: nothing to object")

    for dataset in ("benchmarks", "benchmark_results"):
        status, output = copy.run(f"compute-trends accept submissions/{dataset}.yaml")
        assert status == 0, output
        assert "1 added" in output
        assert copy.run("compute-trends build")[0] == 0  # so that the result finds its benchmark
    assert copy.run("compute-trends verify") == (0, "every file is as declared\n")
    status, output = copy.run(
        'compute-trends sql "select r.name, r.score_fraction, b.name as benchmark, m.training_compute_flop '
        "from unreleased.benchmark_results r join unreleased.benchmarks b using (benchmark) "
        "left join milestone_systems m on m.name = r.milestone_system where benchmark = 'dusty_bench'\" --format json"
    )
    assert status == 0, output
    [row] = json.loads(output)
    assert (row["name"], row["score_fraction"], row["benchmark"]) == ("Kimi K3", 0.31, "DustyBench")
    assert row["training_compute_flop"] > 0
