"""The stock `frictionless validate` accepts what the package ships, and finds what is wrong in a damaged copy."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.release.build import build

HEADER = "record_id,count,size_flop,share_fraction,is_good,start_date,kind,labels,tones,source\n"
#: Every column empty in one row and filled in another, in both orders.
ROWS = "a,,,,,,,,,a-source\nb,3,1e20,0.5,true,2020-02-29,round,one;two,high;low,a-source\nc,,,,,,,,,a-source\n"


def _validate(root: Path) -> tuple[int, dict[str, Any]]:
    command = [str(Path(sys.executable).parent / "frictionless"), "validate", "datapackage.json", "--json"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout)


def _errors(report: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(error["type"], error.get("fieldName")) for task in report["tasks"] for error in task["errors"]]


def test_values_that_break_a_constraint_are_found(things_checkout: Path) -> None:
    damaged = ROWS.replace("b,3", "b,0").replace("0.5", "1.5").replace("round", "oval").replace("\nc,", "\nB c,")
    (things_checkout / "datasets" / "things" / "records.csv").write_text(HEADER + damaged)
    build(things_checkout)
    status, report = _validate(things_checkout)
    assert status == 1
    assert sorted(_errors(report), key=str) == [
        ("constraint-error", name) for name in ("count", "kind", "record_id", "share_fraction")
    ]


def _sample(target: Path, most: int) -> dict[str, int]:
    """Copy the package with some rows of each resource, and all that these refer to; rows kept per resource."""
    shutil.copytree(PACKAGE_ROOT / "schemas", target / "schemas")
    descriptor = json.loads((PACKAGE_ROOT / "datapackage.json").read_text())
    tables = {item["name"]: pq.read_table(PACKAGE_ROOT / item["path"]) for item in descriptor["resources"]}
    chosen = {name: set(range(0, len(table), len(table) // most + 1)) for name, table in tables.items()}
    chips: set[str] = set()
    for name in ("hardware_prices", "accelerator_systems"):
        chips.update(tables[name]["accelerator"].take(sorted(chosen[name])).to_pylist())
    ids = tables["accelerators"]["record_id"].to_pylist()
    chosen["accelerators"] |= {position for position, record_id in enumerate(ids) if record_id in chips}
    kept = {name: table.take(sorted(chosen[name])) for name, table in tables.items()}
    for item in descriptor["resources"]:
        (target / item["path"]).parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(kept[item["name"]], target / item["path"])
        item["rows"] = len(kept[item["name"]])
    (target / "datapackage.json").write_text(json.dumps(descriptor))
    return {name: len(table) for name, table in kept.items()}


def _add(made: Path, target: Path) -> None:
    """Give a package the resources of another."""
    for name in ("datasets", "schemas"):
        shutil.copytree(made / name, target / name, dirs_exist_ok=True)
    theirs, ours = (json.loads((root / "datapackage.json").read_text()) for root in (made, target))
    (target / "datapackage.json").write_text(json.dumps(ours | {"resources": ours["resources"] + theirs["resources"]}))


@pytest.mark.parametrize("most", [8, pytest.param(40, marks=pytest.mark.slow)])
def test_a_sample_of_the_package_and_nulls_in_every_type_of_column_are_valid(
    tmp_path: Path, things_checkout: Path, most: int
) -> None:
    # All rows take the stock command more than a minute; .ci/run has it read them. It takes long to begin as well.
    rows = _sample(tmp_path / "sample", most)
    (things_checkout / "datasets" / "things" / "records.csv").write_text(HEADER + ROWS)
    build(things_checkout)
    _add(things_checkout, tmp_path / "sample")
    status, report = _validate(tmp_path / "sample")
    assert (status, _errors(report)) == (0, [])
    *sampled, things = report["tasks"]
    assert {task["name"]: task["stats"]["rows"] for task in sampled} == rows
    assert (things["stats"]["rows"], things["stats"]["fields"]) == (3, 10)
