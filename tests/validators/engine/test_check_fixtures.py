"""Submissions with the exact findings that they get, one folder each."""

from __future__ import annotations

from pathlib import Path

import pytest

from compute_trends.validators.api import validate

FOLDERS = sorted(path.parent for path in Path(__file__).parents[2].glob("fixtures/submissions/*/expected.txt"))


def test_there_are_submissions() -> None:
    assert FOLDERS


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_submission_gets_exactly_the_expected_findings(folder: Path) -> None:
    (submission,) = folder.glob("submission.*")
    report = validate(submission, "milestone_systems", select=["structure"])
    told = [f"{f.line} {f.record} {f.column} {f.rule}: {f.message}" for f in report] or ["none"]
    assert "\n".join(told) + "\n" == (folder / "expected.txt").read_text()
