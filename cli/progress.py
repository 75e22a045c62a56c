"""Signs of life on a terminal while something takes longer than a second, and work that Ctrl-C can stop."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any, TypeVar

from compute_trends.catalog.background import Background

T = TypeVar("T")

DELAY_S = 1.0


@contextmanager
def working(label: str, total: int | None = None) -> Iterator[Callable[[str], None]]:
    """Show a progress bar on standard error, if that is a terminal, from one second on.

    Args:
        label: what is going on.
        total: number of steps, if known.

    Yields:
        A function to call with the name of each step before it begins.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    ended = Event()
    steps: list[str] = []

    def show() -> None:
        if ended.wait(DELAY_S):
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        bar = [BarColumn(bar_width=20)] if total else []
        columns = (SpinnerColumn(), TextColumn("{task.description}"), *bar, TimeElapsedColumn())
        with Progress(
            *columns, console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False
        ) as progress:
            task = progress.add_task(label, total=total)
            while not ended.wait(0.1):
                description = f"{label} {steps[-1]}" if steps else label
                progress.update(task, description=description, completed=max(0, len(steps) - 1))

    display = Thread(target=show, daemon=True)
    display.start()
    try:
        yield steps.append
    finally:
        ended.set()
        display.join()


def interruptible(connection: Any, work: Callable[[], T]) -> T:
    """Do DuckDB's work so that Ctrl-C stops it: a query that runs in the main thread keeps Python from hearing of it.

    Args:
        connection: what `work` uses.
        work: done in a thread of its own.

    Raises:
        KeyboardInterrupt: the user interrupted; the query has been stopped.
    """
    background = Background(work)
    try:
        while not background.wait(0.2):
            pass
    except KeyboardInterrupt:
        # An interrupt stops one query, and whoever ran it may go on with the next.
        until = time.monotonic() + 10
        while not background.wait(0.05) and time.monotonic() < until:
            connection.interrupt()
        raise
    return background.result()
