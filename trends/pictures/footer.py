"""What stands below every picture, so that it stays honest where it is pasted: notes, rows, sources, trend, project."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from compute_trends.catalog.texts.numbers import count
from compute_trends.catalog.versions import package_version
from compute_trends.trends.doors.citation import sources_behind
from compute_trends.trends.doors.vintages import typed
from compute_trends.trends.pictures.look import look
from compute_trends.trends.results import TrendResult

BELOW = 56  # pixels from the end of the plot: ticks and the title of the axis stand between
_LINE, _SIZE = 14, 10.5  # pixels
_LETTER = 5.3  # pixels of a letter
_MOST_NOTES = 5  # lines


def footer(results: Sequence[TrendResult]) -> list[str]:
    """The lines below a picture of one or several results.

    First the notes that the numbers need, whole sentences, then dataset and version with how far the data go, the
    sources of the points with their licences, and the trend with the project and its version.
    """
    words = len(results[0].note.split())
    notes = list(dict.fromkeys(result.note for result in results if result.note)) if len(results) == 1 else []
    width = int(look().width / _LETTER)
    lines = [part for note in notes for part in wrap(note, width)]
    if len(lines) > _MOST_NOTES:
        said = f"… the command below prints the whole note of {count(words, 'word')}."
        lines = [*lines[: _MOST_NOTES - 1], said]
    until = {rows: max(result.data_until for result in results if result.rows == rows) for rows in _rows_of(results)}
    rows = "; ".join(f"{rows}, {month}" for rows, month in until.items())
    held = [source for result in results for source in sources_behind(result)]
    sources = "; ".join(
        dict.fromkeys(f"{source.producer} ({source.licence or 'no licence stated'})" for source in held)
    )
    names = ", ".join(dict.fromkeys(typed(result.trend) for result in results))
    lines += wrap(f"Data: {rows}. Sources: {sources or 'none stated'}.", width)
    return [*lines, *wrap(f"compute-trends {package_version()}: compute-trends trend {names}", width)]


def _rows_of(results: Sequence[TrendResult]) -> list[str]:
    return list(dict.fromkeys(result.rows for result in results))


def below(alt: Any, lines: Sequence[str], height: int) -> Any:
    """The layer that writes the lines under what is so high."""
    return (
        alt.Chart(alt.Data(values=[{}]))
        .mark_text(
            text=list(lines),
            align="left",
            baseline="top",
            fontSize=_SIZE,
            lineHeight=_LINE,
            color=look().soft,
            clip=False,
        )
        .encode(x=alt.XValue(0), y=alt.YValue(height + BELOW))
    )
