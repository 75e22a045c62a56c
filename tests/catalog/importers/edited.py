"""A source file with one change, as tests of what importers refuse need them."""

from __future__ import annotations

from pathlib import Path


def edited(folder: Path, original: Path, old: str, new: str, name: str | None = None) -> Path:
    """A copy of a text file in another folder, the first `old` in it replaced; it is an error if there is none."""
    text = original.read_text(encoding="utf-8")
    assert old in text
    path = folder / (name or original.name)
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path
