"""Every export is booked under a key of its own, told by its date, and no key stands for two exports."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest

from compute_trends.catalog.errors import ImportRefusedError, UsageError
from compute_trends.catalog.importers.accounts import sources_after
from compute_trends.catalog.importers.base import SourceFile
from compute_trends.catalog.importers.exports import Exports, find_taken
from compute_trends.catalog.importers.layouts import SELDOM_DAY, Layout, recognise
from compute_trends.catalog.schema import load_schema

LAYOUT = Layout("made-up-2", "Made-up models", series="made-up")


def _file(folder: Path, name: str = "export.csv", text: str = "a,b\n", written: str = "2026-03-01") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    when = dt.datetime.fromisoformat(written).timestamp()
    os.utime(path, (when, when))
    return path


def _origin(**sources: str) -> dict[str, object]:
    """An origin whose sources were imported for 2026.1.0, from the texts given."""
    files = {
        key: {"source": key, "name": f"{key}.csv", "sha256": hashlib.sha256(text.encode()).hexdigest()}
        for key, text in sources.items()
    }
    return {
        "sources": {
            key: {
                "title": "Made-up models, export of January 2026",
                "producer": "Nobody",
                "citation": "Nobody (2026). Models.",
                "accessed": "2026-01-07",
                "layout": "made-up-2",
            }
            for key in sources
        },
        "versions": {"2026.1.0": {"imports": {"made": {"files": files, "records_by_source": {}}}}},
    }


def test_a_table_that_gets_no_rows_for_months_is_of_the_day_on_which_it_was_written(tmp_path: Path) -> None:
    path, days = _file(tmp_path, "prices.csv", written="2026-03-01"), ["2025-11-20", "2024-01-01"]
    assert Exports(_origin(), [path]).key(LAYOUT, path, days) == "made-up-2025-11"
    assert Exports(_origin(), [path]).key(replace(LAYOUT, pause_day=SELDOM_DAY), path, days) == "made-up-2026-03"


def test_a_clock_that_is_behind_tells_no_export_another_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("compute_trends.catalog.importers.exports.current_day", lambda: dt.date(2026, 8, 31))
    path = _file(tmp_path, "models.csv", written="2020-01-01")
    assert Exports(_origin(), [path]).key(LAYOUT, path, ["2026-08-14", "2031-01-01"]) == "made-up-2026-08"


def test_a_file_that_tells_no_date_is_first_taken_for_what_is_held(tmp_path: Path) -> None:
    path, origin = _file(tmp_path, "models.csv", written="2026-03-01"), _origin(**{"made-up-2026-01": "x\n"})
    exports = Exports(origin, [path])
    assert exports.key(LAYOUT, path) == "made-up-2026-01"
    assert _taken(exports, "made-up-2026-01", path, 0) == (frozenset(), "")
    taken, refusal = _taken(exports, "made-up-2026-01", path, 3)
    assert not refusal
    assert Exports(origin, [path], (), taken).key(LAYOUT, path) == "made-up-2026-03"


@pytest.mark.parametrize(
    ("name", "days", "key", "told"),
    [
        ("models_2025-12-02.csv", [], "made-up-2025-12", "name"),
        ("models_20251202.csv", ["2025-11-30"], "made-up-2025-12", "name"),
        ("models_24_02_2025.csv", [], "made-up-2025-02", "name"),
        ("models_02-24-2025.csv", [], "made-up-2025-02", "name"),
        ("models_2025-12.csv", [], "made-up-2025-12", "name"),
        (
            "models_12-02-2025.csv",
            ["2025-12-01"],
            "made-up-2025-12",
            "newest date",
        ),  # two readings: the name is no help
        ("models_2024-05.csv", ["2025-12-01"], "made-up-2025-12", "newest date"),  # newer rows than its name allows
        ("models.csv", ["2025-12-01", "2024-01-01", None, "soon"], "made-up-2025-12", "newest date"),
        ("models.csv", ["2025-12-01T10:00:00.000Z"], "made-up-2025-12", "newest date"),
        ("models.csv", ["12/31/2025"], "made-up-2026-03", "written"),
        ("models.csv", ["2026-02-27"], "made-up-2026-03", "written"),  # what a download of the day looks like
        ("models.csv", ["2199-01-01", "2025-06-02"], "made-up-2025-06", "newest date"),  # a chip that was announced
        ("models.csv", [], "made-up-2026-03", "written"),
        ("models_2025-13-45.csv", [], "made-up-2026-03", "written"),
    ],
)
def test_the_key_is_told_by_name_rows_or_day(
    tmp_path: Path, name: str, days: list[str | None], key: str, told: str
) -> None:
    path = _file(tmp_path, name)
    exports = Exports({}, [path])
    assert exports.key(LAYOUT, path, days) == key
    assert told in exports.found[key].told_by


def test_a_file_that_was_imported_before_keeps_its_key_and_a_given_key_wins(tmp_path: Path) -> None:
    path = _file(tmp_path, text="x\n")
    origin = _origin(**{"made-up-2026-01": "x\n"})
    assert Exports(origin, [path]).key(LAYOUT, path) == "made-up-2026-01"
    assert Exports(origin, [path], ["other-key"]).key(LAYOUT, path) == "other-key"
    assert Exports().key(LAYOUT, path) == "made-up-2"  # nobody says what was imported before


def test_keys_are_given_for_all_files_or_for_each(tmp_path: Path) -> None:
    paths = [_file(tmp_path, name) for name in ("a.csv", "b.csv")]
    assert [Exports({}, paths, ["one"]).key(LAYOUT, path) for path in paths] == ["one", "one"]
    assert [Exports({}, paths, ["one", "two"]).key(LAYOUT, path) for path in paths] == ["one", "two"]
    with pytest.raises(UsageError, match="3 sources for 2 files"):
        Exports({}, paths, ["one", "two", "three"])
    with pytest.raises(UsageError, match="'Not a key' is no key"):
        Exports({}, paths, ["Not a key"])


def _taken(exports: Exports, key: str, path: Path, differing: int) -> tuple[frozenset[str], str]:
    file = SourceFile(key, path.name, hashlib.sha256(path.read_bytes()).hexdigest(), 1)
    return find_taken(exports, [file], {key: differing})


def test_another_export_of_a_month_gets_its_day(tmp_path: Path) -> None:
    path, origin = _file(tmp_path, "models_2026-01-20.csv"), _origin(**{"made-up-2026-01": "x\n"})
    exports = Exports(origin, [path])
    assert exports.key(LAYOUT, path) == "made-up-2026-01"
    assert _taken(exports, "made-up-2026-01", path, 0) == (frozenset(), "")  # the same records in another wrapping
    again, refusal = _taken(exports, "made-up-2026-01", path, 3)
    assert not refusal
    assert Exports(origin, [path], (), again).key(LAYOUT, path) == "made-up-2026-01-20"


def test_two_exports_of_one_day_and_a_key_that_is_taken_are_refused(tmp_path: Path) -> None:
    path, origin = _file(tmp_path, "models_2026-01-07.csv"), _origin(**{"made-up-2026-01": "x\n"})
    exports = Exports(origin, [path])
    exports.key(LAYOUT, path)
    _, refusal = _taken(exports, "made-up-2026-01", path, 3)
    assert "same date as made-up-2026-01, under which made-up-2026-01.csv" in refusal
    given = Exports(origin, [path], ["made-up-2026-01"])
    given.key(LAYOUT, path)
    _, refusal = _taken(given, "made-up-2026-01", path, 3)
    assert "made-up-2026-01 is taken: made-up-2026-01.csv was imported under it for 2026.1.0" in refusal
    assert "differs in 3 records" in refusal


def test_a_new_source_is_described_after_the_one_before_it_and_a_given_up_one_goes(tmp_path: Path) -> None:
    path = _file(tmp_path, "models_2027-02-03.csv")
    origin = _origin(**{"made-up-2026-01": "x\n"})
    origin["sources"]["made-up-2027-01"] = {"title": "never released"}  # type: ignore[index]
    exports = Exports(origin, [path])
    key = exports.key(LAYOUT, path)
    given_up = {"files": {"f": {"source": "made-up-2027-01"}}}
    sources = sources_after(origin, [{"source": key}], exports, given_up)
    assert list(sources) == ["made-up-2026-01", "made-up-2027-02"]
    assert sources[key] == {
        "title": "Made-up models, export of 3 February 2027",
        "producer": "Nobody",
        "citation": "Nobody (2027). Models.",
        "layout": "made-up-2",
        "accessed": "2027-02-03",
    }


def test_of_two_layouts_whose_signatures_fit_the_fuller_one_counts() -> None:
    schema = load_schema("accelerators")
    chips = Layout("epoch-chips", known_by=("TDP (W)",))
    vendor = Layout("vendor-reports", known_by=("TDP (W)",))
    header = list(
        dict.fromkeys(column.source["epoch-chips"] for column in schema.columns if "epoch-chips" in column.source)
    )
    assert recognise(Path("x.csv"), header, (vendor, chips), schema) == chips
    with pytest.raises(ImportRefusedError, match="no known layout"):
        recognise(Path("x.csv"), ["a"], (vendor, chips), schema)


def test_the_newest_date_in_a_file_is_called_no_day_of_export(tmp_path: Path) -> None:
    path, origin = _file(tmp_path, "models.csv"), {"sources": {}}
    os.utime(path, (2_000_000_000, 2_000_000_000))
    exports = Exports(origin, [path])
    key = exports.key(LAYOUT, path, ["2026-03-04", "2025-01-01"])
    assert (key, exports.found[key].told_by) == (f"{LAYOUT.stem}-2026-03", "by the newest date in it")
    assert exports.found[key].entry({})["title"].endswith(", rows to 4 March 2026")
    given = Exports(origin, [path], ["made-up-2026-04"])
    assert given.found[given.key(LAYOUT, path, ["2026-03-04"])].entry({})["title"].endswith(", export of April 2026")
