"""`build` changes only what must change, `release` freezes for good, a crash leaves a package that holds together."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from compute_trends.catalog.doors.connect import connect
from compute_trends.catalog.errors import ComputeTrendsError, DamagedPackageError, UnknownNameError, UsageError
from compute_trends.catalog.files import atomic
from compute_trends.catalog.files.parquet import read_parquet
from compute_trends.catalog.files.records import write_records
from compute_trends.catalog.importers.accounts import account
from compute_trends.catalog.importers.base import Imported, SourceFile
from compute_trends.catalog.release import build as build_module
from compute_trends.catalog.release.build import build, release
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import all_versions, descriptor, find_version


class CrashError(Exception):
    """Stands for a crash in the middle of a command."""


def _row(record_id: str, **cells: Any) -> dict[str, Any]:
    return {"record_id": record_id, "source": "a-source", **cells}


def _write(root: Path, *records: dict[str, Any]) -> None:
    write_records(root / "datasets" / "things" / "records.csv", load_schema("things", root), records)


def _files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != ".compute-trends.lock"
    }


def _resources(root: Path) -> dict[str, dict[str, Any]]:
    content = json.loads((root / "datapackage.json").read_text())
    return {resource["name"]: resource for resource in content["resources"]}


def _parquet_files(root: Path) -> list[str]:
    return sorted(path.stem for path in (root / "datasets" / "things").glob("*.parquet"))


def _holds_together(root: Path) -> None:
    for resource in _resources(root).values():
        content = (root / resource["path"]).read_bytes()
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()


@pytest.fixture
def released(things_checkout: Path) -> Path:
    """A checkout with one released version, 2024.1.0, of one record."""
    _write(things_checkout, _row("a", count=3, labels="one;two"))
    release(things_checkout, "2024.1.0")
    return things_checkout


def test_records_that_were_never_released_get_the_plain_name(things_checkout: Path) -> None:
    _write(things_checkout, _row("a", count=3))
    report = build(things_checkout)
    assert report.unreleased == ["things"]
    resource = _resources(things_checkout)["things"]
    assert (resource["version"], resource["rows"]) == ("unreleased", 1)
    assert resource["path"] in report.written
    _holds_together(things_checkout)


def test_building_twice_changes_nothing(released: Path) -> None:
    _write(released, _row("a", count=3), _row("b"))
    assert build(released).written
    before = _files(released)
    times = {path: path.stat().st_mtime_ns for path in released.rglob("*.parquet")}
    report = build(released)
    assert report.written == []
    assert report.unreleased == ["things"]
    assert _files(released) == before
    assert {path: path.stat().st_mtime_ns for path in released.rglob("*.parquet")} == times


def test_a_release_lists_hash_and_rows_and_the_account_of_its_import(things_checkout: Path) -> None:
    _write(things_checkout, _row("a"), _row("b"))
    origin_path = things_checkout / "datasets" / "things" / "origin.yaml"
    origin = yaml.safe_load(origin_path.read_text())
    entry = account(Imported("things", [SourceFile("a-source", "a.csv", "00", 2)], [_row("a"), _row("b")]), [])
    origin["versions"] = {"unreleased": {"imports": {"a-format": entry}}}
    origin_path.write_text(yaml.safe_dump(origin))
    assert release(things_checkout, "2024.1.0") == ["things"]
    versions = yaml.safe_load(origin_path.read_text())["versions"]
    content = (things_checkout / "datasets" / "things" / "2024.1.0.parquet").read_bytes()
    assert versions == {
        "2024.1.0": {
            "sha256": hashlib.sha256(content).hexdigest(),
            "rows": 2,
            "records_sha256": hashlib.sha256(
                (things_checkout / "datasets" / "things" / "records.csv").read_bytes()
            ).hexdigest(),
            "imports": {"a-format": entry},
        }
    }


def test_an_unreleased_file_appears_with_an_edit_and_goes_with_it(released: Path) -> None:
    assert _parquet_files(released) == ["2024.1.0"]
    _write(released, _row("a", count=4))
    assert build(released).unreleased == ["things"]
    (first,) = [name for name in _parquet_files(released) if name.startswith("unreleased-")]
    assert _resources(released)["things-unreleased"]["path"] == f"datasets/things/{first}.parquet"
    assert find_version("things", None, released).version == "2024.1.0"  # the newest one that is released

    _write(released, _row("a", count=5))
    build(released)
    (second,) = [name for name in _parquet_files(released) if name.startswith("unreleased-")]
    assert second != first

    _write(released, _row("a", count=3, labels="one;two"))
    assert build(released).unreleased == []
    assert _parquet_files(released) == ["2024.1.0"]
    assert list(_resources(released)) == ["things"]


def test_an_unreleased_file_is_kept_if_it_holds_the_rows_in_other_bytes(
    released: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    import pyarrow.parquet as pq

    def otherwise(table: Any, schema: Any, smallest: bool) -> bytes:
        buffer = io.BytesIO()
        pq.write_table(table, buffer, compression="none")
        return buffer.getvalue()

    _write(released, _row("a", count=4))
    with monkeypatch.context() as patched:
        patched.setattr(build_module, "encode_parquet", otherwise)
        build(released)
    before = _files(released)
    assert build(released).written == []
    assert _files(released) == before


def test_a_released_file_is_never_written_again(released: Path) -> None:
    path = released / "datasets" / "things" / "2024.1.0.parquet"
    before = (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino)
    _write(released, _row("a", count=4), _row("b"))
    build(released)
    release(released, "2024.1.1")
    assert (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) == before
    assert [item.version for item in all_versions(released)["things"]] == ["2024.1.0", "2024.1.1"]
    assert {name: resource["rows"] for name, resource in _resources(released).items()} == {
        "things": 2,
        "things-2024.1.0": 1,
    }


@pytest.mark.parametrize("version", ["2024.1.0", "2023.12.9", "2022.2.0"])
def test_a_version_that_is_not_newer_is_refused(released: Path, version: str) -> None:
    _write(released, _row("a", count=4))
    build(released)
    before = _files(released)
    with pytest.raises(ComputeTrendsError, match=rf"things 2024\.1\.0 is released; {version} is not newer"):
        release(released, version)
    assert _files(released) == before


@pytest.mark.parametrize("version", ["2024", "2024.1", "2024.13.0", "v2024.1.0", "2024.01.0", "unreleased", ""])
def test_what_is_no_version_is_refused(released: Path, version: str) -> None:
    with pytest.raises(UsageError, match="is not a version"):
        release(released, version)


def test_nothing_to_release_and_unknown_datasets_are_refused(released: Path) -> None:
    before = _files(released)
    with pytest.raises(UsageError, match="nothing to release"):
        release(released, "2024.2.0")
    with pytest.raises(UnknownNameError, match="did you mean things"):
        release(released, "2024.2.0", ["thing"])
    assert _files(released) == before


@pytest.mark.parametrize("damage", ["missing", "changed", "cut"])
def test_a_damaged_release_stops_the_build_and_is_named(released: Path, damage: str) -> None:
    path = released / "datasets" / "things" / "2024.1.0.parquet"
    content = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(content[:40] if damage == "cut" else content[:40] + bytes([content[40] ^ 1]) + content[41:])
    with pytest.raises(DamagedPackageError, match=r"datasets/things/2024\.1\.0\.parquet is .*version control"):
        build(released)
    path.write_bytes(content)
    assert build(released).written == []


def test_a_repeated_key_is_refused(released: Path) -> None:
    _write(released, _row("a"), _row("a", count=1))
    with pytest.raises(ComputeTrendsError, match="record_id 'a' stands on 2 rows"):
        build(released)
    _holds_together(released)


def _crash_points(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """Crash instead of the `at`-th change to a file: a rename into place or a removal."""
    done = 0
    rename, unlink = Path.replace, Path.unlink

    def count() -> None:
        nonlocal done
        done += 1
        if done == at:
            raise CrashError

    def replace(self: Path, target: Path) -> Path:
        count()
        return rename(self, target)

    def remove(self: Path, missing_ok: bool = False) -> None:
        if self.suffix == ".parquet" and self.name.startswith("unreleased-"):
            count()
        unlink(self, missing_ok)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(Path, "unlink", remove)


@pytest.mark.parametrize("command", ["build", "release"])
def test_a_crash_at_any_write_leaves_a_package_that_holds_together(
    released: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    def run() -> None:
        if command == "build":
            build(released)
        else:
            release(released, "2024.2.0")

    _write(released, _row("a", count=4))
    build(released)
    _write(released, _row("a", count=5), _row("b"))
    start = _files(released)
    crashes = 0
    for at in range(1, 100):
        for path in [path for path in released.rglob("*") if path.is_file()]:
            path.unlink()
        for name, content in start.items():
            (released / name).write_bytes(content)
        with monkeypatch.context() as patched:
            _crash_points(patched, at)
            try:
                run()
            except CrashError:
                crashes += 1
            else:
                break
        _holds_together(released)
        left = [path.name for path in released.rglob(".*") if path.name != ".compute-trends.lock"]
        assert left == []  # no temporary files
        for cached in (descriptor, all_versions):  # as in the new process that would follow
            cached.cache_clear()
        rows = connect(root=released).sql("select count from things").fetchall()
        assert rows in ([(3,)], [(5,), (None,)])  # the released state, old or new
        build(released)  # and the next build mends what the crash left half done
        _holds_together(released)
        newest = released / all_versions(released)["things"][-1].path
        assert read_parquet(newest)["count"].to_pylist() == [5, None]
    assert crashes >= 4, "the crash points were not reached"
    _holds_together(released)
    assert len(_parquet_files(released)) == 2


def test_a_full_disk_while_writing_leaves_everything_as_it_was(released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path) -> None:
        raise OSError("no space left on device")

    _write(released, _row("a", count=4))
    before = _files(released)
    monkeypatch.setattr(atomic, "flush", full)
    with pytest.raises(OSError, match="no space left"):
        build(released)
    assert _files(released) == before
