"""Benchmarks from the table of scores: one row per benchmark, its facts beside it."""

import datetime as dt
from pathlib import Path

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import render_csv
from compute_trends.catalog.importers.epoch_benchmark_list import read
from compute_trends.catalog.schema import load_schema

SCORES = Path(__file__).parents[2] / "fixtures" / "epoch_index" / "scores.csv"


def test_a_benchmark_is_one_record_with_what_is_known_of_it() -> None:
    imported = read([SCORES])
    records = {record["benchmark"]: record for record in imported.records}
    assert set(records) == {"lech_mazur_writing", "mmlu", "gpqa_diamond", "brand_new_bench"}
    assert imported.repeated == 1
    mmlu = records["mmlu"]
    assert (mmlu["record_id"], mmlu["name"], mmlu["metric"], mmlu["chance_score_fraction"]) == (
        *("mmlu", "MMLU", "exact_match"),
        0.25,
    )
    assert (mmlu["release_date"], mmlu["is_optimized_for"]) == (dt.date(2020, 9, 7), True)
    render_csv(load_schema("benchmarks"), imported.records)


def test_of_a_benchmark_that_nobody_described_only_what_the_table_says_is_known() -> None:
    new = next(record for record in read([SCORES]).records if record["benchmark"] == "brand_new_bench")
    unknown = ("release_date", "release_date_precision", "chance_score_fraction", "takes_shots", "source_url")
    assert [new[name] for name in unknown] == [None] * len(unknown)
    assert new["metric"] == "score"


def test_two_dates_of_one_benchmark_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text(SCORES.read_text(encoding="utf-8").replace("2020-09-07,True,0.27", "2021-09-07,True,0.27"))
    with pytest.raises(
        ImportRefusedError, match="line 4, column 'benchmark_release_date': '2021-09-07' is another than 2020-09-07"
    ):
        read([path])
