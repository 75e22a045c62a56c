"""Temporary files of a process, in one folder that tells whether the process still runs.

A process that is killed cannot remove its files. So each has a folder of its own, in one that all processes of a user
share, and holds a lock in it for as long as it runs. Whoever finds a folder without a holder clears it, together with
the files beside a user's own ones that the folder lists. The shared folder is there only while somebody needs it; it is
locked itself while folders are made, ended and cleared, so that none is cleared that is about to get its lock or whose
process is just leaving. Whatever cannot be told for certain counts as in use.

    compute-trends-1000/run-x/lock       held while the process runs; names the machine it runs on
    compute-trends-1000/run-x/elsewhere  temporary files in other folders, one a line
    compute-trends-1000/run-x/...        whatever it needs
"""

from __future__ import annotations

import atexit
import os
import re
import stat
import sys
import time
from collections.abc import Callable, Iterator
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
    handle: int | None = None
    try:
        with _in_shared(shared, make=True):
            folder = Path(tempfile.mkdtemp(prefix="run-", dir=shared))
            try:
                handle = _hold(folder)
            except OSError:  # a file system without locks, where others could not tell that we run
                _remove(folder)
                raise
    except OSError:  # somebody else's, or no room there: a folder that nobody will clear if we are killed
        folder = Path(tempfile.mkdtemp(prefix="compute-trends-"))

    def clear() -> None:
        if os.getpid() == process:
            with suppress(OSError), _in_shared(shared):
                _release(folder, handle)
            _remove(folder)
            _remove_if_empty(shared)

    _at_end(clear)
    return folder


def _at_end(clear: Callable[[], None]) -> None:
    """Have something done when this process ends; one that `multiprocessing` started does not run `atexit`."""
    started = sys.modules.get("multiprocessing.process")
    if started is not None and started.parent_process() is not None:
        from multiprocessing.util import Finalize

        Finalize(None, clear, exitpriority=0)
    else:
        atexit.register(clear)


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
    try:
        with _in_shared(shared, alone=True):
            return _clear_leftovers(shared)
    except OSError:  # not ours, not there, or others are at work in it: the next command will see to it
        return 0


def _clear_leftovers(shared: Path) -> int:
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
    """Whether the process that a folder belongs to may still run, or be about to lock it."""
    try:
        machine = (folder / "lock").read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        with suppress(OSError):
            return time.time() - folder.lstat().st_mtime < _HALF_MADE_S
        return False
    except OSError:
        return True
    # Locks are not seen from one machine to another on every file system that machines share.
    return not _is_this(machine) or _is_locked(folder / "lock")


@cache
def _machine() -> str:
    """What tells this machine from others: its name, and the start of its system, which containers have in common."""
    name = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    started = ""
    with suppress(OSError):
        started = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return f"{name}\n{started}"


def _is_this(machine: str) -> bool:
    """Whether a machine, as a lock names it, is this one: it has one of both in common, as after a restart."""
    theirs, ours = machine.split("\n"), _machine().split("\n")
    return not machine or any(a and a == b for a, b in zip(theirs, ours, strict=False))


try:
    import fcntl
except ImportError:  # Windows, where a file that is open cannot be removed

    def _hold(folder: Path) -> int:
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT)
        os.write(handle, _machine().encode())
        return handle

    def _release(folder: Path, handle: int | None) -> None:
        if handle is not None:
            os.close(handle)

    def _is_locked(path: Path) -> bool:
        try:
            path.unlink(missing_ok=True)
        except OSError:
            return True
        return False

    @contextmanager
    def _in_shared(shared: Path, make: bool = False, alone: bool = False) -> Iterator[None]:
        if make:
            shared.mkdir(mode=0o700, exist_ok=True)
        if not _is_ours(shared):
            raise PermissionError
        yield

else:

    def _hold(folder: Path) -> int:
        handle = os.open(folder / "lock.new", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            os.write(handle, _machine().encode())
            (folder / "lock.new").rename(folder / "lock")  # nobody sees it before it is locked
        except OSError:
            os.close(handle)
            raise
        return handle

    def _release(folder: Path, handle: int | None) -> None:
        _remove(folder)  # before others may
        if handle is not None:
            os.close(handle)

    @contextmanager
    def _in_shared(shared: Path, make: bool = False, alone: bool = False) -> Iterator[None]:
        """Work in the shared folder beside others who do, or alone, for which nobody is waited for.

        Raises:
            OSError: it is not there (and `make` is not given) or not ours; or others work in it, and we want to alone.
        """
        while True:
            try:
                if make:
                    shared.mkdir(mode=0o700, exist_ok=True)
                if not _is_ours(shared):
                    raise PermissionError
                handle = os.open(shared, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            except OSError:
                if make and not os.path.lexists(shared) and shared.parent.is_dir():
                    continue  # removed since it was made
                raise
            try:
                _take_turns(handle, alone)
                # Somebody may have removed it in the meantime, and another have made it anew.
                if _is_at(shared, handle):
                    yield
                    return
            finally:
                os.close(handle)

    def _take_turns(handle: int, alone: bool) -> None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH)
        except BlockingIOError:
            raise
        except OSError:  # some file systems lock files only; what is half made then has its time
            pass

    def _is_at(path: Path, handle: int) -> bool:
        try:
            return os.path.samestat(path.lstat(), os.fstat(handle))
        except FileNotFoundError:
            return False

    def _is_locked(path: Path) -> bool:
        try:
            handle = os.open(path, os.O_RDWR)
        except FileNotFoundError:
            return False
        except OSError:  # as where this process has too many files open: that says nothing of the other
            return True
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(handle)
        return False
