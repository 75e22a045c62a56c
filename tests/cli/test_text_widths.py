"""Accounts of changes and citations fit the terminal, addresses unbroken."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result

from compute_trends.catalog.changes.diff import CellChange, RecordChange
from compute_trends.catalog.doors.cite import cite
from compute_trends.catalog.release.changelog import _headline

Run = Callable[..., Result]


def test_a_diff_fits_80_columns(run: Run) -> None:
    text = run("diff", "milestone_systems", "2024.10.0", "2026.8.0").stdout
    assert "703 revised" in " ".join(text.split())
    assert [line for line in text.splitlines() if len(line) > 80] == []


def test_a_citation_fits_80_columns_and_says_the_same(run: Run) -> None:
    text = run("cite", "milestone_systems").stdout
    assert [line for line in text.splitlines() if len(line) > 80 and "://" not in line] == []
    assert len(text.splitlines()) > len(cite("milestone_systems").splitlines())
    assert text.split() == cite("milestone_systems").split()
    assert run("cite", "milestone_systems", "--format", "bibtex").stdout == cite("milestone_systems", "bibtex") + "\n"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([(1.0, 3.0)], "1 value changed, more than two-fold."),
        ([(1.0, 3.0), (1.0, 4.0)], "2 values changed, all of them more than two-fold."),
        ([(1.0, 3.0), (1.0, 1.1)], "2 values changed, 1 of them more than two-fold."),
        ([(1.0, 1.1)], "1 value changed."),
    ],
)
def test_the_changelog_counts_large_revisions(values: list[tuple[float, float]], words: str) -> None:
    changes = [
        RecordChange(f"r{at}", None, (CellChange("flop", *pair, pair[1] / pair[0]),)) for at, pair in enumerate(values)
    ]
    assert _headline("flop", changes)[0] == f"- `flop`: {words}"
