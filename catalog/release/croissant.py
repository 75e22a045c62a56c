"""Renders `croissant.json`: the package for machine-learning tools (Croissant 1.0) and, being schema.org `Dataset`
markup, for search engines. Everything in it follows from `datapackage.json` and the schemas.

Format: https://docs.mlcommons.org/croissant/docs/croissant-spec.html
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from compute_trends.catalog.paths import DESCRIPTOR
from compute_trends.catalog.release.descriptor import TITLE
from compute_trends.catalog.release.dois import dois
from compute_trends.catalog.schema import Column
from compute_trends.catalog.versions import find_version, version_schema

CROISSANT = "croissant.json"

_RELEASED = re.compile(r"^date-released: *['\"]?(\d{4}-\d{2}-\d{2})", re.MULTILINE)

_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataBiases": "cr:dataBiases",
    "dataCollection": "cr:dataCollection",
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "personalSensitiveInformation": "cr:personalSensitiveInformation",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}

# Readers turn a column with an unknown value into floating point, so whole numbers are declared as such too.
_TYPES = {
    "string": "sc:Text",
    "list": "sc:Text",
    "number": "sc:Float",
    "integer": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
}


def render_croissant(root: Path) -> str:
    """The text of `croissant.json`, from the `datapackage.json` beside it."""
    package = json.loads((root / DESCRIPTOR).read_text(encoding="utf-8"))
    citation = root / "CITATION.cff"
    dated = _RELEASED.search(citation.read_text(encoding="utf-8")) if citation.is_file() else None
    resources = package["resources"]
    document: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": package["name"],
        "alternateName": TITLE,
        "description": package["description"],
        "version": package["version"],
        "license": _licences(package["resources"], package["licenses"]),
        "keywords": package["keywords"],
        "creator": {"@type": "sc:Organization", "name": f"The {package['name']} contributors"},
        "citeAs": f"The {package['name']} contributors, {TITLE}, version {package['version']}",
        **({"datePublished": dated[1]} if dated else {}),
        **({"sameAs": links} if (links := list(dois(root).links.values())) else {}),
        "isBasedOn": [
            {"@type": "sc:CreativeWork", "name": source["title"]}
            | ({"url": source["path"]} if source.get("path") else {})
            | ({"license": _licences([source])} if source.get("licenses") else {})
            for source in package["sources"]
        ],
        "distribution": [_file(resource) for resource in resources],
        "recordSet": [_record_set(root, resource) for resource in resources],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _licences(holders: list[dict[str, Any]], first: list[dict[str, Any]] | None = None) -> str | list[str]:
    """Where the licences of resources or sources stand, each once; those without a page of the web in the package."""
    found = list(
        dict.fromkeys(item["path"] for items in (first or [], *(it["licenses"] for it in holders)) for item in items)
    )
    return found[0] if len(found) == 1 else found


def _file(resource: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": f"{resource['name']}.parquet",
        "name": f"{resource['name']}.parquet",
        "description": resource["title"],
        "license": _licences([resource]),
        "contentUrl": resource["path"],
        "encodingFormat": "application/x-parquet",
        "sha256": resource["hash"].removeprefix("sha256:"),
    }


def _record_set(root: Path, resource: dict[str, Any]) -> dict[str, Any]:
    name = resource["name"]
    columns = version_schema(find_version(resource["dataset"], resource["version"], root), root).columns
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": f"{resource['title']}: {resource['description']}",
        "key": {"@id": f"{name}/record_id"},
        "field": [_field(name, column) for column in columns],
    }


def _field(name: str, column: Column) -> dict[str, Any]:
    unit = f" Unit: {column.unit}." if column.unit else ""
    items = " Items are joined by semicolons." if column.is_list else ""
    return {
        "@type": "cr:Field",
        "@id": f"{name}/{column.name}",
        "name": column.name,
        "description": f"{column.description}{unit}{items}",
        "dataType": _TYPES[column.type],
        "source": {"fileObject": {"@id": f"{name}.parquet"}, "extract": {"column": column.name}},
    }
