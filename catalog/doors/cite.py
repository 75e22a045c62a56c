"""How to cite the package, and a dataset with the sources that it was taken from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import DamagedPackageError, UnknownNameError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.texts import yaml_text
from compute_trends.catalog.texts.yaml_text import NotYamlError
from compute_trends.catalog.versions import find_version

STYLES = ("text", "bibtex", "json")

CITATION_FILE = "CITATION.cff"


@dataclass(frozen=True)
class Reference:
    """One thing to cite."""

    key: str
    kind: str  # "software" or "dataset"
    authors: str
    title: str
    year: str | None
    version: str | None
    url: str | None
    doi: str | None
    accessed: str | None  # YYYY-MM-DD, or as far as it is known
    licence: str | None
    citation: str | None  # the wording that a source asks for


def cite(dataset: str | None = None, style: str = "text", root: Path = PACKAGE_ROOT) -> str:
    """The citation of the package or, with a dataset, of the package and of each source of the dataset.

    Args:
        dataset: name, as `datasets()` lists it.
        style: "text", "bibtex" or "json" (a list in CSL-JSON, which reference managers import).
        root: the package or checkout.

    Raises:
        UnknownNameError: no such dataset or style.
        DamagedPackageError: CITATION.cff is missing or cannot be read.
    """
    if style not in STYLES:
        raise UnknownNameError("citation style", style, STYLES)
    found = references(dataset, root)
    if style == "bibtex":
        return "\n\n".join(_bibtex(reference) for reference in found)
    if style == "json":
        from compute_trends.catalog.doors.render import to_json

        return to_json([_csl(reference) for reference in found], indent=2)
    texts = [_text(reference) for reference in found]
    return "\n".join(texts[:1] + ([f"\n{dataset} is taken from:"] if dataset else []) + texts[1:])


def references(dataset: str | None = None, root: Path = PACKAGE_ROOT) -> list[Reference]:
    """The package first, then the sources of `dataset`, if one is named.

    Raises:
        UnknownNameError: no such dataset.
        DamagedPackageError: CITATION.cff is missing or cannot be read.
    """
    found = [_package(root)]
    if dataset is not None:
        from compute_trends.catalog.files.origin import read_origin

        find_version(dataset, root=root)
        found += [_source(key, source) for key, source in read_origin(root, dataset)["sources"].items()]
    return found


def _package(root: Path) -> Reference:
    path = root / CITATION_FILE
    try:
        raw: dict[str, Any] = yaml_text.read(path)
        return Reference(
            key="compute-trends",
            kind=raw.get("type", "software"),
            authors=" and ".join(_author(author) for author in raw["authors"]),
            title=raw["title"],
            year=_year(str(raw["date-released"])) if "date-released" in raw else _year(str(raw.get("version", ""))),
            version=str(raw["version"]) if "version" in raw else None,
            url=raw.get("url") or raw.get("repository-code"),
            doi=raw.get("doi"),
            accessed=None,
            licence=None,
            citation=None,
        )
    except (OSError, NotYamlError, KeyError, TypeError, AttributeError) as error:
        raise DamagedPackageError(f"{path} cannot be read ({error}); install compute-trends again") from error


def _author(author: dict[str, str]) -> str:
    return author.get("name") or ", ".join(author[part] for part in ("family-names", "given-names") if part in author)


def _source(key: str, source: dict[str, Any]) -> Reference:
    citation = " ".join(str(source.get("citation") or "").split()) or None
    return Reference(
        key=key,
        kind="dataset",
        authors=str(source.get("producer") or ""),
        title=str(source["title"]),
        year=_year_in_brackets(citation),
        version=None,
        url=source.get("url"),
        doi=source.get("doi"),
        accessed=str(source["accessed"]) if source.get("accessed") else None,
        licence=source.get("licence"),
        citation=citation,
    )


def _year(text: str) -> str | None:
    found = re.match(r"\d{4}", text)
    return found.group() if found else None


def _year_in_brackets(citation: str | None) -> str | None:
    found = re.search(r"\((\d{4})[a-z]?\)", citation or "")
    return found.group(1) if found else None


def _text(reference: Reference) -> str:
    if reference.citation:
        parts = [reference.citation.rstrip(".") + "."]
    else:
        authors = reference.authors + (f" ({reference.year})" if reference.year else "")
        version = f" (version {reference.version})" if reference.version else ""
        parts = [". ".join(filter(None, [authors, f"{reference.title}{version}."]))]
    link = f"https://doi.org/{reference.doi}" if reference.doi else reference.url
    if link and link not in parts[0]:
        parts.append(link)
    if reference.accessed:
        parts.append(f"Accessed {reference.accessed}.")
    if reference.licence:
        parts.append(f"Licence: {reference.licence}.")
    return " ".join(parts)


def _bibtex(reference: Reference) -> str:
    fields = {
        "author": "{" + _tex(reference.authors) + "}" if reference.authors else None,  # one name, however many words
        "title": "{" + _tex(reference.title) + "}",
        "year": reference.year,
        "version": reference.version,
        "doi": reference.doi,
        "url": reference.url,
        "urldate": reference.accessed,
        "note": _tex(
            "; ".join(filter(None, [reference.citation, reference.licence and f"licence {reference.licence}"]))
        )
        or None,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{reference.key},\n" + ",\n".join(lines) + "\n}"


def _tex(text: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", text)


def _csl(reference: Reference) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": reference.key,
        "type": reference.kind,
        "author": [{"literal": reference.authors}] if reference.authors else None,
        "title": reference.title,
        "issued": {"date-parts": [[int(reference.year)]]} if reference.year else None,
        "version": reference.version,
        "DOI": reference.doi,
        "URL": reference.url,
        "accessed": {"date-parts": [[int(part) for part in reference.accessed.split("-")]]}
        if reference.accessed
        else None,
        "note": reference.citation,
        "custom": {"licence": reference.licence} if reference.licence else None,
    }
    return {name: value for name, value in item.items() if value is not None}
