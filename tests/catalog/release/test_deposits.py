"""What Zenodo and the Hugging Face Hub are told follows from the declarations."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from compute_trends.catalog.doors.cite import cite
from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.release.deposits import CARD, ZENODO, render_card, render_zenodo
from compute_trends.catalog.release.dois import Dois, current, deposited, dois

CITED = yaml.safe_load((PACKAGE_ROOT / "CITATION.cff").read_text(encoding="utf-8"))

DESCRIPTOR = (PACKAGE_ROOT / "datapackage.json").read_text(encoding="utf-8")


def test_both_are_as_they_are_rendered() -> None:
    assert (PACKAGE_ROOT / ZENODO).read_text(encoding="utf-8") == render_zenodo(PACKAGE_ROOT)
    assert (PACKAGE_ROOT / CARD).read_text(encoding="utf-8") == render_card(PACKAGE_ROOT)


def test_zenodo_is_told_what_the_citation_says(tmp_path: Path) -> None:
    people = [{"family-names": "Curie", "given-names": "Marie"}, {"name": "A group"}]
    changed = {**CITED, "authors": people, "title": "Another title"}
    (tmp_path / "CITATION.cff").write_text(yaml.safe_dump(changed), encoding="utf-8")
    (tmp_path / "datapackage.json").write_text('{"version": "2031.1.0"}', encoding="utf-8")
    told = json.loads(render_zenodo(tmp_path))
    assert told["creators"] == [{"name": "Curie, Marie"}, {"name": "A group"}]
    assert (told["title"], told["version"], told["license"]) == ("Another title", "2031.1.0", "cc-by-4.0")
    assert told["publication_date"] == str(CITED["date-released"])
    assert [item["identifier"] for item in told["related_identifiers"]] == [
        reference["url"] for reference in CITED["references"]
    ]


def test_the_card_has_every_version_of_every_dataset() -> None:
    _, head, _ = (PACKAGE_ROOT / CARD).read_text(encoding="utf-8").split("---\n", 2)
    configs = {config["config_name"]: config["data_files"] for config in yaml.safe_load(head)["configs"]}
    held = {resource["name"]: resource["path"] for resource in json.loads(DESCRIPTOR)["resources"]}
    assert configs == held
    assert all((PACKAGE_ROOT / path).is_file() for path in configs.values())


DOI, LATER, ALL = "10.5281/zenodo.1000001", "10.5281/zenodo.1000002", "10.5281/zenodo.1000000"


@pytest.fixture
def cited(tmp_path: Path) -> Path:
    """A folder with the citation and the versions of the package."""
    for name in ("CITATION.cff", "datapackage.json"):
        (tmp_path / name).write_bytes((PACKAGE_ROOT / name).read_bytes())
    return tmp_path


def _held(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    return found


def test_dois_of_a_deposit_stand_where_citations_take_them_from(cited: Path) -> None:
    version = str(CITED["version"])
    found = deposited(cited, version, f"https://doi.org/{DOI}", ALL)
    assert found == dois(cited)
    held = _held(cited)
    assert held["doi"] == DOI
    assert [(item["value"], item["description"]) for item in held["identifiers"]] == [
        (DOI, f"Version {version}"),
        (ALL, "All versions"),
    ]
    assert {name: value for name, value in held.items() if name not in ("doi", "identifiers")} == CITED
    assert cite(root=cited).endswith(f"https://doi.org/{DOI}")
    related = json.loads(render_zenodo(cited))["related_identifiers"]
    assert related[-1] == {"identifier": ALL, "relation": "isVersionOf", "scheme": "doi"}
    before = (cited / "CITATION.cff").read_text(encoding="utf-8")
    deposited(cited, version, DOI)  # again, changes nothing
    assert (cited / "CITATION.cff").read_text(encoding="utf-8") == before


def test_the_doi_of_a_version_goes_with_it_and_that_of_all_stays(cited: Path) -> None:
    deposited(cited, str(CITED["version"]), DOI, ALL)
    path = cited / "CITATION.cff"
    later = re.sub(r"(?m)^version: .*$", "version: 2031.1.0", path.read_text(encoding="utf-8"))
    path.write_text(current(later), encoding="utf-8")
    assert dois(cited) == Dois(concept=ALL)
    assert "doi" not in _held(cited)
    assert deposited(cited, "2031.1.0", LATER) == Dois(LATER, "2031.1.0", ALL)
    assert current(path.read_text(encoding="utf-8")) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("version", "given", "concept", "said"),
    [
        ("2031.1.0", DOI, None, "not 2031.1.0: a DOI is that of the version that was deposited"),
        (None, "zenodo.1000001", None, "'zenodo.1000001' is not a DOI"),
        (None, ALL, ALL, "for the version and for all versions"),
        (None, LATER, None, f"has {DOI} for this version, not {LATER}; a DOI never changes"),
        (None, DOI, LATER, f"has {ALL} for all versions, not {LATER}"),
    ],
)
def test_what_cannot_be_the_doi_of_a_deposit_is_refused(
    version: str | None, given: str, concept: str | None, said: str, cited: Path
) -> None:
    deposited(cited, str(CITED["version"]), DOI, ALL)
    before = (cited / "CITATION.cff").read_bytes()
    with pytest.raises(ComputeTrendsError, match=re.escape(said)):
        deposited(cited, version or str(CITED["version"]), given, concept)
    assert (cited / "CITATION.cff").read_bytes() == before
