"""One report tells all of a file that cannot be read: each cell with its row, new words with the nearest known one."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.importers import (
    accelerator_systems,
    ai_usage,
    chip_deliveries,
    compute_spend,
    computers,
    epoch_benchmark_list,
    epoch_benchmarks,
    epoch_index,
    epoch_model_compute,
    gpu_clusters,
    inference_models,
    inference_prices,
    openai_alexnet_level,
    openai_efficiency,
    patterson_energy,
    timm_results,
)
from compute_trends.catalog.importers.run import prepare
from compute_trends.catalog.paths import PACKAGE_ROOT

FIXTURES = Path(__file__).parents[2] / "fixtures"

#: Importer, its files, what is changed in the first of them, and what the report has to hold.
SPOILT: list[tuple[Callable[..., object], tuple[str, ...], dict[str, str], tuple[str, ...]]] = [
    (
        openai_efficiency.read,
        ("openai_efficiency/efficiency_sota.csv",),
        {"5/28/2019": "28/5/2019", "GNMT,": "GMNT,", ",0.069,": ",tiny,", "AlexNet,6/1": "Alexnet,6/1"},
        (
            "2 labels that no map knows and 2 cells that cannot be read",
            "line 3, column 'Publication Date': '28/5/2019'",
            "line 3, column 'Compute (teraflops-s/days)': 'tiny'",
            "to paste into _LEVELS in catalog/importers/openai_efficiency.py",
            "'GMNT': ...,  # column 'Metric', line 4; the nearest known one is 'GNMT'",
            "'Alexnet': ...,  # column 'Metric', line 2; the nearest known one is 'AlexNet'",
        ),
    ),
    (
        patterson_energy.read,
        ("patterson_energy/table_4.csv",),
        {",6.8,": ",a week,", ",7.5,": ",,", ",9000,": ",9000.5,"},
        (
            "3 cells that cannot be read",
            "line 2, column 'training_days': 'a week'",
            "line 2, column 'energy_mwh': '' is empty; the row is 'Made search'",
            "line 3, column 'processor_count': '9000.5'",
        ),
    ),
    (
        openai_alexnet_level.read,
        ("openai_alexnet_level/table_3.csv",),
        {"40.2": "", "Made Net 2x": "AlexNet"},
        ("2 cells", "line 3, column 'training_flop_1e15': '' is empty", "'AlexNet' stands twice"),
    ),
    (
        timm_results.read,
        ("timm/results-imagenet.csv", "timm/benchmark-infer-amp-nchw-pt291-cu128-4090.csv"),
        {",85.502,": ",n/a,", "79.100,20.900,12.00,224": "79.100,20.900,12.00,288"},
        ("2 cells", "line 2, column 'top1': 'n/a'", "line 5, column 'model': 'madenet12.r1_in1k' stands twice"),
    ),
    (
        inference_models.read,
        ("timm/joined.csv",),
        {",56.522,": ",fifty,", ",3000000000,": ",3.0,", "sha256:eacda1e0d3359f8c": "sha256:eacda1e0d3359f8d"},
        (
            "1 label that no map knows and 2 cells that cannot be read",
            "line 2, column 'top1_percent': 'fifty'",
            "line 2, column 'forward_flop': '3.0' is not twice",
            "the nearest known one is 'thompson sha256:eacda1e0d3359f8c'",
        ),
    ),
    (
        epoch_benchmarks.read,
        ("epoch_benchmarks/scores.csv",),
        {"gsm8k,EM": "gsm9k,EM", "7000000000.0,Unknown": "7B,Perhaps", "10.0%": "ten"},
        (
            "2 labels that no map knows and 2 cells that cannot be read",
            "gsm9k:  # column 'benchmark', line 5; the nearest known one is 'gsm8k'",
            "to paste into datasets/benchmarks/records.csv",
            "Perhaps:  # column 'compute_confidence', line 4",
            "to paste into benchmark_results, compute_confidence in catalog/importers/labels.yaml",
            "line 4, column 'parameters': '7B'",
            "line 5, column 'score': 'ten'",
        ),
    ),
    (
        gpu_clusters.read,
        ("gpu_clusters/clusters.csv",),
        {
            "Certainty,": "Sureness,",
            ",Planned,": ",Rumoured,",
            ",No,": ",Yes,",
            ",200000,": ",many,",
            ",Yes,": ",No way,",
        },
        (
            "1 missing column, 2 labels that no map knows and 1 cell that cannot be read; nothing was imported",
            "the column 'Certainty' is missing",
            "columns that nobody knows: 'Sureness'",
            "line 3, column 'Chip quantity (primary)': 'many' cannot be read: not a number",
            "the row is 'xAI Colossus Memphis Phase 3'",
            "to paste into gpu_clusters, status in catalog/importers/labels.yaml with what they mean (left empty: ",
            "Rumoured:  # column 'Status', line 2; the nearest known one is ",
            "No way:  # column 'Single cluster?', line 2; the nearest known one is 'No'",
            "with --allow-missing and --allow-unreadable",
        ),
    ),
    (
        ai_usage.read,
        ("ai_usage/usage.csv",),
        {"Report date,": "Reported on,", ",Weekly,": ",Fortnightly,", ",300000000.0,": ",300M,"},
        (
            "1 missing column, 1 label that no map knows and 1 cell that cannot be read",
            "the column 'Report date' is missing; 'Reported on', which nobody knows, may be its new name: put that ",
            "into schemas/ai_usage.json under epoch-ai-usage",
            "Fortnightly:  # column 'Active users time period', line 2; the nearest known one is 'Monthly'",
            "line 3, column 'Active users': '300M'",
        ),
    ),
    (
        compute_spend.read,
        ("compute_spend/spend.csv",),
        {
            "R&D cloud compute,Inference cloud compute,Data": "R&D cloud computing,Salaries,Data",
            ",4000000000,": ",4bn,",
            ",Year,": ",Quarter,",
        },
        (
            "3 labels that no map knows and 1 cell that cannot be read",
            "'R&D cloud computing':  # column 'Category', line 2; the nearest known one is 'R&D cloud compute'",
            "Salaries:  # column 'Category', line 2",
            "Quarter:  # column 'Period type', line 2",
            "line 3, column 'Amount': '4bn'",
        ),
    ),
    (
        chip_deliveries.read,
        ("chip_deliveries/deliveries.csv", "chip_deliveries/owners.csv"),
        {
            "Trainium2": "Trainium9",
            "Nvidia,H20,17117": "NVIDIA,H20,17117",
            "346088": "346088.5",
            "7/1/2025": "2025-07-01",
        },
        (
            "2 labels that no map knows and 2 cells that cannot be read",
            "to paste into Amazon in catalog/importers/chip_deliveries.yaml",
            "Trainium9:  # column 'chip', line 5; the nearest known one is 'Trainium2'",
            "NVIDIA:  # column 'designer', line 2; the nearest known one is ",
            "line 3, column 'units': '346088.5'",
            "line 2, column 'quarter_start': '2025-07-01' cannot be read: not a date written month/day/year",
        ),
    ),
    (
        computers.read,
        ("computers/points.csv", "computers/machines.csv"),
        {"frequency,MHz": "frequency,GHz", "1988.65384615": "late 1988", "2.30824152676": ""},
        (
            "1 label that no map knows and 2 cells that cannot be read",
            "'frequency in GHz': ...,  # column 'series', line 4; the nearest known one is 'frequency in MHz'",
            "line 3, column 'decimal_year': 'late 1988'",
            "line 2, column 'value': '' cannot be read: it is empty",
        ),
    ),
    (
        epoch_index.read,
        ("epoch_index/index.csv", "epoch_index/scores.csv"),
        {"eci_ci_low": "eci_low", "125.88": "about 126", "API access": "By post", "2023-07-18": "18.7.2023"},
        (
            "1 missing column, 1 label that no map knows and 2 cells that cannot be read",
            "the column 'eci_ci_low' is missing; 'eci_low', which nobody knows, may be its new name",
            "to paste into benchmark_results, model_accessibility in catalog/importers/labels.yaml",
            "By post:  # column 'Model accessibility', line 2",
            "line 3, column 'eci': 'about 126'",
            "line 4, column 'date': '18.7.2023'",
        ),
    ),
    (
        epoch_index.read,
        ("epoch_index/scores.csv", "epoch_index/index.csv"),
        {"0.605": "60.5", "2024-12-03,Stan": "03.12.2024,Stan", "gpt-4-0314": ""},
        (
            "3 cells that cannot be read",
            "line 2, column 'performance': '60.5' cannot be read: a fraction between 0 and 1 is expected",
            "line 3, column 'date': '03.12.2024'",
            "line 5, column 'model_version': '' cannot be read: it is empty; the row is 'GPT-4 (Mar 2023)'",
        ),
    ),
    (
        epoch_benchmark_list.read,
        ("epoch_index/scores.csv",),
        {
            "MMLU,2020-09-07,True,0.27": "MMLU,2021-09-07,True,0.27",
            "Writing,2025-01-31,False": "Writing,January,Perhaps",
        },
        (
            "3 cells that cannot be read",
            "line 2, column 'benchmark_release_date': 'January'",
            "line 2, column 'optimized': 'Perhaps' cannot be read: neither True nor False",
            "line 4, column 'benchmark_release_date': '2021-09-07' is another than 2020-09-07, which",
        ),
    ),
    (
        accelerator_systems.read,
        ("accelerator_systems/systems.csv",),
        {"Google TPU v4": "Google TPU v44", ",1250,": ",1.25 kW,", "2022-03": "March 2022", ",8,6000": ",,6000"},
        (
            "1 label that no map knows and 3 cells that cannot be read",
            "to paste into mapped in datasets/accelerators/aliases.yaml with what they mean:",
            "- {alias: 'Google TPU v44', record: , reason: }  # column 'chip', line 5; the nearest known one is",
            "line 3, column 'max_power_w': '1.25 kW'",
            "line 3, column 'released': 'March 2022'",
            "line 2, column 'chips': '' cannot be read: it is empty; the row is 'Made Server 8'",
        ),
    ),
    (
        inference_prices.read,
        ("inference_prices/prices.csv", "inference_prices/tokens.csv"),
        {"Prompt Length (tk)": "Prompt Length", "2024-03-04": "March 2024", ",37.5,": ",,", ",59.5,": ",59.5%,"},
        (
            "1 missing column and 3 cells that cannot be read",
            "the column 'Prompt Length (tk)' is missing; 'Prompt Length', which nobody knows, may be its new name",
            "line 2, column 'Release Date': 'March 2024'",
            "line 3, column 'USD per 1M Tokens': '' cannot be read: it is empty; the row is 'GPT-4-0314'",
            "line 5, column 'GPQA Diamond': '59.5%'",
        ),
    ),
    (
        epoch_model_compute.read,
        ("epoch_models/all_models.csv",),
        {",Unverified,": ",Perhaps,", ",Likely,": ",Sure,", ",4e22,": ",a lot,"},
        (
            "2 labels that no map knows and 1 cell that cannot be read",
            "Perhaps:  # column 'Confidence', line 2",
            "Sure:  # column 'Confidence', line 3",
            "line 3, column 'Training compute (FLOP)': 'a lot'",
        ),
    ),
]


#: Released versions are not read by an import.
_IGNORED = shutil.ignore_patterns("*.parquet", "*.md")


def _spoilt(folder: Path, name: str, changes: dict[str, str]) -> Path:
    text = (FIXTURES / name).read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    spoilt = folder / Path(name).name
    spoilt.write_text(text, encoding="utf-8")
    return spoilt


@pytest.mark.parametrize(("read", "names", "changes", "told"), SPOILT)
def test_all_that_cannot_be_read_is_told_at_once_and_nothing_is_written(
    tmp_path: Path,
    read: Callable[..., object],
    names: tuple[str, ...],
    changes: dict[str, str],
    told: tuple[str, ...],
) -> None:
    importer = sys.modules[read.__module__]
    root = tmp_path / "checkout"
    shutil.copytree(PACKAGE_ROOT / "schemas", root / "schemas")
    for dataset in {importer.DATASET, "accelerators", "benchmarks"}:
        shutil.copytree(PACKAGE_ROOT / "datasets" / dataset, root / "datasets" / dataset, ignore=_IGNORED)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    spoilt = _spoilt(tmp_path, names[0], changes)
    with pytest.raises(ImportRefusedError) as refused:
        prepare(root, importer.FORMAT, [spoilt, *(FIXTURES / name for name in names[1:])])
    assert [part for part in told if part not in str(refused.value)] == []
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before
