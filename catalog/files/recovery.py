"""Does what a command that was killed can no longer do: puts back what it had half changed, clears what it left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.files.change import recover
from compute_trends.catalog.files.scratch import clear_leftovers


def mend(root: Path) -> Iterator[str]:
    """Recover a checkout and clear temporary files; yields what was done, a sentence each, or why it could not be."""
    try:
        if said := recover(root):
            yield said
    except ComputeTrendsError as error:
        yield str(error)
    except OSError as error:
        yield f"a command was stopped in the middle of a change of {root}, which cannot be put back: {error.strerror}"
    if cleared := clear_leftovers():
        those = "a command that was" if cleared == 1 else f"{cleared} commands that were"
        yield f"removed the temporary files of {those} stopped"
