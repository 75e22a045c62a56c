"""docs/new-dataset.md: a dataset, a column, a rule and a study, by the page alone and without touching a registry."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable
from typing import Any

import pytest

from compute_trends.catalog.paths import PACKAGE_ROOT

PAGE = PACKAGE_ROOT / "docs" / "new-dataset.md"
DATASET = "supercomputers"

#: What another writer of Parquet changes, and what chance does.
VARIES = re.compile(r"\b(unreleased-[0-9a-f]{12})\b")

pytestmark = pytest.mark.skipif(not PAGE.is_file(), reason="an installed copy has no docs")


@pytest.mark.slow
def test_the_page_goes_as_it_is_told(clone: Callable[..., Any], follow: Callable[..., list[Any]]) -> None:
    copy = clone()
    told = follow(PAGE, copy, VARIES)
    assert [item.command for item in told if item.status != 0] == []
    status, changed = copy.run("git status --short --untracked-files=all")
    assert status == 0
    edited = {line[3:] for line in changed.splitlines() if line.startswith(" M")}
    # What build and release write; nobody edited a file of another dataset, a list or a registry.
    assert edited == {
        "CITATION.cff",
        "CHANGELOG.md",
        "croissant.json",
        "datapackage.json",
        "docs/dataset-card.md",
        "pyproject.toml",
        "views.sql",
    }
    # It is corrupted as others are, and nobody had to say how.
    shutil.copytree(PACKAGE_ROOT / "benchmarks", copy.root / "benchmarks")
    bench = f"'{sys.executable}' benchmarks/mutations.py --records 3"
    status, output = copy.run(f"{bench} --kinds {DATASET}")
    assert f"| {DATASET} | structure | a required cell is missing | 3 | 100.0% |" in output, output
    assert f"| {DATASET} | criteria | no source_url | 3 | 100.0% | `supercomputer-source-missing` |" in output
    assert status == 0, output
    added = {line[3:] for line in changed.splitlines() if line.startswith("??")}
    folders = (f"datasets/{DATASET}/", f"validators/rules/{DATASET}/")
    assert {path for path in added if not path.startswith(folders)} == {
        "catalog/importers/top500_leaders.py",
        f"docs/data/{DATASET}.md",
        "el-capitan.yaml",
        f"schemas/{DATASET}.json",
        f"trends/studies/{DATASET}.py",
        f"trends/studies/{DATASET}.sql",
    }


def test_the_links_of_the_page_lead_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", PAGE.read_text(encoding="utf-8"))
    assert len(links) > 4
    assert [link for link in links if not (PAGE.parent / link).resolve().exists()] == []
