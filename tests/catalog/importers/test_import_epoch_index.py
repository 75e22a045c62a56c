"""Scores of 2026 and the capability index: chance put back, systems by name, scores that are held already."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from compute_trends.catalog.doors.connect import connect
from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import render_csv
from compute_trends.catalog.importers.epoch_index import INDEX_KEY, read
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.systems_by_name import Systems
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema

FIXTURES = Path(__file__).parents[2] / "fixtures" / "epoch_index"
SCORES, INDEX = FIXTURES / "scores.csv", FIXTURES / "index.csv"

#: Models by which people judge a year, and the system that each is.
FLAGSHIPS = {
    "GPT-4 (Mar 2023)": "GPT-4 (Mar 2023)",
    "GPT-4o (May 2024)": "GPT-4o",
    "GPT-5": "GPT-5",
    "Claude 2": "Claude 2",
    "Claude 3 Opus": "Claude 3 Opus",
    "Claude Opus 4": "Claude Opus 4",
    "Gemini 1.0 Pro": "Gemini 1.0 Pro",
    "Gemini 2.5 Pro (Mar 2025)": "Gemini 2.5 Pro (Mar 2025)",
    "Llama 2-70B": "Llama 2-70B",
    "Llama 3.1-405B": "Llama 3.1-405B",
    "DeepSeek-V3": "DeepSeek-V3",
    "DeepSeek-R1": "DeepSeek-R1",
    "Qwen2-72B": "Qwen2-72B",
    "Qwen3-Max": "Qwen3-Max",
}


def by_benchmark(*paths: Path, previous: list[dict[str, Any]] | None = None) -> dict[tuple[str, str], dict[str, Any]]:
    records = read(paths, previous or []).records
    return {(row["benchmark"], row["model_version"] or row["name"]): row for row in records}


def test_what_guessing_gives_is_put_back() -> None:
    rows = by_benchmark(SCORES)
    assert rows["mmlu", "amazon.nova-pro-v1:0"]["score_fraction"] == pytest.approx(0.82, abs=1e-9)
    assert rows["mmlu", "Llama-2-7b"]["score_fraction"] == pytest.approx(0.453, abs=1e-9)
    assert rows["lech_mazur_writing", "amazon.nova-pro-v1:0"]["score_fraction"] == 0.605
    assert rows["brand_new_bench", "some-model-2026-08"]["score_fraction"] == 0.25


def test_both_tables_are_read_in_either_order() -> None:
    both, other = read([SCORES, INDEX]), read([INDEX, SCORES])
    assert len(both.records) == 5 + 4
    assert {row["record_id"] for row in both.records} == {row["record_id"] for row in other.records}
    render_csv(load_schema("benchmark_results"), both.records)
    sol = next(row for row in both.records if row["name"] == "GPT-5.6 Sol")
    assert (sol["benchmark"], sol["metric"], sol.get("score_fraction")) == (INDEX_KEY, "index", None)
    assert (sol["score_low_index"], sol["score_index"], sol["score_high_index"]) == (159.11, 161.65, 164.85)
    assert (sol["organizations"], sol["model_accessibility"]) == (["OpenAI"], "api_access")


def test_a_label_for_unknown_is_unknown_and_a_model_without_a_name_has_its_group() -> None:
    rows = by_benchmark(SCORES, INDEX)
    assert rows[INDEX_KEY, "Some Model"]["model_accessibility"] is None
    assert rows["brand_new_bench", "some-model-2026-08"]["name"] == "Some Model"


def test_a_score_that_another_source_has_is_one_result_and_another_score_is_two() -> None:
    held = {
        "record_id": "mmlu-llama-2-7b-5-shot-arxiv-2307-09288", "source": "epoch-benchmark-stitching-2025-12",
        "name": "Llama 2-7B", "model_version": "Llama-2-7b", "benchmark": "mmlu", "score_fraction": 0.453,
        "reference": "Llama 2: Open Foundation and Fine-Tuned Chat Models",
    }  # fmt: skip
    exports = Exports()
    exports.origin = {"sources": {held["source"]: {"layout": "epoch-benchmark-stitching-joined"}}}
    imported = read([SCORES], [held], exports=exports)
    [same] = imported.left_out
    assert (same.row, same.merged_into) == (3, held["record_id"])
    assert "3 are of a benchmark" not in imported.notes[0]
    assert "4 are of a benchmark and version not held, 1 equal a score held, and 0 differ" in imported.notes[0]
    other = read([SCORES], [held | {"score_fraction": 0.468}], exports=exports)
    assert other.left_out == []
    assert "and 1 differ" in other.notes[0]


def test_no_better_than_chance_is_no_score_where_guessing_gives_some(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    text = SCORES.read_text(encoding="utf-8").replace("0.14309764309764308", "0.0").replace("0.605", "0.0")
    path.write_text(text, encoding="utf-8")
    imported = read([path])
    assert [(item.row, item.name) for item in imported.left_out] == [(4, "gpt-4-0314 on gpqa_diamond")]
    assert next(row for row in imported.records if row["benchmark"] == "lech_mazur_writing")["score_fraction"] == 0


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("0.605", "60.5", "line 2, column 'performance': '60.5' cannot be read: a fraction between 0 and 1"),
        ("2024-12-03", "03.12.2024", "line 2, column 'date': '03.12.2024'"),
        ("performance", "score", "performance"),
    ],
)
def test_a_malformed_table_is_refused_with_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "scores.csv"
    path.write_text(SCORES.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ImportRefusedError, match=message):
        read([path])


def test_one_table_twice_is_refused(tmp_path: Path) -> None:
    again = Path(shutil.copy(SCORES, tmp_path / "again.csv"))
    with pytest.raises(ImportRefusedError, match="one table with a column performance or eci each"):
        read([SCORES, again])


def test_flagships_are_joined_to_their_systems() -> None:
    systems = Systems(PACKAGE_ROOT)
    assert {name: systems.named(name) for name in FLAGSHIPS} == FLAGSHIPS


def test_versions_of_another_month_are_models_of_their_own() -> None:
    systems = Systems(PACKAGE_ROOT)
    assert systems.named("Mistral Large 2 (Jul 2024)") == "Mistral Large 2"
    for name in ("Mistral Large 2 (Nov 2024)", "Kimi K2 (Sep 2026)", "GPT-4o (Smarch 2024)", "Nobody's Model"):
        assert systems.named(name) is None


def test_the_shipped_results_reach_2026_and_name_systems_with_their_computation() -> None:
    connection = connect()
    rows, newest, flagships = connection.execute(
        "select count(*), max(publication_date), count(distinct name) filter (where milestone_system is not null and "
        "list_contains($1, name)) from benchmark_results",
        [list(FLAGSHIPS)],
    ).fetchone() or (0, None, 0)
    assert rows >= 4300
    assert newest.year == 2026
    assert flagships >= 10
    repeated = connection.execute(
        "select count(*) from (select benchmark, metric, name, model_version, shots, score_fraction, reference "
        "from benchmark_results where source like 'epoch-index%' group by all having count(*) > 1)"
    ).fetchone()
    assert repeated == (0,)


def test_results_of_systems_that_we_hold_have_their_computation() -> None:
    """By names compared here anew, whatever the import took for equal: letters and digits alone."""
    folded = "regexp_replace(lower({}), '[^a-z0-9]', '', 'g')"
    found = connect().execute(
        f"""
        with systems as (
          select {folded.format("name")} as key, any_value(name) as name from milestone_systems
          where training_compute_flop > 0 group by key having count(*) = 1
        )
        select count(*), count(*) filter (where r.milestone_system = s.name),
          count(*) filter (where coalesce(r.training_compute_flop, m.training_compute_flop) > 0)
        from benchmark_results r join systems s on s.key = {folded.format("r.name")}
        left join milestone_systems m on m.name = r.milestone_system
        where r.source <> 'thompson-2022'
        """
    )
    results, joined, with_compute = found.fetchone() or (0, 0, 0)
    assert results > 800
    assert joined >= 0.97 * results
    assert with_compute >= 0.97 * results
