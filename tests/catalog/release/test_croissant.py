"""`croissant.json` says what `datapackage.json` says, and the stock reader takes it."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.release.build import build
from compute_trends.catalog.release.croissant import render_croissant
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import find_version, version_schema

#: Loads the document and every record of the smallest tables with the stock library, in a process of its own: it sets
#: up logging and caches as it is imported.
_STOCK = """
import json, sys
import mlcroissant
dataset = mlcroissant.Dataset(sys.argv[1])
counts = {name: sum(1 for _ in dataset.records(record_set=name)) for name in sys.argv[2:]}
print(json.dumps([sorted(dataset.metadata.ctx.issues.errors), sorted(dataset.metadata.ctx.issues.warnings), counts]))
"""


def test_it_is_current() -> None:
    assert (PACKAGE_ROOT / "croissant.json").read_text(encoding="utf-8") == render_croissant(PACKAGE_ROOT)


def test_it_lists_the_files_and_columns_of_the_data_package() -> None:
    croissant = json.loads((PACKAGE_ROOT / "croissant.json").read_text(encoding="utf-8"))
    package = json.loads((PACKAGE_ROOT / "datapackage.json").read_text(encoding="utf-8"))
    assert (croissant["name"], croissant["version"]) == (package["name"], package["version"])
    files = {item["contentUrl"]: item["sha256"] for item in croissant["distribution"]}
    assert files == {item["path"]: item["hash"].removeprefix("sha256:") for item in package["resources"]}
    licences = {item["contentUrl"]: item["license"] for item in croissant["distribution"]}
    for item in package["resources"]:
        told = licences[item["path"]]
        assert ([told] if isinstance(told, str) else told) == [licence["path"] for licence in item["licenses"]]
    of_sources = {item["name"]: item["license"] for item in croissant["isBasedOn"]}
    assert of_sources["Reports on the power of accelerator systems"] == "LICENSE-DATA"
    assert of_sources["Machine Learning Hardware"] == "https://creativecommons.org/licenses/by/4.0/"
    for resource, record_set in zip(package["resources"], croissant["recordSet"], strict=True):
        held = version_schema(find_version(resource["dataset"], resource["version"])).names
        assert [field["name"] for field in record_set["field"]] == held


def test_build_writes_it(things_checkout: Path) -> None:
    records = things_checkout / "datasets" / "things" / "records.csv"
    records.write_text(",".join(load_schema("things", things_checkout).names) + "\na,1,,,,,,,,a-source\n")
    assert "croissant.json" in build(things_checkout).written
    document = json.loads((things_checkout / "croissant.json").read_text(encoding="utf-8"))
    (kept,) = document["distribution"]
    assert (things_checkout / kept["contentUrl"]).is_file()
    assert "datePublished" not in document


@pytest.mark.skipif(importlib.util.find_spec("mlcroissant") is None, reason="mlcroissant is not installed")
def test_the_stock_reader_finds_no_fault_and_loads_the_records() -> None:
    names = ["training_energy", "algorithmic_efficiency", "milestone_systems-2022.2.0"]
    command = [sys.executable, "-c", _STOCK, str(PACKAGE_ROOT / "croissant.json"), *names]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    errors, warnings, counts = json.loads(done.stdout.splitlines()[-1])
    assert (errors, warnings) == ([], [])
    assert counts == {"training_energy": 6, "algorithmic_efficiency": 12, "milestone_systems-2022.2.0": 123}
