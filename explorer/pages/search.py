"""The search: one page, and the index of everything that has a name, which is loaded only when somebody searches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from compute_trends.catalog.doors.connect import one_database, relation
from compute_trends.catalog.doors.find import names_of
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.texts.terminal import visible
from compute_trends.catalog.versions import all_versions, find_version, version_schema
from compute_trends.explorer.files import File, packed_json
from compute_trends.explorer.site import Site
from compute_trends.validators.registry import all_rules


def pages(site: Site) -> Iterator[File]:
    """The page, and the index as a script, which works from a disk too."""
    yield site.page(
        "search.html",
        "search.html",
        title="Search",
        description="Search trends, systems, chips, benchmarks, rules and columns.",
    )
    yield File("assets/search-index.js", f"window.searchIndex = '{packed_json(_index(site))}';\n".encode())


def _index(site: Site) -> list[dict[str, Any]]:
    """Groups of things: `kind`, `address` with `{}` for the name by which it is asked for, and `of`, each
    [name, what people call it, further words that find it, what to say of it].
    """  # fmt: skip
    trends = [
        [trend["name"], trend["question"], f"{trend['quantity']} {trend['subset']}", trend["told"]]
        for trend in site.trends.values()
    ]
    groups = [{"kind": "Trends", "address": "trends/{}.html", "of": trends}]
    with one_database():
        held = {dataset: _records(dataset) for dataset in all_versions()}
    for dataset, records in held.items():
        if records:
            title = load_schema(dataset).title
            groups.append(
                {"kind": title, "dataset": dataset, "address": f"record.html?dataset={dataset}&id={{}}", "of": records}
            )
    rules = [[rule.id, rule.title, "", rule.severity] for rule in all_rules().values()]
    groups.append({"kind": "Rules", "address": "rules/{}.html", "of": rules})
    for dataset in all_versions():
        columns = [
            [column.name, column.name, column.title, visible(column.description.split(". ")[0])]
            for column in version_schema(find_version(dataset)).columns
        ]
        groups.append({"kind": f"Columns of {dataset}", "address": f"data/{dataset}.html#column-{{}}", "of": columns})
    return groups


def _records(dataset: str) -> list[list[str]]:
    """The records of the newest version, one of each name."""
    schema = version_schema(find_version(dataset))
    called = names_of(schema)[:1]
    columns = ["record_id", *called, *(["aliases"] if "aliases" in schema.names else [])]
    found: dict[str, list[Any]] = {}
    for record, *cells in relation(dataset, columns=columns).fetchall():
        name = visible(str(cells[0] or record)) if called else record
        aliases = " ".join(cells[1] or ()) if len(cells) > 1 else ""
        held = found.setdefault(name, [record, name, visible(aliases), 0])
        held[3] += 1
    return [
        [record, name, aliases, f"{more:,} records" if more > 1 else ""]
        for record, name, aliases, more in found.values()
    ]
