"""What of upstream files cannot be read, collected so that one report tells all of it.

A label that is new is told once, with its lines and the nearest known one, as it would stand in the map; every other
cell by its line, column and text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.texts.numbers import count

_LINES_SHOWN = 8
_CELLS_SHOWN = 200
_CELLS_OF_A_ROW = 20


class UnknownLabelError(ValueError):
    """A label that its map does not know; `where` says where the map stands, `known` what it knows."""

    def __init__(self, label: str, where: str, known: Iterable[str]) -> None:
        self.label, self.where, self.known = label, where, tuple(known)
        self.others: tuple[UnknownLabelError, ...] = ()
        super().__init__(f"known labels: {', '.join(self.known)}")

    def with_others(self, others: Iterable[UnknownLabelError]) -> UnknownLabelError:
        """The same, with further labels of the cell that are new."""
        self.others = tuple(others)
        return self


@dataclass(frozen=True)
class Problem:
    """A cell that cannot be read."""

    file: str
    line: int
    column: str
    value: str
    message: str
    label: UnknownLabelError | None = None
    row: str = ""  # what the row is about

    def __str__(self) -> str:
        of = f"; the row is {self.row!r}" if self.row else ""
        return f"{self.file}, line {self.line}, column {self.column!r}: {self.value!r} {self.message}{of}"


@dataclass
class Problems:
    """The problems of one import.

    Attributes:
        found: in the order of the files.
        without: columns, by their name upstream or ours, whose cells are not read at all.
        first: what a person has to decide, told before anything else.
    """

    found: list[Problem] = field(default_factory=list)
    without: frozenset[str] = frozenset()
    first: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.found)

    def read(
        self,
        path: Path,
        line: int,
        column: str,
        cell: str | None,
        how: Callable[[str | None], Any],
        *,
        row: str = "",
        expected: str = "",
    ) -> Any:
        """A cell as `how` converts it; None where it cannot be read, which is remembered.

        Args:
            path, line, column: where it stands.
            cell: its text.
            how: converts it.
            row: what the row is about.
            expected: what the column holds, as "number".
        """
        try:
            return how(cell)
        except UnknownLabelError as error:
            for label in (error, *error.others):
                self._remember(
                    Problem(str(path), line, column, cell or "", f"is not a known label ({label})", label, row)
                )
        except ValueError as error:
            said = f"is not a {expected} ({error})" if expected else f"cannot be read: {error}"
            self._remember(Problem(str(path), line, column, cell or "", said, row=row))
        return None

    def add(self, path: Path, line: int, column: str, cell: str | None, message: str, *, row: str = "") -> None:
        """Remember a cell that cannot stand, as `read` does one that cannot be read."""
        self._remember(Problem(str(path), line, column, cell or "", message, row=row))

    def _remember(self, problem: Problem) -> None:
        # A cell may stand for several columns of ours.
        if all(str(problem) != str(earlier) for earlier in self.found[-_CELLS_OF_A_ROW:]):
            self.found.append(problem)

    def refuse(self) -> None:
        """Raise what was found, if anything was.

        Raises:
            ImportRefusedError: all of it.
        """
        if self.found:
            raise ImportRefusedError(self.text())

    def text(self) -> str:
        """All problems: labels by their map, then cells."""
        labels = [item for item in self.found if item.label is not None]
        cells = [item for item in self.found if item.label is None]
        kinds = len({(item.column, item.label.label) for item in labels if item.label})
        said = [count(kinds, "label") + " that no map knows"] if kinds else []
        said += [count(len(cells), "cell") + " that cannot be read"] if cells else []
        files = list(dict.fromkeys(item.file for item in self.found))
        lines = [f"{' and '.join(files)}: {' and '.join(said)}; nothing was imported", *self.first]
        if labels:
            firsts = {(item.column, item.label.label): item for item in reversed(labels) if item.label}
            lines += [f"  {item}" for item in reversed(firsts.values())]
            lines += _labels(labels)
        lines += [f"  {item}" for item in cells[:_CELLS_SHOWN]]
        if len(cells) > _CELLS_SHOWN:
            lines.append(f"  ... and {len(cells) - _CELLS_SHOWN:,} more cells")
        lines.append(
            "Leave a column as it is held with --without COLUMN, or take all of these as unknown with "
            "--allow-unreadable"
        )
        return "\n".join(lines)


def _labels(problems: Sequence[Problem]) -> list[str]:
    from difflib import get_close_matches

    by_map: dict[str, dict[str, list[Problem]]] = {}
    for item in problems:
        assert item.label is not None
        by_map.setdefault(item.label.where, {}).setdefault(item.label.label, []).append(item)
    lines = []
    for where, labels in by_map.items():
        lines.append(f"New labels, to paste into {where} with what they mean (left empty: unknown):")
        for label, items in labels.items():
            assert items[0].label is not None
            near = get_close_matches(label, items[0].label.known, n=1, cutoff=0.0)
            nearest = f"; the nearest known one is {near[0]!r}" if near else ""
            at = ", ".join(str(item.line) for item in items[:_LINES_SHOWN])
            more = f" and {len(items) - _LINES_SHOWN:,} more" if len(items) > _LINES_SHOWN else ""
            key = label if label.replace(" ", "").replace("-", "").isalnum() else repr(label)
            lines.append(f"    {key}:  # column {items[0].column!r}, line {at}{more}{nearest}")
    return lines
