"""A file is replaced whole or stays as it was, and no temporary file is left behind."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from compute_trends.catalog.files.atomic import replacing, write_text

pytestmark = pytest.mark.door


class CrashError(Exception):
    pass


def test_the_new_content_takes_the_place_of_the_old(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_text("old")
    with replacing(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old"
        assert temporary.parent == path.parent  # a rename is atomic only within one file system
    assert path.read_text() == "new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file.txt"]


def test_a_failure_leaves_the_old_content_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_text("old")
    with pytest.raises(CrashError), replacing(path) as temporary:
        temporary.write_text("half of the n")
        raise CrashError
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file.txt"]


def test_a_failure_leaves_no_file_where_there_was_none(tmp_path: Path) -> None:
    with pytest.raises(CrashError), replacing(tmp_path / "file.txt"):
        raise CrashError
    assert list(tmp_path.iterdir()) == []


def test_a_failing_rename_leaves_the_old_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file.txt"
    path.write_text("old")

    def refuse(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        write_text(path, "new")
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file.txt"]


def test_unchanged_text_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    assert write_text(path, "same\n")
    before = path.stat()
    assert not write_text(path, "same\n")
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert write_text(path, "other\n")
    assert path.read_bytes() == b"other\n"


@pytest.mark.skipif(os.name == "nt", reason="POSIX modes")
def test_the_file_can_be_read_by_whom_the_umask_lets(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    mask = os.umask(0o022)
    try:
        write_text(path, "text")
    finally:
        os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
