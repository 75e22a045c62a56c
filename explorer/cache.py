"""What takes long is computed once: results, pictures and choices are kept by a hash of all that they come from.

The hash covers the code of the rooms that compute, the schemas, the descriptor (which holds the hash of every table)
and the versions of the libraries that draw: whatever could change a number or a picture changes the hash.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from compute_trends.catalog.files.atomic import write_bytes
from compute_trends.catalog.paths import DESCRIPTOR, PACKAGE_ROOT

#: Rooms whose files what is kept depends on, and the libraries that it is computed and drawn with.
_ROOMS = ("catalog", "trends", "schemas", "explorer/computed")
_KINDS = (
    "facts",
    "pictures",
    "choices",
    "judged",
    "reproduced",
    "study_pictures",
    "tables",
)  # modules, none of which asks another
_FURTHER = {"judged": ("validators",)}  # kind -> rooms that it depends on as well
_LIBRARIES = ("duckdb", "numpy", "altair", "vl-convert-python")
_CODE = {".py", ".sql", ".json", ".yaml", ".csv"}
_MISSING = object()  # of what is not kept: what is may be None
_KEPT = 3  # states of the package
_FEW = 8  # jobs, of which fewer start no processes


def cache_folder() -> Path:
    """Where results are kept unless another folder is named: below the user's cache folder."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "compute-trends" / "site"


@cache
def fingerprint(kind: str) -> str:
    """A hash of all that a result of a kind depends on."""
    found, others = hashlib.sha256(), {*_KINDS} - {kind}
    paths = [PACKAGE_ROOT / DESCRIPTOR, PACKAGE_ROOT / "CITATION.cff"]
    for room in (*_ROOMS, *_FURTHER.get(kind, ()), "datasets"):
        folder = PACKAGE_ROOT / room
        kinds = {".yaml"} if room == "datasets" else _CODE
        paths += sorted(
            path
            for path in folder.rglob("*")
            if path.suffix in kinds and path.is_file() and not (path.parent.name == "computed" and path.stem in others)
        )
    for path in paths:
        found.update(f"{path.relative_to(PACKAGE_ROOT).as_posix()}\0".encode())
        found.update(path.read_bytes())
    for library in _LIBRARIES:
        with suppress(PackageNotFoundError):
            found.update(f"{library} {version(library)}\0".encode())
    return found.hexdigest()


class Workers:
    """Processes that compute, started when there is enough to do and kept for all kinds: what they read they hold.

    Args:
        most: processes at most; as many as there are processors by default.
    """

    def __init__(self, most: int | None = None) -> None:
        self.most = most or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None
        self._begun: dict[tuple[str, str], Future[Any]] = {}

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes; what is still to be done is left."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
        self._begun.clear()

    def begin(self, kind: str, names: list[str]) -> None:
        """Have names computed while other things are done; few of them wait until they are asked for."""
        if self.most == 1 or (len(names) < _FEW and self._pool is None):
            return
        if self._pool is None:
            from multiprocessing import get_context

            self._pool = ProcessPoolExecutor(self.most, mp_context=get_context("spawn"))
        for name in names:
            if (kind, name) not in self._begun:
                self._begun[kind, name] = self._pool.submit(_one, kind, name)

    def compute(self, kind: str, names: list[str], step: Callable[[str], None]) -> Iterator[tuple[str, Any]]:
        """What a function of `computed` gives for each name, in their order."""
        self.begin(kind, names)
        for name in names:
            step(name)
            begun = self._begun.pop((kind, name), None)
            yield name, begun.result() if begun else _one(kind, name)


def begin(kind: str, names: Iterable[str], folder: Path | None, workers: Workers) -> None:
    """Have what is not in the cache computed while other things are done; `computed` asks for it."""
    home = _home(kind, folder)
    workers.begin(kind, [name for name in names if home is None or not (home / f"{name}.json").is_file()])


def computed(
    kind: str, names: Iterable[str], folder: Path | None, workers: Workers, step: Callable[[str], None] = lambda _: None
) -> dict[str, Any]:  # fmt: skip
    """What a function of `computed` gives for each name, from the cache where it is there.

    Args:
        kind: module of `explorer.computed`; its function `compute` takes a name and gives what JSON can hold.
        names: in any number.
        folder: of the cache; None keeps nothing.
        workers: that compute.
        step: is told each name that is about to be computed.
    """
    wanted, home = list(names), _home(kind, folder)
    found = {name: held for name in wanted if home and (held := _read(home / f"{name}.json")) is not _MISSING}
    missing = [name for name in wanted if name not in found]
    if missing and home is not None:
        home.mkdir(parents=True, exist_ok=True)
        _forget(home.parent)
    for name, value in workers.compute(kind, missing, step):
        found[name] = value
        if home is not None:
            write_bytes(home / f"{name}.json", json.dumps(value, ensure_ascii=False).encode())
    return {name: found[name] for name in wanted}


def _home(kind: str, folder: Path | None) -> Path | None:
    return folder / kind / fingerprint(kind)[:20] if folder else None


def _one(kind: str, name: str) -> Any:
    return import_module(f"compute_trends.explorer.computed.{kind}").compute(name)


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):  # not there, or cut off by somebody: computed anew
        return _MISSING


def _forget(folder: Path) -> None:
    """Remove what was kept of older states of the package."""
    states = sorted((item for item in folder.iterdir() if item.is_dir()), key=lambda item: item.stat().st_mtime)
    for item in states[:-_KEPT]:
        if len(item.name) == 20:
            shutil.rmtree(item, ignore_errors=True)
