"""Upstream tables as they are read: rows with the lines where they begin."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.importers.base import SourceFile, read_csv, source_file
from compute_trends.catalog.texts.grammar import agreed


@dataclass(frozen=True)
class Table:
    """An upstream table as read, all cells as text."""

    path: Path
    header: list[str]
    rows: list[dict[str, str]]
    left: frozenset[int] = frozenset()

    def numbered(self) -> Iterator[tuple[int, int, dict[str, str]]]:
        """(number, from 1; line where it begins; cells) of each row."""
        line = 2 + sum(name.count("\n") for name in self.header)
        for number, row in enumerate(self.rows, start=1):
            if number not in self.left:
                yield number, line, row
            line += 1 + sum(cell.count("\n") for cell in row.values())

    def renamed(self, old: str, new: str) -> Table:
        """The table with another name of a column, where it has the old one and not the new one."""
        if old not in self.header or new in self.header:
            return self
        header = [new if name == old else name for name in self.header]
        return Table(self.path, header, [dict(zip(header, row.values(), strict=True)) for row in self.rows])

    def without(self, numbers: Collection[int]) -> Table:
        """The table without rows, by their numbers from 1; lines and numbers of the others stay as they are."""
        return replace(self, left=frozenset(numbers))

    def source(self, key: str) -> SourceFile:
        """The file as the account of an import describes it."""
        return source_file(key, self.path, len(self.rows))


def only_table(paths: Sequence[Path], format_name: str, what: str, wanted: Collection[str] | None = None) -> Table:
    """The table of a format that comes in one file.

    Args:
        paths: what was given.
        format_name: the format, for the message where that is not one file.
        what: what the one file is, for the same message.
        wanted: as in `read_csv`.

    Raises:
        ImportRefusedError: not one file, or one that `read_csv` refuses.
    """
    if len(paths) != 1:
        raise ImportRefusedError(
            f"{format_name} reads one file, {what}; {len(paths)} {agreed(len(paths), 'were')} given"
        )
    return read_table(paths[0], wanted)


def read_table(path: Path, wanted: Collection[str] | None = None) -> Table:
    """What `read_csv` reads, with its path."""
    return Table(path, *read_csv(path, wanted))
