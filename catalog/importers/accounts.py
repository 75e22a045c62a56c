"""What `origin.yaml` says of imports: files, rows, and each row that is no record of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from compute_trends.catalog.files.origin import Origin
from compute_trends.catalog.files.records import Record
from compute_trends.catalog.importers.base import Imported
from compute_trends.catalog.importers.exports import Exports
from compute_trends.catalog.importers.layouts import layout_of, series_of
from compute_trends.catalog.schema import LIST_DELIMITER
from compute_trends.catalog.versions import version_key

#: (version, account in origin.yaml) of earlier imports of a format, newest first.
Accounts = Sequence[tuple[str, Mapping[str, Any]]]


def account(imported: Imported, corrections: list[dict[str, Any]]) -> dict[str, Any]:
    """What `versions` says of one import: files with hash and rows, and each row that is no record of its own."""
    listed = sum(item.merged_into is not None for item in imported.left_out)
    merged = listed + imported.repeated
    sources = Counter(str(record["source"]) for record in imported.records)
    return {
        "files": {item.key if len({f.key for f in imported.files}) == len(imported.files) else item.name:
                  {"source": item.key, "name": item.name, "sha256": item.sha256, "rows": item.rows,
                   "header": item.header}
                  for item in imported.files},
        "source_rows": sum(item.rows for item in imported.files),
        "records": len(imported.records),
        "records_by_source": dict(sorted(sources.items())),
        "merged_rows": merged,
        "left_out_rows": len(imported.left_out) - listed,
        "unknown_columns": imported.unknown_columns,
        "missing_columns": imported.missing_columns,
        "corrections_applied": len(corrections),
        "notes": imported.notes,
        "not_records": [
            {key: value for key, value in asdict(item).items() if value is not None} for item in imported.left_out
        ],
    }  # fmt: skip


def sources_after(
    origin: Origin, records: Sequence[Record], exports: Exports, given_up: dict[str, Any] | None
) -> dict[str, Any]:
    """What `sources` of origin.yaml lists after an import: its exports too, and those of the account that it replaces
    (`given_up`, of an import that was never released) only where something else rests on them.
    """
    sources: dict[str, Any] = dict(origin.get("sources") or {})
    used = set(exports.found) | {str(record["source"]) for record in records}
    used |= {str(record["estimate_source"]) for record in records if record.get("estimate_source")}
    for record in records:
        used.update(filter(None, str(record.get("contributing_sources") or "").split(LIST_DELIMITER)))
    for version in origin.get("versions", {}).values():
        for entry in version.get("imports", {}).values():
            used.update(item["source"] for item in entry["files"].values())
            used.update(entry["records_by_source"])
    passing = {item["source"] for item in (given_up or {"files": {}})["files"].values()} - used
    for key, export in exports.found.items():
        if key not in sources:
            sources[key] = export.entry(_alike(sources, export.key, export.layout.key))
    return {key: entry for key, entry in sources.items() if key not in passing}


def _alike(sources: dict[str, Any], key: str, layout: str) -> dict[str, Any]:
    """The newest entry of the same series, else of the same layout, else the one whose key is most like it."""

    def nearness(item: tuple[str, dict[str, Any]]) -> tuple[bool, bool, int, str]:
        other, entry = item
        same = [one for one, two in zip(key.split("-"), other.split("-"), strict=False) if one == two]
        is_of_layout = layout_of(other, entry) == layout
        return series_of(other) == series_of(key), is_of_layout, len(same), str(entry.get("accessed", ""))

    return max(sources.items(), key=nearness)[1] if sources else {}


def already_accounted(origin: Origin, format_name: str, entry: dict[str, Any]) -> bool:
    """Whether the account of an import says nothing that an earlier one of the format does not say."""

    # The notes tell how records were recognised, which is new on the first import of a file and known on the second;
    # the header follows from the file, which its hash tells.
    def lasting(account: dict[str, Any]) -> dict[str, Any]:
        files = {
            name: {key: value for key, value in item.items() if key != "header"}
            for name, item in account.get("files", {}).items()
        }
        return {key: value for key, value in account.items() if key != "notes"} | {"files": files}

    entries = [version.get("imports", {}).get(format_name) for version in origin.get("versions", {}).values()]
    return any(lasting(entry) == lasting(known) for known in entries if known)


def accounts_of(origin: Origin, format_name: str) -> list[tuple[str, dict[str, Any]]]:
    """(version, account) of each earlier import of a format, newest first."""
    versions = origin.get("versions", {})
    newest_first = sorted(versions, key=version_key, reverse=True)
    return [
        (version, versions[version]["imports"][format_name])
        for version in newest_first
        if format_name in versions[version].get("imports", {})
    ]
