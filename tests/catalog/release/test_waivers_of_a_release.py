"""What an expiry of a waiver means for whoever maintains a checkout: announced by `verify`, asked for by `release`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.files.records import write_records
from compute_trends.catalog.files.waivers import ANNOUNCED_DAYS
from compute_trends.catalog.release import build as building
from compute_trends.catalog.release import verify as verifying
from compute_trends.catalog.release.build import release
from compute_trends.catalog.release.verify import verify
from compute_trends.catalog.schema import load_schema

EXPIRES = dt.date(2024, 6, 30)


@pytest.fixture
def waived(things_checkout: Path) -> Path:
    schema = load_schema("things", things_checkout)
    path = things_checkout / "datasets" / "things" / "records.csv"
    write_records(path, schema, [{"record_id": "a", "source": "a-source", "count": 1}])
    release(things_checkout, "2024.1.0")
    write_records(path, schema, [{"record_id": "a", "source": "a-source", "count": 2}])
    building.build(things_checkout)
    listed = f"- rule: structure-type\n  record: a\n  reason: seen\n  expires: {EXPIRES}\n"
    (path.parent / "waivers.yaml").write_text(listed)
    return things_checkout


def _on(day: dt.date, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (building, verifying):
        monkeypatch.setattr(module, "current_day", lambda _: day)


@pytest.mark.parametrize(
    ("days", "told"),
    [(-ANNOUNCED_DAYS, []), (1 - ANNOUNCED_DAYS, ["expires"]), (0, ["expires"]), (1, ["expired"])],
)
def test_verify_announces_an_expiry(waived: Path, monkeypatch: pytest.MonkeyPatch, days: int, told: list[str]) -> None:
    _on(EXPIRES + dt.timedelta(days=days), monkeypatch)
    found = verify(waived)
    assert [problem.message for problem in found] == [
        f"the waiver of structure-type for a {word} on 2024-06-30" for word in told
    ]
    for problem in found:
        assert (problem.file, problem.severity) == ("datasets/things/waivers.yaml", "note")
        assert problem.fix.startswith("look at its finding again")


def test_nobody_is_told_in_an_installed_copy(waived: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (waived / "pyproject.toml").unlink()
    _on(EXPIRES + dt.timedelta(days=1), monkeypatch)
    assert verify(waived) == []


def test_release_refuses_an_expired_waiver(waived: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _on(EXPIRES + dt.timedelta(days=1), monkeypatch)
    before = {path: path.read_bytes() for path in waived.rglob("*") if path.is_file()}
    with pytest.raises(ComputeTrendsError, match=r"the waiver of structure-type for a expired on 2024-06-30 \(.*yaml"):
        release(waived, "2024.7.0")
    assert {path: path.read_bytes() for path in waived.rglob("*") if path.is_file()} == before
    _on(EXPIRES, monkeypatch)
    assert release(waived, "2024.7.0") == ["things"]


def test_a_file_of_waivers_that_cannot_be_read_is_a_problem(waived: Path) -> None:
    (waived / "datasets" / "things" / "waivers.yaml").write_text("- nonsense\n")
    [problem] = [problem for problem in verify(waived) if problem.severity == "error"]
    assert "is not a mapping with rule, record, reason, expires" in problem.message
