"""Records to be accepted, a checkout to accept them into, and what it holds before and after."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from compute_trends.catalog.files.records import read_records
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.release.build import build
from compute_trends.catalog.release.verify import verify
from compute_trends.catalog.schema import load_schema
from compute_trends.validators.submitting.template import render_example

DATASET = "accelerators"


def another(dataset: str, name: str) -> str:
    """The example of a dataset under another name, and without those under which it is known."""
    text = re.sub(r"(?m)^(record_id|name): .*", rf"\1: {name}", render_example(dataset))
    return re.sub(r"(?m)^aliases: .*\n", "", text)


NEW = another(DATASET, "a-new-chip")


def built(root: Path, dataset: str) -> Path:
    """Make a folder a checkout with the shipped records of one dataset, as `build` leaves it."""
    shutil.copytree(PACKAGE_ROOT / "datasets" / dataset, root / "datasets" / dataset)
    (root / "schemas").mkdir()
    shutil.copy(PACKAGE_ROOT / "schemas" / f"{dataset}.json", root / "schemas")
    for path in PACKAGE_ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, root / path.name)
    build(root)
    assert verify(root) == []
    return root


def held(root: Path, dataset: str = DATASET) -> list[dict[str, object]]:
    return read_records(root / "datasets" / dataset / "records.csv", load_schema(dataset))


def state(root: Path) -> dict[str, bytes]:
    """What the package holds; a killed writer may leave files that begin with a dot."""
    paths = [path for path in root.rglob("*") if path.is_file() and not path.name.startswith(".")]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
