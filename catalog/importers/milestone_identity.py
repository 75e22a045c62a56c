"""Which upstream row is which milestone system.

Upstream has no stable key: a system is renamed, its link goes from the PDF to the abstract page, its date is revised,
and one paper presents several systems. `datasets/milestone_systems/identities.csv` holds the reviewed answer for every
row of the released vintages; this module reads it and proposes an answer for rows that it does not list.

A proposal needs agreement of the name, in full or in part, with the link or the date. Where more than one record or
more than one row would fit, the rows stay apart and are listed for review: two records for one system can be joined
later, two systems in one record cannot be told apart again.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from compute_trends.catalog.texts.names import slug

#: The reviewed answers, in a checkout.
IDENTITIES = Path("datasets") / "milestone_systems" / "identities.csv"

_YEAR = dt.timedelta(days=366)  # upstream often knew only the year and wrote 1 January
_MONTH_AND_A_HALF = dt.timedelta(days=45)  # preprint against blog post or conference


@dataclass(frozen=True)
class Sighting:
    """A system as one upstream row, or one record, shows it.

    `label` is the name, or the title of its reference where the row has no name; `link` holds its addresses.
    """

    label: str
    link: str
    date: dt.date
    named: bool = True

    @property
    def exact(self) -> tuple[str, str, dt.date]:
        """What identities.csv holds of the row."""
        return (self.label if self.named else "", self.link, self.date)

    @cached_property
    def keys(self) -> frozenset[str]:
        """What the links name, written alike for every address of the same page."""
        return link_keys(self.link)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the label."""
        return frozenset(slug(self.label).split("-"))

    @cached_property
    def squeezed(self) -> str:
        """The label's letters and digits alone."""
        return slug(self.label).replace("-", "")


@dataclass(frozen=True)
class Identity:
    """A sighting whose record is known."""

    record_id: str
    sighting: Sighting


@dataclass(frozen=True)
class Assignment:
    """The record of one row and why; `candidates` are the records that fitted a row which was left apart."""

    record_id: str
    matched_by: str  # a key of RULES, or "first" for a record that no earlier sighting has
    candidates: tuple[str, ...] = ()


def link_keys(text: str) -> frozenset[str]:
    """What the links in `text` name: arXiv ids and DOIs where they show, else host and path."""
    keys = set()
    for address in re.findall(r"(?:https?://|\barxiv\.org/)[^\s,;<>]+", text):
        if arxiv := re.search(r"arxiv\.org/\w+/((?:[a-z-]+(?:\.[A-Z]{2})?/)?\d{4}\.?\d{3,5})", address):
            keys.add(f"arxiv:{arxiv[1]}")
        elif doi := re.search(r"\b(10\.\d{4,9}/[^\s?#]+)", address):
            keys.add(f"doi:{re.sub(r'(v[0-9]+)?([.](full|abstract))?([.]pdf)?$', '', doi[1].lower())}")
        else:
            keys.add(re.sub(r"^https?://(www\.)?|[/.)]*(#.*)?$", "", address).lower())
    return frozenset(keys)


def _same_link(a: Sighting, b: Sighting) -> bool:
    return bool(a.keys & b.keys)


def _part_of_name(a: Sighting, b: Sighting) -> bool:
    return a.words <= b.words or b.words <= a.words


# From the strongest agreement to the weakest; each is tried on the rows that the ones before it left over.
RULES: dict[str, Callable[[Sighting, Sighting], bool]] = {
    "identical": lambda a, b: a.exact == b.exact,
    "name+link": lambda a, b: a.label == b.label and _same_link(a, b),
    "name+date": lambda a, b: a.label == b.label and abs(a.date - b.date) <= _YEAR,
    "spelling+link": lambda a, b: a.squeezed == b.squeezed and _same_link(a, b),
    "spelling+date": lambda a, b: a.squeezed == b.squeezed and abs(a.date - b.date) <= _YEAR,
    "part-of-name+link+date": lambda a, b: (
        _part_of_name(a, b) and _same_link(a, b) and (abs(a.date - b.date) <= _MONTH_AND_A_HALF or not a.named)
    ),
}


