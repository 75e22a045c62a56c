"""`origin.yaml`: where a dataset comes from, and the account of every source row, version by version.

The upper part (title, description, sources, notes) is written by people; `versions` by `import` and `release`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import DeclarationError
from compute_trends.catalog.files.atomic import write_text
from compute_trends.catalog.texts import yaml_text
from compute_trends.catalog.versions import version_key

Origin = dict[str, Any]


def read_origin(root: Path, dataset: str) -> Origin:
    """The parsed origin.yaml of a dataset; the caller may change it.

    Raises:
        DeclarationError: the file is no YAML.
    """
    try:
        content: Origin = yaml_text.load((root / "datasets" / dataset / "origin.yaml").read_bytes().decode("utf-8"))
    except yaml_text.NotYamlError as error:
        raise DeclarationError(f"datasets/{dataset}/origin.yaml is {error}; mend it there") from error
    return content


def write_origin(root: Path, dataset: str, origin: Origin) -> bool:
    """Write origin.yaml atomically; say whether it changed."""
    origin = dict(origin)
    versions = origin.pop("versions", None)
    if versions:
        origin["versions"] = {key: versions[key] for key in sorted(versions, key=version_key)}
    return write_text(root / "datasets" / dataset / "origin.yaml", yaml_text.dump(origin, is_large=True))
