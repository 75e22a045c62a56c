"""Rules and studies that are not where they belong, for the commands that look after a whole checkout."""

from __future__ import annotations

from pathlib import Path

from compute_trends.catalog.paths import PACKAGE_ROOT


def refuse_misplaced(root: Path) -> None:
    """Stop where a rule or a study is not the one that its file says, or lacks a part of it.

    Of another checkout than the one that runs nothing is known: its code would have to be run.

    Raises:
        ComputeTrendsError: there is one.
    """
    if root.resolve() != PACKAGE_ROOT.resolve():
        return
    from compute_trends.trends.registry import study_modules
    from compute_trends.validators.registry import all_rules

    all_rules()
    study_modules()
