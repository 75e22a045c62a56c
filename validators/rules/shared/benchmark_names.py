"""Which benchmark and metric people mean: names and aliases of the dataset benchmarks, and spellings of metrics.

Names are compared as `folded` has them. Only spellings that mean one thing are listed; what is not listed is a
benchmark or metric that we do not hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from compute_trends.catalog.texts.names import folded, words

if TYPE_CHECKING:
    import datetime as dt

    import duckdb

#: Every benchmark by its key, those that are submitted beside included.
BENCHMARKS = """(
    select * from benchmarks
    union all by name
    select distinct on (benchmark) * exclude (_row, _upstream) from submitted_benchmarks
    where benchmark is not null and benchmark not in (select benchmark from benchmarks))"""

#: Metric -> spellings. `primary` is whatever metric the benchmark is ranked by.
METRICS: dict[str, tuple[str, ...]] = {
    "primary": ("", "accuracy", "acc"),
    "top_1_accuracy": ("top1accuracy", "top1", "top1acc", "acc1", "accuracytop1"),
    "top_5_accuracy": ("top5accuracy", "top5", "top5acc", "acc5", "accuracytop5"),
    "box_ap": ("boxap", "ap", "map", "boxmap", "bboxap", "bboxmap", "apbox", "averageprecision"),
    "ap50": ("ap50", "map50", "boxap50"),
    "ap75": ("ap75", "map75", "boxap75"),
    "ap_small": ("apsmall", "aps"),
    "ap_medium": ("apmedium", "apm"),
    "ap_large": ("aplarge", "apl"),
    "exact_match": ("exactmatch", "em"),
    "f1": ("f1", "f1score"),
    "bleu": ("bleu", "bleuscore", "tokenizedbleu", "tokenisedbleu"),
    "sacrebleu": ("sacrebleu",),
    "average_accuracy": ("averageaccuracy",),
    "pass_rate": ("passrate", "pass1", "passat1", "resolved", "percentresolved", "resolvedrate", "successrate"),
}

#: Metrics of which less is better -> the metric whose score is 1 minus theirs.
ERRORS: dict[str, tuple[str, ...]] = {
    "primary": ("error", "errorrate", "classificationerror"),
    "top_1_accuracy": ("top1error", "top1errorrate", "errortop1"),
    "top_5_accuracy": ("top5error", "top5errorrate", "errortop5"),
}

#: Metrics that are shares of right answers, so that "accuracy" or "error" may mean them.
_SHARES = frozenset({"top_1_accuracy", "exact_match", "accuracy", "average_accuracy", "pass_rate"})

#: The metric of a benchmark with a measure of its own, for which people have no common word.
_OWN_SCORE = "score"

_METRIC_OF = {spelling: (key, False) for key, spellings in METRICS.items() for spelling in spellings} | {
    spelling: (key, True) for key, spellings in ERRORS.items() for spelling in spellings
}


@dataclass(frozen=True)
class HeldMetric:
    """A benchmark and metric that benchmark_results holds."""

    benchmark: str
    metric: str  # "primary" for whatever the benchmark is ranked by
    is_error: bool  # the score meant is 1 minus the one given


@dataclass(frozen=True)
class HeldBenchmark:
    """A benchmark of the dataset benchmarks."""

    key: str
    metrics: tuple[str, ...]  # the primary one first
    release_date: dt.date | None


class Benchmarks:
    """The newest version of the dataset benchmarks, by every name."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        from compute_trends.catalog.doors.connect import select_statement
        from compute_trends.catalog.versions import find_version

        self._by_name: dict[str, HeldBenchmark] = {}
        for key, name, aliases, metric, others, released in connection.execute(
            "select benchmark, name, aliases, metric, other_metrics, release_date "
            f"from ({select_statement(find_version('benchmarks'))})"
        ).fetchall():
            held = HeldBenchmark(key, tuple(filter(None, [metric, *(others or [])])), released)
            for spelling in (key, name, *(aliases or [])):
                self._by_name[folded(spelling)] = held

    def named(self, benchmark: str) -> HeldBenchmark | None:
        """The benchmark that is called so, in full."""
        return self._by_name.get(folded(benchmark))

    def foreign_metric(self, benchmark: str, metric: str) -> tuple[str, tuple[str, ...]] | None:
        """The benchmark of ours that is named and its metrics, where `metric` is none of them; None where it is one.

        A benchmark that we do not hold has no metrics of ours, so None stands for it as well.
        """
        held, said = self.named(benchmark), folded(metric)
        if held is None or not said or not held.metrics or held.metrics[0] == _OWN_SCORE:
            return None
        meant, metrics = _METRIC_OF.get(said, ("", False))[0], held.metrics
        is_one = metrics[0] in _SHARES if meant == "primary" else meant in metrics
        return None if is_one else (held.key, metrics)

    def recognise(self, benchmark: str, metric: str | None) -> HeldMetric | None:
        """What people mean by a benchmark and a metric; None where we hold no such scores.

        The benchmark may name the metric as well ("ImageNet top-5 error"), where `metric` does not.
        """
        written = words(benchmark)
        said = folded(metric or "")
        for end in range(len(written), 0, -1):
            found = self._by_name.get("".join(written[:end]))
            rest = "".join(written[end:])
            if found and (not rest or not said):
                measured = _METRIC_OF.get(rest or said)
                return HeldMetric(found.key, *measured) if measured else None
        return None
