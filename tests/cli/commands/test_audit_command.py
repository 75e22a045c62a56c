"""`audit` says what was found, and writes a note on each row that the table's keepers should look at."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Run = Callable[..., Result]


def test_the_findings_are_counted_and_each_contradiction_is_named(run: Run) -> None:
    result = run("audit")
    assert result.exit_code == 0
    said = " ".join(result.stdout.split())
    assert "contradiction 35" in said
    assert "other_column 14" in said
    assert "both 17, second 15, first 3" in said
    assert said.split().count("corrected") == 9


def test_a_note_for_upstream_says_record_note_result_and_formula(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    assert run("audit", "--for-upstream", "-o", str(path)).exit_code == 0
    notes = path.read_text(encoding="utf-8").split("\n## ")[1:]
    assert len(notes) == 35 + 14
    inkling = next(note for note in notes if note.startswith("Inkling"))
    assert "| Record | `inkling` |" in inkling
    assert "1.84e24 FLOP" in inkling or "1.85e24 FLOP" in inkling
    assert "6 times the stated" in inkling
    assert r"6\*41e9\*45e12=1.107e25" in inkling
    assert all("| Formula, and what the note does |" in note for note in notes)
    assert all(len(re.findall(r"^\| Page \| `https?://", note, re.MULTILINE)) == 1 for note in notes)


def test_every_finding_is_there_as_json(run: Run) -> None:
    found = json.loads(run("audit", "--format", "json").stdout)
    assert len(found) == 71
    assert found[0]["factor"] > 1000
    wrong = next(item for item in found if item["record"] == "alphastar")
    assert wrong["corrected"]["hardware_quantity"] == {"was": 384.0, "is": 1536.0}
