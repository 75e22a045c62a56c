from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from compute_trends.catalog.errors import ComputeTrendsError, UsageError
from compute_trends.cli.main import cli
from compute_trends.explorer.files import letters, wide_script
from compute_trends.explorer.vendored import sql_engine
from compute_trends.explorer.vendored.sql_engine import engine_files, engine_script, how_to_get_it, read_engine

FILES = {
    "duckdb-eh.wasm": b"\0asm" * 100,
    "duckdb-browser-eh.worker.js": b"worker();\n//# sourceMappingURL=x.map\n",
    "duckdb-browser.cjs": b'module.exports = require("apache-arrow");\n//# sourceMappingURL=x.map\n',
    "Arrow.es2015.min.js": b"exports.arrow = 1;\n",
    "LICENSE.txt": b"licence",
    "NOTICE.txt": b"notice",
    "index.js": b"exports.decompress = (bytes) => bytes;\n",
    "LICENSE": b"a licence",
}


@pytest.fixture(autouse=True)
def pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small files in place of the engine's."""
    real = sql_engine.lock()
    files = {name: {**real["files"][name], "sha256": hashlib.sha256(FILES[name]).hexdigest()} for name in FILES}
    assert set(real["files"]) == set(FILES)
    monkeypatch.setattr(sql_engine, "lock", lambda: {**real, "files": files})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files as npm packs them, but one, which lies beside the package."""
    found = tmp_path / "engine"
    found.mkdir()
    with tarfile.open(found / "package.tgz", "w:gz") as archive:
        for name, content in FILES.items():
            if name != "NOTICE.txt":
                member = tarfile.TarInfo(f"package/dist/{name}")
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    (found / "NOTICE.txt").write_bytes(FILES["NOTICE.txt"])
    return found


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"engine/{name}", content)
    return path


def test_the_engine_is_the_same_from_a_folder_of_packages_and_from_a_zip(folder: Path, tmp_path: Path) -> None:
    assert read_engine(folder) == read_engine(zipped(tmp_path / "engine.zip", FILES)) == FILES


def test_a_file_of_the_same_name_from_elsewhere_does_no_harm(folder: Path) -> None:
    (folder / "a").mkdir()
    (folder / "a" / "LICENSE.txt").write_text("another licence")
    assert read_engine(folder) == FILES


def _bytes(letters: str) -> bytes:
    """What stands in letters of 15 bits, before the one and the zeros that fill up the last."""
    bits = "".join(f"{ord(char) - 0x3000:015b}" for char in letters).rstrip("0")[:-1]
    return int(bits or "0", 2).to_bytes(len(bits) // 8, "big")


@given(st.binary(max_size=100))
def test_letters_hold_bytes_and_need_no_care_in_a_script(content: bytes) -> None:
    found = letters(content)
    assert _bytes(found) == content
    assert 0 < len(found) * 15 - len(content) * 8 <= 15
    assert all(0x3000 <= ord(char) < 0xB000 for char in found)
    assert wide_script("a.js", found).content.decode("utf-16") == found


def test_the_script_holds_the_engine_and_names_no_map(folder: Path, tmp_path: Path) -> None:
    script = engine_script(read_engine(folder)).decode("utf-16")
    assert "sourceMappingURL" not in script
    held = script.split("const wasm = '")[1].split("'")[0]
    size = len(FILES["duckdb-eh.wasm"])
    assert pa.Codec("zstd").decompress(_bytes(held), size, asbytes=True) == FILES["duckdb-eh.wasm"]
    first, second = (list(engine_files(folder, tmp_path / "cache")) for _ in range(2))
    assert first == second
    assert [file.path for file in first] == [
        "assets/sql-engine.js",
        "assets/licences/duckdb-wasm.txt",
        "assets/licences/apache-arrow.txt",
        "assets/licences/fzstd.txt",
    ]


@pytest.mark.parametrize(
    ("spoil", "error", "said"),
    [
        (lambda folder: (folder / "package.tgz").unlink(), UsageError, "holds no duckdb-eh.wasm, which is in @duckdb"),
        (lambda folder: (folder / "NOTICE.txt").write_text("other"), ComputeTrendsError, "its hash is another"),
        (lambda folder: (folder / "package.tgz").write_bytes(b"no archive"), ComputeTrendsError, "damaged package"),
    ],
)
def test_what_is_not_the_engine_is_told(
    folder: Path, spoil: Callable[[Path], object], error: type[Exception], said: str
) -> None:
    spoil(folder)
    with pytest.raises(error, match=said):
        read_engine(folder)


@pytest.mark.parametrize(
    ("place", "said"), [("nowhere", "does not exist"), ("text.zip", "is neither a folder nor a zip")]
)
def test_the_command_says_in_a_line_what_is_wrong_with_the_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("text.zip").write_text("no zip")
    result: Result = CliRunner().invoke(cli, ["site", "--out", "public", "--sql-engine", place])
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert not Path("public").exists()


def test_the_way_to_the_engine_names_the_versions_that_are_pinned() -> None:
    assert "npm pack @duckdb/duckdb-wasm@1.32.0 apache-arrow@17.0.0 fzstd@0.1.1" in how_to_get_it()
    assert "--sql-engine" in how_to_get_it()
