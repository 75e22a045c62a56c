"""The columns of an upstream table as a schema names them, and cells that are read by that name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.importers.base import column_account, converted, links, text_or_none
from compute_trends.catalog.importers.tables import Table
from compute_trends.catalog.schema import load_schema

T = TypeVar("T")


@dataclass(frozen=True)
class Row:
    """One row of an upstream table, read by our names of its columns."""

    path: Path
    line: int
    cells: Mapping[str, str]
    theirs: Mapping[str, str]  # our name of a column -> theirs

    def read(self, ours: str, how: Callable[[str | None], T]) -> T:
        """A cell as `how` converts it.

        Raises:
            ImportRefusedError: `how` refused it.
        """
        theirs = self.theirs[ours]
        return converted(self.path, self.line, theirs, self.cells[theirs], how)

    def text(self, ours: str) -> str | None:
        """A cell as text on one line; None where it is empty."""
        return text_or_none(self.cells[self.theirs[ours]])

    def stated(self, ours: str) -> str:
        """A cell that may not be empty.

        Raises:
            ImportRefusedError: it is.
        """
        text = self.text(ours)
        if text is None:
            raise ImportRefusedError(f"{self.path}, line {self.line}: {self.theirs[ours]} is empty")
        return text

    def label(self, ours: str, labels: Mapping[str, str]) -> str | None:
        """Our word for a label of theirs; None where the cell is empty.

        Raises:
            ImportRefusedError: a label that `labels` does not list.
        """
        text = self.text(ours)
        if text is None or text in labels:
            return None if text is None else labels[text]
        raise ImportRefusedError(
            f"{self.path}, line {self.line}: {self.theirs[ours]} = {text!r}; known are {', '.join(labels)}"
        )

    def flag(self, ours: str) -> bool:
        """Whether a cell says True; an empty one says no.

        Raises:
            ImportRefusedError: it says something else.
        """
        return self.read(ours, _flag)

    def pages(self, columns: Iterable[str]) -> tuple[str | None, list[str]]:
        """The first link in columns of theirs, and the others."""
        found = list(dict.fromkeys(link for name in columns for link in links(self.cells.get(name))))
        return (found[0] if found else None), found[1:]


def named_rows(
    table: Table, dataset: str, layout: str, root: Path, *, also: Iterable[str] = (), left_out: Iterable[str] = ()
) -> tuple[list[tuple[int, Row]], list[str]]:
    """(row number from 1, row) of a table, and its columns that nobody knows.

    Args:
        table: the table.
        dataset: the dataset whose schema names the columns, under the property `source`.
        layout: the key of its layout there.
        root: the checkout.
        also: further columns of theirs that the importer reads.
        left_out: columns of theirs that follow from others, or are not kept.

    Raises:
        ImportRefusedError: a column that is read is missing.
    """
    columns = load_schema(dataset, root).columns
    theirs = {column.name: column.source[layout] for column in columns if layout in column.source}
    needed = [*dict.fromkeys([*theirs.values(), *also])]
    unknown, _ = column_account(table.header, dict.fromkeys([*needed, *left_out]), table.path, needed)
    return [(number, Row(table.path, line, cells, theirs)) for number, line, cells in table.numbered()], unknown


def _flag(cell: str | None) -> bool:
    text = (text_or_none(cell) or "false").lower()
    if text not in ("true", "false"):
        raise ValueError("neither True nor False")
    return text == "true"
