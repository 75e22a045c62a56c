"""How to cite the package, and a dataset with the sources that it was taken from."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from compute_trends.catalog.doors.address import CITATION_FILE
from compute_trends.catalog.errors import DamagedPackageError, UnknownNameError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.texts import yaml_text
from compute_trends.catalog.texts.yaml_text import NotYamlError
from compute_trends.catalog.versions import find_version, package_version

STYLES = ("text", "bibtex", "json")
Style = Literal["text", "bibtex", "json"]

#: Source of the records that were submitted.
SUBMITTED = "submitted"

_FULL_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Author:
    """A person, or an institution, whose name is all in `family`."""

    family: str
    given: str | None = None
    is_institution: bool = False


@dataclass(frozen=True)
class Reference:
    """One thing to cite."""

    key: str
    kind: str  # "software" or "dataset"
    authors: tuple[Author, ...]
    producer: str  # the authors in words
    title: str
    year: str | None
    version: str | None
    url: str | None
    doi: str | None
    accessed: str | None  # YYYY-MM-DD, or as far as it is known
    licence: str | None
    citation: str | None  # the wording that a source asks for
    note: str | None = None  # what else to say of it
    shipped: str | None = None  # year of the release that holds it: reference managers want one, and it may have none


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
    return render(references(dataset, root), style, between=f"{dataset} is taken from:")


def render(found: Sequence[Reference], style: str, between: str) -> str:
    """References in one of `STYLES`.

    Args:
        found: the first is what is cited, the others what it is taken from.
        style: one of `STYLES`.
        between: what a text says before the others.

    Raises:
        UnknownNameError: no such style.
    """
    if style not in STYLES:
        raise UnknownNameError("citation style", style, STYLES)
    if style == "bibtex":
        return "\n\n".join(_bibtex(reference) for reference in found)
    if style == "json":
        from compute_trends.catalog.doors.render import to_json

        return to_json([_csl(reference) for reference in found], indent=2)
    texts = [_text(reference) for reference in found]
    return "\n".join(texts[:1] + ([f"\n{between}"] if texts[1:] else []) + texts[1:])


def references(dataset: str | None = None, root: Path = PACKAGE_ROOT) -> list[Reference]:
    """The package first, then the sources of `dataset`, if one is named.

    Raises:
        UnknownNameError: no such dataset.
        DamagedPackageError: CITATION.cff is missing or cannot be read.
    """
    found = [_package(root)]
    if dataset is not None:
        find_version(dataset, root=root)
        found += sources_of(dataset, root=root)
    return found


def sources_of(dataset: str, keys: Collection[str] | None = None, root: Path = PACKAGE_ROOT) -> list[Reference]:
    """The sources of a dataset: all, or those of the `keys` that its column `source` has."""
    from compute_trends.catalog.files.contributors import read_contributions
    from compute_trends.catalog.files.origin import read_declared

    declared, year = read_declared(root, dataset)["sources"], package_version(root).partition(".")[0]
    if SUBMITTED in declared and (people := read_contributions(dataset, root)):
        names = list(dict.fromkeys(item.name for item in people))
        named = {"producer": ", ".join(names), "authors": [{"name": name} for name in names]}
        declared = declared | {SUBMITTED: declared[SUBMITTED] | named}
    return [_source(key, source, year) for key, source in declared.items() if keys is None or key in keys]


def _package(root: Path) -> Reference:
    path = root / CITATION_FILE
    try:
        raw: dict[str, Any] = yaml_text.read(path)
        authors = tuple(map(_author, raw["authors"]))
        return Reference(
            key="compute-trends",
            kind=raw.get("type", "software"),
            authors=authors,
            producer=" and ".join(", ".join(filter(None, [item.family, item.given])) for item in authors),
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


def _author(author: Mapping[str, str]) -> Author:
    """An author as CITATION.cff and origin.yaml have it: `family-names` and `given-names`, or `name`."""
    if "name" in author:
        return Author(author["name"], is_institution=True)
    family = " ".join(filter(None, [author.get("name-particle"), author["family-names"]]))
    return Author(family, author.get("given-names"))


def _source(key: str, source: dict[str, Any], year: str | None) -> Reference:
    citation = " ".join(str(source.get("citation") or "").split()) or None
    producer = str(source.get("producer") or "")
    accessed = str(source["accessed"]) if source.get("accessed") else None
    authors = tuple(map(_author, source.get("authors") or ([{"name": producer}] if producer else [])))
    return Reference(
        key=key,
        kind="dataset",
        authors=authors,
        producer=producer,
        title=str(source["title"]),
        year=_year_in_brackets(citation) or _year(accessed or ""),
        shipped=year,
        version=None,
        url=source.get("url"),
        doi=source.get("doi"),
        accessed=accessed,
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
        authors = reference.producer + (f" ({reference.year})" if reference.year else "")
        version = f" (version {reference.version})" if reference.version else ""
        parts = [". ".join(filter(None, [authors, f"{reference.title}{version}."]))]
    if reference.note:
        parts.append(reference.note)
    link = f"https://doi.org/{reference.doi}" if reference.doi else reference.url
    if link and link not in parts[0]:
        parts.append(link)
    if reference.accessed:
        parts.append(f"Accessed {reference.accessed}.")
    if reference.licence:
        parts.append(f"Licence: {reference.licence}.")
    return " ".join(parts)


def _bibtex(reference: Reference) -> str:
    note = [reference.citation, reference.note, reference.licence and f"licence {reference.licence}"]
    accessed = reference.accessed
    if accessed and not _FULL_DATE.fullmatch(accessed):  # which the field takes alone
        note, accessed = [*note, f"accessed {accessed}"], None
    fields = {
        "author": " and ".join(map(_bibtex_name, reference.authors)) or None,
        "title": "{" + _tex(reference.title) + "}",
        "year": reference.year or reference.shipped,
        "version": reference.version,
        "doi": reference.doi,
        "url": reference.url,
        "urldate": accessed,
        "note": _tex("; ".join(filter(None, note))) or None,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{reference.key},\n" + ",\n".join(lines) + "\n}"


def _bibtex_name(author: Author) -> str:
    """A name; an institution's is one, however many words it has."""
    if author.is_institution:
        return "{" + _tex(author.family) + "}"
    return _tex(", ".join(filter(None, [author.family, author.given])))


def _csl_name(author: Author) -> dict[str, str]:
    if author.is_institution:
        return {"literal": author.family}
    return {"family": author.family, **({"given": author.given} if author.given else {})}


def _tex(text: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", text)


def _csl(reference: Reference) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": reference.key,
        "type": reference.kind,
        "author": list(map(_csl_name, reference.authors)) or None,
        "title": reference.title,
        "issued": {"date-parts": [[int(year)]]} if (year := reference.year or reference.shipped) else None,
        "version": reference.version,
        "DOI": reference.doi,
        "URL": reference.url,
        "accessed": {"date-parts": [[int(part) for part in reference.accessed.split("-")]]}
        if reference.accessed
        else None,
        "note": " ".join(filter(None, [reference.citation, reference.note])) or None,
        "custom": {"licence": reference.licence} if reference.licence else None,
    }
    return {name: value for name, value in item.items() if value is not None}
