from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record, render_csv
from compute_trends.catalog.importers import thompson
from compute_trends.catalog.schema import load_schema

FIXTURES = Path(__file__).parents[2] / "fixtures" / "thompson"
IMAGENET = FIXTURES / "benchmark_results_imagenet.csv"
COCO = FIXTURES / "benchmark_results_ms_coco.csv"
WMT = FIXTURES / "scores_wmt2014_en-de.csv"


def by_id(*paths: Path) -> dict[str, Record]:
    return {record["record_id"]: record for record in thompson.read(paths).records}


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[Path, str, str], Path]:
    def edit(path: Path, old: str, new: str) -> Path:
        text = path.read_text(encoding="utf-8")
        assert old in text
        copy = tmp_path / path.name
        copy.write_text(text.replace(old, new), encoding="utf-8")
        return copy

    return edit


def test_each_score_is_a_record_that_repeats_the_computation_of_its_run() -> None:
    records = by_id(IMAGENET)
    first = records["imagenet-fernnet-50-2016-top-1-accuracy"]
    second = records["imagenet-fernnet-50-2016-top-5-accuracy"]
    assert first["run_id"] == second["run_id"] == "imagenet-fernnet-50-2016"
    assert (first["score_fraction"], first["is_primary_metric"]) == (0.763, True)
    assert (second["score_fraction"], second["is_primary_metric"]) == (0.931, False)
    own = {"record_id", "metric", "score_fraction", "is_primary_metric"}
    assert {key: first[key] for key in first.keys() - own} == {key: second[key] for key in second.keys() - own}
    assert len(records) == 4


def test_units_become_ours_without_rounding_errors() -> None:
    record = by_id(IMAGENET)["imagenet-fernnet-50-2016-top-1-accuracy"]
    assert record["training_gpu_peak_flop_per_s"] == 1.41e13
    assert record["training_gpu_count"] == 8
    assert record["training_time_hour"] == pytest.approx(173000 / 3600)
    assert record["training_time_as_reported"] == "2 days"
    assert record["parameters"] == 2.5e7
    burden = record["training_gpu_count"] * record["training_gpu_peak_flop_per_s"] * record["training_time_hour"] * 3600
    assert burden == pytest.approx(record["hardware_burden_flop"], rel=0.03)
    assert by_id(IMAGENET)["imagenet-mossnet-b-top-1-accuracy"]["score_fraction"] == 0.579


def test_stages_keep_columns_of_their_own() -> None:
    record = by_id(IMAGENET)["imagenet-fernnet-50-2020-top-1-accuracy"]
    assert (record["training_tpu"], record["training_tpu_count"]) == ("Cloud TPU v3", 0.125)
    assert (record["pretraining_tpu"], record["pretraining_tpu_peak_flop_per_s"]) == ("Cloud TPU v4", 1.1e15)
    assert record["training_tpu_core_day"] == 2500
    assert record["fine_tuning_epochs"] == 30
    assert record["fine_tuning_dataset"] == ["ImageNet 1K, cleaned"]
    assert record["forward_flop"] is None
    assert record["forward_multiply_adds"] == 8e9
    assert record["training_time_hour"] is None


def test_a_name_that_occurs_twice_takes_its_year_into_the_id() -> None:
    assert {record["run_id"] for record in by_id(IMAGENET).values()} == {
        "imagenet-fernnet-50-2016",
        "imagenet-fernnet-50-2020",
        "imagenet-mossnet-b",
    }


def test_semicolons_in_links_are_percent_encoded() -> None:
    assert by_id(IMAGENET)["imagenet-mossnet-b-top-1-accuracy"]["source_url"] == "https://example.org/a%3Bb.pdf"


def test_logarithms_are_kept_with_all_digits_under_either_spelling() -> None:
    record = by_id(COCO)["ms-coco-boxfern-ap50"]
    assert record["log10_network_operations"] == 20.17395537
    assert record["network_operations_flop"] == 1.49e20
    assert thompson.read([COCO]).unknown_columns == []


