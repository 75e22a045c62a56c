"""Signals that end a command, for whoever must know them before anything else is imported."""

from __future__ import annotations

__all__ = ["INTERRUPT", "SIGNALS", "received", "signals"]

TYPE_CHECKING = False  # as typing has it, which is not to be waited for
if TYPE_CHECKING:
    import signal as signals
else:
    try:
        import _signal as signals  # `signal` adds enumerations, which take longer to import than all before `main`
    except ImportError:
        import signal as signals

#: What is told of a signal; the exit status is 128 and its number, as a shell has it.
SIGNALS: dict[int, str] = {
    getattr(signals, name): told
    for name, told in (("SIGINT", "interrupted"), ("SIGTERM", "terminated"), ("SIGHUP", "hung up"))
    if hasattr(signals, name)
}
INTERRUPT = int(signals.SIGINT)

#: Signals that came, in order: what an interrupted import raises need not tell of them.
received: list[int] = []
