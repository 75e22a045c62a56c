"""Training compute of models that are no milestones goes into the results that name them, and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.importers import epoch_model_compute
from compute_trends.catalog.schema import load_schema

COLUMNS = load_schema("benchmark_results").names
SOURCE = "epoch-benchmark-stitching-joined"  # without an origin.yaml a layout stands for the source


def _table(folder: Path, name: str, *rows: str, header: str = "Model,Training compute (FLOP),Confidence") -> Path:
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def _result(record_id: str, **cells: Any) -> dict[str, Any]:
    known = {"record_id": record_id, "source": SOURCE, "admission": "upstream", "name": "Fern 7B"}
    return dict.fromkeys(COLUMNS) | known | cells


def _filled(paths: list[Path], *results: dict[str, Any]) -> dict[str, tuple[float, str | None]]:
    read = epoch_model_compute.read(paths, results)
    return {row["record_id"]: (row["training_compute_flop"], row["compute_confidence"]) for row in read.records}


def test_a_model_is_found_by_its_letters_and_digits_or_by_its_version(tmp_path: Path) -> None:
    table = _table(tmp_path, "benchmarked.csv", "fern-7b,1e22,Likely", "Moss (2B),2e22,", "Empty,,Confident")
    results = [
        _result("a"),
        _result("b", name="Moss", model_version="moss-2b"),
        _result("c", name="Empty"),
        _result("d", name=None),
    ]
    assert _filled([table], *results) == {"a": (1e22, "likely"), "b": (2e22, None)}


def test_what_is_stated_already_or_by_a_milestone_stays(tmp_path: Path) -> None:
    table = _table(tmp_path, "benchmarked.csv", "Fern 7B,1e22,Likely")
    results = [
        _result("own", training_compute_flop=3e22),
        _result("milestone", milestone_system="Fern 7B (2024)"),
        _result("submitted", admission="submitted"),
        _result("image network", source="thompson"),
        _result("filled", training_compute_flop=9e21, training_compute_source="epoch-benchmarked-models-2025-01"),
    ]
    assert set(_filled([table], *results)) == {"filled"}


def test_the_first_table_that_has_a_model_counts_even_where_it_took_the_compute_back(tmp_path: Path) -> None:
    new = _table(tmp_path, "benchmarked.csv", "Fern 7B,,Unverified")
    old = _table(tmp_path, "all.csv", "Fern 7B,1e22,Likely", header="System,Training compute (FLOP),Confidence")
    assert _filled([new, old], _result("a")) == {}
    assert _filled([old, new], _result("a")) == {"a": (1e22, "likely")}
    read = epoch_model_compute.read([new, old], [_result("a")])
    assert "fern7b: none in epoch-model-tables, 1e+22 FLOP in epoch-model-tables; the first counts" in read.notes


def test_two_models_of_one_name_and_rows_marked_as_wrong_give_nothing(tmp_path: Path) -> None:
    table = _table(
        tmp_path, "all.csv", "Fern 7B,1e22,Likely", "Fern-7B,5e22,Likely", "Moss,1e22,Wrong", "Zero,0,Likely"
    )
    results = [_result("a"), _result("b", name="Moss"), _result("c", name="Zero")]
    assert _filled([table], *results) == {}
    assert [item.row for item in epoch_model_compute.read([table], results).left_out] == [2, 3]


@pytest.mark.parametrize(
    ("row", "header", "message"),
    [
        (
            "Fern,much,Likely",
            "Model,Training compute (FLOP),Confidence",
            "line 2, column 'Training compute .FLOP.': 'much'",
        ),
        (
            "Fern,1e22,Sure",
            "Model,Training compute (FLOP),Confidence",
            "column 'Confidence': 'Sure' is not a known label",
        ),
        ("Fern,1e22", "Model,Training compute (FLOP)", "missing: 'Confidence'"),
        ("Fern,1e22,Likely", "Name,Training compute (FLOP),Confidence", "missing: 'System'"),
    ],
)
def test_a_table_of_another_kind_is_refused(tmp_path: Path, row: str, header: str, message: str) -> None:
    with pytest.raises(ImportRefusedError, match=message):
        epoch_model_compute.read([_table(tmp_path, "all.csv", row, header=header)])


def test_no_file_is_refused() -> None:
    with pytest.raises(ImportRefusedError, match="none was given"):
        epoch_model_compute.read([])
