"""Inclusion of milestones: the criteria, and claimed scores against the scores that benchmark_results holds."""

from __future__ import annotations

from functools import cache
from typing import Any

import duckdb
import pytest

from compute_trends.catalog.doors.connect import connect
from compute_trends.validators.api import validate
from compute_trends.validators.registry import find_rule
from compute_trends.validators.reports.finding import Finding
from compute_trends.validators.rules.shared.benchmark_names import (
    ERRORS,
    METRICS,
    Benchmarks,
    HeldMetric,
)
from compute_trends.validators.rules.shared.criteria import EVIDENCE

SOTA = "sota-score-not-a-record"

#: A record with all the evidence that the criteria it claims ask for.
COMPLETE: dict[str, Any] = {
    "record_id": "new-system",
    "name": "New System",
    "publication_date": "2026-02-03",
    "publication_date_precision": "day",
    "inclusion_criteria": [
        *("highly_cited", "historical_significance", "sota_improvement"),
        *("significant_use", "training_cost", "discretionary"),
    ],
    "has_learning_component": True,
    "shows_experimental_results": True,
    "advances_state_of_the_art": True,
    "inclusion_note": "First system of its kind",
    "citations": 1234,
    "citations_date": "2026-08-01",
    "sota_benchmark": "MMLU",
    "sota_score_fraction": 0.95,
    "significant_use_url": "https://blog.google/products/search/search-language-understanding-bert/",
    "discretionary_reviewer": "A. Reviewer",
    "discretionary_reason": "Largest open model of its year",
    "parameters": 1e11,
    "training_compute_flop": 1e24,
    "training_compute_method": ["operation_counting"],
    "confidence": "likely",
    "training_cost_2023_usd": 2e6,
    "source": "x",
    "source_url": "https://arxiv.org/abs/2602.01234",
    "admission": "submitted",
}


def claim(benchmark: str, score: float, date: str, **more: Any) -> list[Finding]:
    record = {
        "record_id": "new-system",
        "name": "New System",
        "inclusion_criteria": ["sota_improvement"],
        "sota_benchmark": benchmark,
        "sota_score_fraction": score,
        "publication_date": date,
        "admission": "submitted",
    }
    return list(validate(record | more, "milestone_systems", select=[SOTA]))


@cache
def views() -> duckdb.DuckDBPyConnection:
    return connect()


def held_scores(benchmark: str, metric: str, before_year: int) -> list[float]:
    rows = views().execute(
        "select score_fraction from benchmark_results where benchmark = ? and metric = ? and year < ?",
        [benchmark, metric, before_year],
    )
    return [score for (score,) in rows.fetchall()]


def test_a_complete_record_meets_every_criterion() -> None:
    assert [finding.rule for finding in validate(COMPLETE, "milestone_systems", select=["inclusion"])] == []


#: What is changed in the complete record, and the rule that says so.
LACKING: list[tuple[dict[str, Any], str]] = [
    ({"inclusion_criteria": []}, "milestone-criterion-unclaimed"),
    ({"has_learning_component": None}, "milestone-learning-unshown"),
    ({"has_learning_component": False}, "milestone-learning-unshown"),
    ({"shows_experimental_results": None}, "milestone-experiments-unshown"),
    (
        {"advances_state_of_the_art": None, "inclusion_criteria": ["training_cost", "highly_cited"]},
        "milestone-advance-unshown",
    ),
    ({"citations": None}, "highly-cited-evidence-missing"),
    ({"citations_date": None}, "highly-cited-evidence-missing"),
    ({"citations": 123}, "citations-below-criterion"),
    ({"citations_date": "2026-01-01"}, "citations-before-publication"),
    ({"inclusion_note": None}, "historical-significance-evidence-missing"),
    ({"sota_benchmark": None}, "sota-improvement-evidence-missing"),
    ({"sota_score_fraction": None}, "sota-improvement-evidence-missing"),
    ({"sota_score_fraction": 0.5}, SOTA),
    ({"significant_use_url": None}, "significant-use-evidence-missing"),
    ({"training_cost_2023_usd": None}, "training-cost-evidence-missing"),
    ({"training_cost_2023_usd": 2e3}, "training-cost-below-criterion"),
    ({"discretionary_reviewer": None}, "discretionary-evidence-missing"),
    ({"discretionary_reason": None}, "discretionary-evidence-missing"),
    ({"inclusion_criteria": ["training_cost"]}, "highly-cited-unclaimed"),
    ({"inclusion_criteria": ["highly_cited"]}, "training-cost-unclaimed"),
    ({"name": None}, "milestone-name-missing"),
    ({"source_url": None}, "milestone-source-missing"),
    ({"source_url": "http://intranet/paper"}, "milestone-source-missing"),
    ({"publication_date_precision": None}, "publication-date-precision-missing"),
    ({"training_compute_method": None}, "training-compute-method-missing"),
    ({"confidence": None}, "training-compute-confidence-missing"),
]


