"""Work beside other work."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest

from compute_trends.catalog.background import ahead


def test_the_next_item_is_made_while_one_is_used() -> None:
    started = [Event() for _ in range(3)]

    def items() -> Iterator[int]:
        for at, event in enumerate(started):
            event.set()
            yield at

    coming = ahead(items())
    assert next(coming) == 0
    assert started[1].wait(10)
    assert not started[2].is_set()
    assert list(coming) == [1, 2]


def test_an_error_comes_where_the_item_would_and_none_is_lost() -> None:
    def items() -> Iterator[str]:
        yield "one"
        raise ValueError("no second one")

    found = []
    with pytest.raises(ValueError, match="no second one"):
        found += [item for item in ahead(items()) if found.append(item) is None]
    assert found == ["one"]
    assert list(ahead([])) == []


def test_nothing_is_made_any_more_once_the_rest_is_not_wanted() -> None:
    made, may_end = [], Event()

    def items() -> Iterator[int]:
        for at in range(5):
            if at == 1:
                may_end.wait(10)
            made.append(at)
            yield at

    coming = ahead(items())
    assert next(coming) == 0
    may_end.set()
    coming.close()  # type: ignore[attr-defined]
    assert made == [0, 1]
