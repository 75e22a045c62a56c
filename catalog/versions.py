"""Which datasets and versions the package holds, from `datapackage.json`.

A version looks like semver and reads like a date: year.month.patch. `unreleased` is what `records.csv` holds beyond
the newest released version; it exists only in a checkout, after `compute-trends build`.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from compute_trends.catalog.errors import DamagedPackageError, UnknownNameError
from compute_trends.catalog.paths import DESCRIPTOR, PACKAGE_ROOT
from compute_trends.catalog.schema import TableSchema, load_schema

UNRELEASED = "unreleased"
#: The schema in which rules find every version of a dataset as one table.
EVERY_VERSION = "every_version"
VERSION_PATTERN = re.compile(r"\d{4}\.(1[0-2]|[1-9])\.\d+")


class Version(NamedTuple):
    """One version of one dataset, as the descriptor lists it."""

    dataset: str
    version: str
    path: Path  # of the Parquet file
    rows: int
    sha256: str
    absent: frozenset[str] = frozenset()  # columns declared only after this version was released

    @property
    def sql_schema(self) -> str:
        """The DuckDB schema that holds this version: 2022.2.0 is `v2022_2_0`."""
        return sql_schema(self.version)


def sql_schema(version: str) -> str:
    """The DuckDB schema name of a version."""
    return version if version == UNRELEASED else "v" + version.replace(".", "_")


def version_key(version: str) -> tuple[int, ...]:
    """Sorts versions by time; `unreleased` comes last.

    Raises:
        ValueError: not a version.
    """
    if version == UNRELEASED:
        return (10_000,)
    if not VERSION_PATTERN.fullmatch(version):
        raise ValueError(f"{version!r} is not a version: year.month.patch, as in 2026.8.0")
    return tuple(int(part) for part in version.split("."))


@cache
def descriptor(root: Path = PACKAGE_ROOT) -> dict[str, Any]:
    """The parsed `datapackage.json`.

    Raises:
        DamagedPackageError: it is missing or not JSON.
    """
    path = root / DESCRIPTOR
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        remedy = "install compute-trends again, or run compute-trends build"
        raise DamagedPackageError(f"{path}: {error}; {remedy}") from error
    return content


@cache
def all_versions(root: Path = PACKAGE_ROOT) -> dict[str, list[Version]]:
    """Versions per dataset, oldest first."""
    found: dict[str, list[Version]] = {}
    for resource in descriptor(root)["resources"]:
        item = Version(
            dataset=resource["dataset"],
            version=resource["version"],
            path=root / resource["path"],
            rows=resource["rows"],
            sha256=resource["hash"].removeprefix("sha256:"),
            absent=frozenset(resource.get("absentColumns", ())),
        )
        found.setdefault(item.dataset, []).append(item)
    return {name: sorted(found[name], key=lambda item: version_key(item.version)) for name in sorted(found)}


def package_version(root: Path = PACKAGE_ROOT) -> str:
    """The version of the package, which is that of its newest dataset."""
    return str(descriptor(root)["version"])


def newest_release(root: Path = PACKAGE_ROOT) -> dt.date:
    """The last day of the month of the package's newest release."""
    year, month, *_ = version_key(package_version(root))
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


def current_day(root: Path = PACKAGE_ROOT) -> dt.date:
    """Today, or the newest release where the clock is behind it: no shipped record is of the future."""
    return max(dt.date.today(), newest_release(root))


def datasets() -> list[str]:
    """Names of the datasets."""
    return list(all_versions())


def list_datasets() -> list[str]:
    """Names of the datasets.

    >>> "milestone_systems" in list_datasets()
    True
    """
    return datasets()


def versions(dataset: str) -> list[str]:
    """Released versions of a dataset, oldest first.

    Args:
        dataset: name, as `list_datasets` lists it.

    Raises:
        UnknownNameError: no such dataset.
    """
    return [item.version for item in _versions_of(dataset, PACKAGE_ROOT) if item.version != UNRELEASED]


def find_version(dataset: str, version: str | None = None, root: Path = PACKAGE_ROOT) -> Version:
    """The named version, or the newest released one.

    Raises:
        UnknownNameError: no such dataset or version.
    """
    known = _versions_of(dataset, root)
    if version is None:
        released = [item for item in known if item.version != UNRELEASED]
        return (released or known)[-1]
    for item in known:
        if item.version == version:
            return item
    raise UnknownNameError(f"version of {dataset}", version, [item.version for item in known])


def version_schema(item: Version, root: Path = PACKAGE_ROOT) -> TableSchema:
    """The columns that a version holds: those retired later too, and none that was declared only after its release.

    Raises:
        UnknownNameError: the dataset has no schema.
    """
    declared = load_schema(item.dataset, root)
    if names := retired_names(declared, item.version):
        declared = declared.with_retired(*names)
    held = tuple(column for column in declared.columns if column.name not in item.absent)
    return replace(declared, columns=held, version=item.version, absent=item.absent)


def retired_names(schema: TableSchema, version: str) -> list[str]:
    """The retired columns that were still declared when a version was released."""
    return [gone.column.name for gone in schema.retired if version_key(version) < version_key(gone.since)]


def _versions_of(dataset: str, root: Path) -> list[Version]:
    known = all_versions(root)
    if dataset not in known:
        raise UnknownNameError("dataset", dataset, known)
    return known[dataset]
