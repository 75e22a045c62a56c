"""Training to AlexNet's level: Hernandez & Brown 2020 (arXiv 2005.04305), appendix B, table 3, as one CSV.

The table heads its computes teraflop/s-days; they are multiples of 1e15 FLOP: three times epochs, forward FLOP of an
image and the 1.28 million images give them where the table states these. It gives no dates: `_RUNS` says which of its
models algorithmic_efficiency has, which dates them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import Imported, scaled_or_none
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout
from compute_trends.catalog.importers.paper_tables import Conversions, read_paper_table
from compute_trends.catalog.paths import PACKAGE_ROOT

DATASET = "alexnet_level_trainings"
FORMAT = "openai-alexnet-level"
SUMMARY = "Hernandez and Brown 2020, table 3: training to AlexNet's level"
LAYOUTS = (Layout("openai-table-3", "Measuring the Algorithmic Efficiency of Neural Networks, table 3", undated=True),)

_PAPER = "https://arxiv.org/abs/2005.04305"

# Model in the table -> record of algorithmic_efficiency.
_RUNS = {
    "AlexNet": "alexnet-level-alexnet",
    "GoogLeNet": "alexnet-level-googlenet",
    "MobileNet v1": "alexnet-level-mobilenet",
    "ShuffleNet v1 1x": "alexnet-level-shufflenet-1x",
    "ShuffleNet v2 1x": "alexnet-level-shufflenet-v2-1x",
    "EfficientNet-b0": "alexnet-level-efficientnet-b0",
}

_CONVERSIONS: Conversions = {
    "training_compute_flop": lambda cell: scaled_or_none(cell, "1e15"),
    "published_forward_flop": lambda cell: scaled_or_none(cell, "1e9"),
}


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Read the table, one record per model.

    Raises:
        ImportRefusedError: as `read_paper_table`.
    """
    return read_paper_table(
        paths,
        DATASET,
        FORMAT,
        "table 3 of the paper as CSV",
        LAYOUTS[0],
        _PAPER,
        _CONVERSIONS,
        exports,
        lambda record: {"efficiency_record": _RUNS.get(record["name"])},
    )
