"""The waivers that the package ships, read from their files and as kept."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from compute_trends.catalog.files import kept
from compute_trends.catalog.files import waivers as waiver_files
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.validators import waivers
from compute_trends.validators.reading.sources import dataset_names
from compute_trends.validators.waivers import shipped_waivers


def test_the_shipped_waivers_that_are_kept_are_those_of_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "LOADED_NS", 1 << 63)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(waivers, "kept_at", lambda folder, name: tmp_path / folder / f"{name}.kept")
    read = [
        waiver
        for dataset in dataset_names()
        if (path := waiver_files.waivers_path(dataset, PACKAGE_ROOT)).is_file()
        for waiver in waiver_files.read(path)
    ]
    assert read
    assert shipped_waivers(dataset_names()) == read
    assert list(tmp_path.rglob("waivers_*.kept"))
    monkeypatch.setattr(waivers, "read", None)  # is not asked any more
    assert shipped_waivers(dataset_names()) == read
