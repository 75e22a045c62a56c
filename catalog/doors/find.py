"""Finds records, columns and datasets by what people call them: names, aliases, ids, links, words of a description.

The whole name of a family ("Tesla K40") leads to its chips; a part of it does not, as H200 is no H100 because some
count H100/H200 as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from compute_trends.catalog.errors import UnknownNameError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import TableSchema, load_schema
from compute_trends.catalog.texts.family_names import folded_family
from compute_trends.catalog.texts.likeness import (
    BEGINS,
    HOLDS,
    HOLDS_WORDS,
    SAME,
    SAME_BUT_BRACKETS,
    WITHIN_WORDS,
    Sought,
)
from compute_trends.catalog.texts.names import words
from compute_trends.catalog.versions import Version, all_versions, find_version, version_schema

#: A link, or the number of a paper on arXiv.
_LINK = re.compile(r"\w+://|\w\.\w+/|^\d{4}\.\d{4,5}(v\d+)?$|^arxiv:", re.IGNORECASE)
#: The number of a paper in the links to its pages: abstract, PDF and HTML, at arXiv, its mirrors, by DOI and elsewhere.
_PAPER = re.compile(
    r"^(?:arxiv:|\S*\bar[x5]iv\b[^\s:]*[/.]|\S+/papers/)?((?:[a-z-]+(?:\.[a-z-]+)?/)?[0-9]{7}|[0-9]{4}\.[0-9]{4,5})"
    r"(?:v[0-9]+)?(?:\.pdf)?(?:[?#].*)?$"
)
_LINKS = ("source_url", "source_urls")
_OFFERED = 3
#: Descriptions come after names.
_OF_DESCRIPTION = WITHIN_WORDS + 1


@dataclass(frozen=True)
class Found:
    """One thing that goes by a name."""

    kind: str  # "record", "trend", "rule", "column" or "dataset"
    name: str  # by which commands know it
    title: str  # for people
    dataset: str | None  # that holds it
    more: int  # further records of the same title in the dataset
    command: str  # that shows it
    nearness: int  # smaller is nearer

    @property
    def closeness(self) -> int:
        """0 where the name is that, 1 where it holds the words in their order, else 2."""
        return 0 if self.nearness <= SAME_BUT_BRACKETS else 1 if self.by_name else 2

    @property
    def by_name(self) -> bool:
        """Whether the name itself holds the words, in their order."""
        return self.nearness <= HOLDS

    def as_dict(self) -> dict[str, Any]:
        """As JSON shows it."""
        return asdict(self)


def find_records(text: str, dataset: str | None = None, root: Path = PACKAGE_ROOT) -> list[Found]:
    """The records of the newest versions that go by a name, or by a link, the nearest first.

    Args:
        text: a name, an alias, an id, a link, or a part of one.
        dataset: in this dataset alone.
        root: the package or checkout.

    Raises:
        UnknownNameError: no such dataset.
    """
    sought, by_title = Sought(text), dict[tuple[str, str], list[tuple[Any, ...]]]()
    link, of_family = _linked(text), _family(text)
    names = [find_version(dataset, root=root).dataset] if dataset else list(all_versions(root))
    for name, records in zip(names, _records_of(names, root), strict=True):
        for item in records:
            near = [SAME] if link and any(link in address for address in item.links) else []
            near += [SAME_BUT_BRACKETS for family in item.families if _family(family) == of_family]
            near += [level for level in map(sought.nearness, item.names) if level is not None]
            if near:
                by_title.setdefault((name, item.title), []).append((min(near), item.day, item.record))
    if not by_title and len(sought.words) > 1:
        return _named_within(sought, dataset, root)
    found = []
    for (name, title), held in by_title.items():
        nearness, _, record = min(held)
        command = f"compute-trends history {record}"
        found.append((min(held)[:2], Found("record", record, title, name, len(held) - 1, command, nearness)))
    return [item for _, item in sorted(found, key=lambda pair: (*pair[0], len(pair[1].title), pair[1].title))]


def _named_within(sought: Sought, dataset: str | None, root: Path) -> list[Found]:
    """The things whose name stands in what is looked for, the longest first: TPU v3 for "TPU v3-512"."""
    found: dict[str, tuple[int, Found]] = {}
    asked = sought.words
    datasets = [dataset] if dataset else sorted(referred_to(root))
    for name, records in zip(datasets, _records_of(datasets, root), strict=True):
        for record, title, _, names, *_ in records:
            for part in map(words, names):
                places = range(len(asked) - len(part) + 1)
                if len(part) > 1 and any(asked[place : place + len(part)] == part for place in places):
                    command = f"compute-trends history {record}"
                    item = Found("record", record, title, name, 0, command, WITHIN_WORDS)
                    found[record] = max(found.get(record, (0, item)), (len(part), item), key=lambda pair: pair[0])
    return [item for _, item in sorted(found.values(), key=lambda pair: (-pair[0], len(pair[1].title), pair[1].title))]


def near_records(text: str, among: Iterable[str], dataset: str | None = None, root: Path = PACKAGE_ROOT) -> list[str]:
    """Ids of records that go by a name, for the message of an error: a few, the nearest first.

    Args:
        text: that is no id.
        among: ids to choose from.
        dataset: in this dataset alone.
        root: the package or checkout.
    """
    known = set(among)
    found = [item for item in find_records(text, dataset, root) if item.name in known]
    things = referred_to(root)
    found.sort(key=lambda item: (not item.by_name, item.dataset not in things))
    nearest = [item.name for item in found if (item.dataset, item.nearness) == (found[0].dataset, found[0].nearness)]
    return nearest[:_OFFERED]


def other_records(record: str, datasets: Iterable[str], root: Path = PACKAGE_ROOT) -> list[Found]:
    """Of each other dataset, the record that goes by the name that an id is; none where there is no such record.

    Args:
        record: an id of `datasets`.
        datasets: that hold it.
        root: the package or checkout.
    """
    found: dict[str | None, Found] = {}
    for item in find_records(record, root=root):
        if item.dataset not in {*datasets} and item.nearness <= BEGINS:
            found.setdefault(item.dataset, item)
    return list(found.values())


@cache
def referred_to(root: Path = PACKAGE_ROOT) -> frozenset[str]:
    """The datasets whose records others name: those of things, which have a name each."""
    references = (column.reference for name in all_versions(root) for column in load_schema(name, root).columns)
    return frozenset(reference["dataset"] for reference in references if reference)


def unknown_record(kind: str, record: str, known: Iterable[str], dataset: str | None = None) -> UnknownNameError:
    """The error for a record that there is not, which offers those that people call so.

    Args:
        kind: what the names are.
        record: what was asked for.
        known: ids that there are.
        dataset: that was asked, if one was.
    """
    ids = list(known)
    return UnknownNameError(kind, record, ids, near=near_records(record, ids, dataset))


def find_columns(text: str, root: Path = PACKAGE_ROOT) -> list[Found]:
    """Datasets and columns that go by a name, or whose description holds the words; the nearest first."""
    sought, found = Sought(text), []
    for name in all_versions(root):
        schema = load_schema(name, root)
        about = _first_sentence(schema.description)
        if (near := level(sought, name, (schema.title,), (schema.description,))) is not None:
            found.append(Found("dataset", name, about, name, 0, f"compute-trends describe {name}", near))
        for column in version_schema(find_version(name, root=root), root).columns:
            if (near := level(sought, column.name, (column.title,), (column.description,))) is not None:
                command = f"compute-trends describe {name} --columns {column.name}"
                found.append(Found("column", column.name, _first_sentence(column.description), name, 0, command, near))
    return sorted(found, key=lambda item: (item.nearness, item.name, item.dataset))


def level(sought: Sought, name: str, titles: Iterable[str], texts: Iterable[str]) -> int | None:
    """How near something is by its names; of what has none near, whether a text on it holds the words; else None."""
    levels = [near for near in (sought.nearness(name),) if near is not None]
    levels += [max(BEGINS, near) for near in map(sought.nearness, titles) if near is not None]  # no name is nearer
    if not levels and any(_holds(sought, text) for text in texts):
        levels = [_OF_DESCRIPTION]
    return min(levels, default=None)


_family = cache(folded_family)


def _holds(sought: Sought, text: str) -> bool:
    level = sought.nearness(text)
    return level is not None and level <= HOLDS_WORDS


def _linked(text: str) -> str:
    """What to look for in links; "" for a text that is none."""
    plain = text.strip().lower()
    if not _LINK.search(plain):
        return ""
    if paper := _PAPER.search(plain):
        return paper[1]
    return re.sub(r"^\w+://(www\.)?|/*(#.*)?$", "", plain)


class _Record(NamedTuple):
    record: str  # its id
    title: str  # what people call it
    day: str  # its first date
    names: tuple[str, ...]
    families: tuple[str, ...]
    links: tuple[str, ...]  # in small letters


def _records_of(datasets: Iterable[str], root: Path) -> list[tuple[_Record, ...]]:
    """What each record of the newest version of each dataset goes by."""
    from compute_trends.catalog.doors.connect import one_database

    with one_database():
        return [_records(find_version(name, root=root), root) for name in datasets]


@lru_cache(maxsize=64)
def _records(item: Version, root: Path) -> tuple[_Record, ...]:
    """What each record of a version goes by."""
    return tuple(_read_records(item, root))


def _read_records(item: Version, root: Path) -> Iterator[_Record]:
    from compute_trends.catalog.doors.connect import relation

    schema = version_schema(item, root)
    called = names_of(schema)
    days = [column.name for column in schema.columns if column.type == "date"][:1]
    others = [name for name in ("aliases", "families", *_LINKS) if name in schema.names]
    columns = ["record_id", *called, *others, *days]
    for row in relation(item.dataset, item.version, columns, root).fetchall():
        cells = dict(zip(columns, row, strict=True))
        names = [cells[name] for name in called if cells[name]]
        links = (cells.get("source_url") or "", *(cells.get("source_urls") or ()))
        day = str(cells[days[0]] or "9999") if days else ""
        every = (cells["record_id"], *names, *(cells.get("aliases") or ()))
        title = " ".join(names[:1]) or cells["record_id"]
        families = tuple(cells.get("families") or ())
        yield _Record(cells["record_id"], title, day, every, families, tuple(link.lower() for link in links))


def names_of(schema: TableSchema) -> list[str]:
    """The columns of a dataset that hold what people call a record."""
    return [
        column.name
        for column in schema.columns
        if column.type == "string" and (column.name == "name" or column.name.endswith("_name"))
    ]


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.;])\s", text, maxsplit=1)[0].rstrip(".;")
