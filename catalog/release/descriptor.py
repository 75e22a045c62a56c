"""Renders `datapackage.json` (Data Package v2) from schemas, origins and the Parquet files."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.errors import DamagedPackageError, UsageError
from compute_trends.catalog.files.origin import Origin, read_origin
from compute_trends.catalog.release.licences import DATA_LICENCE, licences_of, source_licence
from compute_trends.catalog.schema import TableSchema, load_schema
from compute_trends.catalog.versions import UNRELEASED, retired_names, version_key

if TYPE_CHECKING:
    import pyarrow as pa

NAME = "compute-trends"
TITLE = "compute-trends: how much computation deep learning needs, and how that grows"
DESCRIPTION = (
    "Milestone machine-learning systems with their training compute, benchmark results with the computation behind "
    "them, accelerator specifications and prices, algorithmic efficiency, inference cost and training energy; "
    "versioned, with the provenance of every row."
)


def sha256_of(path: Path) -> str:
    """The file's sha256, as hexadecimal digits."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def dataset_names(root: Path) -> list[str]:
    """The datasets of a checkout: those that have a schema and an origin."""
    declared = (path.stem for path in (root / "schemas").glob("*.json"))
    return sorted(name for name in declared if (root / "datasets" / name / "origin.yaml").is_file())


def released_versions(origin: Origin) -> list[str]:
    """Released versions that an origin lists, oldest first."""
    return sorted((key for key in origin.get("versions", {}) if key != UNRELEASED), key=version_key)


def parquet_path(dataset: str, version: str, sha256: str = "") -> str:
    """Path of a version's Parquet, relative to the root; unreleased files carry their hash in the name, so that a
    new one never replaces the one that the descriptor still points to."""
    stem = version if version != UNRELEASED else f"{UNRELEASED}-{sha256[:12]}"
    return f"datasets/{dataset}/{stem}.parquet"


def package_version(origins: dict[str, Origin]) -> str:
    """The version of the package: that of its newest dataset."""
    return max((v for origin in origins.values() for v in released_versions(origin)), key=version_key, default="0.1.0")


def render_descriptor(root: Path, unreleased: dict[str, str]) -> str:
    """The text of `datapackage.json`.

    Args:
        root: the checkout.
        unreleased: sha256 of the unreleased Parquet, per dataset that has one.

    Raises:
        DamagedPackageError: a released Parquet is missing or is not the one that was released.
        UsageError: a released Parquet holds columns that are not declared, or declared of another type or order.
    """
    origins = {name: read_origin(root, name) for name in dataset_names(root)}
    resources = []
    for dataset, origin in origins.items():
        newest_first = released_versions(origin)[::-1]
        for version in newest_first:
            sha256 = origin["versions"][version]["sha256"]
            resources.append(_resource(root, dataset, origin, version, sha256, plain=version == newest_first[0]))
        if dataset in unreleased:
            plain = not newest_first
            resources.append(_resource(root, dataset, origin, UNRELEASED, unreleased[dataset], plain))
    sources = {}
    for origin in origins.values():
        for source in _sources(origin):
            sources[source["title"]] = source
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": NAME,
        "title": TITLE,
        "description": DESCRIPTION,
        "version": package_version(origins),
        "licenses": [DATA_LICENCE],
        "keywords": ["machine learning", "training compute", "scaling", "accelerators", "algorithmic progress"],
        "sources": list(sources.values()),
        "resources": resources,
    }
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def check_hash(root: Path, path: str, sha256: str) -> None:
    """Make sure that a file of the package is the one that was released.

    Raises:
        DamagedPackageError: it is missing or another one.
    """
    if not (root / path).is_file():
        raise DamagedPackageError(
            f"{path} is missing; restore it from version control: a released file is never rebuilt"
        )
    actual = sha256_of(root / path)
    if actual != sha256:
        raise DamagedPackageError(
            f"{path} is not the file that was released: sha256 is {actual}, not {sha256}; "
            "restore it from version control"
        )


