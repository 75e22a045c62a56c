"""The data dictionary of a dataset: what each column means, where it comes from, and what the versions hold.

`build` writes it to `docs/data/<dataset>.md`, from the schema, the origin and the released files alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.errors import DamagedPackageError
from compute_trends.catalog.files.origin import Origin, read_origin
from compute_trends.catalog.files.parquet import read_parquet
from compute_trends.catalog.files.records import format_cell
from compute_trends.catalog.release.licences import DATA_LICENCE, without_licence
from compute_trends.catalog.schema import LIST_DELIMITER, Column, TableSchema, load_schema
from compute_trends.catalog.texts.markdown import code, prose, table
from compute_trends.catalog.versions import Version, all_versions, find_version, version_schema

if TYPE_CHECKING:
    import pyarrow as pa

_SOURCE_FACTS = {
    "producer": "Producer",
    "url": "Page",
    "citation": "Citation",
    "layout": "Layout",
    "licence": "Licence",
    "accessed": "Accessed",
    "commit": "Commit",
}


def dictionary_path(dataset: str) -> str:
    """Path of the dataset's dictionary, relative to the root."""
    return f"docs/data/{dataset}.md"


def render_dictionary(root: Path, dataset: str) -> str:
    """The data dictionary of a dataset, as Markdown.

    Args:
        root: the checkout; its `datapackage.json` must be up to date.
        dataset: name of the dataset.

    Raises:
        UnknownNameError: no such dataset.
        DamagedPackageError: a Parquet file is missing or cannot be read.
    """
    schema, origin = load_schema(dataset, root), read_origin(root, dataset)
    newest = find_version(dataset, root=root)
    held = _read(newest.path)
    known = {name: len(held) - held[name].null_count for name in held.column_names}
    derived = (
        f"Derived from `schemas/{dataset}.json`, `datasets/{dataset}/origin.yaml` and the released files by "
        "`compute-trends build`; never edited by hand."
    )
    reading = (
        f"*Known* is the number of the {newest.rows:,} records of {newest.version} that have a value; the others are "
        f"null. The items of a list are joined by `{LIST_DELIMITER}` in the files, and lists where a library has lists."
    )
    licence = (
        f"[{DATA_LICENCE['title']}]({DATA_LICENCE['path']}), with attribution to the sources above; "
        f"`compute-trends cite {dataset}` prints how to cite them."
    )
    if facts := without_licence(origin):
        licence += (
            f" Rows of {', '.join(map(code, facts))} are facts and figures only: the source states no licence for them."
        )
    parts = [
        *(f"# {schema.title}", derived, prose(schema.description), prose(str(origin["description"]))),
        *([f"It takes no submissions: {schema.closed}"] if schema.closed else []),
        _loading(dataset, newest.version),
        *("## Versions", _versions(root, dataset, origin)),
        f"Source rows that are no record of their own, and why, are listed in `datasets/{dataset}/origin.yaml`.",
        *("## Columns", reading, _columns(version_schema(newest, root).columns, known)),
        *_declared_since(newest, schema),
        *_retired(schema),
        *("## Sources", *_sources(root, dataset, origin)),
        *_notes(origin),
        *("## Licence", licence),
    ]
    return "\n\n".join(parts) + "\n"


def _read(path: Path, columns: list[str] | None = None) -> pa.Table:
    try:
        return read_parquet(path, columns)
    except (OSError, ValueError) as error:  # pyarrow's own errors are ValueErrors
        raise DamagedPackageError(f"{path} cannot be read ({error}); restore it from version control") from error


def _loading(dataset: str, version: str) -> str:
    return (
        "```python\n"
        "import compute_trends as ct\n\n"
        f'ct.load("{dataset}", as_="pandas")  # the newest version, {version}\n'
        f'ct.sql("from {dataset} limit 5")\n'
        "```"
    )


