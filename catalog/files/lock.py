"""One writer at a time in a checkout."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from compute_trends.catalog.errors import ComputeTrendsError

LOCK_FILE = ".compute-trends.lock"


@contextmanager
def writing(root: Path, wait_s: float = 30.0) -> Iterator[None]:
    """Hold the checkout's write lock; the system releases it when the process ends, however it ends.

    Raises:
        ComputeTrendsError: another process held it for `wait_s` seconds.
    """
    with (root / LOCK_FILE).open("a") as handle:
        deadline, told = time.monotonic() + wait_s, False
        while not _try_lock(handle.fileno()):
            if time.monotonic() > deadline:
                raise ComputeTrendsError(
                    f"another compute-trends command has been writing to {root} for {wait_s:g} s; try again later"
                )
            if not told:
                print("waiting for another compute-trends command that is writing here ...", file=sys.stderr)
                told = True
            time.sleep(0.05)
        yield


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
