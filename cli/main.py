"""Entry point of the `compute-trends` command: streams and signals are seen to before anything slow is imported.

    from compute_trends.cli.main import main

A signal that comes before this module is imported meets Python alone: it ends the process, or shows what Python was
importing (`site`, and whatever an environment has it do first).

What the command consists of is in `group`; it is loaded by `main`, or when it is first asked for here.
"""

from __future__ import annotations

import gc
import os
import sys

from compute_trends.catalog.signals import SIGNALS, received, signals

TYPE_CHECKING = False  # as typing has it, which is not to be waited for
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, NoReturn

    from compute_trends.cli.group import CommandGroup as CommandGroup
    from compute_trends.cli.group import cli as cli

_GROUP = "compute_trends.cli.group"

#: What is not taken apart before the process ends, where the command is all that the process does.
_lasting: list[object] | None = None


def outlast(thing: object) -> None:
    """Keep something to the end of the command: to free what a check has in memory takes some hundredths of it."""
    if _lasting is not None:
        _lasting.append(thing)


def __getattr__(name: str) -> Any:
    if name in ("cli", "CommandGroup"):
        from importlib import import_module

        return getattr(import_module(_GROUP), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def main() -> None:
    """Run the command on the arguments of the process."""
    global _lasting
    _lasting = []
    _handle_signals(_end)
    from importlib import import_module

    _open_closed_streams()
    # No command has large matrices, and to start a thread for each core takes longer than the rest of numpy's import.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(50_000)  # of what is imported nothing is garbage, and to look takes a tenth of the start
    group = import_module(_GROUP)
    _handle_signals(_interrupt)
    try:
        group.cli(prog_name="compute-trends")
    except SystemExit as ended:
        if isinstance(ended.code, int):
            _leave(ended.code)
        _lasting = None
        raise


def _leave(status: int) -> None:
    """End without taking everything apart, which takes a tenth of a check; whatever is left to do at the end is done.

    After a signal, threads that are still in DuckDB are not waited for: the interpreter would pull it away under them.
    Who traces or profiles the command, or goes on interactively, is not left.
    """
    import atexit
    import threading

    others = [thread for thread in threading.enumerate() if thread is not threading.main_thread()]
    is_stopped = bool(others) and status in {128 + number for number in SIGNALS}
    is_watched = sys.gettrace() or sys.getprofile() or sys.flags.interactive
    if not is_stopped and (is_watched or not all(thread.daemon for thread in others)):
        return
    atexit._run_exitfuncs()
    if not is_stopped:  # nobody may be there to read on
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except (OSError, ValueError):
            return  # the interpreter tells of it
    os._exit(status)


def _handle_signals(handler: Any) -> None:
    for number in SIGNALS:
        # Whoever started us may have had a signal ignored, as nohup does.
        if signals.getsignal(number) != signals.SIG_IGN:
            signals.signal(number, handler)


def _end(number: int, _: FrameType | None) -> NoReturn:
    """End at once: nothing has been begun, and an exception would hit whatever is being imported."""
    os.write(2, f"{SIGNALS[number]}\n".encode())
    os._exit(128 + number)


def _interrupt(number: int, _: FrameType | None) -> NoReturn:
    """Have everything that was begun cleaned up, whichever signal ends it."""
    received.append(number)
    raise KeyboardInterrupt(number)


def _open_closed_streams() -> None:
    """Have standard streams that are closed fail when they are used.

    The next files that are opened would otherwise take their place, and what is printed would land in those.
    """
    for number, mode in ((0, os.O_WRONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):  # input and output fail, errors vanish
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, mode)  # takes the lowest number that is free
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        # Names of systems and people hold letters that few other encodings have.
        if hasattr(stream, "reconfigure") and (stream.encoding or "").lower().replace("-", "") != "utf8":
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


if __name__ == "__main__":
    main()