def assign(rows: Sequence[Sighting], known: Iterable[Identity]) -> list[Assignment]:
    """The record of each row, one record per row at most.

    Args:
        rows: the rows of one vintage.
        known: earlier sightings, any number per record.
    """
    identities = sorted(known, key=lambda i: (i.record_id, i.sighting.label, i.sighting.link, i.sighting.date))
    found: dict[int, Assignment] = {}
    doubts: dict[int, tuple[str, ...]] = {}
    pairs = list(_pairs(rows, identities))
    for rule, holds in RULES.items():
        taken = {assignment.record_id for assignment in found.values()}
        fits: dict[int, set[str]] = defaultdict(set)
        for index, identity in pairs:
            if index in found or index in doubts or identity.record_id in taken:
                continue
            if holds(rows[index], identity.sighting):
                fits[index].add(identity.record_id)
        claims: dict[str, int] = defaultdict(int)
        for ids in fits.values():
            for record_id in ids:
                claims[record_id] += 1
        for index, ids in fits.items():
            if len(ids) == 1 and claims[next(iter(ids))] == 1:
                found[index] = Assignment(next(iter(ids)), rule)
            else:
                doubts[index] = tuple(sorted(ids))
    used = {identity.record_id for identity in identities}
    fresh = sorted((i for i in range(len(rows)) if i not in found), key=lambda i: (rows[i].date, rows[i].link))
    for index in fresh:
        record_id = _new_id(rows[index], used)
        used.add(record_id)
        found[index] = Assignment(record_id, "first", doubts.get(index, ()))
    return [found[index] for index in range(len(rows))]


def _pairs(rows: Sequence[Sighting], known: Sequence[Identity]) -> Iterable[tuple[int, Identity]]:
    """The pairs that any rule could accept: they share a link or the spelling of the name."""
    index: dict[str, list[Identity]] = defaultdict(list)
    for identity in known:
        for key in _index_keys(identity.sighting):
            index[key].append(identity)
    for number, row in enumerate(rows):
        near = [identity for key in _index_keys(row) for identity in index[key]]
        for identity in dict.fromkeys(near):
            yield number, identity


def _index_keys(sighting: Sighting) -> list[str]:
    exact = ("exact", *map(str, sighting.exact))
    return sorted({*sighting.keys, f"name:{sighting.squeezed}", "|".join(exact)})


def _new_id(row: Sighting, used: set[str]) -> str:
    label = row.label if row.named else " ".join(row.label.split()[:6])
    choices = [slug(label) or "unnamed", slug(label, str(row.date.year))]
    choices += [f"{choices[1]}-{number}" for number in range(2, len(used) + 3)]
    return next(choice for choice in choices if choice not in used)


def read_identities(path: Path) -> list[Identity]:
    """The reviewed identities; none where there is no file."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return list(_identities(handle.read()))


@lru_cache(maxsize=4)
def _identities(text: str) -> tuple[Identity, ...]:
    """What a text says, kept because a sighting keeps what its names and links come to."""
    return tuple(
        Identity(
            row["record_id"],
            Sighting(
                row["upstream_name"],
                row["upstream_link"],
                dt.date.fromisoformat(row["publication_date"]),
                named=bool(row["upstream_name"]),
            ),
        )
        for row in csv.DictReader(io.StringIO(text, newline=""))
    )


def names_of_records(held: Collection[str], root: Path) -> dict[str, str]:
    """The record of each name that upstream gave one of the records held, in any table; a name of two names none."""
    names: dict[str, set[str]] = {}
    for identity in read_identities(root / IDENTITIES):
        if identity.record_id in held and identity.sighting.named:
            names.setdefault(identity.sighting.label, set()).add(identity.record_id)
    return {name: next(iter(ids)) for name, ids in names.items() if len(ids) == 1}