@pytest.fixture(scope="module")
def lacking() -> dict[str, list[str]]:
    """The rules that fire on the complete record with each of the changes; they judge each record by itself."""
    rows = [COMPLETE | changes | {"record_id": f"new-{at}"} for at, (changes, _) in enumerate(LACKING)]
    found: dict[str, list[str]] = {str(row["record_id"]): [] for row in rows}
    for finding in validate(rows, "milestone_systems", select=["inclusion"]):
        found[str(finding.record)].append(finding.rule)
    return found


@pytest.mark.parametrize("at", range(len(LACKING)), ids=lambda at: f"{LACKING[at][1]}-{at}")
def test_one_thing_missing_is_one_finding(at: int, lacking: dict[str, list[str]]) -> None:
    assert lacking[f"new-{at}"] == [LACKING[at][1]]


@pytest.mark.parametrize("criterion", EVIDENCE)
def test_what_a_claim_is_told_to_lack_is_what_its_rule_finds(criterion: str) -> None:
    """A link that stands there without leading anywhere public lacks nothing that is empty."""
    evidence, rule = EVIDENCE[criterion], find_rule(f"{criterion.replace('_', '-')}-evidence-missing")
    examples = [dict(example) for example in (*rule.passes, *rule.fails) if isinstance(example, dict)]
    claims = [example for example in examples if example.get("inclusion_criteria")]
    claims = [claim for claim in claims if claim in rule.passes or "significant_use_url" not in claim]
    records = [claim | {"record_id": f"r-{at}"} for at, claim in enumerate(claims)]
    found = {item.record: item.column for item in validate(records, "milestone_systems", select=[rule.id])
             if item.rule == rule.id}  # fmt: skip
    first_missing = {record["record_id"]: evidence.missing(record)[0] for record in records if evidence.missing(record)}
    assert found == first_missing


def test_an_upstream_record_is_spared_the_evidence_but_not_the_thresholds() -> None:
    shipped = {"record_id": "alexnet", "admission": "upstream", "inclusion_criteria": ["highly_cited"], "citations": 9}
    found = validate(shipped, "milestone_systems", select=["inclusion"])
    assert [finding.rule for finding in found] == ["citations-below-criterion"]


@pytest.mark.parametrize("benchmark", ["imagenet", "ImageNet", "ILSVRC-2012", "ImageNet (ILSVRC 2012)"])
def test_a_score_has_to_beat_the_best_earlier_one_however_the_benchmark_is_written(benchmark: str) -> None:
    claimed = max(held_scores("imagenet", "top_1_accuracy", 2019))
    (finding,) = claim(benchmark, claimed, "2019-01-01")
    assert (finding.column, finding.value) == ("sota_score_fraction", str(claimed))
    assert benchmark in finding.message
    assert finding.evidence is not None
    dataset, record = finding.evidence.split("/")
    ((best,),) = views().execute(f"select score_fraction from {dataset} where record_id = ?", [record]).fetchall()
    assert best >= claimed
    assert claim(benchmark, best, "2019-01-01") != []
    assert claim(benchmark, best + 0.001, "2019-01-01") == []


def test_an_arxiv_id_dates_a_score_before_its_year_does() -> None:
    # Noisy Student: arXiv 1911.04252, in the source's table under 2020.
    assert max(held_scores("imagenet", "top_1_accuracy", 2020)) < 0.884
    assert claim("ImageNet", 0.88, "2019-11-15") == []
    (finding,) = claim("ImageNet", 0.88, "2019-12-15")
    assert "by 2019-11-30" in finding.message


def test_later_scores_do_not_count() -> None:
    # AlexNet's 63.3% of 2012 was the first score that we hold, and a record; ten years later it is none.
    assert claim("ImageNet", 0.6, "2012-10-01") == []
    assert claim("ImageNet", 0.6, "2013-01-01") != []


def test_the_metric_decides_which_scores_are_rivals() -> None:
    top_1, top_5 = (max(held_scores("imagenet", f"top_{n}_accuracy", 2016)) for n in (1, 5))
    between = (top_1 + top_5) / 2
    assert top_1 < between < top_5
    assert claim("ImageNet", between, "2016-01-01") == []
    assert claim("ImageNet", between, "2016-01-01", sota_metric="Top-5 accuracy") != []
    assert claim("ImageNet top-5", between, "2016-01-01") != []
    assert claim("ImageNet", between, "2016-01-01", sota_metric="mean corruption error") == []


