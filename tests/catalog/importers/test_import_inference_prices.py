"""Prices of language models: one row per score, names joined, tokens per sample."""

import datetime as dt
from pathlib import Path

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record, render_csv
from compute_trends.catalog.importers import inference_prices
from compute_trends.catalog.schema import load_schema
from compute_trends.tests.catalog.importers.edited import edited

TABLES = Path(__file__).parents[2] / "fixtures" / "inference_prices"
BOTH = [TABLES / "prices.csv", TABLES / "tokens.csv"]


@pytest.fixture(scope="module")
def records() -> dict[str, Record]:
    return {record["record_id"]: record for record in inference_prices.read(BOTH[::-1]).records}


def test_each_score_of_a_price_is_a_row_as_a_fraction_or_in_elo(records: dict[str, Record]) -> None:
    mmlu = records["gpt-4-0314-2023-03-14-mmlu"]
    assert (mmlu["blended_price_usd_per_megatoken"], mmlu["score_fraction"], mmlu.get("score_elo")) == (
        37.5,
        0.86,
        None,
    )
    arena = records["gpt-4-0314-2023-03-14-lmsys-chatbot-arena"]
    assert (arena.get("score_fraction"), arena["score_elo"]) == (None, 1186)
    assert sum(row["record_kind"] == "price_and_score" for row in records.values()) == 6 + 4 + 5 + 5


def test_a_price_without_a_score_is_a_row_too(records: dict[str, Record]) -> None:
    row = records["claude-instant-2024-08-12"]
    assert (row["record_kind"], row.get("benchmark")) == ("price_alone", None)


def test_prices_at_two_days_are_two(records: dict[str, Record]) -> None:
    dates = [
        row["price_date"]
        for row in records.values()
        if row.get("benchmark") == "HumanEval" and row["model"] == "o1-mini"
    ]
    assert dates == [dt.date(2024, 9, 12), dt.date(2025, 1, 31)]


def test_tokens_are_those_of_one_answer_of_a_model_that_has_a_price(records: dict[str, Record]) -> None:
    row = records["claude-3-haiku-20240307-run-math-level-5"]
    assert row["model"] == "claude-3-haiku"
    assert row["output_token_per_sample"] == pytest.approx(4227141 / 10592)
    assert (row["run_count"], row["sample_count"]) == (8, 10592)


def test_two_efforts_of_a_model_that_reasons_are_runs_of_one_model(records: dict[str, Record]) -> None:
    runs = [row for row in records.values() if row["record_kind"] == "benchmark_run" and row["model"] == "o1-mini"]
    assert [row["name"] for row in runs] == ["o1-mini-2024-09-12_high", "o1-mini-2024-09-12_medium"]
    assert all(row["is_reasoning_model"] for row in records.values() if row["model"] == "o1-mini")
    assert not any(row["is_reasoning_model"] for row in records.values() if row["model"] == "gpt-4-0314")


def test_the_records_render() -> None:
    imported = inference_prices.read(BOTH)
    assert render_csv(load_schema("inference_prices"), imported.records).count("\n") == len(imported.records) + 1
    assert (imported.unknown_columns, imported.left_out) == ([], [])


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        (0, "USD per 1M Tokens", "USD per 1K Tokens", r"column 'USD per 1M Tokens' is missing"),
        (
            0,
            ",37.5,",
            ",,",
            r"line 3, column 'USD per 1M Tokens': '' cannot be read: it is empty; the row is 'GPT-4-0314'",
        ),
        (0, "2023-03-14", "March 2023", r"line 3, column 'Release Date': 'March 2023'"),
        (0, ",86,", ",86%,", r"line 3, column 'MMLU': '86%'"),
        (1, ",5296,", ",0,", r"line 2, column 'total_samples': '0' cannot be read: it is not above 0"),
        (1, "988900", "about a million", r"line 2, column 'input_tokens': 'about a million'"),
    ],
)
def test_a_table_that_changed_is_refused(tmp_path: Path, table: int, old: str, new: str, message: str) -> None:
    path = edited(tmp_path, BOTH[table], old, new)
    with pytest.raises(ImportRefusedError, match=message):
        inference_prices.read([path, BOTH[1 - table]])


def test_one_table_twice_is_refused() -> None:
    with pytest.raises(ImportRefusedError, match="one has to have a column Task"):
        inference_prices.read([BOTH[0], BOTH[0]])
