"""One writer at a time in a checkout."""

from __future__ import annotations

import sys
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
    from filelock import FileLock, Timeout

    # Where the system has no locks, filelock would stand a file for one, which nobody removes after a crash.
    lock = FileLock(root / LOCK_FILE, fallback_to_soft=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        print("waiting for another compute-trends command that is writing here ...", file=sys.stderr)
        try:
            lock.acquire(timeout=wait_s)
        except Timeout:
            raise ComputeTrendsError(
                f"another compute-trends command has been writing to {root} for {wait_s:g} s; try again later"
            ) from None
    try:
        yield
    finally:
        lock.release()
