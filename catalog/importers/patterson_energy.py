"""Energy and carbon of six large training runs: Patterson et al. 2021 (arXiv 2104.10350), table 4, as one CSV.

The table names a run, milestone_systems a system; `_MILESTONES` says which are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import Imported, scaled_or_none, text_or_none
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout
from compute_trends.catalog.importers.paper_tables import Conversions, read_paper_table
from compute_trends.catalog.paths import PACKAGE_ROOT

DATASET = "training_energy"
FORMAT = "patterson-energy"
SUMMARY = "Patterson et al. 2021, table 4: energy and carbon of training runs"
LAYOUTS = (Layout("patterson", "Carbon Emissions and Large Neural Network Training, table 4", undated=True),)

_PAPER = "https://arxiv.org/abs/2104.10350"

# Run in the table -> name of the system in milestone_systems. The architecture search of the Evolved Transformer is
# no system there, and GShard-600B is one in the table of 2022 only.
_MILESTONES = {
    "T5": "T5-11B",
    "Meena": "Meena",
    "GShard-600B": "GShard (600B)",
    "Switch Transformer": "Switch",
    "GPT-3": "GPT-3 175B (davinci)",
}

_CONVERSIONS: Conversions = {
    "milestone_system": lambda cell: _MILESTONES.get(text_or_none(cell) or ""),
    "training_time_hour": lambda cell: scaled_or_none(cell, "24"),  # published in days
}


def read(
    paths: Sequence[Path],
    previous: Sequence[Record] = (),
    *,
    root: Path = PACKAGE_ROOT,
    exports: Exports | None = None,
) -> Imported:
    """Read the table, one record per run.

    Raises:
        ImportRefusedError: as `read_paper_table`.
    """
    return read_paper_table(
        paths,
        DATASET,
        FORMAT,
        "table 4 of the paper as CSV",
        LAYOUTS[0],
        _PAPER,
        _CONVERSIONS,
        exports,
    )
