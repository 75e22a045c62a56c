"""Each row has the licence of its source, and rows whose source states none say so."""

from __future__ import annotations

import json

import pytest

import compute_trends as ct
from compute_trends.catalog.errors import UsageError
from compute_trends.catalog.files.origin import read_origin
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.release.licences import DATA_LICENCE, licences_of, source_licence, without_licence

RESOURCES = json.loads((PACKAGE_ROOT / "datapackage.json").read_text(encoding="utf-8"))["resources"]


@pytest.mark.parametrize("resource", RESOURCES, ids=[resource["name"] for resource in RESOURCES])
def test_a_resource_has_the_licences_of_its_rows(resource: dict) -> None:
    sources = read_origin(PACKAGE_ROOT, resource["dataset"])["sources"]
    rows = ct.load(resource["dataset"], version=resource["version"])["source"].unique().to_pylist()
    stated = {str(sources[key]["licence"]).partition(" (")[0] for key in rows}
    assert {licence.get("name", "facts only") for licence in resource["licenses"]} == stated
    assert [source["licenses"] for source in resource["sources"]] == [
        [source_licence(source)] for source in sources.values()
    ]


def test_rows_whose_source_states_no_licence_say_so() -> None:
    (energy,) = [resource for resource in RESOURCES if resource["name"] == "training_energy"]
    assert [licence["title"] for licence in energy["licenses"]] == [
        "Facts and figures only: the source states no licence for them"
    ]
    origin = read_origin(PACKAGE_ROOT, "training_energy")
    (key,) = without_licence(origin)
    page = (PACKAGE_ROOT / "docs/data/training_energy.md").read_text(encoding="utf-8")
    assert f"Rows of `{key}` are facts and figures only" in page


def test_a_remark_does_not_change_a_licence() -> None:
    assert source_licence({"licence": "MIT (code and tables)"})["name"] == "MIT"
    assert "name" not in source_licence({"licence": "facts only (none stated)"})
    assert "name" not in source_licence({})


def test_an_unknown_licence_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(
        UsageError, match=r"'A table' has the licence 'free'; write CC-BY-4\.0, MIT, .* or 'facts only'"
    ):
        source_licence({"title": "A table", "licence": "free"})


def test_rows_that_no_listed_source_gave_have_the_licence_of_the_package() -> None:
    origin = {"sources": {"a": {"licence": "MIT"}, "b": {"licence": "MIT"}, "c": {"licence": "CC0-1.0"}}}
    assert [licence["name"] for licence in licences_of(origin, ["b", "a", "by-hand"])] == ["MIT", "CC-BY-4.0"]
    assert licences_of(origin, []) == [DATA_LICENCE]
