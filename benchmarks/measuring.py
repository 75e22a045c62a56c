"""How the benchmarks measure, and the rows that they give: programs in turn, round after round, medians of the pairs.

Whatever else a machine does hits both of a pair alike, so that the median of the ratios says more than either time.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

#: Our command, without the script that an installation makes of it.
OURS = [sys.executable, "-c", "from compute_trends.cli.main import main; main()"]


@dataclass(frozen=True)
class Used:
    """What a run took."""

    seconds: float
    cpu_seconds: float = 0.0
    peak_mb: float | None = None


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        part: what was measured ("start", "structure", "SQL" ...).
        what: on what.
        ours: what ours took, medians.
        peer: the other program; "" where there is none.
        theirs: what it took, medians.
        ratio: the median of ours / theirs, pair by pair.
        goal: the most that the measure may be.
        of: which measure the goal is of: "ratio", "s", "CPU s" or "MB".
        equal: whether both found the same; None where there is nothing to compare.
        why: why the goal is missed, where it is known to be; or why nothing was measured.
    """

    part: str
    what: str
    ours: Used | None = None
    peer: str = ""
    theirs: Used | None = None
    ratio: float | None = None
    goal: float | None = None
    of: str = "ratio"
    equal: bool | None = None
    why: str = ""

    @property
    def measure(self) -> float | None:
        """The figure that the goal is of."""
        if self.ours is None:
            return None
        figures = {"s": self.ours.seconds, "CPU s": self.ours.cpu_seconds, "MB": self.ours.peak_mb}
        return self.ratio if self.of == "ratio" else figures[self.of]

    @property
    def is_short(self) -> bool:
        """Whether the goal is missed."""
        return self.goal is not None and self.measure is not None and self.measure > self.goal


def process(command: Sequence[str], output: Path | None = None, statuses: Iterable[int] = (0, 1)) -> Used:
    """What a process takes; its standard output goes to `output`.

    Raises:
        SystemExit: it fails.
    """
    with (output or Path(os.devnull)).open("wb") as stream:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=stream, stderr=subprocess.PIPE)
        errors = child.stderr.read() if child.stderr else b""
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in statuses or b"Traceback" in errors:
        raise SystemExit(f"{' '.join(command)} failed:\n{errors.decode()}")
    return Used(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def apart(function: Callable[..., Any], *given: Any) -> Any:
    """What a function gives in a process of its own: the peak memory of a child counts from that of its parent."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(function, *given).result()


def call(function: Callable[[], object]) -> Used:
    """What a call takes."""
    start, cpu = time.perf_counter(), time.process_time()
    function()
    return Used(time.perf_counter() - start, time.process_time() - cpu)


def pairs(ours: Callable[[], Used], theirs: Callable[[], Used], rounds: int) -> tuple[Used, Used, float]:
    """Medians of both and of the ratio of their times; the first round fills caches and does not count."""
    measured: list[tuple[Used, Used]] = []
    for turn in range(rounds + 1):
        if turn % 2:
            pair = ours(), theirs()
        else:
            other = theirs()
            pair = ours(), other
        if turn:
            measured.append(pair)
    ratio = statistics.median(one.seconds / two.seconds for one, two in measured)
    return median([one for one, _ in measured]), median([two for _, two in measured]), ratio


def median(runs: Sequence[Used]) -> Used:
    """The median of each measure."""
    peaks = [run.peak_mb for run in runs if run.peak_mb is not None]
    return Used(
        statistics.median(run.seconds for run in runs),
        statistics.median(run.cpu_seconds for run in runs),
        statistics.median(peaks) if peaks else None,
    )


def named(package: str) -> str:
    """A package with its version, as in "duckdb 2.0.1"."""
    with suppress(PackageNotFoundError):
        return f"{package} {version(package)}"
    return package


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def machine() -> str:
    """What the figures are measured on."""
    load = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    return f"Python {platform.python_version()} on {platform.system()}, {cores()} cores{load}"
