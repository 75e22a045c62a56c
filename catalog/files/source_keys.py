"""The keys of the sources that a dataset's origin.yaml lists, without parsing the account of every row below them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from compute_trends.catalog.errors import DamagedPackageError
from compute_trends.catalog.paths import PACKAGE_ROOT

_SOURCES = re.compile(r"^sources:[ \t]*\n((?:[ \t]+.*\n|[ \t]*(?:#.*)?\n)+)", re.MULTILINE)
_KEY = re.compile(r"([\w.-]+):[ \t]*(?:#.*)?")


@cache
def source_keys(dataset: str, root: Path = PACKAGE_ROOT) -> tuple[str, ...]:
    """The keys under `sources` in `datasets/<dataset>/origin.yaml`, sorted.

    Raises:
        DamagedPackageError: the file is missing.
    """
    path = root / "datasets" / dataset / "origin.yaml"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DamagedPackageError(f"{path}: {error}; install compute-trends again") from error
    # To import a parser of YAML takes longer than most rules, and the keys mostly stand alone on their lines.
    block = _SOURCES.search(text + "\n")
    lines = [line.rstrip() for line in block[1].splitlines() if line.strip()] if block else []
    depth = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    keys = [_KEY.fullmatch(line[depth:]) for line in lines if not line[depth:].startswith((" ", "#"))]
    if keys and all(keys):
        return tuple(sorted(key[1] for key in keys if key))
    return _parsed(text)


def _parsed(text: str) -> tuple[str, ...]:
    import yaml

    return tuple(sorted(map(str, yaml.safe_load(text).get("sources") or ())))
