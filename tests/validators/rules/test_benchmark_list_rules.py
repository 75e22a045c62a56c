"""The dataset benchmarks, and what its records say of results: names, dates, chance levels and ceilings."""

from __future__ import annotations

import json
import random
import string
from pathlib import Path
from typing import Any

import pytest

from compute_trends.catalog.doors.connect import connect
from compute_trends.validators.api import validate
from compute_trends.validators.engine.check import check_files

NEW_BENCHMARK: dict[str, Any] = {
    "record_id": "dusty-bench",
    "name": "DustyBench",
    "benchmark": "dusty_bench",
    "metric": "accuracy",
    "direction": "higher_is_better",
    "release_date": "2026-07-01",
    "release_date_precision": "day",
    "source": "submitted",
    "source_url": "https://arxiv.org/abs/2607.01234",
    "admission": "submitted",
}
NEW_RESULT: dict[str, Any] = {
    "record_id": "dusty-bench-gpt-4o",
    "name": "GPT-4o",
    "run_id": "dusty-bench-gpt-4o",
    "benchmark": "dusty_bench",
    "metric": "accuracy",
    "score_fraction": 0.31,
    "is_primary_metric": True,
    "year": 2024,
    "publication_date": "2024-05-13",
    "source": "submitted",
    "source_url": "https://arxiv.org/abs/2607.01234",
    "admission": "submitted",
}


def keys() -> list[str]:
    return [key for (key,) in connect().execute("select benchmark from benchmarks order by 1").fetchall()]


def rules_on(record: dict[str, Any], dataset: str) -> set[str]:
    return {finding.rule for finding in validate([record], dataset)}


def slips(key: str, chance: random.Random) -> list[str]:
    """The key with one letter dropped, doubled, replaced, and two swapped; none of them is the key."""
    at = chance.randrange(1, len(key) - 1)
    letter = chance.choice(string.ascii_lowercase)
    made = (
        key[:at] + key[at + 1 :],
        key[:at] + key[at] + key[at:],
        key[:at] + letter + key[at + 1 :],
        key[:at] + key[at + 1] + key[at] + key[at + 2 :],
    )
    return [slip for slip in made if slip != key]


def test_a_slip_in_the_key_gets_the_right_one_offered() -> None:
    chance, known = random.Random(20260801), keys()
    made = [(key, slip) for key in known for _ in range(5) for slip in slips(key, chance) if slip not in known]
    rows = [
        NEW_RESULT | {"record_id": f"r-{i}", "run_id": f"r-{i}", "benchmark": slip} for i, (_, slip) in enumerate(made)
    ]
    told = {found.record: found.message for found in validate(rows, "benchmark_results", select=["benchmark-unknown"])}
    assert len(told) == len(made) > 1000
    right = 0
    for place, (key, _) in enumerate(made):
        message = told[f"r-{place}"]
        offers = message.rpartition("near to it: ")[2].split(", ") if "near to it" in message else [message]
        right += key in offers or f"is called {key} here" in message
    assert right >= 0.95 * len(made)


@pytest.mark.parametrize("written", ["MMLU", "HellaSwag", "ARC-Challenge", "Humanity's Last Exam", "GPQA Diamond"])
def test_a_name_is_told_its_key(written: str) -> None:
    [finding] = validate([NEW_RESULT | {"benchmark": written}], "benchmark_results", select=["benchmark-unknown"])
    key = {"MMLU": "mmlu", "HellaSwag": "hellaswag", "ARC-Challenge": "arc_ai2", "GPQA Diamond": "gpqa_diamond"}
    assert f"is called {key.get(written, 'hle')} here" in finding.message


def test_a_new_benchmark_goes_in_beside_its_first_result(tmp_path: Path) -> None:
    for name, record in (("benchmarks", NEW_BENCHMARK), ("benchmark_results", NEW_RESULT)):
        (tmp_path / f"{name}.json").write_text(json.dumps([record]), encoding="utf-8")
    alone = check_files([tmp_path / "benchmark_results.json"], None)
    assert {(found.rule, found.column) for found in alone} == {("benchmark-unknown", "benchmark")}
    assert list(check_files([tmp_path / "benchmarks.json", tmp_path / "benchmark_results.json"], None)) == []


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"direction": None}, "benchmark-definition-missing"),
        ({"metric": None}, "benchmark-definition-missing"),
        ({"release_date": None, "release_date_precision": None}, "benchmark-definition-missing"),
        ({"name": "Hella-Swag"}, "benchmark-listed-twice"),
        ({"aliases": ["Humanitys last exam"]}, "benchmark-listed-twice"),
        ({"chance_score_fraction": 0.9, "ceiling_score_fraction": 0.5}, "benchmark-bounds-reversed"),
    ],
)
def test_a_slip_in_a_new_benchmark_is_named(changed: dict[str, Any], rule: str) -> None:
    assert rules_on(NEW_BENCHMARK | changed, "benchmarks") == {rule}


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"benchmark": "mmlu", "metric": "exact_match", "shots": 5, "score_fraction": 31}, "structure-range"),
        ({"benchmark": "hellaswag", "shots": 0, "score_fraction": 0.1}, "benchmark-score-implausibly-low"),
        (
            {"benchmark": "gpqa_diamond", "source_url": "https://arxiv.org/abs/2303.08774"},
            "score-older-than-benchmark",
        ),
        (
            {"benchmark": "gpqa_diamond", "year": 2014, "publication_date": "2014-06-01"},
            "model-much-older-than-benchmark",
        ),
    ],
)
def test_a_slip_in_a_result_is_named(changed: dict[str, Any], rule: str) -> None:
    assert rule in rules_on(NEW_RESULT | changed, "benchmark_results")


def test_a_claim_on_a_benchmark_that_did_not_exist_is_an_error() -> None:
    claim = {"record_id": "old", "name": "Old", "sota_metric": "accuracy", "sota_score_fraction": 0.9}
    claim |= {"admission": "submitted", "source": "submitted", "inclusion_criteria": ["sota_improvement"]}
    rule = ["sota-claim-before-benchmark"]
    for name, date, count in (("MMLU", "2014-06-03", 1), ("mmlu", "2021-06-03", 0), ("SuperGLUE", "1999-01-01", 0)):
        record = claim | {"sota_benchmark": name, "publication_date": date}
        assert len(list(validate([record], "milestone_systems", select=rule))) == count


def test_a_score_above_the_ceiling_of_mmlu_is_an_error_and_one_at_it_is_not() -> None:
    """Its ceiling is the share of questions without an error."""
    rule = "benchmark-score-above-ceiling"
    held = NEW_RESULT | {"benchmark": "mmlu", "metric": "exact_match", "shots": 5}
    [above] = validate([held | {"score_fraction": 0.951}], "benchmark_results", select=[rule])
    assert above.severity == "error"
    assert "a score of 0.951 is above 0.935" in above.message
    assert list(validate([held | {"score_fraction": 0.935}], "benchmark_results", select=[rule])) == []
