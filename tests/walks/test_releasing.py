"""docs/releasing.md with three raw exports of different kinds in a row: each enters, is told truly, and is released."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.tests.walks.conftest import Clone

pytestmark = pytest.mark.slow

FIXTURES = PACKAGE_ROOT / "tests" / "fixtures"
#: The excerpts hold a few old rows, where whole and new tables would come.
ALLOWED = "--allow-older --allow-removals --allow-rescaled --allow-missing --allow-reordered"
#: Format, excerpt, dataset, key of the source, records.
EXPORTS = (
    ("epoch-ai-usage", "ai_usage/usage.csv", "ai_usage", "epoch-ai-usage-2026-12"),
    ("epoch-compute-spend", "compute_spend/spend.csv", "compute_spend", "epoch-compute-spend-2026-12"),
    ("openai-efficiency", "openai_efficiency/efficiency_sota.csv", "algorithmic_efficiency", "openai-2026-12"),
)


def test_three_exports_of_different_kinds_are_released_in_a_row(tmp_path: Path) -> None:
    clone = Clone(tmp_path)
    root = shlex.quote(str(clone.root))

    def run(command: str, status: int = 0) -> str:
        done, said = clone.run(f"compute-trends {command}")
        assert done == status, f"{command}: {said}"
        return said

    for number, (format_name, excerpt, dataset, key) in enumerate(EXPORTS):
        asked = f"import {format_name} {shlex.quote(str(FIXTURES / excerpt))} --source {key} {ALLOWED}"
        refused = run(asked.removesuffix(ALLOWED), status=1)
        assert "--allow-removals" in refused
        assert clone.run("git status --porcelain datasets")[1] == ""
        told = run(f"{asked} --dry-run")
        counts = re.search(r"added (\d+), removed (\d+)", told)
        assert counts and f"source {key}: as given" in told and "nothing was written" in told
        assert f"wrote datasets/{dataset}/records.csv" in run(asked)
        assert "holds changes since the last build" in run("verify")
        run("build")  # what is built and not released yet, the checks of the next command read
        checked = run(f"check datasets/{dataset}/records.csv")
        assert "source-unknown" not in checked and re.search(r"nothing to object|: 0 errors", checked)
        version = f"2026.12.{number}"
        # From any folder, as on a checkout: the same words, the same files.
        status, said = clone.run(f"cd / && compute-trends release {version} --dataset {dataset} --root {root}")
        assert (status, said) == (0, f"{dataset} {version}\n")
        changes = (clone.root / "CHANGELOG.md").read_text(encoding="utf-8")
        section = changes.split(f"## {version}\n")[1].split("\n## ")[0]
        assert f"### {dataset}" in section and f"`{format_name}`" in section
        if int(counts[2]):
            assert f"{counts[2]} removed" in section
        assert f"  {key}:\n" in (clone.root / "datasets" / dataset / "origin.yaml").read_text(encoding="utf-8")
        assert "every file is as declared" in run("verify")
        assert "nothing to release" in run(f"release 2026.12.9 --dataset {dataset}", status=2)
        assert clone.run("git add -A && git commit -qm Release")[0] == 0