def check_columns(schema: TableSchema, held: pa.Schema, path: str, version: str) -> None:
    """A schema may gain columns and retire some; those that a released version holds stay declared as they were.

    Raises:
        UsageError: a column is no longer declared, or of another type, or in another place, or retired since a
            version that holds it.
    """
    if names := retired_names(schema, version):
        schema = schema.with_retired(*names)
    for gone in schema.retired:
        if gone.column.name in held.names:
            raise UsageError(
                f"{path} holds the column {gone.column.name}, which schemas/{schema.name}.json declares retired since "
                f"{gone.since}; a column is retired since a version that is not released yet"
            )
    for name in held.names:
        if name not in schema.names:
            raise UsageError(
                f"{path} holds the column {name}, which schemas/{schema.name}.json does not declare; declare it again: "
                "a column that was released is never removed, it moves to retiredFields"
            )
        if held.field(name).type != schema[name].arrow_type:
            raise UsageError(
                f"{path} holds {name} as {held.field(name).type}, schemas/{schema.name}.json declares a "
                f"{schema[name].type}; the type of a released column never changes"
            )
    declared = [name for name in schema.names if name in held.names]
    if declared != held.names:
        moved = next(name for name, other in zip(declared, held.names, strict=True) if name != other)
        raise UsageError(
            f"{path} holds its columns in another order than schemas/{schema.name}.json, from {moved} on; declare them "
            f"in this order, new ones anywhere between: {', '.join(held.names)}"
        )


def _resource(root: Path, dataset: str, origin: Origin, version: str, sha256: str, plain: bool) -> dict[str, Any]:
    import pyarrow.parquet as pq

    path = parquet_path(dataset, version, sha256)
    check_hash(root, path, sha256)
    parquet = pq.ParquetFile(root / path)
    schema = load_schema(dataset, root)
    check_columns(schema, parquet.schema_arrow, path, version)
    if retired := retired_names(schema, version):
        schema = schema.with_retired(*retired)
    absent = [name for name in schema.names if name not in parquet.schema_arrow.names]
    resource: dict[str, Any] = {
        # The newest version has the plain name, so that foreign keys between datasets hold by name.
        "name": dataset if plain else f"{dataset}-{version}",
        "title": f"{origin['title']} ({version})",
        "description": " ".join(str(origin["description"]).split()),
        "dataset": dataset,
        "version": version,
        # Readers of version 1 of the standard know a table by its profile.
        "type": "table",
        "profile": "tabular-data-resource",
        "path": path,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "hash": f"sha256:{sha256}",
        "rows": parquet.metadata.num_rows,
        "schema": _table_schema(root, schema, absent, plain),
        "licenses": licences_of(origin, parquet.read(["source"])["source"].drop_null().unique().to_pylist()),
        "sources": _sources(origin),
    }
    if absent:
        resource["absentColumns"] = absent
    return resource


def _table_schema(root: Path, schema: TableSchema, absent: list[str], plain: bool) -> dict[str, Any] | str:
    """The schema's path where it says what the file holds, else what it holds."""
    path = f"schemas/{schema.name}.json"
    raw: dict[str, Any] = json.loads((root / path).read_text(encoding="utf-8"))
    as_declared = [field["name"] for field in raw["fields"]] == schema.names
    if not absent and as_declared and (plain or not raw.get("foreignKeys")):
        return path
    fields = {field["name"]: field for field in (*raw["fields"], *raw.pop("retiredFields", ()))}
    raw["fields"] = [fields[name] for name in schema.names if name not in absent]
    if not plain:  # an older version was checked against the other datasets of its own time, not against today's
        raw.pop("foreignKeys", None)
    return raw


def _sources(origin: Origin) -> list[dict[str, Any]]:
    return [
        {"title": str(source["title"])}
        | ({"path": str(source["url"])} if source.get("url") else {})
        | {"licenses": [source_licence(source)]}
        for source in origin["sources"].values()
    ]
