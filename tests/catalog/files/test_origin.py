"""`origin.yaml`: what people wrote of it, with and without the account of the versions."""

from __future__ import annotations

import datetime as dt
import marshal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from compute_trends.catalog.errors import DeclarationError
from compute_trends.catalog.files import kept, origin
from compute_trends.catalog.files.origin import read_declared, read_origin
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.versions import all_versions

UPPER = "title: Sites\nsources:\n  a:\n    versions:\n      b: 1\n"
ACCOUNT = "versions:\n  2026.1.0:\n    rows: 1\n    taken:\n    - a\n\n    - b\n"


@pytest.mark.parametrize("dataset", all_versions())
def test_what_people_wrote_is_all_but_the_versions(dataset: str) -> None:
    whole = read_origin(PACKAGE_ROOT, dataset)
    assert whole.pop("versions")
    assert read_declared(PACKAGE_ROOT, dataset) == whole


@pytest.mark.parametrize(
    "text",
    [
        UPPER,
        UPPER + ACCOUNT,
        ACCOUNT + UPPER,
        UPPER + ACCOUNT + "notes:\n- One.\n",
        UPPER + ACCOUNT + "# A remark.\n",
        UPPER + "versions: {}\n",
        UPPER + "versions:\n  2026.1.0:\n    rows: 1\rnotes: One.\n",
        UPPER + "versions:\n  2026.1.0:\n    rows: 1\u2028notes: One.\n",
        UPPER + "notes: 'One\nversions:\n  two.'\n",
        "title: Sites\nsources: {a: {versions: {b: 1}},\nversions:\n  }\n",
    ],
)
def test_it_is_so_wherever_the_account_stands(tmp_path: Path, text: str) -> None:
    (tmp_path / "datasets" / "sites").mkdir(parents=True)
    (tmp_path / "datasets" / "sites" / "origin.yaml").write_text(text)
    whole = read_origin(tmp_path, "sites")
    whole.pop("versions", None)
    assert whole["sources"]["a"] == {"versions": {"b": 1}}
    assert read_declared(tmp_path, "sites") == whole


@pytest.mark.parametrize("text", ["sources: [\n", "sources: [\nversions:\n  2026.1.0: {}\n"])
@pytest.mark.parametrize("read", [read_origin, read_declared])
def test_an_origin_that_is_no_yaml_is_named(tmp_path: Path, text: str, read: Callable[[Path, str], object]) -> None:
    (tmp_path / "datasets" / "sites").mkdir(parents=True)
    (tmp_path / "datasets" / "sites" / "origin.yaml").write_text(text)
    with pytest.raises(DeclarationError, match=r"^datasets/sites/origin\.yaml is not YAML: .*; mend it there$"):
        read(tmp_path, "sites")


def test_what_is_kept_of_a_large_one_is_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "LOADED_NS", 1 << 63)
    monkeypatch.setattr(kept, "PACKAGE_ROOT", tmp_path)
    monkeypatch.setattr(origin, "PACKAGE_ROOT", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    path = tmp_path / "datasets" / "sites" / "origin.yaml"
    path.parent.mkdir(parents=True)
    for rows in (10_000, 10_001):
        path.write_text(UPPER + "versions:\n  2026.1.0:\n    rows:\n" + "    - 2026-01-01\n" * rows)
        for _ in range(2):
            read = read_origin(tmp_path, "sites")
            assert read["versions"]["2026.1.0"]["rows"] == [dt.date(2026, 1, 1)] * rows
            read.clear()  # which the caller may
        assert [found.name.partition(".")[0] for found in tmp_path.rglob("*.kept")] == ["origin_sites"]
    whole = read_origin(tmp_path, "sites")
    with monkeypatch.context() as patched:
        patched.setattr(origin, "_parsed", None)
        assert read_origin(tmp_path, "sites") == whole
    [at] = tmp_path.rglob("*.kept")
    form, files, pickled = marshal.loads(at.read_bytes())
    for damaged in (b"", pickled[:-1], b"\xff" + pickled[1:], b"cno_such_module\nname\n."):
        at.write_bytes(marshal.dumps((form, files, damaged)))
        assert read_origin(tmp_path, "sites") == whole
