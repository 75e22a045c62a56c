"""A check has one day: rules about dates, and waivers that expire, go by it and by no clock."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from compute_trends.catalog import versions
from compute_trends.catalog.errors import UnknownNameError, UsageError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.cli.commands.check import command as check
from compute_trends.validators.api import validate

DATED = {"record_id": "a", "publication_date": "2021-02-03", "citations": 90_000, "citations_date": "2021-02-03"}


def found(day: dt.date | None, **cells: Any) -> dict[str, str | None]:
    rules = ["date-in-future", "citations-implausible", "hardware-quantity-implausible"]
    return {item.rule: item.evidence for item in validate(DATED | cells, "milestone_systems", select=rules, as_of=day)}


def test_no_rule_asks_the_clock() -> None:
    clock = re.compile(r"current_date|current_timestamp|get_current|\b(today|now)\(\)", re.IGNORECASE)
    folders = (PACKAGE_ROOT / "validators" / name for name in ("rules", "estimates", "structure"))
    files = [path for folder in folders for path in folder.rglob("*.py")]
    assert len(files) > 170
    assert [path.name for path in files if clock.search(path.read_text(encoding="utf-8"))] == []


def test_what_is_of_the_future_on_one_day_is_not_on_the_next() -> None:
    assert found(dt.date(2021, 2, 2))["date-in-future"] == "as of 2021-02-02"
    assert "date-in-future" not in found(dt.date(2021, 2, 3))


def test_the_day_may_be_a_text_and_no_other_text() -> None:
    report = validate(DATED, "milestone_systems", select="date-in-future", as_of="2021-02-02")
    assert {item.evidence for item in report} == {"as of 2021-02-02"}
    with pytest.raises(UsageError, match="'tomorrow' is not a day: YYYY-MM-DD"):
        validate(DATED, "milestone_systems", as_of="tomorrow")


def test_one_rule_and_one_file_of_waivers_may_stand_alone(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="no rule or layer 'structur'; did you mean structure"):
        validate(DATED, "milestone_systems", select="date-in-future, structur")
    with pytest.raises(UsageError, match=r"none\.yaml"):
        validate(DATED, "milestone_systems", waivers=str(tmp_path / "none.yaml"))


def test_citations_without_a_date_are_counted_up_to_the_day() -> None:
    assert "citations-implausible" in found(dt.date(2021, 4, 3), citations_date=None)
    assert "citations-implausible" not in found(dt.date(2026, 4, 3), citations_date=None)


def test_conditions_of_rules_go_by_the_day() -> None:
    many = {"hardware_quantity": 10**8, "publication_date": "2031-02-03"}
    assert "hardware-quantity-implausible" not in found(dt.date(2026, 1, 1), **many)
    assert "hardware-quantity-implausible" in found(dt.date(2031, 3, 1), **many)


@pytest.mark.parametrize(("today", "day"), [("2020-01-01", "2026-08-31"), ("2033-05-06", "2033-05-06")])
def test_a_clock_that_is_behind_the_newest_release_is_not_believed(
    today: str, day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Date(dt.date):
        @classmethod
        def today(cls) -> Date:
            return cls.fromisoformat(today)

    monkeypatch.setattr("compute_trends.catalog.versions.dt.date", Date)
    monkeypatch.setattr(versions, "package_version", lambda root: "2026.8.0")
    assert str(versions.current_day()) == day


@pytest.mark.parametrize(("version", "day"), [("2026.8.0", "2026-08-31"), ("2025.12.1", "2025-12-31")])
def test_a_release_counts_from_the_end_of_its_month(version: str, day: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "package_version", lambda root: version)
    assert str(versions.newest_release()) == day


def test_the_command_takes_the_day(tmp_path: Path) -> None:
    path = tmp_path / "system.yaml"
    path.write_text("record_id: a\npublication_date: 2021-02-03\nsource: submitted\nadmission: submitted\n")
    arguments = [str(path), "--dataset", "milestone_systems", "--select", "date-in-future", "--as-of"]
    assert CliRunner().invoke(check, [*arguments, "2021-02-02"]).exit_code == 1
    assert CliRunner().invoke(check, [*arguments, "2021-02-03"]).exit_code == 0
    wrong = CliRunner().invoke(check, [*arguments, "yesterday"])
    assert wrong.exit_code == 2
    assert "not a day" in wrong.stderr
