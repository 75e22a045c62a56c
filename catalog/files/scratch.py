"""Temporary files of a process, in one folder that tells whether the process still runs.

A process that is killed cannot remove its files. So each has a folder of its own, in one that all processes of a user
share, and holds a lock in it for as long as it runs. Whoever finds a folder without a holder clears it, together with
the files beside a user's own ones that the folder lists. The shared folder is there only while somebody needs it.

    compute-trends-1000/run-x/lock       held while the process runs
    compute-trends-1000/run-x/elsewhere  temporary files in other folders, one a line
    compute-trends-1000/run-x/...        whatever it needs
"""

from __future__ import annotations

import atexit
import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from compute_trends.catalog.files.leftovers import shared_folder

#: What a temporary file or folder outside of ours is called: `.NAME.ct-x7k2m9qa`, beside the file that it becomes.
_MARK = ".ct-"
_ELSEWHERE = re.compile(rf"\..+{re.escape(_MARK)}\w+(\.\w+)?", re.DOTALL)
_HALF_MADE_S = 60.0  # a folder without a lock after so long will not get one


def scratch_folder() -> Path:
    """The folder of this process, made when it is first asked for and removed when the process ends."""
    return _folder_of(os.getpid())


@cache
def _folder_of(process: int) -> Path:  # a process that forks has its own
    import tempfile

    shared = Path(shared_folder())
    try:
        shared.mkdir(mode=0o700, exist_ok=True)
        if not _is_ours(shared):
            raise PermissionError
        folder = Path(tempfile.mkdtemp(prefix="run-", dir=shared))
    except OSError:  # somebody else's, or no room there: a folder that nobody will clear if we are killed
        folder = Path(tempfile.mkdtemp(prefix="compute-trends-"))
    handle = _hold(folder)

    def clear() -> None:
        if os.getpid() == process:
            os.close(handle)
            _remove(folder)
            _remove_if_empty(shared)

    atexit.register(clear)
    return folder


@contextmanager
def temporaries_in_scratch() -> Iterator[None]:
    """Have libraries make their temporary files in the folder of this process."""
    import tempfile

    before, tempfile.tempdir = tempfile.tempdir, str(scratch_folder())
    try:
        yield
    finally:
        tempfile.tempdir = before


@contextmanager
def beside(path: Path, suffix: str = "") -> Iterator[Path]:
    """A name for a temporary file or folder beside `path`, which is removed if the process is killed before it is.

    Args:
        path: the file that it will become.
        suffix: what its name ends with, where that matters to who writes it.
    """
    temporary = path.with_name(f".{path.name[:50]}{_MARK}{os.urandom(5).hex()}{suffix}")
    # A file is written even where there is no room to note that it is.
    with suppress(OSError), (scratch_folder() / "elsewhere").open("ab") as stream:
        stream.write(os.fsencode(temporary.absolute()) + b"\0")
    try:
        yield temporary
    finally:
        _remove(temporary)


def clear_leftovers() -> int:
    """Clear the folders of processes that are gone; how many there were."""
    shared = Path(shared_folder())
    if not _is_ours(shared):
        return 0
    cleared = 0
    for folder in sorted(shared.iterdir()):
        if _is_held(folder):
            continue
        with suppress(OSError):
            for name in (folder / "elsewhere").read_bytes().split(b"\0"):
                listed = Path(os.fsdecode(name))
                if listed.is_absolute() and _ELSEWHERE.fullmatch(listed.name):
                    _remove(listed)
        _remove(folder)
        cleared += 1
    _remove_if_empty(shared)
    return cleared


def _is_ours(folder: Path) -> bool:
    """Whether a folder is this user's and nobody else can write to it: others must not tell us what to remove."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    if not hasattr(os, "getuid"):
        return stat.S_ISDIR(found.st_mode)
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        import shutil

        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _is_held(folder: Path) -> bool:
    """Whether the process that a folder belongs to still runs, or may be about to lock it."""
    if not (folder / "lock").exists():
        with suppress(OSError):
            return time.time() - folder.lstat().st_mtime < _HALF_MADE_S
    return _is_locked(folder / "lock")


try:
    import fcntl
except ImportError:  # Windows, where a file that is open cannot be removed

    def _hold(folder: Path) -> int:
        return os.open(folder / "lock", os.O_RDWR | os.O_CREAT)

    def _is_locked(path: Path) -> bool:
        try:
            path.unlink(missing_ok=True)
        except OSError:
            return True
        return False

else:

    def _hold(folder: Path) -> int:
        handle = os.open(folder / "lock.new", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        (folder / "lock.new").rename(folder / "lock")  # nobody sees it before it is locked
        return handle

    def _is_locked(path: Path) -> bool:
        try:
            handle = os.open(path, os.O_RDWR)
        except OSError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(handle)
        return False
