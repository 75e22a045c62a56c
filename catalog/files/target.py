"""Files that a user asked for: never overwritten unasked, whole or not there at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from compute_trends.catalog.errors import ComputeTrendsError, UsageError
from compute_trends.catalog.files.scratch import beside
from compute_trends.catalog.paths import PACKAGE_ROOT

_OWN_FOLDERS = ("datasets", "schemas")


@contextmanager
def new_file(path: Path, force: bool = False) -> Iterator[Path]:
    """Yield a path to write to; it becomes `path` when the block ends well and vanishes when it does not.

    The path is in a folder of its own beside `path`, so that whatever a library leaves beside its file (journals,
    write-ahead logs) vanishes with it.

    Raises:
        UsageError: `path` exists and `force` is not given, its folder does not exist, it is no regular file, or it is
            among the package's own data.
        ComputeTrendsError: the folder cannot be written to, or the disk is full.
    """
    path = check_target(path, force)
    try:
        with beside(path) as folder:
            folder.mkdir(mode=0o700)
            temporary = folder / path.name
            yield temporary
            with temporary.open("rb") as handle:
                os.fsync(handle.fileno())
            if force:
                temporary.replace(path)
            else:
                _place(temporary, path)
    except OSError as error:
        if error.filename is None or path.name in str(error.filename):  # not one that is read meanwhile
            raise ComputeTrendsError(f"{path} cannot be written: {error.strerror or error}") from error
        raise


def check_target(path: Path, force: bool = False) -> Path:
    """The file behind `path`, if it may be written; lets a command refuse before it does the work.

    Raises:
        UsageError: as for `new_file`.
    """
    path = path.expanduser().resolve()
    if not path.parent.is_dir():
        raise UsageError(f"{path} cannot be written: there is no folder {path.parent}")
    if any(path.is_relative_to(PACKAGE_ROOT / folder) for folder in _OWN_FOLDERS):
        raise UsageError(f"{path} is among the package's own data, which only its maintenance commands write")
    if path.exists() and not path.is_file():
        raise UsageError(f"{path} cannot be written: it is not a regular file")
    if path.exists() and not force:
        raise UsageError(f"{path} exists; --force overwrites it")
    return path


def _place(temporary: Path, path: Path) -> None:
    try:
        os.link(temporary, path)  # unlike a rename, fails where another process has made the file in the meantime
    except FileExistsError as error:
        raise UsageError(f"{path} exists; --force overwrites it") from error
    except OSError:  # file systems without hard links
        temporary.replace(path)
