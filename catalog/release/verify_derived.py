"""Whether the files that follow from the descriptor still do: `croissant.json`, and the statements of the version.

A build writes them together with the descriptor, so in a checkout a difference is an edit that no build followed, or
half of what version control holds; in an installed copy it is damage.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from compute_trends.catalog.paths import is_checkout
from compute_trends.catalog.release.croissant import CROISSANT
from compute_trends.catalog.release.documents import VERSION_LINES
from compute_trends.catalog.release.problems import REINSTALL, Problem
from compute_trends.catalog.versions import Version, descriptor, version_schema


def derived_problems(known: Mapping[str, Sequence[Version]], root: Path) -> Iterator[Problem]:
    """What differs from the descriptor.

    Args:
        known: versions per dataset, as the descriptor lists them.
        root: the package or checkout.
    """
    fix = "run compute-trends build" if is_checkout(root) else REINSTALL
    for message in _croissant(known, root):
        yield Problem(CROISSANT, message, fix)
    version = descriptor(root)["version"]
    for name, pattern in VERSION_LINES.items():
        if not (root / name).is_file():
            continue
        stated = pattern.search((root / name).read_text(encoding="utf-8"))
        if stated is not None and stated["version"] != version:  # a file that states none states no other one
            told = f"states the version {stated['version']}, datapackage.json states {version}"
            yield Problem(name, told, fix)


def _croissant(known: Mapping[str, Sequence[Version]], root: Path) -> Iterator[str]:
    try:
        document: dict[str, Any] = json.loads((root / CROISSANT).read_text(encoding="utf-8"))
        files = {item["contentUrl"]: item["sha256"] for item in document["distribution"]}
        fields = {
            item["contentUrl"]: [field["name"] for field in record_set["field"]]
            for item, record_set in zip(document["distribution"], document["recordSet"], strict=True)
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield f"cannot be read ({error})"
        return
    if document.get("version") != descriptor(root)["version"]:
        yield f"states the version {document.get('version')}, datapackage.json {descriptor(root)['version']}"
    items = {item.path.relative_to(root).as_posix(): item for found in known.values() for item in found}
    for path in sorted(items.keys() ^ files.keys()):
        yield f"lists {path}, which datapackage.json does not" if path in files else f"does not list {path}"
    for path in sorted(items.keys() & files.keys()):
        if files[path] != items[path].sha256:
            yield f"states sha256 {files[path]} of {path}, datapackage.json {items[path].sha256}"
        names = version_schema(items[path], root).names
        if fields[path] != names:
            odd = sorted(set(fields[path]) ^ set(names)) or ["their order"]
            yield f"declares other columns of {path} than the schema: {', '.join(odd)}"
