"""Under which key of origin.yaml an imported file is booked: every export has one of its own, `epoch-2025-12`.

The key is given, or is the one under which the same file was imported before, or is made of the date of the file: that
in its name, else the newest date in it, else the day on which it was written. A month is told where that is enough, the
day where the month is taken by another export.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import UsageError
from compute_trends.catalog.files.origin import Origin
from compute_trends.catalog.importers.base import SourceFile
from compute_trends.catalog.importers.layouts import Layout, layout_of, series_of
from compute_trends.catalog.importers.problems import Problems
from compute_trends.catalog.texts.numbers import count
from compute_trends.catalog.versions import current_day

_GIVEN, _NAMED = "as given", "named in the file"
_HELD = "what is held, in another file"
_IN_NAME_OF_FILE = "by the date in its name"
_NEWEST = "by the newest date in it"
WRITTEN = "by the day on which the file was written"
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_IN_NAME = (
    re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<mark>[-_.]?)(?P<month>\d\d)(?P=mark)(?P<day>\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<day>\d\d)(?P<mark>[-_.])(?P<month>\d\d)(?P=mark)(?P<year>20\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>20\d\d)[-_.](?P<month>\d\d)(?!\d)"),
)


@dataclass(frozen=True)
class Export:
    """A source as an import found it."""

    key: str
    layout: Layout
    title: str
    accessed: str  # 2025-12-02, or 2025-12
    told_by: str  # how the key was found
    dated_by: str = ""  # how the date was found, where that is another question

    @property
    def is_dated_by_name(self) -> bool:
        """Whether somebody wrote its date into the name of the file."""
        return _IN_NAME_OF_FILE in (self.dated_by, self.told_by)

    def entry(self, alike: Mapping[str, Any]) -> dict[str, Any]:
        """What origin.yaml says of it; `alike` is the entry of another export of the table."""
        # The newest date in a file is no day on which anybody exported it.
        what = "rows to" if _NEWEST in (self.dated_by, self.told_by) else "export of"
        entry = {"title": f"{self.title or alike.get('title', self.layout.key)}, {what} {_in_words(self.accessed)}"}
        entry |= {
            name: deepcopy(alike[name])
            for name in ("producer", "authors", "url", "citation", "licence")
            if name in alike
        }
        if "url" in entry and alike.get("commit"):  # the page of another export
            entry["url"] = str(entry["url"]).replace(str(alike["commit"]), "HEAD")
        year = str(alike.get("accessed", ""))[:4]
        if "citation" in entry and year:
            entry["citation"] = str(entry["citation"]).replace(f"({year})", f"({self.accessed[:4]})")
        return entry | {"layout": self.layout.key, "accessed": self.accessed}


@dataclass
class Exports:
    """The keys of the files of one import.

    Attributes:
        origin: the parsed origin.yaml of the dataset; without one, a layout's key stands for the source.
        paths: the files, in the order in which they were given.
        given: keys that were given: none, one for all files, or one for each.
        layouts: those that the importer reads.
        problems: takes up the cells that cannot be read.
        taken: keys that other exports have, so that the next choice counts.
    """

    origin: Origin | None = None
    paths: Sequence[Path] = ()
    given: Sequence[str] = ()
    taken: frozenset[str] = frozenset()
    layouts: Sequence[Layout] = ()
    problems: Problems = field(default_factory=Problems)
    found: dict[str, Export] = field(default_factory=dict)

    def __post_init__(self) -> None:
        odd = [key for key in self.given if not _KEY.fullmatch(key)]
        if odd:
            raise UsageError(f"{odd[0]!r} is no key of a source: lower-case letters, digits and hyphens, epoch-2025-12")
        if len(self.given) > 1 and len(self.given) != len(self.paths):
            raise UsageError(
                f"{count(len(self.given), 'source')} for {count(len(self.paths), 'file')}; give one for all, "
                "or one for each"
            )

    def key(
        self, layout: Layout, path: Path, days: Iterable[str | None] = (), *, series: str = "", title: str = ""
    ) -> str:
        """The key of the export that a file is.

        Args:
            layout: of the file.
            path: the file.
            days: cells with dates (2025-12-02, or with a time behind it): the newest tells how old the file is at most.
            series: what the key begins with, where that is not the layout's own.
            title: what the export is called, where that is not the layout's own.
        """
        if self.origin is None:
            return layout.key
        accessed, told_by = _date_of(path, days, dt.timedelta(days=layout.pause_day))
        given = self._given(path)
        if given and (named := _date_in(given)):
            accessed, told_by = named, _GIVEN
        dated_by = told_by
        stem = series or layout.stem
        if given:
            key, told_by = given, _GIVEN
        elif known := self._known(path):
            key, told_by = known, "a file that was imported before"
        elif declared := self._declared(layout, stem):
            key, told_by = declared, "declared in origin.yaml, and nothing imported of it yet"
        else:
            choices = [f"{stem}-{accessed[:7]}", f"{stem}-{accessed}"]
            held = "" if told_by == _IN_NAME_OF_FILE else self._newest(layout, stem)
            if held and held not in choices:
                choices.insert(0, held)  # nobody wrote the date on the file: it may be what is held
            key = next((choice for choice in choices if choice not in self.taken), choices[-1])
            if key == choices[0] != choices[-2]:
                told_by, accessed, dated_by = _HELD, self.booked_date(key), _HELD
        return self._note(Export(key, layout, title or layout.title, accessed, told_by, dated_by))

    def named(self, layout: Layout, key: str) -> str:
        """The key of a source that the file itself names."""
        return self._note(Export(key, layout, layout.title, current_day().isoformat(), _NAMED))

    def _note(self, export: Export) -> str:
        self.found.setdefault(export.key, export)
        return export.key

    def layout(self, key: str) -> str:
        """The key of the layout of a source, of this import or an earlier one."""
        if key in self.found:
            return self.found[key].layout.key
        return layout_of(key, self._sources.get(key, {}))

    def accessed(self, key: str) -> str:
        """The date of a source, of this import or an earlier one: 2025-12-02, 2025-12 or nothing."""
        if key in self.found:
            return self.found[key].accessed
        return self.booked_date(key)

    def booked_date(self, key: str) -> str:
        """The date of a source that was imported earlier."""
        return str(self._sources.get(key, {}).get("accessed", ""))

    def are_of_one_table(self, one: str, other: str) -> bool:
        """Whether two sources are exports of one table, laid out alike or not."""
        tables = {item.key: item.family for item in self.layouts}
        return tables.get(self.layout(one), one) == tables.get(self.layout(other), other)

    @property
    def _sources(self) -> dict[str, Any]:
        return (self.origin or {}).get("sources", {}) or {}

    @cached_property
    def booked(self) -> dict[str, dict[str, tuple[str, str]]]:
        """By key of a source: sha256 of each file imported under it, with (version, name of the file)."""
        found: dict[str, dict[str, tuple[str, str]]] = {}
        for version, entry in ((self.origin or {}).get("versions") or {}).items():
            for account in entry.get("imports", {}).values():
                for item in account["files"].values():
                    found.setdefault(item["source"], {})[item["sha256"]] = (version, item["name"])
        return found

    def _given(self, path: Path) -> str:
        if len(self.given) > 1:
            return self.given[list(self.paths).index(path)]
        return self.given[0] if self.given else ""

    def _known(self, path: Path) -> str:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        return next((key for key, files in self.booked.items() if sha256 in files), "")

    def _newest(self, layout: Layout, stem: str) -> str:
        """The newest source of a layout and series of which something was imported."""
        own = [
            key
            for key, entry in self._sources.items()
            if layout_of(key, entry) == layout.key and key in self.booked and series_of(key) in (stem, key)
        ]
        return max(own, key=self.booked_date, default="")

    def _declared(self, layout: Layout, stem: str) -> str:
        """The only source that people declared for the layout, where nothing was imported under it."""
        own = [key for key, entry in self._sources.items() if layout_of(key, entry) == layout.key]
        return own[0] if len(own) == 1 and own[0] not in self.booked and own[0].startswith(stem) else ""


def _date_of(path: Path, days: Iterable[str | None], pause: dt.timedelta) -> tuple[str, str]:
    """(2025-12-02 or 2025-12, what says so).

    A file that was written within the pause after the newest date in it is an export of the day it was written on.
    """
    written, today = dt.date.fromtimestamp(path.stat().st_mtime), current_day()
    newest = max(filter(None, map(_day, days)), default=None, key=lambda day: (day <= today, day))
    if newest is not None and newest > today:
        newest = None
    named = _date_in(path.name)
    if named and (newest is None or named >= newest.isoformat()[: len(named)]):
        return named, _IN_NAME_OF_FILE
    if newest is None or newest <= written <= newest + pause:
        return written.isoformat(), WRITTEN
    return newest.isoformat(), _NEWEST


def _day(cell: str | None) -> dt.date | None:
    match = re.match(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})", cell or "")
    if match is None and (american := re.match(r"\s*(\d{1,2})/(\d{1,2})/(\d{4})", cell or "")):
        month, day, year = american.groups()
        return _date(year, month, day)
    return _date(*match.groups()) if match else None


def _date_in(name: str) -> str:
    for pattern in _IN_NAME:
        for match in pattern.finditer(name):
            found = match.groupdict()
            if "day" not in found:
                if _date(found["year"], found["month"], "1"):
                    return f"{found['year']}-{found['month']}"
                continue
            one = _date(found["year"], found["month"], found["day"])
            other = None
            if pattern is _IN_NAME[1]:  # day and month, or month and day: told where only one of them is a date
                other = _date(found["year"], found["day"], found["month"])
                if one and other and one != other:
                    continue
            if day := one or other:
                return day.isoformat()
    return ""


def _date(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _in_words(accessed: str) -> str:
    day = dt.date.fromisoformat(accessed if len(accessed) > 7 else f"{accessed}-01")
    return f"{day:%B %Y}" if len(accessed) == 7 else f"{day.day} {day:%B %Y}"


def find_taken(
    exports: Exports, files: Sequence[SourceFile], differing: Mapping[str, int]
) -> tuple[frozenset[str], str]:
    """Keys that another export has: those that give way to the next choice, and why the others are refused.

    Args:
        exports: the keys of an import.
        files: its files.
        differing: by key, how many of its records differ from those held under that key.

    Returns:
        (the keys that give way, the refusal or nothing)
    """
    again = set()
    for item in files:
        booked, export = exports.booked.get(item.key, {}), exports.found.get(item.key)
        if export is None or export.told_by == _NAMED or not booked or item.sha256 in booked:
            continue
        if not differing.get(item.key):  # the same records in another wrapping
            continue
        version, name = list(booked.values())[-1]
        differs = f"differs in {count(differing[item.key], 'record')}"
        if export.told_by == _GIVEN:
            return frozenset(), (
                f"the source {item.key} is taken: {name} was imported under it for {version}, and {item.name} "
                f"{differs}; pass another key with --source"
            )
        same_day = export.accessed in (exports.booked_date(item.key), export.accessed[:7])
        if item.key in exports.taken or (same_day and export.told_by != _HELD):
            return frozenset(), (
                f"{item.name} is of the same date as {item.key}, under which {name} was imported for {version}, and "
                f"{differs}; find out which of the two is right, and pass a key of its own for this one, as --source "
                f"{item.key}-b"
            )
        again.add(item.key)
    return frozenset(again), ""
