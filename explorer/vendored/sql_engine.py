"""The engine of the SQL page, DuckDB-Wasm, which the site takes from a folder or a zip: it is larger than the package.

`sql_engine.json` pins every file by its hash. The folder may hold the files, or the packages as `npm pack` gives them:

    npm pack @duckdb/duckdb-wasm@1.32.0 apache-arrow@17.0.0 fzstd@0.1.1 --pack-destination engine
    compute-trends site --out public --sql-engine engine

The page can fetch nothing where it is opened from a disk, so that all is put into one script, as text; the machine code
goes to the worker as a message. What is large is compressed by Zstandard, to three quarters of what gzip makes of it;
browsers do not read that by themselves, fzstd does.
"""

from __future__ import annotations

import hashlib
import json
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path, PurePosixPath
from typing import Any

from compute_trends.catalog.errors import ComputeTrendsError, UsageError
from compute_trends.catalog.files.atomic import write_bytes
from compute_trends.explorer.files import File, letters, wide_script

_HERE = Path(__file__).parent
_LOCK = _HERE / "sql_engine.json"
_HERE_TEXT = Path(__file__).read_bytes()  # by which the script is put together

_LEVEL = 16  # of Zstandard; beyond it a hundredth of the size costs seconds

#: Address of the script in the site, and the engine's version.
SCRIPT = "assets/sql-engine.js"


@cache
def lock() -> dict[str, Any]:
    """What is pinned: `packages`, name -> version; `files`, name -> package, path in it, sha256, bytes."""
    found: dict[str, Any] = json.loads(_LOCK.read_text(encoding="utf-8"))
    return found


def how_to_get_it() -> str:
    """The commands that fetch the engine and build a site with it."""
    packages = " ".join(f"{name}@{version}" for name, version in lock()["packages"].items())
    return f"npm pack {packages} --pack-destination engine\ncompute-trends site --out public --sql-engine engine"


def engine_files(place: Path, cache: Path | None) -> Iterator[File]:
    """The engine for the site: its script, which takes seconds to put together and is kept, and the licences.

    Args:
        place: as `read_engine` takes it.
        cache: folder of what was put together before; None keeps nothing.

    Raises:
        UsageError, ComputeTrendsError: as `read_engine`.
    """
    files = read_engine(place)
    kept = (
        cache / f"sql-engine-{hashlib.sha256(_LOCK.read_bytes() + _HERE_TEXT).hexdigest()[:20]}.js" if cache else None
    )
    if kept is not None and kept.is_file():
        script = kept.read_bytes()
    else:
        script = engine_script(files)
        if kept is not None:
            kept.parent.mkdir(parents=True, exist_ok=True)
            write_bytes(kept, script)
    yield File(SCRIPT, script)
    yield File("assets/licences/duckdb-wasm.txt", (_HERE / "duckdb_wasm.txt").read_bytes())
    yield File("assets/licences/apache-arrow.txt", files["LICENSE.txt"] + b"\n" + files["NOTICE.txt"])
    yield File("assets/licences/fzstd.txt", files["LICENSE"])


def read_engine(place: Path) -> dict[str, bytes]:
    """The files of the engine, by name, each checked against its hash.

    Args:
        place: a folder that holds the files or the packages, at any depth, or a zip of such a folder.

    Raises:
        UsageError: there is no such folder or zip, or a file is missing.
        ComputeTrendsError: a file is not the one that is pinned, or the zip is damaged.
    """
    wanted, found, other = lock()["files"], dict[str, bytes](), dict[str, str]()
    try:
        for where, read in _files(place):
            name = PurePosixPath(where).name
            if name not in wanted or name in found:
                continue
            content = read()
            if hashlib.sha256(content).hexdigest() == wanted[name]["sha256"]:
                found[name] = content
            else:
                other.setdefault(name, where)
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise ComputeTrendsError(f"{place} holds a damaged package: {error}") from error
    except OSError as error:
        raise ComputeTrendsError(f"{place} cannot be read: {error.strerror or error}") from error
    for name in wanted:
        if name in found:
            continue
        package = wanted[name]["package"]
        pinned = f"{package} {lock()['packages'][package]}"
        if name in other:
            raise ComputeTrendsError(f"{other[name]} in {place} is not the file of {pinned}: its hash is another")
        raise UsageError(f"{place} holds no {name}, which is in {pinned}; npm pack fetches it")
    return found


def _files(place: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Name and reader of every file in a folder or zip, and in the packages in it."""
    if place.is_dir():
        for path in sorted(place.rglob("*")):
            if path.is_file() and path.suffix == ".tgz":
                yield from _packed(path)
            elif path.is_file():
                yield path.relative_to(place).as_posix(), path.read_bytes
    elif place.is_file() and zipfile.is_zipfile(place):
        with zipfile.ZipFile(place) as archive:
            for name in sorted(archive.namelist()):
                yield name, partial(archive.read, name)
    elif place.exists():
        raise UsageError(f"{place} is neither a folder nor a zip")
    else:
        raise UsageError(f"{place} does not exist: name the folder or the zip that holds the engine")


def _packed(path: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    with tarfile.open(path) as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.isfile() else None
            if stream is not None:
                yield member.name, stream.read


def packed_for_engine(content: bytes) -> str:
    """Bytes as letters in a script of the SQL page: Zstandard in `letters`, the same for the same bytes."""
    import pyarrow as pa

    return letters(pa.Codec("zstd", compression_level=_LEVEL).compress(content, asbytes=True))


def engine_script(files: dict[str, bytes]) -> bytes:
    """The one script that holds the engine: `window.sqlEngine` with the library, the worker and the machine code."""
    library = files["duckdb-browser.cjs"].decode()
    arrow = files["Arrow.es2015.min.js"].decode()
    zstd = files["index.js"].decode()
    make = "const load = (make, require) => { const module = { exports: {} };"
    parts = [
        "window.sqlEngine = (() => {",
        f"const wasm = '{packed_for_engine(files['duckdb-eh.wasm'])}';",
        f"const worker = '{packed_for_engine(files['duckdb-browser-eh.worker.js'])}';",
        f"{make} make(module, module.exports, require); return module.exports; }};",
        f"const arrow = load(function (module, exports) {{\n{_unmapped(arrow)}\n}});",
        f"const library = load(function (module, exports, require) {{\n{_unmapped(library)}\n}}, () => arrow);",
        f"const zstd = load(function (module, exports) {{\n{_unmapped(zstd)}\n}});",
        "return { wasm, worker, library, unzstd: zstd.decompress };",
        "})();",
    ]
    return wide_script(SCRIPT, "\n".join(parts)).content


def _unmapped(script: str) -> str:
    """Without the address of a map that is not there."""
    return "\n".join(line for line in script.splitlines() if not line.startswith("//# sourceMappingURL="))
