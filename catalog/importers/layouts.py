"""How upstream files are laid out.

The map of column names (`source` of a field in schemas/*.json) is keyed by the layout of a file, which many exports
share. The source of a record is the export itself: `exports` says under which key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compute_trends.catalog.errors import ImportRefusedError, UnknownNameError
from compute_trends.catalog.schema import Column, TableSchema

#: The pause of tables that get no rows for months: prices were quoted until 8 to 110 days before an export.
SELDOM_DAY = 183


@dataclass(frozen=True)
class Layout:
    """One way in which files of a table are laid out.

    Attributes:
        key: what schemas/*.json call it in the maps of column names.
        title: what its exports are called in origin.yaml, without their date.
        series: what the keys of its exports begin with; the layout's own key where it is left out.
        table: what layouts of one table, at different times, have in common; the series where it is left out.
        known_by: columns that a file of this layout has, all of them.
        pause_day: how many days the newest date in a file may lie before the day of its export. A file that was written
            later than that was copied, not exported, on the day on which it was written.
        undated: whether nothing in a file of it says when it was edited.
    """

    key: str
    title: str = ""
    series: str = ""
    table: str = ""
    known_by: tuple[str, ...] = ()
    pause_day: int = 62
    undated: bool = False

    @property
    def stem(self) -> str:
        """What the keys of its exports begin with."""
        return self.series or self.key

    @property
    def family(self) -> str:
        """What it has in common with other layouts of the same table."""
        return self.table or self.stem


def layout_of(key: str, source: Mapping[str, Any]) -> str:
    """The layout of a source's files, by its entry in origin.yaml; a source with one layout of its own needs none."""
    return str(source.get("layout", key))


def columns_of(schema: TableSchema, layout: str) -> dict[str, Column]:
    """The columns that a layout fills, by their name upstream."""
    return {column.source[layout]: column for column in schema.columns if layout in column.source}


def columns_left(schema: TableSchema, layouts: Sequence[Layout], format_name: str, without: Sequence[str]) -> list[str]:
    """Our names of columns that are to stay as they are held, given by their name upstream or ours.

    Raises:
        UnknownNameError: the format has no such column.
    """
    by_name = {name: [name] for name in schema.names}
    for column in schema.columns:
        for name in {column.source[layout.key] for layout in layouts if layout.key in column.source}:
            by_name.setdefault(name, []).append(column.name)
    for name in without:
        if name not in by_name:
            raise UnknownNameError(f"column of {format_name}", name, by_name)
    return [column for name in without for column in by_name[name]]


def series_of(key: str) -> str:
    """The key of a source without its date."""
    return re.sub(r"-\d{4}(-\d{2}){0,2}(-[a-z])?$", "", key)


def recognise(path: Path, header: Sequence[str], layouts: Sequence[Layout], schema: TableSchema) -> Layout:
    """The layout of a file, by its header.

    Where the signatures of several layouts are in it, that one counts whose columns it has most of.

    Raises:
        ImportRefusedError: it is of none.
    """
    names = set(header)
    fitting = [layout for layout in layouts if names.issuperset(layout.known_by)]
    if not fitting:
        choices = "; ".join(f"{layout.key}: {', '.join(layout.known_by)}" for layout in layouts)
        raise ImportRefusedError(
            f"{path}: the header is of no known layout ({choices}); it starts with {', '.join(header[:8])}. "
            f"If a column was renamed upstream, add its new name to schemas/{schema.name}.json"
        )
    return max(fitting, key=lambda layout: _share(names, columns_of(schema, layout.key)))


def names_in(
    header: Sequence[str], schema: TableSchema, layouts: Sequence[Layout], also: Mapping[str, Sequence[str]] = {}
) -> dict[str, str]:
    """What a file calls the columns of ours that layouts fill, whatever the case of its letters.

    Args:
        header: of the file.
        schema: of the dataset.
        layouts: that of the file first; what others call a column counts where that name is missing.
        also: further names, by the one in the map.
    """
    by_case = {name.casefold(): name for name in reversed(header)}
    found = {}
    for column in schema.columns:
        own = [column.source[layout.key] for layout in layouts if layout.key in column.source]
        names = [*own, *(name for one in own for name in also.get(one, ()))]
        given = next((by_case[name.casefold()] for name in names if name.casefold() in by_case), None)
        if given is not None:
            found[column.name] = given
    return found


def _share(names: set[str], columns: Mapping[str, Column]) -> float:
    return len(names & columns.keys()) / max(len(columns), 1)
