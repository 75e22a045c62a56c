"""The columns of an upstream table as a schema names them, and cells that are read by that name.

What cannot be read is None and goes to the problems of the import, so that one report tells all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from compute_trends.catalog.importers.base import column_account, links, split_values, text_or_none
from compute_trends.catalog.importers.problems import Problems, UnknownLabelError
from compute_trends.catalog.importers.tables import Table
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.texts import yaml_text

#: What labels mean, by dataset and column.
LABELS = Path("catalog/importers/labels.yaml")


@dataclass(frozen=True)
class Row:
    """One row of an upstream table, read by our names of its columns."""

    path: Path
    line: int
    cells: Mapping[str, str]
    theirs: Mapping[str, str]  # our name of a column -> theirs
    problems: Problems
    dataset: str
    about: str = ""  # what the row is about, for reports

    def read(self, ours: str, how: Callable[[str | None], Any]) -> Any:
        """A cell as `how` converts it; None where `how` refused it, or where the column is to stay as it is held."""
        return None if ours in self.problems.without else self.cell(self.theirs[ours], how)

    def cell(self, theirs: str, how: Callable[[str | None], Any]) -> Any:
        """A cell by their name of the column, as `how` converts it; None as for `read`."""
        if theirs in self.problems.without:
            return None
        return self.problems.read(self.path, self.line, theirs, self.cells.get(theirs), how, row=self.about)

    def text(self, ours: str) -> str | None:
        """A cell as text on one line; None where it is empty."""
        return text_or_none(self.cells.get(self.theirs[ours]))

    def stated(self, ours: str, how: Callable[[str | None], Any] = text_or_none) -> Any:
        """A cell that may not be empty, as `how` converts it: what says which record the row is of.

        It is read even where the column is to stay as it is held.
        """

        def stated(cell: str | None) -> Any:
            if text_or_none(cell) is None:
                raise ValueError("it is empty")
            return how(cell)

        theirs = self.theirs[ours]
        return self.problems.read(self.path, self.line, theirs, self.cells.get(theirs), stated, row=self.about)

    def add(self, ours: str, message: str) -> None:
        """Remember that a cell cannot stand."""
        theirs = self.theirs[ours]
        self.problems.add(self.path, self.line, theirs, self.cells.get(theirs), message, row=self.about)

    def label(self, ours: str) -> Any:
        """Our word for a label of theirs; None where the cell is empty, or nobody knows what it means."""
        return self.read(ours, meaning(self.dataset, ours))

    def labels(self, ours: str) -> list[Any]:
        """Our words for the labels of a cell that joins them by commas."""
        return self.read(ours, lambda cell: _meanings(self.dataset, ours, split_values(text_or_none(cell)))) or []

    def flag(self, ours: str) -> bool | None:
        """Whether a cell says True; an empty one says no. None where it says something else."""
        found: bool | None = self.read(ours, _flag)
        return found

    def pages(self, columns: Iterable[str]) -> tuple[str | None, list[str]]:
        """The first link in columns of theirs, and the others."""
        found = list(dict.fromkeys(link for name in columns for link in links(self.cells.get(name))))
        return (found[0] if found else None), found[1:]


def named_rows(
    table: Table,
    dataset: str,
    layout: str,
    root: Path,
    problems: Problems,
    *,
    also: Iterable[str] = (),
    left_out: Iterable[str] = (),
    about: str = "name",
) -> tuple[list[tuple[int, Row]], list[str]]:
    """(row number from 1, row) of a table, and its columns that nobody knows.

    Args:
        table: the table.
        dataset: the dataset whose schema names the columns, under the property `source`.
        layout: the key of its layout there.
        root: the checkout.
        problems: takes up columns that are missing and cells that cannot be read.
        also: further columns of theirs that the importer reads.
        left_out: columns of theirs that follow from others, or are not kept.
        about: our name, or theirs, of the column that says what a row is about.

    Raises:
        ImportRefusedError: the table has no column that is read.
    """
    columns = load_schema(dataset, root).columns
    theirs = {column.name: column.source[layout] for column in columns if layout in column.source}
    given_up = [name for ours, name in theirs.items() if ours in problems.without]
    needed = [*dict.fromkeys([*theirs.values(), *also])]
    where = f"schemas/{dataset}.json under {layout}"
    unknown = account_columns(table.header, table.path, needed, left_out, problems, where, given_up)
    title = theirs.get(about, about)
    return [
        (number, Row(table.path, line, cells, theirs, problems, dataset, text_or_none(cells.get(title)) or ""))
        for number, line, cells in table.numbered()
    ], unknown


def account_columns(
    header: Sequence[str],
    path: Path,
    needed: Sequence[str],
    left_out: Iterable[str],
    problems: Problems,
    where: str,
    given_up: Collection[str] = (),
) -> list[str]:
    """The columns of a file that nobody knows; those that it lacks go to the problems.

    Args:
        header: of the file.
        path: the file.
        needed: columns that are read.
        left_out: columns that are known and not read.
        problems: takes up what is missing.
        where: where a new name of a column is to be written.
        given_up: columns that may be missing.

    Raises:
        ImportRefusedError: the file has none of the columns: it is a table of something else.
    """
    known = {*needed, *left_out}
    if known.isdisjoint(header):
        column_account(header, dict.fromkeys(needed), path, needed)
    unknown = [name for name in header if name not in known]
    problems.lack(path, [name for name in needed if name not in header and name not in given_up], unknown, where)
    return unknown


def meaning(dataset: str, column: str) -> Callable[[str | None], Any]:
    """A conversion of a label to our word for it: None for an empty cell, and where nobody knows what it means."""

    def convert(cell: str | None) -> Any:
        text = text_or_none(cell)
        return next(iter(_meanings(dataset, column, [text] if text else [])), None)

    return convert


@cache
def _labels(dataset: str, column: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """(our word by label, in lower case; labels as they are written)."""
    known: dict[str, Any] = yaml_text.read(Path(__file__).with_name(LABELS.name))[dataset][column]
    return {label.casefold(): word for label, word in known.items()}, tuple(known)


def _meanings(dataset: str, column: str, labels: Iterable[str]) -> list[Any]:
    known, written = _labels(dataset, column)
    where = f"{dataset}, {column} in {LABELS.as_posix()}"
    given = list(labels)
    unknown = [UnknownLabelError(label, where, written) for label in given if label.casefold() not in known]
    if unknown:
        raise unknown[0].with_others(unknown[1:])
    return [word for label in given if (word := known[label.casefold()]) is not None]


def _flag(cell: str | None) -> bool:
    text = (text_or_none(cell) or "false").lower()
    if text not in ("true", "false"):
        raise ValueError("neither True nor False")
    return text == "true"
