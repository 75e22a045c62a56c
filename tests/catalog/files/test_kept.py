"""What is kept of files of the package is what they say, and is made anew when one of them changes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from compute_trends.catalog.files import kept
from compute_trends.catalog.files.kept import keep, read_kept

CONTENT = [["a text", 1, None], {"b": ["c"]}]


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that something is kept of, in a process that began after its last change and writes bytecode."""
    monkeypatch.setattr(kept, "LOADED_NS", 1 << 63)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    path = tmp_path / "source.yaml"
    path.write_text("a: 1\n")
    return path


def test_it_is_kept_where_bytecode_has_folders_that_are_not_there_yet(source: Path) -> None:
    place = source.parent / "bytecode" / "of" / "a" / "package" / "source.kept"
    keep(place, ["form", 1], [source], CONTENT)
    assert read_kept(place, ["form", 1]) == CONTENT
    assert [path.name for path in place.parent.iterdir()] == [place.name]


@pytest.mark.parametrize("change", ["longer", "later", "removed", "another form", "cut short"])
def test_it_is_not_read_after_a_change(source: Path, change: str) -> None:
    place, form = source.parent / "source.kept", 1
    keep(place, form, [source], CONTENT)
    if change == "longer":
        stat = source.stat()
        source.write_text("a: 1234\n")
        os.utime(source, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    elif change == "later":
        os.utime(source, ns=(0, source.stat().st_mtime_ns + 1))
    elif change == "removed":
        source.unlink()
    elif change == "another form":
        form = 2
    else:
        place.write_bytes(place.read_bytes()[:-3])
    assert read_kept(place, form) is None


def test_a_file_that_changed_since_the_process_began_is_not_kept(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "LOADED_NS", source.stat().st_mtime_ns)
    keep(source.parent / "source.kept", 1, [source], CONTENT)
    assert list(source.parent.iterdir()) == [source]


def test_where_no_bytecode_is_written_nothing_is_kept(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    keep(source.parent / "source.kept", 1, [source], CONTENT)
    assert list(source.parent.iterdir()) == [source]


def test_a_folder_that_cannot_be_written_to_is_no_error(source: Path) -> None:
    keep(source / "below a file" / "source.kept", 1, [source], CONTENT)
    assert read_kept(source / "below a file" / "source.kept", 1) is None
