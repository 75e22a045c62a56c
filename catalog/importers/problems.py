"""What of upstream files cannot be read, collected so that one report tells all of it.

A column that is missing is told with the unknown one most like it; a label that is new once, with its lines and the
nearest known one, as it would stand in the map; every other cell by its line, column and text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.importers.other_files import missing_words
from compute_trends.catalog.texts.numbers import count

_LINES_SHOWN = 8
_CELLS_SHOWN = 200
_CELLS_OF_A_ROW = 20
_LABELS_SHOWN = 20
#: How Python says that a text is no number or day, and what the finding says instead.
_OF_PYTHON = {
    "could not convert string to float": "number",
    "invalid literal for int()": "whole number",
    "Invalid isoformat string": "date as in 2026-08-19",
}
#: Words that YAML takes for something else than text.
_NOT_TEXT = ("yes", "no", "y", "n", "true", "false", "on", "off", "null")


class UnknownLabelError(ValueError):
    """A label that its map does not know.

    Attributes:
        label: the label.
        where: where the map stands.
        known: what it knows.
        form: how an entry of it is written, where that does not follow from the kind of file.
    """

    def __init__(self, label: str, where: str, known: Iterable[str], form: str = "") -> None:
        self.label, self.where, self.known, self.form = label, where, tuple(known), form
        self.others: tuple[UnknownLabelError, ...] = ()
        few = len(self.known) <= _LABELS_SHOWN
        super().__init__(f"known labels: {', '.join(self.known)}" if few else f"{len(self.known):,} are known")

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


@dataclass(frozen=True)
class Lacking:
    """Columns that a file lacks, and those in it that nobody knows; `where` says where their names are mapped."""

    file: str
    columns: Sequence[str]
    unknown: Sequence[str]
    where: str

    def lines(self) -> list[str]:
        """For a report."""
        from difflib import get_close_matches

        lines = []
        for name in self.columns:
            near = get_close_matches(name, self.unknown, n=1, cutoff=0.6)
            new = f"; {near[0]!r}, which nobody knows, may be its new name: put that into {self.where}" if near else ""
            lines.append(f"  {self.file}: the column {name!r} is missing{new}")
        if lines and self.unknown:
            lines.append(f"  {self.file}: columns that nobody knows: {', '.join(map(repr, self.unknown))}")
        return lines


@dataclass
class Problems:
    """The problems of one import.

    Attributes:
        found: in the order of the files.
        lacking: columns that files lack; their cells are unknown, and no problem of their own.
        without: columns, by their name upstream or ours, whose cells are not read at all.
        first: what a person has to decide, told before anything else.
    """

    found: list[Problem] = field(default_factory=list)
    lacking: dict[str, Lacking] = field(default_factory=dict)
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
        if self._lacks(path, column):
            return None
        try:
            return how(cell)
        except UnknownLabelError as error:
            whole = (cell or "").strip().casefold()
            for label in (error, *error.others):
                is_part = label.label.casefold() != whole and label.label.casefold() in whole
                of = f"holds {label.label!r}, which " if is_part else ""
                self._remember(
                    Problem(str(path), line, column, cell or "", f"{of}is not a known label ({label})", label, row)
                )
        except ValueError as error:
            kind = next((kind for said, kind in _OF_PYTHON.items() if str(error).startswith(said)), "")
            why = f"not a {kind}" if kind else str(error)
            said = f"is not a {expected}{'' if kind else f' ({error})'}" if expected else f"cannot be read: {why}"
            self._remember(Problem(str(path), line, column, cell or "", said, row=row))
        return None

    def add(self, path: Path, line: int, column: str, cell: str | None, message: str, *, row: str = "") -> None:
        """Remember a cell that cannot stand, as `read` does one that cannot be read."""
        if not self._lacks(path, column):
            self._remember(Problem(str(path), line, column, cell or "", message, row=row))

    def lack(self, path: Path, columns: Iterable[str], unknown: Sequence[str], where: str) -> None:
        """Remember columns that a file lacks, but for those that are left as they are held.

        Args:
            path: the file.
            columns: by their name upstream.
            unknown: its columns that nobody knows.
            where: where a new name of a column is to be written.
        """
        if missing := [name for name in columns if name not in self.without]:
            self.lacking[str(path)] = Lacking(str(path), missing, unknown, where)

    @property
    def columns(self) -> list[str]:
        """All columns that files lack."""
        return list(dict.fromkeys(name for item in self.lacking.values() for name in item.columns))

    def _lacks(self, path: Path, column: str) -> bool:
        return bool(self.lacking) and str(path) in self.lacking and column in self.lacking[str(path)].columns

    def _remember(self, problem: Problem) -> None:
        # A cell may stand for several columns of ours.
        if all(str(problem) != str(earlier) for earlier in self.found[-_CELLS_OF_A_ROW:]):
            self.found.append(problem)

    def refuse(self, allow: Collection[str] = (), besides: Sequence[str] = ()) -> None:
        """Raise what was found, if anything was.

        Args:
            allow: "unreadable" takes cells and labels as unknown, "missing" columns.
            besides: what else speaks against the files.

        Raises:
            ImportRefusedError: all of it.
        """
        found = [] if "unreadable" in allow else self.found
        lacking = {} if "missing" in allow else self.lacking
        if found or lacking:
            raise ImportRefusedError(self._text(found, lacking, besides))

    def _text(self, found: Sequence[Problem], lacking: Mapping[str, Lacking], besides: Sequence[str]) -> str:
        """Columns, labels by their map, then cells."""
        labels = [item for item in found if item.label is not None]
        cells = [item for item in found if item.label is None]
        kinds = len({(item.column, item.label.label) for item in labels if item.label})
        columns = sum(len(item.columns) for item in lacking.values())
        said = [count(columns, "missing column")] if columns else []
        said += [count(kinds, "label") + " that no map knows"] if kinds else []
        said += [count(len(cells), "cell") + " that cannot be read"] if cells else []
        files = list(dict.fromkeys([*lacking, *(item.file for item in found)]))
        lines = [f"{' and '.join(files)}: {_joined(said)}; nothing was imported", *self.first]
        lines += [f"  {said}" for said in [missing_words(item.value for item in found)] if said]
        lines += [line for item in lacking.values() for line in item.lines()]
        lines += [f"  {item}" for item in besides]
        if labels:
            firsts = {(item.column, item.label.label): item for item in reversed(labels) if item.label}
            lines += [f"  {item}" for item in reversed(firsts.values())]
            lines += _labels(labels)
        lines += [f"  {item}" for item in cells[:_CELLS_SHOWN]]
        if len(cells) > _CELLS_SHOWN:
            lines.append(f"  ... and {count(len(cells) - _CELLS_SHOWN, 'more cell')}")
        allowances = ["--allow-missing"] if lacking else []
        allowances += ["--allow-unreadable"] if found else []
        lines.append(
            f"Leave a column as it is held with --without COLUMN, or take all of these as unknown with "
            f"{' and '.join(allowances)}"
        )
        return "\n".join(lines)


def _joined(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def _labels(problems: Sequence[Problem]) -> list[str]:
    from difflib import get_close_matches

    by_map: dict[str, dict[str, list[Problem]]] = {}
    for item in problems:
        assert item.label is not None
        by_map.setdefault(item.label.where, {}).setdefault(item.label.label, []).append(item)
    lines = []
    for where, labels in by_map.items():
        plain = where.endswith(".yaml") and not any(item.label and item.label.form for item in problems)
        empty = " (left empty: unknown)" if plain else ""
        lines.append(f"New labels, to paste into {where} with what they mean{empty}:")
        for label, items in labels.items():
            assert items[0].label is not None
            near = get_close_matches(label, items[0].label.known, n=1, cutoff=0.0)
            nearest = f"; the nearest known one is {near[0]!r}" if near else ""
            at = ", ".join(str(item.line) for item in items[:_LINES_SHOWN])
            more = f" and {len(items) - _LINES_SHOWN:,} more" if len(items) > _LINES_SHOWN else ""
            entry = _pasted(label, where, items[0].label.form)
            lines.append(f"    {entry}  # column {items[0].column!r}, line {at}{more}{nearest}")
    return lines


def _pasted(label: str, where: str, form: str) -> str:
    """A label as the map is written, with room for what it means."""
    if form:
        return form.format(label)
    if where.endswith(".py"):
        return f"{label!r}: ...,"
    if where.endswith(".json"):
        return f'"{label}",'
    is_plain = label.replace(" ", "").replace("-", "").isalnum() and label[:1].isalpha()
    return f"{label}:" if is_plain and label.lower() not in _NOT_TEXT else f"{label!r}:"
