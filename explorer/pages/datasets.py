"""The pages of the datasets: dictionary, table, files, citation, licences, changes; and the page of a record."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from compute_trends.catalog.changes.reasons import read_reasons
from compute_trends.catalog.doors.address import page_address
from compute_trends.catalog.doors.cite import cite
from compute_trends.catalog.doors.connect import relation
from compute_trends.catalog.doors.export import export
from compute_trends.catalog.doors.find import names_of
from compute_trends.catalog.doors.render import cell_text
from compute_trends.catalog.files.corrections import read_corrections
from compute_trends.catalog.files.origin import read_declared
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import TableSchema
from compute_trends.catalog.versions import all_versions, find_version, version_schema
from compute_trends.explorer.computed.filters import FILTERS, TOLD
from compute_trends.explorer.files import File, json_for_page
from compute_trends.explorer.pages.heads import parquet, summary_of
from compute_trends.explorer.pages.rules import findings
from compute_trends.explorer.site import Site, markdown
from compute_trends.trends.doors.listing import list_trends

SECTION = "data/index.html"

_DATABASE = "data/compute-trends.duckdb.zip"  # a tenth of the size of what it holds
_LARGE = 500_000  # bytes of a table as CSV
_SHOWN = 60  # rows of a page without a script
_ISSUE = "issues/new?template=wrong-value.yml"


def pages(site: Site) -> Iterator[File]:
    """The list of the datasets, a page of each with its files, and the page that draws any record."""
    listed = []
    tables = site.computed("tables", all_versions())
    with tempfile.TemporaryDirectory() as folder:
        for dataset in all_versions():
            summary = summary_of(dataset)
            listed.append(summary)
            for version, script in tables[dataset]["scripts"].items():
                yield File(f"data/{dataset}/{version}.js", script.encode())
            yield _about(site, dataset)
            content = tables[dataset]["csv"].encode()
            address = table_file(dataset, len(content))
            yield File(address, zipped(f"{dataset}.csv", content) if address.endswith(".zip") else content)
            yield _page(site, dataset, summary, address)
        database = Path(folder) / "compute-trends.duckdb"
        export(list(all_versions()), database)
        yield File(_DATABASE, zipped(database.name, database.read_bytes()))
    yield site.page(
        SECTION,
        "datasets.html",
        title="Data",
        description=f"{len(listed)} datasets on computation in deep learning, versioned, with their sources.",
        section=SECTION,
        datasets=listed,
    )
    yield site.page(
        "record.html",
        "record.html",
        title="Record",
        description="One record: its values in every version, its criteria, evidence and findings.",
        section=SECTION,
        facts={dataset: [item.version for item in versions] for dataset, versions in all_versions().items()},
    )


def table_file(dataset: str, size: int) -> str:
    """The address of the newest version as CSV: a large one in an archive, which spreadsheets open by a click more."""
    return f"data/{dataset}/{find_version(dataset).version}.csv{'.zip' if size > _LARGE else ''}"


def zipped(name: str, content: bytes) -> bytes:
    """An archive of one file, the same whenever it is made."""
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, compresslevel=9)
    return found.getvalue()


def _page(site: Site, dataset: str, summary: Any, table: str) -> File:
    newest = find_version(dataset)
    schema = version_schema(newest)
    chosen = shown_columns(schema)
    rows = relation(dataset, columns=["record_id", *chosen]).limit(_SHOWN).fetchall()
    return site.page(
        f"data/{dataset}.html",
        "dataset.html",
        title=summary.title,
        description=f"{summary.description} Version {summary.version}, {summary.rows:,} records.",
        section=SECTION,
        dataset=dataset,
        summary=summary,
        schema={column.name: column for column in schema.columns},
        versions=all_versions()[dataset][::-1],
        table=table,
        parquet={item.version: parquet(dataset, item.version) for item in all_versions()[dataset]},
        origin=read_declared(PACKAGE_ROOT, dataset),
        cite={style: cite(dataset, style) for style in ("text", "bibtex")},
        changes=_changes(dataset),
        chosen=chosen,
        rows=[[cell_text(cell) for cell in row] for row in rows],
        trends=list_trends(dataset=dataset),
        constraints={column.name: _constraints(column) for column in schema.columns},
        facts={
            "dataset": dataset,
            "version": newest.version,
            "columns": [
                {"name": column.name, "title": column.title, "type": column.type, "unit": column.unit}
                for column in schema.columns
            ],
            "shown": chosen,
        },
    )


def shown_columns(schema: TableSchema) -> list[str]:
    """The columns that a table begins with: names, the first date, the headline, what readers choose by."""
    dates = [column.name for column in schema.columns if column.type == "date"][:1]
    told = [name for name in TOLD if name in schema.names][:1]
    head = [schema.headline_column] if schema.headline_column else []
    numbers = [column.name for column in schema.columns if column.type == "number"][:2]
    wanted = [*names_of(schema)[:1], *dates, *(head or numbers), *told, *FILTERS.get(schema.name, ())[:4]]
    found = [name for name in dict.fromkeys(wanted) if name in schema.names and name != "record_id"]
    return found[:8] or [name for name in schema.names if name != "record_id"][:6]


def _constraints(column: Any) -> str:
    parts = ["required"] if column.required else []
    parts += ["unique"] if column.unique else []
    for sign, bound in (("≥", column.minimum), (">", column.exclusive_minimum), ("≤", column.maximum)):
        parts += [f"{sign} {bound:g}"] if bound is not None else []
    if column.enum or column.item_enum:
        parts.append("one of " + ", ".join(column.enum or column.item_enum))
    if column.reference is not None:
        parts.append(f"names a record of {column.reference['dataset']}")
    return "; ".join(parts)


def _changes(dataset: str) -> list[dict[str, Any]]:
    """What each release said of itself, the newest first."""
    found = []
    for item in all_versions()[dataset][::-1]:
        path = PACKAGE_ROOT / "datasets" / dataset / f"{item.version}.md"
        if path.is_file():
            text = re.sub(r"^#+ .*\n", "", path.read_text(encoding="utf-8"))
            found.append({"version": item.version, "text": markdown(text, links=lambda address: "")})
    return found


def _about(site: Site, dataset: str) -> File:
    """What the page of a record needs beside the tables, as a script."""
    newest = find_version(dataset)
    schema = version_schema(newest)
    origin = read_declared(PACKAGE_ROOT, dataset)["sources"]
    reasons: dict[str, list[list[str]]] = {}
    for correction in read_corrections(dataset):
        said = f"corrected: {correction.reason}" + (f" ({correction.evidence})" if correction.evidence else "")
        reasons.setdefault(correction.record, []).append([correction.column, "", said])
    for reason in read_reasons(dataset):
        said = reason.why + (f" ({reason.evidence})" if reason.evidence else "")
        reasons.setdefault(reason.record, []).append([reason.column, reason.version, said])
    repository = page_address("x")
    about = {
        "title": schema.title,
        "names": names_of(schema),
        "criteria": list(schema.criteria),
        "columns": [
            {
                "name": column.name,
                "title": column.title,
                "unit": column.unit,
                "type": column.type,
                "evidence": column.evidence,
                "of": column.reference["dataset"] if column.reference else None,
                "estimate": any("notes" in key for key in column.source) and len(column.source) == 1,
            }
            for column in schema.columns
        ],
        "sources": {
            key: {"title": str(source.get("title", key)), "licence": source.get("licence"), "url": source.get("url")}
            for key, source in origin.items()
        },
        "reasons": reasons,
        "findings": findings(site, dataset),
        "issue": repository.replace("blob/main/x", _ISSUE) if repository else None,
    }
    script = f"(window.about ??= {{}})[{json_for_page(dataset)}] = {json_for_page(about)};\n"
    return File(f"data/{dataset}/about.js", script.encode())
