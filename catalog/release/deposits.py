"""What the places want to know that the package is deposited at: Zenodo and the Hugging Face Hub.

Both follow from `CITATION.cff` and `datapackage.json`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from compute_trends.catalog.paths import DESCRIPTOR
from compute_trends.catalog.release.descriptor import DESCRIPTION
from compute_trends.catalog.release.dois import dois
from compute_trends.catalog.texts import yaml_text
from compute_trends.catalog.texts.markdown import code, prose, table
from compute_trends.catalog.versions import UNRELEASED

ZENODO = ".zenodo.json"

#: Copied to the Hub as README.md, beside `datasets/`.
CARD = "docs/dataset-card.md"

# The splits of one configuration must have the same columns, and versions may not.
_CONFIGURATIONS = (
    "OWNER is who keeps the copy. A configuration is a version of a dataset, the newest under the dataset's own name. "
    "Its one split is called `train` since the Hub wants a name; there is nothing here to train on."
)
_LICENCE = (
    "The licence is that of the rows, by source. Credit compute-trends and the sources; `compute-trends cite DATASET` "
    "prints both. Unknown is null, never zero. Names of columns carry their units."
)


def render_zenodo(root: Path) -> str:
    """The text of `.zenodo.json`, from `CITATION.cff` and the version in `datapackage.json`.

    Format: https://developers.zenodo.org/#representation
    """
    cited = yaml_text.load((root / "CITATION.cff").read_text(encoding="utf-8"))
    package = _package(root)
    deposit: dict[str, Any] = {
        "title": cited["title"],
        "description": DESCRIPTION,
        "upload_type": cited["type"],
        "version": package["version"],
        "publication_date": str(cited["date-released"]),
        "access_right": "open",
        "license": str(cited["license"]).lower(),
        "creators": [{"name": _name(author)} for author in cited["authors"]],
        "keywords": cited["keywords"],
        "notes": cited["message"],
        "related_identifiers": [
            {"identifier": reference["url"], "relation": "isDerivedFrom", "scheme": "url"}
            for reference in cited["references"]
        ],
    }
    if concept := dois(root).concept:
        deposit["related_identifiers"].append({"identifier": concept, "relation": "isVersionOf", "scheme": "doi"})
    return json.dumps(deposit, indent=2, ensure_ascii=False) + "\n"


def render_card(root: Path) -> str:
    """The dataset card for the Hugging Face Hub: a configuration per version of a dataset.

    Format: https://huggingface.co/docs/hub/datasets-manual-configuration
    """
    package = _package(root)
    released = [resource for resource in package["resources"] if resource["version"] != UNRELEASED]
    names = {licence.get("name") for resource in released for licence in resource["licenses"]}
    head = {
        "pretty_name": package["title"],
        "license": "cc-by-4.0" if names == {"CC-BY-4.0"} else "other",
        "license_name": "per-source",
        "license_link": "LICENSE-DATA",
        "language": ["en"],
        "tags": package["keywords"],
        "configs": [{"config_name": resource["name"], "data_files": resource["path"]} for resource in released],
    }
    rows = [
        [code(item["name"]), item["version"], f"{item['rows']:,}", _licences(item), prose(item["description"])]
        for item in released
    ]
    lines = [
        f"---\n{yaml_text.dump(head)}---",
        f"# {package['title']}",
        package["description"],
        '```python\nload_dataset("OWNER/compute-trends", "milestone_systems", split="train")\n```',
        _CONFIGURATIONS,
        table(["Dataset", "Version", "Rows", "Licence", "What it holds"], rows, right={2}),
        _LICENCE,
    ]
    return "\n\n".join(lines) + "\n"


def _package(root: Path) -> dict[str, Any]:
    package: dict[str, Any] = json.loads((root / DESCRIPTOR).read_text(encoding="utf-8"))
    return package


def _name(author: dict[str, str]) -> str:
    """A name as Zenodo has it: the family's, then the given ones."""
    return author.get("name") or ", ".join(filter(None, [author.get("family-names"), author.get("given-names")]))


def _licences(resource: dict[str, Any]) -> str:
    return ", ".join(licence.get("name", "facts only") for licence in resource["licenses"])