def test_a_run_without_its_primary_score_keeps_the_others_and_one_without_any_is_listed() -> None:
    imported = thompson.read([COCO])
    assert {record["metric"] for record in imported.records} == {"ap50", "ap75", "ap_small", "ap_medium", "ap_large"}
    assert not any(record["is_primary_metric"] for record in imported.records)
    [left_out] = imported.left_out
    assert (left_out.row, left_out.name, left_out.reason) == (2, "BoxMoss", "ms_coco: no score")


def test_a_value_in_the_wrong_column_is_not_moved() -> None:
    record = by_id(WMT)["wmt2014-en-de-fern-translator-bleu"]
    assert record["benchmark"] == "wmt2014_en_de"
    assert record["training_cpu"] == "4.20E+05"
    assert record["training_tpu_peak_flop_per_s"] == 32e9


def test_all_files_together_render_as_records_csv() -> None:
    imported = thompson.read([IMAGENET, COCO, WMT])
    assert [(item.name, item.rows) for item in imported.files] == [(IMAGENET.name, 3), (COCO.name, 2), (WMT.name, 1)]
    text = render_csv(load_schema("benchmark_results"), imported.records)
    assert len(text.splitlines()) == 1 + 4 + 5 + 2


def test_a_new_column_is_reported(edited: Callable[[Path, str, str], Path]) -> None:
    copy = edited(IMAGENET, "log10net", "log_net")
    imported = thompson.read([copy])
    assert imported.unknown_columns == ["benchmark_results_imagenet.csv: log_net"]
    assert "log10net" in imported.missing_columns


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        (IMAGENET, "(TOP 1 score)", "(Top-1)", r"score columns \['\(TOP 5 score\)', '\(Top-1\)'\]"),
        (IMAGENET, "paper_link", "link", "missing: 'paper_link'"),
        (IMAGENET, "log10hw", "log10net", "'log10net' more than once"),
        (IMAGENET, "4.00E+09", "4.00E+0x", r"line 2, column 'flops': '4.00E\+0x'"),
        (IMAGENET, "1.73E+05", "2 days", "line 2, column 'training_time_total_sec': '2 days'"),
        (IMAGENET, "57.90", "157.90", r"line 4, column '\(TOP 1 score\)': '157.90' cannot be read: a score in percent"),
        (IMAGENET, ",2021,", ",2021.5,", "line 4, column 'year': '2021.5'"),
        (IMAGENET, ",57.90,", ",57.90", "line 4: 33 cells where the header has 34"),
    ],
)
def test_malformed_files_are_refused_with_their_place(
    edited: Callable[[Path, str, str], Path], path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(ImportRefusedError, match=said):
        thompson.read([edited(path, old, new)])


def test_the_same_benchmark_twice_is_refused() -> None:
    with pytest.raises(ImportRefusedError, match="imagenet was already read from"):
        thompson.read([IMAGENET, IMAGENET])


def test_a_translation_file_must_name_its_languages(tmp_path: Path) -> None:
    copy = tmp_path / "translation.csv"
    copy.write_text(WMT.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(ImportRefusedError, match="must say en_fr or en_de"):
        thompson.read([copy])


@pytest.mark.parametrize(
    ("content", "said"), [("<html>", "web page"), ("", "empty"), ("name,year\na,2020\n", "missing")]
)
def test_other_files_are_refused(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "imagenet.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ImportRefusedError, match=said):
        thompson.read([path])


def test_a_header_without_rows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "imagenet.csv"
    path.write_text(IMAGENET.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    with pytest.raises(ImportRefusedError, match="a header and no rows"):
        thompson.read([path])


def test_rows_that_repeat_the_header_are_no_runs(tmp_path: Path) -> None:
    text = IMAGENET.read_text(encoding="utf-8")
    header, rest = text.split("\n", 1)
    names = next(csv.reader([header]))
    again = [["name" if name == "name" else "top1_score" if name.startswith("(") else "" for name in names]]
    again += [["bleu" if name.startswith("(") else "gpu" for name in names], [""] * len(names)]
    again[1][names.index("name")] = ""
    path = tmp_path / IMAGENET.name
    path.write_text("\n".join([header, *(",".join(row) for row in again), rest]), encoding="utf-8")
    imported, expected = thompson.read([path]), thompson.read([IMAGENET])
    assert imported.records == expected.records
    assert [item.row for item in imported.left_out if item.reason == "a row of the header"] == [1, 2, 3]
