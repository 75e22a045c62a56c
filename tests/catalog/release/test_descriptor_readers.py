"""`datapackage.json` against the profile that it names, and in the hands of the standard's readers."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from typing import Any

import jsonschema
import pyarrow.parquet as pq

from compute_trends.catalog.paths import PACKAGE_ROOT

PROFILE = PACKAGE_ROOT / "tests" / "fixtures" / "data_package_profile_2_0.json"

#: A type of the standard that its published profile lacks.
UNKNOWN_TO_THE_PROFILE = "list"

OPEN_IN_DATAPACKAGE = """
import json, re, datapackage
package = datapackage.Package("datapackage.json")
def fields(resource):
    return [field["name"] for field in resource.descriptor["schema"]["fields"]]
def faults(resource):
    at = [int(re.search(r'at "fields/(\\d+)" in descriptor', str(error))[1]) for error in resource.schema.errors]
    return [resource.descriptor["schema"]["fields"][index]["type"] for index in at]
print(json.dumps([
    package.valid,
    [[item.name, item.tabular, item.local, item.source, fields(item), faults(item)] for item in package.resources],
]))
"""

OPEN_IN_FRICTIONLESS = """
import json, frictionless
package = frictionless.Package("datapackage.json")
rows = package.get_resource("training_energy").read_rows()
print(json.dumps([
    [[item.name, item.type, item.tabular, item.schema.field_names] for item in package.resources],
    [row["record_id"] for row in rows],
]))
"""


@cache
def descriptor() -> dict[str, Any]:
    """The descriptor with the schemas of its resources in place of their paths."""
    package: dict[str, Any] = json.loads((PACKAGE_ROOT / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        if isinstance(resource["schema"], str):
            resource["schema"] = json.loads((PACKAGE_ROOT / resource["schema"]).read_text(encoding="utf-8"))
    return package


def output_of(script: str) -> Any:
    command = [sys.executable, "-W", "ignore", "-c", script]
    done = subprocess.run(command, cwd=PACKAGE_ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_descriptor_is_as_its_profile_has_it_but_for_a_type_that_the_profile_lacks() -> None:
    profile = json.loads(PROFILE.read_text(encoding="utf-8"))
    assert descriptor()["$schema"] in profile["$comment"]
    refused = [error.instance for error in jsonschema.Draft7Validator(profile).iter_errors(descriptor())]
    assert {field.get("type") for field in refused} == {UNKNOWN_TO_THE_PROFILE}
    for resource in descriptor()["resources"]:
        for field in resource["schema"]["fields"]:
            if field["type"] == UNKNOWN_TO_THE_PROFILE:
                field["type"] = "string"
    try:
        assert list(jsonschema.Draft7Validator(profile).iter_errors(descriptor())) == []
    finally:
        descriptor.cache_clear()


def test_every_resource_says_that_it_is_a_table_in_both_versions_of_the_standard() -> None:
    kinds = {(resource["type"], resource["profile"]) for resource in descriptor()["resources"]}
    assert kinds == {("table", "tabular-data-resource")}


def test_datapackage_opens_the_package_and_knows_the_tables_and_their_columns() -> None:
    valid, resources = output_of(OPEN_IN_DATAPACKAGE)
    assert valid
    for resource, (name, is_table, is_local, source, fields, faults) in zip(
        descriptor()["resources"], resources, strict=True
    ):
        assert (name, is_table, is_local) == (resource["name"], True, True)
        assert fields == pq.read_schema(source).names
        assert set(faults) <= {UNKNOWN_TO_THE_PROFILE}  # version 1 has no lists


def test_frictionless_opens_the_package_and_reads_a_table() -> None:
    resources, records = output_of(OPEN_IN_FRICTIONLESS)
    assert resources == [
        [resource["name"], "table", True, [field["name"] for field in resource["schema"]["fields"]]]
        for resource in descriptor()["resources"]
    ]
    (path,) = (item["path"] for item in descriptor()["resources"] if item["name"] == "training_energy")
    assert records == pq.read_table(PACKAGE_ROOT / path)["record_id"].to_pylist()
