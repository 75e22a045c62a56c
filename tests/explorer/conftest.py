"""A small site of a few trends of each kind, computed once."""

from __future__ import annotations

from pathlib import Path

import pytest

from compute_trends.catalog.versions import all_versions
from compute_trends.explorer.computed import facts
from compute_trends.explorer.site import Site
from compute_trends.trends.doors.pages import studies

#: A doubling time with a newer version, a power law, a count without axes.
FEW = (
    "sevilla-deep-learning-era",
    "sevilla-deep-learning-era-2026",
    "thompson-imagenet-computing-power",
    "sevilla-systems",
)


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The context of a build of these trends, without pictures and choices."""
    site = Site(pictures=False, choices=False)
    site.__dict__["trends"] = {name: facts.compute(name) for name in FEW}
    # What the rules find and what studies recompute takes longest, and is looked at in tests of its own.
    site._held |= {"judged": {name: [] for name in all_versions()}, "reproduced": {key: [] for key in studies()}}
    return site


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A folder to write into."""
    return tmp_path / "site"
