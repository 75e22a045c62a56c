"""How much memory a check takes, and what is said where that is too little."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from compute_trends.catalog.errors import ComputeTrendsError, UsageError

if TYPE_CHECKING:
    import duckdb

#: The environment variable that holds the limit where no argument does.
VARIABLE = "COMPUTE_TRENDS_MEMORY_LIMIT"

_MB = 1 << 20
_UNITS = {"": 1, "K": 1 << 10, "M": _MB, "G": 1 << 30, "T": 1 << 40}
_SIZE = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([KMGT]?)i?B?\s*", re.IGNORECASE)

#: Without a limit: a share of the machine's memory, and no more than so much; and how that is said.
_SHARE, _MOST = 1 / 4, 1 << 30
DEFAULT = f"the smaller of {_MOST >> 30} GB and a quarter of the machine's memory"

#: Python, DuckDB and what it does not count take so much beside the limit that is set on it: up to 260 MB were measured
#: on inputs that are made to take much (benchmarks/limits.py).
_BESIDE, _LEAST = 400 * _MB, 300 * _MB

#: DuckDB's own limit by default, as a share of the machine's memory, or of what a container may use.
_SHARE_OF_DUCKDB = 0.8


class MemoryLimitError(ComputeTrendsError):
    """A check needs more memory, or more room for what does not fit into it, than it may use."""

    exit_code = 2


def in_bytes(size: str | int) -> int:
    """A size such as 1GB, 500MB or 1.5 GiB, in bytes; units are powers of 1,024.

    Raises:
        UsageError: it is no size, or less than any check needs.
    """
    found = _SIZE.fullmatch(str(size))
    if found is None:
        raise UsageError(f"no memory limit: {size!r}; write it as 1GB or 500MB")
    number = int(float(found[1]) * _UNITS[found[2].upper()])
    if number < _LEAST:
        raise UsageError(f"a memory limit of {size} is too little: a check of many rows takes {_LEAST // _MB} MB")
    return number


def told_limit(limit: str | int | None) -> int | None:
    """The bytes of a limit, or else of that of the environment variable; None where neither is given.

    Raises:
        UsageError: it is none.
    """
    if limit is not None:
        return in_bytes(limit)
    given = os.environ.get(VARIABLE)
    try:
        return in_bytes(given) if given else None
    except UsageError as error:
        raise UsageError(f"{VARIABLE}: {error}") from error


def limit_memory(connection: duckdb.DuckDBPyConnection, limit: str | int | None) -> None:
    """Set how much memory DuckDB may use, given that of the whole process.

    Args:
        connection: that of the check, on which no limit was set before.
        limit: a size; by default that of the environment variable, else a share of the machine's memory.

    Raises:
        UsageError: the limit is none.
    """
    whole = told_limit(limit) or _default(connection)
    connection.execute(f"set memory_limit = '{max(whole - _BESIDE, whole // 2) // _MB}MiB'")


def _default(connection: duckdb.DuckDBPyConnection) -> int:
    shown = connection.execute("select current_setting('memory_limit')").fetchall()[0][0]
    found = _SIZE.fullmatch(shown)
    machine = float(found[1]) * _UNITS[found[2].upper()] / _SHARE_OF_DUCKDB if found else _MOST / _SHARE
    return max(int(min(machine * _SHARE, _MOST)), _LEAST)


@contextmanager
def within_memory(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Say in one line what to do where a check does not fit into its memory or its temporary folder.

    Raises:
        MemoryLimitError: it does not.
    """
    import duckdb

    try:
        yield
    except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
        is_folder = any(words in str(error) for words in ("max_temp_directory_size", "No space left", "Disk full"))
        if not is_folder and not isinstance(error, duckdb.OutOfMemoryException):
            raise
        folder, used = connection.execute(
            "select current_setting('temp_directory'), current_setting('memory_limit')"
        ).fetchall()[0]
        if is_folder:
            raise MemoryLimitError(
                f"the folder for temporary files is full: make room beside {folder}, or name another by TMPDIR"
            ) from error
        raise MemoryLimitError(
            f"the check needs more memory than it may use ({used} for its tables): give it more by --memory-limit or "
            f"{VARIABLE}, or check the rows in several files"
        ) from error
