from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record, render_csv
from compute_trends.catalog.importers import epoch_benchmarks
from compute_trends.catalog.importers.base import Imported
from compute_trends.catalog.schema import load_schema

SCORES = Path(__file__).parents[2] / "fixtures" / "epoch_benchmarks" / "scores.csv"


def read(path: Path = SCORES, previous: list[Record] | None = None) -> Imported:
    return epoch_benchmarks.read([path], previous or [], milestone_names={"Fern 7B": "Fern 7B"})


@pytest.fixture
def rewritten(tmp_path: Path) -> Callable[[Callable[[str], str]], Path]:
    def rewrite(change: Callable[[str], str]) -> Path:
        text = SCORES.read_text(encoding="utf-8")
        changed = change(text)
        assert changed != text
        copy = tmp_path / "scores.csv"
        copy.write_text(changed, encoding="utf-8")
        return copy

    return rewrite


def ids(imported: Imported) -> set[str]:
    return {record["record_id"] for record in imported.records}


def find(imported: Imported, benchmark: str) -> Record:
    [record] = [record for record in imported.records if record["benchmark"] == benchmark]
    return record


def test_every_row_is_a_record_or_is_listed() -> None:
    imported = read()
    assert imported.files[0].rows == 7
    assert [(item.row, item.name, item.reason) for item in imported.left_out] == [
        (2, "Fern 7B on mmlu", "repeats row 1 exactly"),
        (6, "unnamed on arc_ai2", "no score"),
    ]
    assert len(imported.records) == 5
    text = render_csv(load_schema("benchmark_results"), imported.records)
    assert len(text.splitlines()) == 6


def test_values_are_converted() -> None:
    record = find(read(), "bbh")
    assert record["score_fraction"] == 0.335
    assert record["metric"] == "average_accuracy"
    assert record["is_primary_metric"] is True
    assert (record["publication_date"], record["year"]) == (dt.date(2023, 7, 20), 2023)
    assert (record["training_compute_flop"], record["compute_confidence"]) == (8.4e22, "confident")
    assert record["run_id"] == record["record_id"]
    assert (record["source_url"], record["reference"]) == (None, None)


def test_a_row_without_a_model_keeps_the_name_of_its_version_and_one_without_either_has_none() -> None:
    imported = read()
    assert find(imported, "gsm8k")["name"] == "moss-chat"
    assert find(imported, "hellaswag")["name"] is None


def test_shots_are_a_number_where_the_source_gives_one() -> None:
    imported = read()
    assert [find(imported, "gsm8k")[name] for name in ("shots", "shots_as_reported")] == [8, "8-shot"]
    assert [find(imported, "hellaswag")[name] for name in ("shots", "shots_as_reported")] == [None, "few"]


def test_only_models_among_the_milestone_systems_refer_to_one() -> None:
    assert find(read(), "bbh")["milestone_system"] == "Fern 7B"
    assert find(read(), "gsm8k")["milestone_system"] is None
    without = epoch_benchmarks.read([SCORES], milestone_names={})
    assert find(without, "bbh")["milestone_system"] is None
    assert "milestone_systems has no records" in without.notes[0]


def test_unknown_confidence_is_null() -> None:
    found = {r["score_fraction"]: r["compute_confidence"] for r in read().records if r["benchmark"] == "mmlu"}
    assert found == {0.453: "confident", 0.461: None}


def test_ids_name_benchmark_version_shots_and_source_and_the_score_only_where_it_is_needed() -> None:
    assert ids(read()) == {
        "mmlu-fern-7b-5-shot-arxiv-2307-00001-45-3",
        "mmlu-fern-7b-5-shot-arxiv-2307-00001-46-1",
        "gsm8k-moss-chat-8-shot-example-org",
        "hellaswag-unnamed-few-shot-example-org",
        "bbh-fern-7b-3-shot",
    }


def test_results_that_agree_even_in_the_score_are_told_apart_by_their_content(
    rewritten: Callable[[Callable[[str], str]], Path],
) -> None:
    same_score = rewritten(lambda text: text.replace("46.1%", "45.3%"))
    names = sorted(name for name in ids(read(same_score)) if name.startswith("mmlu"))
    assert len(names) == 2
    assert all(name.startswith("mmlu-fern-7b-5-shot-arxiv-2307-00001-45-3-") for name in names)


def test_ids_do_not_depend_on_the_order_of_the_rows(rewritten: Callable[[Callable[[str], str]], Path]) -> None:
    def backwards(text: str) -> str:
        header, *rows = text.splitlines()
        return "\n".join([header, *reversed(rows)]) + "\n"

    assert ids(read(rewritten(backwards))) == ids(read())


def test_released_ids_stay_when_a_later_file_adds_a_result_of_the_same_stem(
    rewritten: Callable[[Callable[[str], str]], Path],
) -> None:
    released = read()
    added = "bbh,Average,35.0%,3,fern-7b,Fern 7B,,,,,,,\n"
    later = read(rewritten(lambda text: text + added), previous=released.records)
    assert ids(later) - ids(released) == {"bbh-fern-7b-3-shot-35"}
    assert ids(released) <= ids(later)


def test_a_revised_score_keeps_its_id(rewritten: Callable[[Callable[[str], str]], Path]) -> None:
    released = read()
    later = read(rewritten(lambda text: text.replace("33.5%", "33.9%")), previous=released.records)
    assert ids(later) == ids(released)
    assert find(later, "bbh")["score_fraction"] == 0.339


def test_importing_again_changes_nothing() -> None:
    released = read()
    assert read(previous=released.records).records == released.records


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("gsm8k,EM", "gsm9k,EM", "line 5, column 'benchmark': 'gsm9k' is not a known label"),
        ("gsm8k,EM", "gsm8k,Elo", "line 5, column 'metric': 'Elo' is not a known label"),
        ("10.0%", "ten", "line 5, column 'score': 'ten'"),
        ("10.0%", "1000%", "line 5, column 'score': '1000%' cannot be read: a score in percent is between 0 and 100"),
        ("2023-01-02", "01/02/2023", "line 5, column 'version_release_date': '01/02/2023'"),
        ("Unknown", "Perhaps", "line 4, column 'compute_confidence': 'Perhaps'"),
        ("7000000000.0,Unknown", "7B,Unknown", "line 4, column 'parameters': '7B'"),
        ("model_version", "version", "missing: 'model_version'"),
        ("10.0%,8-shot", "10.0%", "line 5: 12 cells where the header has 13"),
    ],
)
def test_malformed_files_are_refused_with_their_place(
    rewritten: Callable[[Callable[[str], str]], Path], old: str, new: str, said: str
) -> None:
    with pytest.raises(ImportRefusedError, match=said):
        read(rewritten(lambda text: text.replace(old, new)))


def test_a_header_without_rows_is_refused(rewritten: Callable[[Callable[[str], str]], Path]) -> None:
    with pytest.raises(ImportRefusedError, match="a header and no rows"):
        read(rewritten(lambda text: text.splitlines()[0] + "\n"))


def test_new_and_missing_columns_are_reported(rewritten: Callable[[Callable[[str], str]], Path]) -> None:
    imported = read(rewritten(lambda text: text.replace("compute_confidence", "certainty")))
    assert imported.unknown_columns == ["certainty"]
    assert imported.missing_columns == ["compute_confidence"]