def _versions(root: Path, dataset: str, origin: Origin) -> str:
    rows = []
    for item in reversed(all_versions(root)[dataset]):
        imports: Mapping[str, Any] = origin.get("versions", {}).get(item.version, {}).get("imports", {})
        counts = [
            f"{sum(entry.get(key, 0) for entry in imports.values()):,}" if imports else ""
            for key in ("source_rows", "merged_rows", "left_out_rows", "corrections_applied")
        ]
        held = str(len(version_schema(item, root).columns))
        rows.append([item.version, f"{item.rows:,}", held, *counts, f"`{item.path.relative_to(root).as_posix()}`"])
    header = ["Version", "Records", "Columns", "Source rows", "Merged", "Left out", "Corrections", "File"]
    return table(header, rows, right=range(1, 7))


def _declared_since(newest: Version, schema: TableSchema) -> list[str]:
    """The columns that the newest version was released without; records to come may have them."""
    columns = [column for column in schema.columns if column.name in newest.absent]
    said = f"Declared after the release of {newest.version}, which lacks them; new records may have them."
    return [f"### Declared since {newest.version}", said, _columns(columns)] if columns else []


def _retired(schema: TableSchema) -> list[str]:
    """The columns that only older versions hold, with where their values went."""
    if not schema.retired:
        return []
    rows = [
        [f"`{gone.column.name}`", gone.column.type, gone.column.unit or "", gone.since, prose(gone.reason)]
        for gone in schema.retired
    ]
    said = "Older versions hold these; the newest does not."
    return ["### Retired", said, table(["Column", "Type", "Unit", "Gone since", "Reason"], rows)]


def _columns(columns: Iterable[Column], known: Mapping[str, int] | None = None) -> str:
    rows = [
        [
            f"`{column.name}`",
            column.type,
            column.unit or "",
            "; ".join(_constraints(column)),
            prose(column.description),
            code(format_cell(column, column.example)) if column.example is not None else "",
            _upstream(column),
            *([f"{known[column.name]:,}"] if known is not None else []),
        ]
        for column in columns
    ]
    header = ["Column", "Type", "Unit", "Constraints", "Description", "Example", "Column upstream", "Known"]
    return table(header[: len(rows[0])], rows, right=[7])


def _constraints(column: Column) -> Iterable[str]:
    if column.required:
        yield "required"
    if column.unique:
        yield "unique"
    for sign, bound in (("≥", column.minimum), (">", column.exclusive_minimum), ("≤", column.maximum)):
        if bound is not None:
            yield f"{sign} {bound:g}"
    if column.enum:
        yield "one of " + ", ".join(map(code, column.enum))
    if column.item_enum:
        yield "items: " + ", ".join(map(code, column.item_enum))
    if column.pattern:
        yield f"matches {code(column.pattern)}"
    if column.reference is not None:
        target, by = column.reference["dataset"], ", ".join(map(code, column.reference["columns"]))
        yield f"names a record of [`{target}`]({target}.md) by {by}"
    if column.evidence:
        yield "evidence for a claim"


def _upstream(column: Column) -> str:
    keys: dict[str, list[str]] = {}
    for key, name in column.source.items():
        keys.setdefault(name, []).append(key)
    return "; ".join(f"{code(name)} ({', '.join(found)})" for name, found in keys.items())


def _sources(root: Path, dataset: str, origin: Origin) -> list[str]:
    held: dict[str, list[str]] = {}
    for item in reversed(all_versions(root)[dataset]):
        for key, count in Counter(_read(item.path, ["source"])["source"].to_pylist()).items():
            held.setdefault(key, []).append(f"{count:,} in {item.version}")
    parts = []
    for key, source in origin["sources"].items():
        facts = [
            f"- {label}: {prose(str(source[name]))}"
            for name, label in _SOURCE_FACTS.items()
            if source.get(name) is not None
        ]
        records = "records: " + ", ".join(held[key]) if key in held else "cells of other records only"
        parts += [f"### {prose(str(source['title']))}", "\n".join([f"- Key: `{key}` ({records})", *facts])]
    return parts


def _notes(origin: Origin) -> list[str]:
    notes = [f"- {prose(str(note))}" for note in origin.get("notes") or []]
    return ["## Notes", "What is known of the sources, and how they were read.", "\n".join(notes)] if notes else []
