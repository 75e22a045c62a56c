"""`origin.yaml`: where a dataset comes from, and the account of every source row, version by version.

The upper part (title, description, sources, notes) is written by people; `versions` by `import` and `release`.
"""

from __future__ import annotations

import pickle
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import DeclarationError
from compute_trends.catalog.files.atomic import write_text
from compute_trends.catalog.files.kept import keep, place, read_kept
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.texts import yaml_text
from compute_trends.catalog.versions import version_key

Origin = dict[str, Any]


def read_origin(root: Path, dataset: str) -> Origin:
    """The parsed origin.yaml of a dataset; the caller may change it.

    Raises:
        DeclarationError: the file is no YAML.
    """
    if root != PACKAGE_ROOT:
        return _parsed(_text(root, dataset), dataset)
    path, at = _path(root, dataset), place("catalog/files", f"origin_{dataset}")
    kept = read_kept(at, [_FORM, str(path)])
    if kept is not None:
        with suppress(Exception):  # whatever a damaged pickle raises: it is made anew
            origin: Origin = pickle.loads(kept)
            return origin
    content = _parsed(_text(root, dataset), dataset)
    if path.stat().st_size >= _LARGE:
        keep(at, [_FORM, str(path)], [path], pickle.dumps(content))
    return content


#: How an origin of ours is kept, and bytes from which that is worth it: to read YAML takes twenty times as long.
_FORM, _LARGE = 1, 100_000


def read_declared(root: Path, dataset: str) -> Origin:
    """What people wrote of the origin of a dataset, without the account of its versions; the caller may change it.

    Of a large dataset that account is a thousand times longer, and is left unread where it is last.

    Raises:
        DeclarationError: the file is no YAML.
    """
    text, found = _text(root, dataset), None
    start = text.find(_ACCOUNT)
    if start >= 0 and not _NO_PART_OF_IT.search(text, start + len(_ACCOUNT) - 1):
        with suppress(yaml_text.NotYamlError):  # as where the line stands in quotation marks, or in brackets
            found = yaml_text.load(text[: start + 1])
    if not isinstance(found, dict):
        found = _parsed(text, dataset)
    found.pop("versions", None)
    return found


_ACCOUNT = "\nversions:\n"
_BREAKS = r"\n\r\x85\u2028\u2029"  # where YAML ends a line
#: A line that no account of versions has: one that is not indented.
_NO_PART_OF_IT = re.compile(f"[{_BREAKS}][^ {_BREAKS}]")


def _path(root: Path, dataset: str) -> Path:
    return root / "datasets" / dataset / "origin.yaml"


def _text(root: Path, dataset: str) -> str:
    return _path(root, dataset).read_bytes().decode("utf-8")


def _parsed(text: str, dataset: str) -> Origin:
    try:
        content: Origin = yaml_text.load(text)
    except yaml_text.NotYamlError as error:
        raise DeclarationError(f"datasets/{dataset}/origin.yaml is {error}; mend it there") from error
    return content


def write_origin(root: Path, dataset: str, origin: Origin) -> bool:
    """Write origin.yaml atomically; say whether it changed."""
    origin = dict(origin)
    versions = origin.pop("versions", None)
    if versions:
        origin["versions"] = {key: versions[key] for key in sorted(versions, key=version_key)}
    return write_text(_path(root, dataset), yaml_text.dump(origin, is_large=True))
