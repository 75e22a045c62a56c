"""A change of several files of a checkout that happens whole or not at all.

Whatever a change replaces or removes is first kept in a journal, a folder in the checkout. The change is done when the
journal's list of files is removed, in one step. A list that is found later tells of a command that was killed before
that: the files are put back. What is left without a list is only cleared away.

    .compute-trends.change/changes.jsonl    a line per file, written before the file is touched
    .compute-trends.change/0.old, 1.old     the files as they were
    .compute-trends.change/...              files that are being written
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import copy2, rmtree
from typing import IO, NamedTuple

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.files.leftovers import JOURNAL
from compute_trends.catalog.files.lock import writing

_LIST = "changes.jsonl"


class _Kept(NamedTuple):
    old: str | None  # sha256 of the file before the change; None where there was none
    saved: str | None  # name of its copy in the journal
    new: set[str | None]  # sha256 of what the change made of it, one after the other


class Change:
    """A change that is under way: where its files are written, and what they replace."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._list: IO[str] | None = None
        self._count = 0

    @property
    def folder(self) -> Path:
        """The journal; it is made when it is first needed."""
        folder = self.root / JOURNAL
        if self._list is None:
            folder.mkdir()
            flush(self.root)
            self._list = (folder / _LIST).open("x", encoding="utf-8")
            flush(folder)
        return folder

    @contextmanager
    def temporary(self, path: Path) -> Iterator[Path]:
        """A name in the journal for what `path` is to become; what is there at the end is removed."""
        self._count += 1
        temporary = self.folder / f"{self._count}.new{path.suffix}"
        try:
            yield temporary
        finally:
            temporary.unlink(missing_ok=True)

    def keep(self, path: Path, new: Path | None) -> None:
        """Note that `path` is about to become what `new` holds (None: to be removed), and keep what it holds now."""
        old, saved, folder = sha256_of(path), None, self.folder
        if old is not None:
            saved = f"{self._count}.old"
            _copy(path, folder / saved)
            flush(folder)
        self._count += 1
        line = {"path": path.relative_to(self.root).as_posix(), "old": old, "saved": saved, "new": sha256_of(new)}
        assert self._list is not None
        self._list.write(json.dumps(line) + "\n")
        self._list.flush()
        os.fsync(self._list.fileno())

    def commit(self) -> None:
        """Make the change last: from here on, nothing is put back."""
        if self._list is not None:
            self._list.close()
            (self.folder / _LIST).unlink()
            flush(self.folder)
            rmtree(self.folder)

    def abandon(self) -> None:
        """Put everything back."""
        if self._list is not None:
            self._list.close()
        if (self.root / JOURNAL).is_dir():
            _undo(self.root)


#: The change under way in this process; there is one at the most, for it holds the lock.
_under_way: list[Change] = []


def change_of(path: Path) -> Change | None:
    """The change under way that a file belongs to; None where it is written on its own."""
    return next((change for change in _under_way if path.is_relative_to(change.root)), None)


@contextmanager
def changing(root: Path, wait_s: float = 30.0) -> Iterator[None]:
    """Hold the checkout's write lock and change files as one: when the block fails, they are as they were.

    Files are to be written by `atomic`, which keeps what it replaces.

    Raises:
        ComputeTrendsError: another process held the lock for `wait_s` seconds; or an earlier command was killed and
            files that it had written were edited since, so that they cannot be put back.
    """
    if change_of(root) is not None:  # part of a larger change
        yield
        return
    with writing(root, wait_s):
        if (root / JOURNAL).is_dir():
            _undo(root)
        change = Change(root)
        _under_way.append(change)
        try:
            yield
        except BaseException as error:
            _under_way.remove(change)
            change.abandon()
            if isinstance(error, OSError) and error.errno is not None and error.filename is None:
                raise OSError(error.errno, error.strerror, str(root)) from error
            raise
        _under_way.remove(change)
        change.commit()


def recover(root: Path) -> str | None:
    """Put back what a command that was killed had changed, unless one is at work there.

    Returns:
        What was done, in a sentence; None where there was nothing to do.

    Raises:
        ComputeTrendsError: files were edited since, so that they cannot be put back.
        OSError: the checkout cannot be written to.
    """
    if not (root / JOURNAL).is_dir():
        return None
    with ExitStack() as stack:
        try:
            stack.enter_context(writing(root, wait_s=0))
        except ComputeTrendsError:
            return None
        if not (root / JOURNAL).is_dir():  # its command has ended well in the meantime
            return None
        undone = _undo(root)
    if undone:
        return f"a command was stopped in the middle of a change of {root}; put back as before: {', '.join(undone)}"
    return f"a command was stopped while it worked in {root}; no file had to be put back"


def _undo(root: Path) -> list[str]:
    """Put back what the journal tells of; the files that had changed."""
    folder, undone = root / JOURNAL, []
    kept = _read(folder / _LIST)
    _refuse_edited(root, kept)
    for name, file in kept.items():
        path = root / name
        if sha256_of(path) != file.old:
            undone.append(name)
        if file.saved is None:
            path.unlink(missing_ok=True)
        elif (folder / file.saved).is_file():  # else an undoing that was stopped in turn has put it back
            (folder / file.saved).replace(path)
        if path.parent.is_dir():
            flush(path.parent)
    (folder / _LIST).unlink(missing_ok=True)
    rmtree(folder)
    flush(root)
    return undone


def _read(path: Path) -> dict[str, _Kept]:
    """What the journal's list tells, by file; nothing where there is no list."""
    found: dict[str, _Kept] = {}
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.is_file() else []
    for line in lines:
        if line.endswith("\n"):  # a line that was never finished speaks of a file that was never touched
            item = json.loads(line)
            found.setdefault(item["path"], _Kept(item["old"], item["saved"], set())).new.add(item["new"])
    return found


def _refuse_edited(root: Path, kept: dict[str, _Kept]) -> None:
    for name, file in kept.items():
        if sha256_of(root / name) not in {file.old, *file.new}:
            before = f"{JOURNAL}/{file.saved}" if file.saved else "no file at all"
            raise ComputeTrendsError(
                f"a command was stopped in the middle of a change of {root}, and {name} was edited since; before the "
                f"change it was {before}: move that back, or remove the folder {JOURNAL} to keep all files as they are"
            )


def sha256_of(path: Path | None) -> str | None:
    """The sha256 of a file, as hexadecimal digits; None where there is none."""
    if path is None or not path.is_file():
        return None
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _copy(path: Path, copy: Path) -> None:
    try:
        os.link(path, copy)  # nothing writes into a file of the package: a new one takes its place
    except OSError:  # file systems without hard links
        copy2(path, copy)
        flush(copy)
