"""Paragraphs, labelled values and tables, as wide as the terminal."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import zip_longest

#: Columns of a text, at most: longer lines are hard to read.
WIDEST = 100

_NARROWEST_VALUES = 40
_WIDEST_LABELS = 24
#: What stands between two columns.
GAP = "  "
_SPACE = re.compile(r"[\t\n\r\f\v]")
_STYLE = re.compile(r"\x1b\[[0-9;]*m")


def terminal_width(most: int | None = WIDEST, least: int = 1) -> int:
    """Columns of the terminal within these limits; 80 where there is none and COLUMNS is not set."""
    from shutil import get_terminal_size

    columns = max(get_terminal_size((80, 24)).columns, least)
    return columns if most is None else min(columns, most)


def columns_of(text: str) -> int:
    """Columns that the text takes: letters of East Asia are two wide, accents none; styles take none."""
    plain = _STYLE.sub("", text) if "\x1b" in text else text
    if plain.isascii():
        return len(plain)
    from rich.cells import cell_len

    return cell_len(plain)


def paragraph(
    text: str, columns: int, first: str = "", rest: str = "", is_whole: Callable[[str], bool] = lambda word: True
) -> str:
    """The text in lines of so many columns.

    Args:
        text: words parted by spaces.
        columns: of a line.
        first: what stands before the text in its first line.
        rest: what stands before it in the others.
        is_whole: whether a word that no line has room for sticks out, as all do by default, or is broken.
    """
    lines, line, used = [], first, columns_of(first)
    begins = True  # nothing of the text stands in the line yet
    for word in _SPACE.sub(" ", text).split(" "):
        left, wide, sticks_out = word, columns_of(word), is_whole(word)
        # What sticks out of any line need not leave its label.
        gains = not sticks_out or used > columns_of(rest) or columns_of(rest) + wide <= columns
        if not begins and used + 1 + wide > columns and gains:
            lines.append(line.rstrip(" "))
            line, used, begins = rest, columns_of(rest), True
        while begins and used + wide > columns and not sticks_out:
            head = _fitting(left, columns - used)
            lines.append(line + head)
            left, line, used = left[len(head) :], rest, columns_of(rest)
            wide = columns_of(left)
        line += left if begins else f" {left}"
        used += wide + (not begins)
        begins = begins and not left
    return "\n".join([*lines, line.rstrip(" ")])


def _fitting(text: str, columns: int) -> str:
    """The beginning of the text that fits into so many columns, one character at least."""
    end, used = 0, 0
    while end < len(text) and used + columns_of(text[end]) <= columns:
        used += columns_of(text[end])
        end += 1
    return text[: max(end, 1)]


def labelled(pairs: Sequence[tuple[str, str]], columns: int) -> list[str]:
    """Labels and values side by side; labels that leave the values too little room stand above them."""
    left = max(len(name) for name, _ in pairs) + len(GAP)
    longest = max((len(word) for _, value in pairs for word in value.split()), default=0)
    if columns - left < max(longest, _NARROWEST_VALUES):
        left = min(left, _WIDEST_LABELS + len(GAP))
    lines = []
    for name, value in pairs:
        if len(name) + len(GAP) <= left:
            lines.append(paragraph(value, columns, name.ljust(left), " " * left))
        elif len(name) + len(GAP) + len(value) <= columns:
            lines.append(f"{name}{GAP}{value}")
        else:
            lines += [paragraph(name, columns, "", GAP), paragraph(value, columns, " " * left, " " * left)]
    return lines


def table_row(cells: Sequence[Sequence[str]], widths: Sequence[int], right: Collection[int] = ()) -> list[str]:
    """The lines of a row of a table, whose cells are lines, as wide as `widths` at most.

    Args:
        cells: the lines of each cell.
        widths: columns of the terminal that each cell takes.
        right: places of the cells that are aligned to the right, from 0.
    """
    aligned = [
        [part.rjust(size) if place in right else part.ljust(size) for part in parts]
        for place, (parts, size) in enumerate(zip(cells, widths, strict=True))
    ]
    filled = zip_longest(*aligned)
    return [
        GAP.join(" " * size if part is None else part for part, size in zip(parts, widths, strict=True)).rstrip()
        for parts in filled
    ]


def table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], right: Collection[str] = (), fixed: Collection[str] = ()
) -> str:
    """A table for people, as wide as the terminal at most; long cells are wrapped at words.

    Where that would break words, each row's first cell stands on a line of its own, above the others.

    Args:
        heads: names of the columns.
        rows: cells; a cell may have several lines.
        right: columns aligned to the right.
        fixed: columns never wrapped.
    """
    held, columns = [list(cells) for cells in rows], terminal_width(None)
    drawn = _side_by_side(heads, held, right, fixed)
    words = {word for row in (heads, *held) for cell in row for word in cell.split()}
    if words <= set(_STYLE.sub("", drawn).split()):
        return drawn
    parts = [[cell for row in (heads, *held) for cell in row[place].split("\n")] for place in range(1, len(heads))]
    least = [
        _widest(cells if name in fixed else (word for cell in cells for word in cell.split()))
        for name, cells in zip(heads[1:], parts, strict=True)
    ]
    room = columns - len(GAP) * len(least)
    if sum(least) > room:
        return drawn
    return _stacked(heads, held, [heads.index(name) for name in right], _shares(least, parts, room))


def _widest(texts: Iterable[str]) -> int:
    return max(map(columns_of, texts), default=0)


def _shares(least: Sequence[int], parts: Sequence[Sequence[str]], columns: int) -> list[int]:
    """Columns of the terminal for each column: what its cells take, or less where there is no room."""
    widths = list(map(_widest, parts))
    while sum(widths) > columns:
        spare, place = max((width - least[place], place) for place, width in enumerate(widths))
        widths[place] -= min(spare, sum(widths) - columns)
    return widths


def _stacked(heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int], widths: Sequence[int]) -> str:
    columns = terminal_width(None)

    def lines(row: Sequence[str]) -> list[str]:
        wrapped = [
            [line for part in cell.split("\n") for line in paragraph(part, width).split("\n")]
            for cell, width in zip(row[1:], widths, strict=True)
        ]
        below = table_row(wrapped, widths, [place - 1 for place in right])
        return [paragraph(row[0], columns), *(f"{GAP}{line}".rstrip() for line in below)]

    bold = "\x1b[1m{}\x1b[0m" if sys.stdout.isatty() else "{}"
    head = [*map(bold.format, lines(heads)), "─" * columns]
    return "\n".join([*head, *(line for row in rows for line in lines(row))]) + "\n"


def _side_by_side(
    heads: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[str], fixed: Collection[str]
) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for name in heads:
        drawn.add_column(name, justify="right" if name in right else "left", no_wrap=name in fixed, overflow="fold")
    for cells in rows:
        drawn.add_row(*cells)
    buffer = io.StringIO()
    is_terminal = sys.stdout.isatty()
    plain = {"markup": False, "highlight": False, "emoji": False}
    terminal = Console(file=buffer, width=terminal_width(None), force_terminal=is_terminal, **plain)  # type: ignore[arg-type]
    terminal.print(drawn)
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"
