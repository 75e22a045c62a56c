"""The own files of benchmark stitching: scores by benchmark and the versions of models, as they are published."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.importers import epoch_benchmarks
from compute_trends.catalog.importers.base import Imported

GSM8K = """id,Name,EM,Model version,Shots,Notes,Source,Source link
r1,Moss,57.1%,moss-7b,8,,A paper,https://arxiv.org/abs/2401.00001
r2,Fern,,fern-1,8,,A paper,https://arxiv.org/abs/2401.00001
r3,Reed,40%,reed-x,8,,A paper,https://arxiv.org/abs/2401.00001
"""
BOOLQ = """id,Name,Score,Model version,Shots,Notes,Source,Source link (site from table)
r4,Moss,80,moss-7b,0,,A paper,https://arxiv.org/abs/2401.00001
"""
VERSIONS = "id,Model,Version release date,Notes\nmoss-7b,Moss 7B,2024-01-05,\nfern-1,Fern,2024-02-01,\n"
OTHER = "id,Model version,Score\nr5,moss-7b,3\n"


def _files(folder: Path, **texts: str) -> list[Path]:
    paths = []
    for name, text in texts.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def _read(paths: list[Path], previous: list[dict[str, object]] | None = None) -> Imported:
    return epoch_benchmarks.read(paths, previous or [], {"Moss 7B": "Moss 7B"}, root=paths[0].parent)


def test_scores_are_joined_to_the_versions_of_models(tmp_path: Path) -> None:
    paths = _files(
        tmp_path,
        external_benchmark_gsm8k=GSM8K,
        external_benchmark_boolq=BOOLQ,
        model_versions=VERSIONS,
        external_benchmark_ponderbench=OTHER,
        benchmarks_runs="id,task,model\nx,y,z\n",
    )
    imported = _read(paths)
    records = {record["record_id"]: record for record in imported.records}
    assert sorted(records) == [
        "boolq-moss-7b-0-shot-arxiv-2401-00001",
        "gsm8k-moss-7b-8-shot-arxiv-2401-00001",
        "gsm8k-reed-x-8-shot-arxiv-2401-00001",
    ]
    moss = records["gsm8k-moss-7b-8-shot-arxiv-2401-00001"]
    assert (moss["name"], moss["milestone_system"], moss["score_fraction"]) == ("Moss 7B", "Moss 7B", 0.571)
    assert (moss["metric"], moss["version_release_date"]) == ("exact_match", dt.date(2024, 1, 5))
    assert moss["source"] == "epoch-benchmark-stitching"
    assert records["gsm8k-reed-x-8-shot-arxiv-2401-00001"]["name"] == "reed-x"  # no model is known of the version
    assert [(item.name, item.reason) for item in imported.left_out] == [("Fern on gsm8k", "no score")]
    assert [file.name for file in imported.files] == [
        "model_versions.csv",
        "external_benchmark_gsm8k.csv",
        "external_benchmark_boolq.csv",
    ]
    assert sum("of no benchmark that is listed, left out" in note for note in imported.notes) == 2


def test_a_refresh_of_one_benchmark_keeps_ids_facts_and_the_others(tmp_path: Path) -> None:
    paths = _files(tmp_path, external_benchmark_gsm8k=GSM8K, external_benchmark_boolq=BOOLQ, model_versions=VERSIONS)
    held = _read(paths).records
    for record in held:
        record |= {"parameters": 7e9, "training_compute_flop": 1e22, "compute_confidence": "likely"}
    newer = _files(tmp_path, external_benchmark_gsm8k=GSM8K.replace("57.1%", "58.1%"))
    imported = _read(newer, held)
    now = {record["record_id"]: record for record in imported.records}
    assert sorted(now) == sorted(str(record["record_id"]) for record in held)
    moss = now["gsm8k-moss-7b-8-shot-arxiv-2401-00001"]
    assert (moss["score_fraction"], moss["parameters"], moss["compute_confidence"]) == (0.581, 7e9, "likely")
    assert moss["version_release_date"] == dt.date(2024, 1, 5)


def test_files_without_scores_and_a_mixture_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError, match=r"none of the files holds scores .* external_benchmark_\*\.csv"):
        _read(_files(tmp_path, model_versions=VERSIONS))
    with pytest.raises(ImportRefusedError, match="no column of scores"):
        _read(_files(tmp_path, external_benchmark_gsm8k=GSM8K.replace(",EM,", ",Points,")))
    joined = Path(__file__).parents[2] / "fixtures" / "epoch_benchmarks"
    (table,) = list(joined.glob("*.csv"))[:1]
    with pytest.raises(ImportRefusedError, match="others are the joined table"):
        _read([*_files(tmp_path, model_versions=VERSIONS), table])