def test_of_an_error_rate_less_is_better() -> None:
    least = 1 - max(held_scores("imagenet", "top_5_accuracy", 2016))
    assert claim("ImageNet", least - 0.01, "2016-01-01", sota_metric="top-5 error") == []
    (finding,) = claim("ImageNet", least + 0.01, "2016-01-01", sota_metric="top-5 error")
    assert finding.message.startswith("an error of ")


def test_translation_directions_are_told_apart() -> None:
    french, german = (max(held_scores(f"wmt2014_en_{code}", "bleu", 2019)) for code in ("fr", "de"))
    assert german < french
    between = (german + french) / 2
    assert claim("WMT14 EN-DE", between, "2019-01-01") == []
    assert claim("WMT 2014 English-to-French", between, "2019-01-01", sota_metric="BLEU") != []


def test_the_same_system_in_the_other_table_is_no_rival() -> None:
    # FixEfficientNet-L2 holds the record of 88.5% from March 2020; its own record may be dated later.
    alone = {"name": "FixEfficientNet-L2", "source_url": "https://arxiv.org/abs/2003.08237"}
    assert claim("ImageNet", 0.885, "2020-10-01", **alone) == []
    assert claim("ImageNet", 0.885, "2020-10-01", source_url="https://arxiv.org/abs/2003.08237v5") == []
    assert claim("ImageNet", 0.885, "2020-10-01") != []


def test_a_benchmark_that_we_do_not_hold_is_not_judged() -> None:
    assert claim("Kinetics-400", 0.01, "2026-01-01") == []
    assert claim("ImageNet-C", 0.01, "2026-01-01") == []


def test_many_claims_are_judged_one_by_one() -> None:
    records = [
        COMPLETE | {"record_id": f"s-{i}", "sota_benchmark": name, "sota_score_fraction": score}
        for i, (name, score) in enumerate([("MMLU", 0.5), ("MMLU", 0.95), ("Go", 0.1), ("PIQA", 0.5), ("PIQA", 0.99)])
    ]
    assert [finding.record for finding in validate(records, "milestone_systems", select=[SOTA])] == ["s-0", "s-3"]


def test_names_and_metrics_are_those_that_benchmarks_declares() -> None:
    connection = views()
    benchmarks = Benchmarks(connection)
    held = connection.execute("select distinct benchmark, metric, is_primary_metric from benchmark_results").fetchall()
    named = dict(connection.execute("select benchmark, name from benchmarks").fetchall())
    assert set(ERRORS) <= set(METRICS)
    for benchmark, metric, is_primary in held:
        meant = benchmarks.named(named[benchmark])
        assert meant is not None
        assert meant.key == benchmark
        assert metric in meant.metrics
        assert (metric == meant.metrics[0]) == is_primary
        if metric not in ("score", "index"):  # neither is a metric that a claim would name
            found = benchmarks.recognise(benchmark, metric)
            assert found is not None
            assert found.benchmark == benchmark
            assert found.metric in (metric, "primary")


@pytest.mark.parametrize(
    ("benchmark", "metric", "meant"),
    [
        ("WMT'14 En→De", None, HeldMetric("wmt2014_en_de", "primary", False)),
        ("SQuAD 1.1 F1", None, HeldMetric("squad_1_1", "f1", False)),
        ("SQuAD 2.0", None, None),
        ("MS COCO", "AP@50", HeldMetric("ms_coco", "ap50", False)),
        ("ImageNet top-5 error", None, HeldMetric("imagenet", "top_5_accuracy", True)),
        ("ImageNet-21k", None, None),
        ("newstest2014 English to German", "BLEU", HeldMetric("wmt2014_en_de", "bleu", False)),
        ("COCO minival", "mAP", HeldMetric("ms_coco", "box_ap", False)),
        ("ILSVRC", "top-1", HeldMetric("imagenet", "top_1_accuracy", False)),
        ("ARC-C", "acc", HeldMetric("arc_ai2", "primary", False)),
        ("COCO", "mask AP", None),
        ("", None, None),
    ],
)
def test_what_a_benchmark_and_metric_mean(
    benchmark: str, metric: str | None, meant: HeldMetric | None, shipped_views: duckdb.DuckDBPyConnection
) -> None:
    assert Benchmarks(shipped_views).recognise(benchmark, metric) == meant
