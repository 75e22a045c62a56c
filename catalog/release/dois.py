"""The DOIs under which a deposit is cited: that of a version, and that of all versions, written into `CITATION.cff`.

Zenodo gives both when a version is deposited. Everything else that names them (`cite`, the descriptors, the next
deposit) follows from that file. The DOI of a version leaves it with the version; that of all versions stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compute_trends.catalog.doors.address import CITATION_FILE
from compute_trends.catalog.errors import ComputeTrendsError, UsageError
from compute_trends.catalog.files.atomic import write_text
from compute_trends.catalog.files.change import changing
from compute_trends.catalog.texts import yaml_text

_DOI = re.compile(r"10\.\d{4,9}/[^\s\"'<>]+")
_RESOLVER = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_BLOCK = re.compile(r"^doi: .*\n|^identifiers:\n(?:[ -].*\n)+", re.MULTILINE)
_VERSION_LINE = re.compile(r"^version: (\S+)\n", re.MULTILINE)
_OF_ALL, _OF_ONE = "All versions", "Version {}"


@dataclass(frozen=True)
class Dois:
    """What `CITATION.cff` holds: the DOI of a version and which version that is, and the one of all versions."""

    doi: str | None = None
    version: str | None = None
    concept: str | None = None

    @property
    def links(self) -> dict[str, str]:
        """The two as links, by what they are of."""
        both = {"version": self.doi, "concept": self.concept}
        return {name: f"https://doi.org/{doi}" for name, doi in both.items() if doi}


def dois(root: Path) -> Dois:
    """The DOIs that `CITATION.cff` holds; none where there is no such file."""
    path = root / CITATION_FILE
    return _read(path.read_text(encoding="utf-8")) if path.is_file() else Dois()


def deposited(root: Path, version: str, doi: str, concept: str | None = None) -> Dois:
    """Write the DOIs of a deposited version into `CITATION.cff`.

    Args:
        root: the checkout.
        version: that was deposited; the one that the file states.
        doi: of this version, with or without its resolver.
        concept: of all versions; the one that is held already if left out.

    Raises:
        UsageError: not a DOI, one DOI for both, or another version than the file's.
        ComputeTrendsError: another DOI is held for this version, or for all.
    """
    path = root / CITATION_FILE
    text = path.read_text(encoding="utf-8")
    stated, held = _VERSION_LINE.search(text), _read(text)
    if stated is None or stated[1] != version:
        has = stated[1] if stated else "no version"
        raise UsageError(
            f"{CITATION_FILE} states {has}, not {version}: a DOI is that of the version that was deposited"
        )
    found = Dois(_checked(doi), version, _checked(concept) if concept else held.concept)
    if found.doi == found.concept:
        raise UsageError(f"{found.doi} is given for the version and for all versions; Zenodo has one for each")
    for name, old, new in (("this version", held.doi, found.doi), ("all versions", held.concept, found.concept)):
        if old and old != new and (name == "all versions" or held.version == version):
            raise ComputeTrendsError(f"{CITATION_FILE} has {old} for {name}, not {new}; a DOI never changes")
    with changing(root):
        write_text(path, _written(text, found))
    return found


def current(text: str) -> str:
    """The text of `CITATION.cff` without the DOI of a version that is no longer the one that it states."""
    held, stated = _read(text), _VERSION_LINE.search(text)
    if held.doi is None or (stated is not None and held.version == stated[1]):
        return text
    return _written(text, Dois(concept=held.concept))


def _read(text: str) -> Dois:
    raw: dict[str, Any] = yaml_text.load(text)
    described = {str(item.get("description")): str(item["value"]) for item in raw.get("identifiers") or []}
    prefix = _OF_ONE.format("")
    version = next((name.removeprefix(prefix) for name in described if name.startswith(prefix)), None)
    return Dois(raw.get("doi"), version, described.get(_OF_ALL))


def _written(text: str, found: Dois) -> str:
    lines = [f"doi: {found.doi}"] if found.doi else []
    both = {_OF_ONE.format(found.version): found.doi, _OF_ALL: found.concept}
    known = {name: doi for name, doi in both.items() if doi}
    lines += ["identifiers:"] if known else []
    for name, doi in known.items():
        lines += ["  - type: doi", f"    value: {doi}", f"    description: {name}"]
    block = "".join(f"{line}\n" for line in lines)
    return _VERSION_LINE.sub(lambda line: line[0] + block, _BLOCK.sub("", text), count=1)


def _checked(text: str) -> str:
    doi = _RESOLVER.sub("", text.strip())
    if not _DOI.fullmatch(doi):
        raise UsageError(f"{text!r} is not a DOI: 10.5281/zenodo.1234567, with or without https://doi.org/ before it")
    return doi
