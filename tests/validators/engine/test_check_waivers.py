"""Waivers: findings that were accepted, for a time."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from compute_trends.catalog.errors import ComputeTrendsError, UnknownNameError, UsageError
from compute_trends.catalog.files.waivers import ANNOUNCED_DAYS
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.versions import all_versions
from compute_trends.validators.api import validate
from compute_trends.validators.engine.check import check_files
from compute_trends.validators.engine.connection import connect
from compute_trends.validators.engine.waiving import apply_waivers
from compute_trends.validators.reports.report import Report
from compute_trends.validators.waivers import shipped_waivers

RECORD = {"record_id": "a", "publication_date": "2021-02-30", "source": "X", "admission": "submitted"}
WAIVER = """\
- rule: {rule}
  record: {record}
  reason: Seen and accepted.
  expires: {expires}
"""


def check(tmp_path: Path, text: str) -> Report:
    path = tmp_path / "waivers.yaml"
    path.write_text(text)
    return validate(RECORD, "milestone_systems", select=["structure"], waivers=[path], as_of=dt.date(2026, 1, 1))


def waiver(rule: str = "structure-type", record: str = "a", expires: str = "2026-01-01") -> str:
    return WAIVER.format(rule=rule, record=record, expires=expires)


def test_a_waived_finding_is_counted_apart(tmp_path: Path) -> None:
    report = check(tmp_path, waiver())
    assert [finding.rule for finding in report] == ["structure-pattern"]
    assert (report.errors, report.waived) == (1, 1)


def test_a_waiver_may_be_confined_to_a_column(tmp_path: Path) -> None:
    assert check(tmp_path, waiver() + "  column: publication_date\n").waived == 1
    assert check(tmp_path, waiver() + "  column: parameters\n").waived == 0


def test_an_expired_waiver_still_covers_its_finding_and_is_a_warning_itself(tmp_path: Path) -> None:
    report = check(tmp_path, waiver(expires="2025-12-31"))
    assert (report.errors, report.warnings, report.waived) == (1, 1, 1)
    [expired] = [finding for finding in report if finding.rule == "structure-waiver"]
    assert (expired.severity, expired.record, expired.column) == ("warning", "a", "publication_date")
    assert expired.message == "the waiver of structure-type for a expired on 2025-12-31"
    assert expired.evidence == f"{tmp_path}/waivers.yaml: Seen and accepted."
    assert report.notes == []


def test_one_that_has_expired_beside_one_that_has_not_is_no_matter(tmp_path: Path) -> None:
    report = check(tmp_path, waiver(expires="2025-12-31") + waiver())
    assert (report.errors, report.warnings, report.waived) == (1, 0, 1)


def test_an_expired_waiver_is_told_whatever_rules_are_selected(tmp_path: Path) -> None:
    path = tmp_path / "waivers.yaml"
    path.write_text(waiver(expires="2025-12-31"))
    day = dt.date(2026, 1, 1)
    report = validate(RECORD, "milestone_systems", select=["structure-type"], waivers=[path], as_of=day)
    assert [finding.rule for finding in report] == ["structure-waiver"]
    assert not report.fails()
    assert report.fails("warning")


def test_an_expiry_is_announced_a_release_ahead(tmp_path: Path) -> None:
    day = dt.date(2026, 1, 1) + dt.timedelta(days=ANNOUNCED_DAYS)
    assert check(tmp_path, waiver(expires=str(day))).notes == []
    [told] = check(tmp_path, waiver(expires=str(day - dt.timedelta(days=1)))).notes
    assert "the waiver of structure-type for a expires on 2026-07-02; look at its finding again" in told
    assert check(tmp_path, waiver(record="alexnet", expires="2026-01-02")).notes == []  # it covers nothing here


def test_given_waivers_that_cover_nothing_and_have_expired_are_told(tmp_path: Path) -> None:
    [told] = check(tmp_path, waiver(record="alexnet", expires="2025-12-31")).notes
    assert told.endswith("the waiver of structure-type for alexnet expired on 2025-12-31; it covers nothing here")


@pytest.mark.parametrize("dataset", sorted({Path(item.file).parent.name for item in shipped_waivers(all_versions())}))
def test_our_own_records_have_no_error_on_the_day_after_the_last_waiver(dataset: str) -> None:
    waivers = shipped_waivers([dataset])
    after = max(item.expires for item in waivers) + dt.timedelta(days=1)
    report = check_files([PACKAGE_ROOT / "datasets" / dataset / "records.csv"], dataset, as_of=after)
    assert report.errors == 0
    expired = [finding for finding in report if finding.rule == "structure-waiver"]
    assert {finding.record for finding in expired} == {item.record for item in waivers}


def test_a_waiver_of_a_rule_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match=r"waivers.yaml, waiver 1: no rule .*did you mean structure-type"):
        check(tmp_path, waiver(rule="structure-typ"))


def test_a_waiver_for_a_record_that_nobody_holds_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'no-such-record'"):
        check(tmp_path, waiver(record="no-such-record"))


def test_a_waiver_may_name_a_shipped_record_that_is_not_in_the_submission(tmp_path: Path) -> None:
    assert check(tmp_path, waiver(record="alexnet")).waived == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rule: structure-type\n", "a waiver file is a list"),
        ("- structure-type\n", "waiver 1: is not a mapping"),
        (waiver().replace("  reason: Seen and accepted.\n", ""), "waiver 1: lacks reason"),
        (waiver() + "  because: x\n", "unknown keys: because"),
        (waiver(expires="soon"), "expires = 'soon' is not a date"),
        ("- [", "not YAML"),
        ("- expires: 2021-02-30\n", "not YAML"),
    ],
)
def test_a_malformed_waiver_file_is_an_error(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ComputeTrendsError, match=said.replace("'", ".")) as caught:
        check(tmp_path, text)
    assert caught.value.exit_code == 2


def test_a_missing_waiver_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        validate(RECORD, "milestone_systems", waivers=[tmp_path / "none.yaml"])


def test_a_waiver_can_be_confined_to_the_files_of_a_dataset() -> None:
    shipped = shipped_waivers(["milestone_systems"])[0]
    connection = connect()
    rows = [(0, shipped.rule, shipped.record), (1, shipped.rule, shipped.record)]
    connection.executemany("insert into findings (file, rule, record) values (?, ?, ?)", rows)
    assert not apply_waivers(connection, [(shipped, [1])], shipped.expires - dt.timedelta(days=ANNOUNCED_DAYS))
    assert connection.execute("select file from findings where waived").fetchall() == [(1,)]


def test_a_shipped_waiver_spares_no_record_of_another_dataset(tmp_path: Path) -> None:
    shipped = next(item for item in shipped_waivers(["milestone_systems"]) if item.rule == "arxiv-month-contradicts")
    network = {
        "record_id": shipped.record, "name": "A network", "source_url": "https://arxiv.org/abs/2104.09864",
        "publication_date": "2010-01-01", "source": "submitted", "admission": "submitted",
    }  # fmt: skip
    files = {"inference_models": network, "milestone_systems": {"record_id": "a", "training_hardware": "NVIDIA A100"}}
    for dataset, record in files.items():
        (tmp_path / f"{dataset}.json").write_text(json.dumps(record))
    report = check_files(
        [tmp_path / "inference_models.json", tmp_path / "milestone_systems.json"], select=[shipped.rule]
    )
    assert (report.errors, report.waived) == (1, 0)
