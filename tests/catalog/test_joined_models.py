"""Scores of language models meet the computation of the model, stated with the result or by the system it names."""

from __future__ import annotations

from functools import cache

import pytest

from compute_trends.catalog.doors.connect import connect

#: The best-known models with scores whose training compute is stated somewhere in our tables.
KNOWN = (
    "GPT-4", "GPT-3 175B (davinci)", "LLaMA-7B", "LLaMA-13B", "LLaMA-33B", "LLaMA-65B", "Llama 2-7B", "Llama 2-13B",
    "Llama 2-70B", "Llama 3-70B", "Llama 3.1-405B", "Falcon-7B", "Falcon-40B", "MPT-7B", "PaLM (540B)", "Chinchilla",
    "Gopher (280B)", "GPT-J-6B", "GPT-NeoX-20B", "Gemma 2B", "Phi-2", "DeepSeek-V3", "Qwen2.5-72B",
)  # fmt: skip
_JOINED = """
  select r.name, r.record_id, r.milestone_system, coalesce(r.training_compute_flop, m.training_compute_flop) as flop
  from benchmark_results r left join milestone_systems m on m.name = r.milestone_system
  where r.source like 'epoch-%'"""


@cache
def _flops() -> dict[str, set[float | None]]:
    found: dict[str, set[float | None]] = {}
    for name, _, _, flop in connect().execute(_JOINED).fetchall():
        found.setdefault(name, set()).add(flop)
    return found


@pytest.mark.parametrize("name", KNOWN)
def test_a_well_known_model_has_scores_and_one_training_compute(name: str) -> None:
    assert name in _flops()
    flops = _flops()[name]
    assert None not in flops
    assert len(flops) == 1


def test_a_system_is_found_by_the_name_that_it_had_before() -> None:
    rows = [row for row in connect().execute(_JOINED).fetchall() if row[0] == "GPT-4"]
    assert len(rows) == 11
    assert {(system, flop) for _, _, system, flop in rows} == {("GPT-4 (Mar 2023)", 2.1e25)}


def test_a_fifth_more_results_have_a_computation_than_came_with_one() -> None:
    known = sum(row[3] is not None for row in connect().execute(_JOINED).fetchall())
    stated = "select count(training_compute_flop) from v2026_8_0.benchmark_results where source like 'epoch-%'"
    before = connect().execute(stated).fetchone()
    assert before is not None
    assert known >= 1.2 * before[0]


def test_a_compute_from_elsewhere_says_so_and_makes_no_milestone() -> None:
    filled = (
        connect()
        .execute(
            "select count(*), count(milestone_system), count(distinct training_compute_source) from benchmark_results "
            "where training_compute_source is not null and training_compute_flop is not null"
        )
        .fetchone()
    )
    assert filled is not None
    assert filled[0] > 250
    assert filled[1] == 0
    assert filled[2] == 2
