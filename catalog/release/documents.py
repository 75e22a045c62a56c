"""The texts that follow from the datasets alone: views, change log, dictionaries, lists of datasets, versions."""

from __future__ import annotations

import re
from pathlib import Path

from compute_trends.catalog import versions as catalog_versions
from compute_trends.catalog.versions import descriptor

# The package has one version, that of its newest dataset; the lines that state it again follow.
VERSION_LINES = {
    "pyproject.toml": re.compile(r'^(version = ")(?P<version>[^"]*)(")', re.MULTILINE),
    "CITATION.cff": re.compile(r"^(version: )(?P<version>\S+)()", re.MULTILINE),
}

_LIST = re.compile(r"^( *label: Dataset\n *options:\n)(?P<indent> *)- .*\n(?: *- .*\n)*", re.MULTILINE)

#: Texts that list the datasets.
DATASET_LISTS = {f".github/ISSUE_TEMPLATE/{name}.yml": _LIST for name in ("wrong-value", "new-record", "new-trend")}


def documents(root: Path) -> dict[str, str]:
    """The texts that follow from the datasets alone, by path: views, change log, dictionaries, lists of datasets and
    version numbers.
    """
    from compute_trends.catalog.doors.address import CITATION_FILE
    from compute_trends.catalog.doors.connect import views_sql
    from compute_trends.catalog.release.changelog import render_changelog
    from compute_trends.catalog.release.croissant import CROISSANT, render_croissant
    from compute_trends.catalog.release.deposits import CARD, ZENODO, render_card, render_zenodo
    from compute_trends.catalog.release.dictionary import dictionary_path, render_dictionary
    from compute_trends.catalog.release.dois import current

    texts = {
        CROISSANT: render_croissant(root),
        "views.sql": views_sql(root, relative=True),
        "CHANGELOG.md": render_changelog(root),
    }
    texts |= {dictionary_path(name): render_dictionary(root, name) for name in catalog_versions.all_versions(root)}
    texts |= {
        name: render(root) for name, render in ((ZENODO, render_zenodo), (CARD, render_card)) if (root / name).is_file()
    }
    version = descriptor(root)["version"]
    for name, pattern in VERSION_LINES.items():
        if (root / name).is_file():
            texts[name] = pattern.sub(rf"\g<1>{version}\g<3>", (root / name).read_text(encoding="utf-8"), count=1)
    if CITATION_FILE in texts:
        texts[CITATION_FILE] = current(texts[CITATION_FILE])
    for name, pattern in DATASET_LISTS.items():
        if (root / name).is_file():
            names = "".join(rf"\g<indent>- {dataset}\n" for dataset in catalog_versions.all_versions(root))
            texts[name] = pattern.sub(rf"\g<1>{names}", (root / name).read_text(encoding="utf-8"), count=1)
    return texts
