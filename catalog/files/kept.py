"""What follows from files of the package alone, kept as Python keeps the code of modules: in `__pycache__`.

It holds for as long as those files are of the size and the time of change that they were. Where nothing can be written
it is made anew each time.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

from compute_trends.catalog.paths import PACKAGE_ROOT

#: When files of the package began to be read: what a file held later is not what was read of it.
LOADED_NS = time.time_ns()


def place(folder: str, name: str) -> Path:
    """Where something is kept that is called `name`, in a folder of the package."""
    return Path(cache_from_source(str(PACKAGE_ROOT / folder / f"{name}.py"))).with_suffix(".kept")


def read_kept(path: Path, form: object) -> Any:
    """What was kept at a place in a form, where it is of its files as they are; None otherwise."""
    try:
        kept_form, files, content = marshal.loads(path.read_bytes())
        return content if kept_form == form and files == stats(name for name, *_ in files) else None
    except (OSError, EOFError, ValueError, TypeError):
        return None


def keep(path: Path, form: object, files: Iterable[Path | str], content: Any) -> None:
    """Keep at a place, in a form, what follows from files: what is kept is made of texts, numbers, lists and the like.

    It is not kept where a file changed since this process began to read: what it read may be what was there before.
    """
    if sys.dont_write_bytecode:
        return
    from compute_trends.catalog.files.scratch import beside

    with suppress(OSError):
        found = stats(sorted({str(name) for name in files}))
        if max((changed for *_, changed in found), default=0) >= LOADED_NS:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside(path, path.suffix) as temporary:
            made: Any = (form, found, content)
            temporary.write_bytes(marshal.dumps(made))
            temporary.replace(path)


def stats(names: Iterable[str]) -> list[tuple[str, int, int]]:
    """Size and time of change of files."""
    found = []
    for name in names:
        stat = os.stat(name)  # noqa: PTH116  (a path of each of 400 files takes longer)
        found.append((name, stat.st_size, stat.st_mtime_ns))
    return found
