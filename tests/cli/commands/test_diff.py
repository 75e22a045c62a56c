from __future__ import annotations

from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import cmarkgfm
import pytest
from click.testing import Result

from compute_trends.catalog.changes.diff import CellChange
from compute_trends.catalog.files.records import read_records, write_records
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.cli.texts.diff import _cell, _movement

Run = Callable[..., Result]
HOSTILE = "@name fixes #1 | **b** <img src=x> https://a.b/c_d [a](b)"


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """The records of training_energy, one of them under another name and one with another note."""
    schema = load_schema("training_energy")
    records = read_records(PACKAGE_ROOT / "datasets" / "training_energy" / "records.csv", schema)
    records[0]["name"] = HOSTILE
    records[1]["energy_mwh"] = 3.0
    path = tmp_path / "it_s *new*.csv"
    write_records(path, schema, records)
    return path


def test_markdown_shows_names_as_they_are(run: Run, edited: Path) -> None:
    result = run("diff", "training_energy", "2021.4.0", str(edited), "--format", "markdown")
    assert result.exit_code == 0, result.output
    page = cmarkgfm.github_flavored_markdown_to_html(result.stdout)
    shown = unescape(page).replace("\u2060", "")
    assert f"{HOSTILE} (<code>" in shown
    assert f": 2021.4.0 → {edited}</h2>" in shown
    assert "@n" not in page
    assert "#1" not in page
    assert all(f"<{tag}" not in page for tag in ("img", "a ", "strong", "em"))


def test_text_and_json_hold_names_as_they_are(run: Run, edited: Path) -> None:
    assert HOSTILE in " ".join(run("diff", "training_energy", "2021.4.0", str(edited)).stdout.split())
    assert HOSTILE in run("diff", "training_energy", "2021.4.0", str(edited), "--format", "json").stdout


_NAMES = ["AWS Trainium2", "AWS Trainium 2", "Trainium 2", "Trn2", "AWS Trn2"]
_TOLD = "The note states the computation of the base model, "


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [(350, 351, "(x 1.003)"), (30, 5, "(x 0.167)"), (1, 2, "(x 2)"), (10**9, 10**9 + 1, "(x 1.0")],
)
def test_no_change_is_told_as_a_factor_of_one(was: int, now: int, told: str) -> None:
    assert told in _cell(CellChange("tdp_w", was, now, now / was))


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        (_NAMES, [*_NAMES, "Trainium2 Ultra"], "added Trainium2 Ultra"),
        ([*_NAMES, "Trn2"], [*_NAMES[1:], "Trn"], "added Trn; removed AWS Trainium2, Trn2"),
        (["A"], ["A", "B"], "A;B"),
        (_TOLD + "which is wrong", _TOLD + "which is right", "which is wrong → …"),
        (None, _NAMES, "unknown → AWS Trainium2;"),
        (2100, 9391, "2100 → 9391"),
    ],
)
def test_what_differs_is_in_sight(was: Any, now: Any, told: str) -> None:
    said = _movement(was, now)
    assert told.replace(", ", ";") in said
    before, arrow, after = said.partition(" → ")
    assert not arrow or before != after
