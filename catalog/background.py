"""Work beside other work: DuckDB lets go of Python while it opens a database or runs a query."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from threading import Event, Thread
from typing import Generic, TypeVar

T = TypeVar("T")


class Background(Generic[T]):
    """Work that goes on in a thread of its own from the moment on that this is made."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._results: list[T] = []
        self._errors: list[BaseException] = []
        self._ended = Event()
        Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            self._results.append(self._work())
        except BaseException as error:
            self._errors.append(error)
        finally:
            self._ended.set()

    def wait(self, timeout_s: float) -> bool:
        """Wait so long at the most; whether the work has ended."""
        return self._ended.wait(timeout_s)

    def join(self) -> None:
        """Wait until the work has ended, whatever comes of it."""
        self._ended.wait()

    def result(self) -> T:
        """What the work returned, or the error that it raised, once it has ended."""
        self.join()
        if self._errors:
            raise self._errors[0]
        return self._results[0]


def ahead(items: Iterable[T]) -> Iterator[T]:
    """The items, each of which is made while what is done with the one before goes on."""
    iterator, end = iter(items), object()
    coming = Background(partial(next, iterator, end))
    try:
        while (item := coming.result()) is not end:
            coming = Background(partial(next, iterator, end))
            yield item
    finally:  # nobody else may use what the items come from before that
        coming.join()
