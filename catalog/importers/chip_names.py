"""The chips that other tables name: by name, alias, or the list of names that `aliases.yaml` maps."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from compute_trends.catalog.importers.accelerator_aliases import ALIASES_PATH, read_aliases
from compute_trends.catalog.importers.hardware_prices import ACCELERATOR_RECORDS, accelerator_names


def chip_records(root: Path) -> Mapping[str, str]:
    """The record of accelerators that each known name of a chip means.

    Raises:
        ImportRefusedError: the accelerators were not imported yet.
    """
    mapped = {alias: record for alias, (record, _) in read_aliases(root / ALIASES_PATH).mapped.items()}
    return mapped | accelerator_names(root / ACCELERATOR_RECORDS)
