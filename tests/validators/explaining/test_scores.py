from __future__ import annotations

import re

import pytest

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.validators.explaining.scores import PATH, UNTOUCHED, Score, render_scores, scores

PAGE = PACKAGE_ROOT / "docs/mutations.md"


def test_what_was_measured_is_what_the_page_says() -> None:
    if not PAGE.is_file():
        pytest.skip("an installed copy has no docs")
    text = PAGE.read_text(encoding="utf-8")
    groups = text.partition("## By group")[2].partition("## ")[0]
    *corrupted, untouched = scores()
    for item in corrupted:
        assert f"| {item.group} | {item.kinds} | {item.records:,} | {item.found_fraction:.1%} |" in groups
    assert len(corrupted) == len(re.findall(r"%", groups)) - sum(item.goal is not None for item in corrupted)
    assert f"{untouched.found} of {untouched.records:,} untouched copies have an error" in text


def test_the_file_is_what_would_be_written() -> None:
    assert (PACKAGE_ROOT / PATH).read_text(encoding="utf-8") == render_scores(scores())


@pytest.mark.parametrize(
    ("group", "found", "goal", "met"),
    [("structure", 100, 1.0, True), ("structure", 99, 1.0, False), ("text", 1, None, None),
     (UNTOUCHED, 1, 0.01, True), (UNTOUCHED, 2, 0.01, False)],
)  # fmt: skip
def test_a_goal_is_the_least_to_be_found_and_of_untouched_copies_the_most(
    group: str, found: int, goal: float | None, met: bool | None
) -> None:
    assert Score(group, 1, 100, found, goal).met is met
