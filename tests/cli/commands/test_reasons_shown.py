"""`history` and `diff` say why a value changed, where that is known."""

from __future__ import annotations

import json
from collections.abc import Callable

from click.testing import Result

Run = Callable[..., Result]
SYSTEMS = "milestone_systems"


def test_history_says_what_was_not_revised_and_why_others_were(run: Run) -> None:
    said = " ".join(run("history", "student-of-games", "--dataset", SYSTEMS).output.split())
    assert "training_compute_flop in 2026.8.0: not revised together with AlphaZero" in said
    (document,) = json.loads(run("history", "alphago-master", "--dataset", SYSTEMS, "--format", "json").output)
    reasons = {item["column"]: item["reasons"] for item in document["columns"]}
    assert "587-fold" in reasons["training_compute_flop"]["2026.8.0"]


def test_diff_says_the_reasons_in_every_form(run: Run) -> None:
    for form in ("table", "markdown", "json"):
        said = run("diff", SYSTEMS, "2024.10.0", "2026.8.0", "--format", form).output
        assert "no longer counted" in " ".join(said.split())
