"""A value that changed says why, where that is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from compute_trends.catalog.changes.diff import diff, read_state
from compute_trends.catalog.changes.history import history
from compute_trends.catalog.changes.reasons import read_reasons, why_between
from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.files.corrections import read_corrections
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import all_versions

SYSTEMS = "milestone_systems"


def _why(before: str, after: str, record: str) -> str | None:
    (change,) = [item for item in diff(SYSTEMS, before, after).revised if item.record == record]
    return next((cell.why for cell in change.cells if cell.column == "training_compute_flop"), None)


def test_a_revision_carries_its_reason_between_the_versions_that_it_lies_between() -> None:
    assert "self-play" in str(_why("2024.10.0", "2026.8.0", "alphago-zero"))
    assert "self-play" in str(_why("2022.2.0", "2026.8.1", "alphago-zero"))
    assert why_between(SYSTEMS, "2022.2.0", "2024.10.0")("alphago-zero", "training_compute_flop", 1.0, 2.0) is None
    assert why_between(SYSTEMS, "2026.8.0", "2026.8.1")("alphago-zero", "training_compute_flop", 1.0, 2.0) is None


def test_a_correction_is_the_reason_of_the_version_that_holds_it() -> None:
    assert str(_why("2026.8.0", "2026.8.1", "inkling")).startswith("corrected: ")
    (found,) = history("inkling", SYSTEMS)
    column = next(item for item in found.columns if item.column == "training_compute_flop")
    assert list(column.reasons) == ["2026.8.1"]


def test_the_changelog_says_the_reasons_of_the_headline() -> None:
    text = (PACKAGE_ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "AlphaGo Zero 3.41e23 → 6.49e20: the self-play" in text
    corrected = [item for item in read_corrections(SYSTEMS) if item.column == "training_compute_flop"]
    newest = text.split("## 2026.8.1")[1].split("## 2026.8.0")[0]
    assert newest.count(": corrected: ") == len(corrected) == 9


def test_every_reason_is_of_a_value_that_is_there() -> None:
    for item in read_reasons(SYSTEMS):
        (found,) = history(item.record, SYSTEMS)
        column = next(column for column in found.columns if column.column == item.column)
        assert column.values[item.version] is not None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- {record: a, version: 2026.8.0, column: name}", "entry 1: an entry has record, version, column, why"),
        ("- {record: a, version: 2026.8.0, column: colour, why: b}", "entry 1: colour of 2026.8.0"),
        ("- {record: a, version: 1999.1.0, column: name, why: b}", "name of 1999.1.0"),
    ],
)
def test_an_entry_that_says_nothing_is_refused(tmp_path: Path, text: str, message: str) -> None:
    for name in ("schemas", "datapackage.json", "datasets"):
        (tmp_path / name).symlink_to(PACKAGE_ROOT / name)
    (tmp_path / "datasets").unlink()
    (tmp_path / "datasets" / SYSTEMS).mkdir(parents=True)
    (tmp_path / "datasets" / SYSTEMS / "reasons.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ComputeTrendsError, match=message):
        read_reasons(SYSTEMS, tmp_path)


def test_every_correction_is_of_a_record_and_column_that_some_version_holds() -> None:
    for dataset, versions in all_versions().items():
        corrections = read_corrections(dataset)
        known = {record for item in versions for record in read_state(load_schema(dataset), item.version)}
        assert {item.record for item in corrections} <= known
        assert {item.column for item in corrections} <= set(load_schema(dataset).names)
