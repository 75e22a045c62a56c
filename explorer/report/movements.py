"""What moved since the last version of each dataset, and why: records, cells, and the headline that rests on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from compute_trends.catalog.changes.diff import CellChange, Diff, RecordChange, diff
from compute_trends.catalog.errors import UsageError
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import datasets, find_version, version_key, versions
from compute_trends.trends.robustness.attribution import Attribution, attribute, headline

#: Records of a list that are named.
NAMED = 8


@dataclass(frozen=True)
class Movement:
    """What changed in one dataset between two of its versions.

    Args:
        changes: all that differs.
        attribution: why its headline moved; None where it has no headline trend.
    """

    changes: Diff
    attribution: Attribution | None

    @property
    def dataset(self) -> str:
        """That changed."""
        return self.changes.dataset

    @property
    def cells(self) -> int:
        """Revised cells."""
        return sum(len(item.cells) for item in self.changes.revised)

    @property
    def explained(self) -> int:
        """Those of them whose reason is known."""
        return sum(cell.why is not None for item in self.changes.revised for cell in item.cells)

    @property
    def filled(self) -> int:
        """Those that were unknown before."""
        return sum(cell.kind == "filled" for item in self.changes.revised for cell in item.cells)

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """The reasons that are known, with the number of cells of each, most first."""
        return Counter(cell.why for item in self.changes.revised for cell in item.cells if cell.why).most_common()

    def cells_of(self, record: str) -> list[CellChange]:
        """The changes of a record that can have moved an estimate: of values known before, or with a reason."""
        cells = [cell for item in self.changes.revised if item.record == record for cell in item.cells]
        return [cell for cell in cells if cell.kind != "filled" or cell.why]

    @property
    def telling(self) -> list[RecordChange]:
        """Revised records whose headline number changed most, then those whose change has a reason."""
        column = load_schema(self.dataset).headline_column

        def weight(item: RecordChange) -> tuple[float, bool]:
            factors = [cell.factor for cell in item.cells if cell.column == column and cell.factor]
            return max((max(it, 1 / it) for it in factors), default=0.0), any(cell.why for cell in item.cells)

        changed = [item for item in self.changes.revised if any(cell.kind != "filled" for cell in item.cells)]
        return sorted(changed, key=weight, reverse=True)[:NAMED]


def movements(since: Mapping[str, str] | None = None, of: Sequence[str] | None = None) -> list[Movement]:
    """What moved in every dataset that has more than one version, those with a headline first.

    Args:
        since: dataset -> version to compare the newest with; the one before it otherwise.
        of: names of datasets; all if left out.

    Raises:
        UnknownNameError: no such dataset or version.
        UsageError: a version is the newest one, or newer.
    """
    chosen = dict(since or {})
    before = {name: find_version(name, version).version for name, version in chosen.items()}
    for name, version in before.items():
        if version_key(version) >= version_key(newest := find_version(name).version):
            raise UsageError(f"{name} {version} has no later version to compare with: the newest is {newest}")
    names = datasets() if of is None else of
    before = {name: known[-2] for name in names if len(known := versions(name)) > 1} | before
    found = [_movement(name, before[name], find_version(name).version) for name in sorted(before)]
    return sorted(found, key=lambda item: item.attribution is None)


def unmoved() -> list[str]:
    """Datasets that have one version, so that nothing can have moved."""
    return [name for name in datasets() if len(versions(name)) == 1]


def _movement(dataset: str, before: str, after: str) -> Movement:
    changes = diff(dataset, before, after)
    asked = load_schema(dataset).headline_trend
    moved = attribute(dataset, before, after, headline(dataset)) if asked else None
    return Movement(changes, moved)
