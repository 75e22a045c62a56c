from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from compute_trends.catalog.doors.address import CITATION_FILE
from compute_trends.catalog.doors.cite import cite
from compute_trends.catalog.errors import DamagedPackageError, UnknownNameError
from compute_trends.catalog.files.origin import read_origin
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.release.build import release
from compute_trends.catalog.versions import datasets, package_version

CITATION = """\
cff-version: 1.2.0
message: Please cite it.
title: things & more
version: 2020.1.0
date-released: 2020-01-31
url: https://example.org/things
authors:
  - name: The things contributors
"""


@pytest.fixture
def citable(things_checkout: Path) -> Path:
    (things_checkout / CITATION_FILE).write_text(CITATION)
    path = things_checkout / "datasets" / "things" / "origin.yaml"
    origin = yaml.safe_load(path.read_text())
    origin["sources"]["a-source"] |= {
        "producer": "Ann Author",
        "citation": "Author, A. (2019a). A source. https://example.org/a",
        "accessed": "2020-01",
    }
    path.write_text(yaml.safe_dump(origin, sort_keys=False))
    (path.parent / "records.csv").write_text(
        "record_id,count,size_flop,share_fraction,is_good,start_date,kind,labels,tones,source\na,,,,,,,,,a-source\n"
    )
    release(things_checkout, "2020.1.0")
    return things_checkout


def test_text_names_the_package_and_then_each_source_in_its_own_wording(citable: Path) -> None:
    assert cite(root=citable) == (
        "The things contributors (2020). things & more (version 2020.1.0). https://example.org/things"
    )
    assert cite("things", root=citable).split("\n") == [
        "The things contributors (2020). things & more (version 2020.1.0). https://example.org/things",
        "",
        "things is taken from:",
        "Author, A. (2019a). A source. https://example.org/a. Accessed 2020-01. Licence: CC-BY-4.0.",
        "B source. https://example.org/b Licence: CC-BY-4.0.",
    ]


def test_bibtex_escapes_and_braces(citable: Path) -> None:
    entries = cite("things", "bibtex", citable).split("\n\n")
    assert entries[0] == (
        "@misc{compute-trends,\n"
        "  author = {{The things contributors}},\n"
        "  title = {{things \\& more}},\n"
        "  year = {2020},\n"
        "  version = {2020.1.0},\n"
        "  url = {https://example.org/things}\n"
        "}"
    )
    assert entries[1].startswith(
        "@misc{a-source,\n  author = {{Ann Author}},\n  title = {{A source}},\n  year = {2019},"
    )
    assert "year = {2020}" in entries[2]  # of the release, where the source has none


def test_names_stand_apart_and_institutions_are_one_name(citable: Path) -> None:
    path = citable / "datasets" / "things" / "origin.yaml"
    origin = yaml.safe_load(path.read_text())
    ann, van = {"family-names": "Author", "given-names": "Ann"}, {"family-names": "Beek", "name-particle": "van"}
    origin["sources"]["a-source"]["authors"] = [ann, van, {"name": "Things & More and Sons"}]
    path.write_text(yaml.safe_dump(origin))
    assert "author = {Author, Ann and van Beek and {Things \\& More and Sons}}" in cite("things", "bibtex", citable)
    assert json.loads(cite("things", "json", citable))[1]["author"] == [
        {"family": "Author", "given": "Ann"},
        {"family": "van Beek"},
        {"literal": "Things & More and Sons"},
    ]


def test_a_day_of_access_that_is_no_full_date_is_told_in_words(citable: Path) -> None:
    found = cite("things", "bibtex", citable)
    assert "urldate" not in found
    assert "accessed 2020-01}" in found


def test_json_is_csl(citable: Path) -> None:
    found = json.loads(cite("things", "json", citable))
    assert found[0] == {
        "id": "compute-trends",
        "type": "software",
        "author": [{"literal": "The things contributors"}],
        "title": "things & more",
        "issued": {"date-parts": [[2020]]},
        "version": "2020.1.0",
        "URL": "https://example.org/things",
    }
    assert found[1]["author"] == [{"literal": "Ann Author"}]
    assert found[1]["accessed"] == {"date-parts": [[2020, 1]]}
    assert found[1]["custom"] == {"licence": "CC-BY-4.0"}
    assert found[2]["issued"] == found[0]["issued"]


@pytest.mark.parametrize("dataset", datasets())
def test_every_shipped_dataset_cites_all_its_sources(dataset: str) -> None:
    sources = read_origin(PACKAGE_ROOT, dataset)["sources"]
    text, bibtex = cite(dataset), cite(dataset, "bibtex")
    entries = json.loads(cite(dataset, "json"))
    assert [entry["id"] for entry in entries] == ["compute-trends", *sources]
    assert re.findall(r"^@misc\{(.+),$", bibtex, re.MULTILINE) == ["compute-trends", *sources]
    assert bibtex.count("{") == bibtex.count("}")
    authors = [source.get("authors", [source["producer"]]) for source in sources.values()]
    assert [len(entry["author"]) for entry in entries[1:]] == [len(names) for names in authors]
    assert all(entry["issued"] for entry in entries)
    for source in sources.values():
        assert source.get("url", "") in text
        assert source["licence"] in text
    assert package_version() in text.splitlines()[0]


def test_unknown_dataset_or_style_is_refused(citable: Path) -> None:
    with pytest.raises(UnknownNameError, match="did you mean things"):
        cite("thing", root=citable)
    with pytest.raises(UnknownNameError, match="did you mean bibtex"):
        cite("things", "bibtx", citable)


@pytest.mark.parametrize("content", [None, "authors: [", "title: x\n", "- a\n"])
def test_a_damaged_citation_file_is_named(citable: Path, content: str | None) -> None:
    path = citable / CITATION_FILE
    path.unlink() if content is None else path.write_text(content)
    with pytest.raises(DamagedPackageError, match=re.escape(str(path))):
        cite(root=citable)
