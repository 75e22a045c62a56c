"""What a dataset holds: its columns with type, unit and how much of each is unknown, its versions and sources."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import all_versions, find_version, version_schema

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class ColumnSummary:
    """One column of one version."""

    name: str
    type: str  # string, number, integer, boolean, date or list
    unit: str | None
    title: str
    description: str
    nulls: int  # rows without a value
    example: Any
    allowed: tuple[str, ...]  # values, or items of a list, that the column is confined to; empty if it is not


@dataclass(frozen=True)
class SourceSummary:
    """One source of one version."""

    key: str  # as in the column `source`
    title: str
    producer: str | None
    url: str | None
    licence: str | None
    records: int  # of the version that came from it


@dataclass(frozen=True)
class DatasetSummary:
    """One version of a dataset."""

    dataset: str
    version: str
    versions: tuple[str, ...]  # oldest first
    title: str
    description: str
    closed: str  # why it takes no submissions; empty where it does
    rows: int
    columns: tuple[ColumnSummary, ...]
    absent: tuple[str, ...]  # columns that were declared after this version was released
    sources: tuple[SourceSummary, ...]


@dataclass(frozen=True)
class VersionOverview:
    """One version of one dataset, in a word."""

    dataset: str
    version: str
    newest: bool  # what a plain name stands for
    rows: int
    one_row_is: str


def describe(
    dataset: str, version: str | None = None, columns: Sequence[str] | None = None, root: Path = PACKAGE_ROOT
) -> DatasetSummary:
    """Describe one version of a dataset.

    Args:
        dataset: name, as `datasets()` lists it.
        version: as `versions(dataset)` lists it; the newest one if left out.
        columns: describe only these.
        root: the package or checkout.

    Raises:
        UnknownNameError: no such dataset, version or column.
        DamagedPackageError: the Parquet file is missing or cannot be read.
    """
    from compute_trends.catalog.doors.connect import relation

    found = find_version(dataset, version, root)
    schema = version_schema(found, root)
    chosen = [schema[name] for name in columns] if columns else list(schema.columns)
    table = relation(dataset, version, root=root)
    counted = table.aggregate(", ".join(["count(*)", *(f"count({column.name})" for column in chosen)]))
    rows, *known = counted.fetchall()[0]
    return DatasetSummary(
        dataset=dataset,
        version=found.version,
        versions=tuple(item.version for item in all_versions(root)[dataset]),
        title=schema.title,
        description=schema.description,
        closed=schema.closed,
        rows=rows,
        columns=tuple(
            ColumnSummary(
                name=column.name,
                type=column.type,
                unit=column.unit,
                title=column.title,
                description=column.description,
                nulls=rows - count,
                example=column.example,
                allowed=column.enum or column.item_enum,
            )
            for column, count in zip(chosen, known, strict=True)
        ),
        absent=tuple(name for name in load_schema(dataset, root).names if name in found.absent),
        sources=_sources(dataset, table, root),
    )


def overview(root: Path = PACKAGE_ROOT) -> list[VersionOverview]:
    """Every version of every dataset: datasets by name, newest version first."""
    found = []
    for dataset, known in all_versions(root).items():
        newest = find_version(dataset, root=root)
        row = _one_row_is(load_schema(dataset, root).description)
        found += [VersionOverview(dataset, item.version, item is newest, item.rows, row) for item in known[::-1]]
    return found


def _sources(dataset: str, table: duckdb.DuckDBPyRelation, root: Path) -> tuple[SourceSummary, ...]:
    from compute_trends.catalog.files.origin import read_declared

    declared = read_declared(root, dataset)["sources"]
    counts = table.aggregate("source, count(*)", "source").fetchall()
    return tuple(
        SourceSummary(
            key=key,
            title=declared.get(key, {}).get("title", key),
            producer=declared.get(key, {}).get("producer"),
            url=declared.get(key, {}).get("url"),
            licence=declared.get(key, {}).get("licence"),
            records=count,
        )
        for key, count in sorted(counts, key=lambda pair: (-pair[1], pair[0]))
    )


def _one_row_is(description: str) -> str:
    """What a row is, from a description that opens with it: "One row is a chip: rates, power. ..." is "a chip"."""
    opening = re.split(r"[:.](?:\s|$)", description, maxsplit=1)[0]
    return re.sub(r"^(?:One|A) row (?:is|per) ", "", opening)
