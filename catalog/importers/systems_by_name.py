"""Which milestone system a model is, by its name in other tables of Epoch's."""

from __future__ import annotations

import csv
import datetime as dt
import re
from pathlib import Path

from compute_trends.catalog.importers.milestone_identity import names_of_records
from compute_trends.catalog.texts.names import folded

#: The end of a name that says of which month a version is, as in GPT-4 (Mar 2023).
_DATED = re.compile(r"\s*\((?P<month>[A-Z][a-z]{2})[a-z]* (?P<year>20\d\d)\)$")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Systems:
    """The milestone systems of a checkout, by every name that upstream gave them.

    Case, spaces and punctuation do not tell names apart. A version that is dated in its name is a model of its own: it
    is a system only where that has the same dated name, or was published in the version's month or the next to it.
    """

    def __init__(self, root: Path) -> None:
        self._names: dict[str, str | None] = {}
        self._days: dict[str, dt.date] = {}
        path = root / "datasets" / "milestone_systems" / "records.csv"
        if not path.is_file():
            return
        with path.open(encoding="utf-8", newline="") as handle:
            rows = [row for row in csv.DictReader(handle) if row["name"]]
        held = {row["record_id"]: row["name"] for row in rows}
        for row in rows:
            if re.fullmatch(r"\d{4}-\d\d-\d\d", row["publication_date"]):
                self._days[row["name"]] = dt.date.fromisoformat(row["publication_date"])
        for name, record_id in names_of_records(held, root).items():
            self._add(name, held[record_id])
        own: dict[str, set[str]] = {}
        for name in held.values():
            own.setdefault(folded(name), set()).add(name)
        # A system's own name counts before another's earlier one; a name of two systems names none.
        self._names |= {name: next(iter(of)) if len(of) == 1 else None for name, of in own.items()}

    def named(self, name: str) -> str | None:
        """The name of the system that a model of this name is, None where it is none."""
        if system := self._names.get(folded(name)):
            return system
        dated = _DATED.search(name)
        if dated is None or dated["month"] not in _MONTHS:
            return None
        system = self._names.get(folded(name[: dated.start()]))
        day = self._days.get(system or "")
        month = 12 * int(dated["year"]) + _MONTHS.index(dated["month"])
        return system if day and abs(month - (12 * day.year + day.month - 1)) <= 1 else None

    def _add(self, name: str, system: str) -> None:
        before = self._names.setdefault(folded(name), system)
        if before != system:
            self._names[folded(name)] = None
