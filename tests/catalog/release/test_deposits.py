"""What Zenodo and the Hugging Face Hub are told follows from the declarations."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.release.deposits import CARD, ZENODO, render_card, render_zenodo

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
