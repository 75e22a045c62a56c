"""The keys of sources are read without parsing origin.yaml where they stand alone, and right where they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from compute_trends.catalog.errors import DamagedPackageError
from compute_trends.catalog.files.source_keys import source_keys


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("title: A\nsources:\n  b-1:\n    title: B\n  a.2:\n    url: x\nnotes:\n  c:\n    d\n", ("a.2", "b-1")),
        ("sources:\n    b:  # said\n        title: B\n\n    # more\n    a:\n        title: A\n", ("a", "b")),
        ("sources:\n  'q s':\n    title: B\n  a: {title: A}\n", ("a", "q s")),
        ("sources: {a: {title: A}}\n", ("a",)),
        ("title: no sources\n", ()),
    ],
)
def test_keys_are_those_of_the_yaml(text: str, keys: tuple[str, ...], tmp_path: Path) -> None:
    folder = tmp_path / "datasets" / "things"
    folder.mkdir(parents=True)
    (folder / "origin.yaml").write_text(text, encoding="utf-8")
    assert source_keys("things", tmp_path) == keys


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DamagedPackageError, match=r"origin\.yaml"):
        source_keys("things", tmp_path)
