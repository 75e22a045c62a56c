"""What the head of a page says to machines: its address, its picture, the same as JSON, and what it is about."""

from __future__ import annotations

import posixpath
from functools import cache
from typing import Any

from compute_trends.catalog.doors.cite import cite
from compute_trends.catalog.doors.describe import DatasetSummary, describe
from compute_trends.catalog.versions import all_versions, descriptor, find_version

#: Folder of what programs read; what is in it may gain keys, and loses none within `v1`.
API = "api/v1"

#: Folder of pages -> the folder of the API that says the same, and whether a picture of their own is shared with them.
_TWINS = {"trends": "trends", "data": "datasets", "studies": "studies"}


def head_of(path: str, base_url: str, pictures: bool) -> dict[str, Any]:
    """What stands in the head of a page beside its title.

    Args:
        path: address of the page from the root of the site.
        base_url: of the site, with a `/` at the end; "" where it is not known, so that nothing absolute can be said.
        pictures: whether the site has pictures.

    Returns:
        `canonical`, `image` (absolute, or ""), `json` (from the root of the site, or ""), `structured` (schema.org, or
        None).
    """
    folder, name = posixpath.split(path)
    stem = posixpath.splitext(name)[0]
    twin = _TWINS.get(folder) if stem != "index" else None
    image = f"cards/{stem}.png" if folder in ("trends", "embed") and stem != "index" else "cards/site.png"
    address = path.removesuffix("index.html") if stem == "index" else path
    structured = None
    if folder == "data" and stem in all_versions():
        structured = dataset_for_search(stem, base_url)
    elif path == "index.html":
        structured = catalogue_for_search(base_url)
    return {
        "canonical": base_url + address if base_url else "",
        "image": base_url + image if base_url and pictures else "",
        "json": f"{API}/{twin}/{stem}.json" if twin else "",
        "structured": structured,
    }


@cache
def summary_of(dataset: str) -> DatasetSummary:
    """What its newest version is, which several pages say."""
    return describe(dataset)


@cache
def dataset_for_search(dataset: str, base_url: str = "") -> dict[str, Any]:
    """A dataset in the words of schema.org, as search engines for data read it."""
    summary = summary_of(dataset)
    sources = [
        {"@type": "CreativeWork", "name": item.title, **({"url": item.url} if item.url else {})}
        for item in summary.sources
    ]
    found: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": f"compute-trends: {summary.title}",
        "description": summary.description,
        "identifier": dataset,
        "version": summary.version,
        "license": str(descriptor()["licenses"][0]["path"]),
        "isAccessibleForFree": True,
        "citation": cite(),
        "isBasedOn": sources,
        "variableMeasured": [
            {
                "@type": "PropertyValue",
                "name": column.name,
                "description": column.description,
                **({"unitText": column.unit} if column.unit else {}),
            }
            for column in summary.columns
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": f"{dataset} {item.version}",
                "encodingFormat": "application/vnd.apache.parquet",
                "contentUrl": base_url + parquet(dataset, item.version),
                "sha256": item.sha256,
            }
            for item in all_versions()[dataset][::-1]
        ],
    }
    if base_url:
        found["url"] = f"{base_url}data/{dataset}.html"
        found["subjectOf"] = {"@type": "DigitalDocument", "name": "Croissant", "url": f"{base_url}croissant.json"}
    return found


@cache
def catalogue_for_search(base_url: str = "") -> dict[str, Any]:
    """The site in the words of schema.org: a catalogue of its datasets."""
    about = descriptor()
    held = [
        {
            "@type": "Dataset",
            "name": f"compute-trends: {summary_of(name).title}",
            "description": summary_of(name).description,
            "license": str(about["licenses"][0]["path"]),
            **({"url": f"{base_url}data/{name}.html"} if base_url else {}),
        }
        for name in all_versions()
    ]
    return {
        "@context": "https://schema.org/",
        "@type": "DataCatalog",
        "name": str(about["title"]),
        "description": str(about["description"]),
        "version": str(about["version"]),
        "license": str(about["licenses"][0]["path"]),
        "keywords": list(about["keywords"]),
        "dataset": held,
        **({"url": base_url} if base_url else {}),
    }


def parquet(dataset: str, version: str) -> str:
    """Address of a version's file in the site, which is the one that `datapackage.json` and `croissant.json` say."""
    return f"datasets/{dataset}/{find_version(dataset, version).path.name}"
