"""The upstream formats: every module beside this one that names a format reads it."""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from compute_trends.catalog import importers
from compute_trends.catalog.errors import read_as
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import Imported
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import Layout
from compute_trends.catalog.paths import PACKAGE_ROOT


class Importer(Protocol):
    """What an importer module offers; one that fills records of other sources has more (`supplements`)."""

    DATASET: str
    FORMAT: str
    SUMMARY: str
    LAYOUTS: tuple[Layout, ...]  # whose exports it replaces the records of; of one table, oldest first

    def read(
        self,
        paths: Sequence[Path],
        previous: Sequence[Record] = (),
        *,
        root: Path = PACKAGE_ROOT,
        exports: Exports | None = None,
    ) -> Imported:
        """Read upstream files.

        `previous` are the dataset's records now in the checkout, `root` is the checkout, and `exports` says under which
        key of origin.yaml each file is booked.
        """


@cache
def formats() -> dict[str, Importer]:
    """The importers by the name of their format.

    Raises:
        DeclarationError: a module cannot be imported.
    """
    found = {}
    for module in pkgutil.iter_modules(importers.__path__):
        with read_as("an importer", f"catalog/importers/{module.name}.py"):
            loaded = import_module(f"{importers.__name__}.{module.name}")
        if hasattr(loaded, "FORMAT"):
            importer = cast(Importer, loaded)
            found[importer.FORMAT] = importer
    return dict(sorted(found.items()))
