"""One report tells all of a file that cannot be read: each cell with its row, new words with the nearest known one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.importers import (
    epoch_benchmarks,
    inference_models,
    openai_alexnet_level,
    openai_efficiency,
    patterson_energy,
    timm_results,
)

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
            "GMNT:  # column 'Metric', line 4; the nearest known one is 'GNMT'",
            "Alexnet:  # column 'Metric', line 2; the nearest known one is 'AlexNet'",
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
            "line 4, column 'parameters': '7B'",
            "line 5, column 'score': 'ten'",
        ),
    ),
]


@pytest.mark.parametrize(("read", "names", "changes", "told"), SPOILT)
def test_all_that_cannot_be_read_is_told_at_once(
    tmp_path: Path,
    read: Callable[..., object],
    names: tuple[str, ...],
    changes: dict[str, str],
    told: tuple[str, ...],
) -> None:
    text = (FIXTURES / names[0]).read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    spoilt = tmp_path / Path(names[0]).name
    spoilt.write_text(text, encoding="utf-8")
    with pytest.raises(ImportRefusedError) as refused:
        read([spoilt, *(FIXTURES / name for name in names[1:])])
    for part in told:
        assert part in str(refused.value)
