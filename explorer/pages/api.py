"""What programs read: `/api/v1`, a JSON file per trend, dataset and study at an address that stays, and the tables.

The descriptors `datapackage.json` and `croissant.json` lie at the root of the site with the files that they describe.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from compute_trends.catalog.doors.cite import cite
from compute_trends.catalog.doors.render import to_json
from compute_trends.catalog.paths import DESCRIPTOR, PACKAGE_ROOT
from compute_trends.catalog.versions import UNRELEASED, all_versions, package_version
from compute_trends.explorer.files import File
from compute_trends.explorer.pages.heads import API, parquet, summary_of
from compute_trends.explorer.pages.trends import points_file
from compute_trends.explorer.site import Site, relative
from compute_trends.trends.doors.pages import studies
from compute_trends.trends.published.figures import figure, figures

CROISSANT = "croissant.json"

#: What a trend's file says as its page does.
_OF_A_TREND = (
    "name", "question", "quantity", "subset", "unit", "estimate", "low", "high", "level", "n", "r2", "numbers",
    "answer", "note", "by_construction", "study", "dataset", "version", "tables", "data_to", "line_until", "known",
    "settings", "options", "bounds", "left_out", "sources", "command", "sql",
)  # fmt: skip
_OF_A_FIGURE = ("id", "value", "low", "high", "level", "unit", "n", "r2", "reference", "headline")


def pages(site: Site) -> Iterator[File]:
    """The index, and the files of trends, datasets and studies; the descriptors and the tables."""
    for name, trend in site.trends.items():
        yield _json(f"{API}/trends/{name}.json", _trend(site, trend))
    for dataset in all_versions():
        yield _json(f"{API}/datasets/{dataset}.json", _dataset(site, dataset))
    for key in studies():
        yield _json(f"{API}/studies/{key}.json", _study(site, key))
    yield _json(f"{API}/index.json", _index(site))
    for descriptor in (DESCRIPTOR, CROISSANT):
        yield File(descriptor, (PACKAGE_ROOT / descriptor).read_bytes())
    for dataset, versions in all_versions().items():
        for item in versions:
            yield File(parquet(dataset, item.version), item.path.read_bytes())


def _json(path: str, value: Mapping[str, Any]) -> File:
    text = to_json({"api": "v1", "package_version": package_version(), **value}, dense=True)
    return File(path, f"{text}\n".encode())


def _links(site: Site, folder: str, **targets: str) -> dict[str, str]:
    """Addresses of other files: absolute where that of the site is known, else from the file's own folder."""
    return {name: site.base_url + to if site.base_url else relative(folder, to) for name, to in targets.items() if to}


def _trend(site: Site, trend: Mapping[str, Any]) -> dict[str, Any]:
    name, folder = trend["name"], f"{API}/trends"
    drawn = bool(site.drawn.get(name, {}).get("svg"))
    published = [
        {
            **{key: asdict(figure(item["figure"]))[key] for key in _OF_A_FIGURE},
            "verdict": item["verdict"],
            "note": item["note"],
        }
        for item in trend["published"]
    ]
    return {
        **{key: trend[key] for key in _OF_A_TREND},
        "published": published,
        "axes": trend["axes"],
        "points": _points(trend["rows"]),
        "versions": {version: f"{other}.json" for version, other in trend["versions"].items()},
        "citation": trend["cite"],
        "links": _links(
            site,
            folder,
            page=f"trends/{name}.html",
            points_csv=points_file(trend),
            figure_csv=f"trends/{name}.figure.csv",
            picture_svg=f"trends/{name}.svg" if drawn else "",
            picture_png=f"cards/{name}.png" if site.pictures else "",
            embed=f"embed/{name}.html" if drawn else "",
        ),
    }


def _points(rows: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """The points, column by column; the CSV has the rows that take no part too, and the source of each."""
    kept = [place for place, why in enumerate(rows["left_out"]) if not why]
    return {name: [rows[name][place] for place in kept] for name in ("record_id", "name", "x", "y")}


def _dataset(site: Site, dataset: str) -> dict[str, Any]:
    summary, folder = summary_of(dataset), f"{API}/datasets"
    versions = [item for item in all_versions()[dataset] if item.version != UNRELEASED]
    return {
        "name": dataset,
        "title": summary.title,
        "description": summary.description,
        "closed": summary.closed,
        "version": summary.version,
        "rows": summary.rows,
        "columns": [asdict(column) for column in summary.columns],
        "sources": [asdict(source) for source in summary.sources],
        "versions": [
            {
                "version": item.version,
                "rows": item.rows,
                "sha256": item.sha256,
                **_links(site, folder, parquet=parquet(dataset, item.version)),
            }
            for item in versions
        ],
        "trends": [name for name, trend in site.trends.items() if dataset in trend["tables"]],
        "citation": {style: cite(dataset, style) for style in ("bibtex", "text", "json")},
        "links": _links(site, folder, datapackage=DESCRIPTOR, croissant=CROISSANT),
    }


def _study(site: Site, key: str) -> dict[str, Any]:
    study, folder = studies()[key], f"{API}/studies"
    mine = {name: trend for name, trend in site.trends.items() if trend["study"] == key}
    held = {item["figure"]: (name, item) for name, trend in mine.items() for item in trend["published"]}
    return {
        "key": key,
        "title": study.title,
        "question": study.question,
        "reference": study.reference,
        "url": study.url,
        "data": study.data,
        "method": study.method,
        "differences": study.differences,
        "caveats": list(study.caveats),
        "published": [
            {
                **{name: asdict(item)[name] for name in _OF_A_FIGURE},
                "trend": held[item.id][0] if item.id in held else None,
                "verdict": held[item.id][1]["verdict"] if item.id in held else None,
            }
            for item in figures().values()
            if item.study == key
        ],
        "trends": [
            {
                "name": name,
                "question": trend["question"],
                "estimate": trend["estimate"],
                "low": trend["low"],
                "high": trend["high"],
                "unit": trend["unit"],
                **_links(site, folder, json=f"{API}/trends/{name}.json"),
            }
            for name, trend in mine.items()
        ],
    }


def _index(site: Site) -> dict[str, Any]:
    def listed(kind: str, names: Any) -> list[dict[str, str]]:
        return [{"name": name, **_links(site, API, json=f"{API}/{kind}/{name}.json")} for name in names]

    return {
        "about": "A file per trend, dataset and study. Within v1 keys are added, and none is taken away or renamed.",
        "citation": {style: cite(None, style) for style in ("bibtex", "text", "json")},
        "trends": listed("trends", site.trends),
        "datasets": listed("datasets", all_versions()),
        "studies": listed("studies", studies()),
        "links": _links(site, API, datapackage=DESCRIPTOR, croissant=CROISSANT),
    }
