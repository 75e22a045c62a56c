"""Writes that either happen whole or not at all; within `change.changing`, all of them together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from compute_trends.catalog.files.change import change_of, flush
from compute_trends.catalog.files.scratch import beside


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path; move it to `path` when the block ends well, remove it when it does not."""
    change = change_of(path)
    # Files of a change are written in its journal, so that what a killed command leaves is found in one place.
    with change.temporary(path) if change else beside(path, path.suffix) as temporary:
        yield temporary
        flush(temporary)
        if change:
            change.keep(path, temporary)
        temporary.replace(path)
        flush(path.parent)


def write_text(path: Path, text: str) -> bool:
    """Write `text` to `path` if that changes it; say whether it did."""
    return write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> bool:
    """Write `data` to `path` if that changes it; say whether it did."""
    if path.is_file() and path.read_bytes() == data:
        return False
    with replacing(path) as temporary:
        temporary.write_bytes(data)
    return True


def remove(path: Path) -> None:
    """Remove a file."""
    if change := change_of(path):
        change.keep(path, None)
    path.unlink()
