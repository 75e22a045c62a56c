"""A chip to be accepted, and what a checkout holds before and after."""

from __future__ import annotations

import re
from pathlib import Path

from compute_trends.catalog.files.records import read_records
from compute_trends.catalog.schema import load_schema
from compute_trends.validators.submitting.template import render_example

DATASET = "accelerators"
# Another chip: without the names under which the one of the example is known.
NEW = re.sub(
    r"(?m)^aliases: .*\n", "", re.sub(r"(?m)^(record_id|name): .*", r"\1: a-new-chip", render_example(DATASET))
)


def held(root: Path, dataset: str = DATASET) -> list[dict[str, object]]:
    return read_records(root / "datasets" / dataset / "records.csv", load_schema(dataset))


def state(root: Path) -> dict[str, bytes]:
    """What the package holds; a killed writer may leave files that begin with a dot."""
    paths = [path for path in root.rglob("*") if path.is_file() and not path.name.startswith(".")]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
