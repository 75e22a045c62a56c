"""Pairs of similar names: those that comparing each with each gives, whatever the names, dates and chunks are."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compute_trends.validators.rules.shared import near_names, similar_texts

Row = tuple[str, str, int, bool]

#: Made-up names of few syllables, as different from each other as chance has it, and parts of real ones.
SYLLABLES = ["ba", "ca", "de", "fe", "gi", "ho", "ju", "ku", "lla", "mo", "qué", "昇", "腾", "𝛼", "3", "70"]


CONNECTION = duckdb.connect(config={"threads": 1})


def _held(rows: Sequence[Row]) -> duckdb.DuckDBPyConnection:
    connection = CONNECTION.cursor()
    connection.execute(
        "create or replace temp table held as select unnest(range(?)) as place, unnest(?::VARCHAR[]) as fold, "
        "unnest(?::VARCHAR[]) as block, unnest(?::INTEGER[]) as day, unnest(?::BOOLEAN[]) as is_new",
        [len(rows), *(list(column) for column in zip(*rows, strict=True))],
    )
    return connection


def pairs_of(rows: list[Row], similarity: float = 0.92) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The pairs that are found, and those of comparing each with each."""
    connection = _held(rows)
    connection.execute(
        "create or replace temp table source as select *, if(is_new, place, null) as _row, place as id from held"
    )
    near_names.measure(connection, "source")
    near_names.find_similar(connection, similarity)
    found = connection.execute("select least(one, two) as one, greatest(one, two) from alike_names order by all")
    return found.fetchall(), list(compared(tuple(rows), similarity))


@cache
def compared(rows: tuple[Row, ...], similarity: float) -> tuple[tuple[int, int], ...]:
    """The pairs of comparing each with each."""
    connection = _held(rows)
    expected = (
        "select a.place as one, b.place from held a join held b on a.place < b.place and a.block = b.block "
        "and a.fold <> b.fold and abs(a.day - b.day) <= 60 and (a.is_new or b.is_new) and a.fold <> '' and b.fold <> ''"
        f"and jaro_winkler_similarity(a.fold, b.fold) >= {similarity!r}::DOUBLE order by all"
    )
    return tuple(connection.sql(expected).fetchall())


def made(number: int, blocks: int, spread: int, shared: str = "") -> list[Row]:
    """Names of a few syllables and their misspellings, in so many blocks, over so many days."""
    chance = random.Random(number + blocks + spread)
    rows: list[Row] = []
    while len(rows) < number:
        name = "".join(chance.choices(SYLLABLES, k=chance.randint(1, 9))) + shared
        at = chance.randrange(len(name))
        block, day = str(chance.randrange(blocks)), chance.randrange(spread)
        for text in (name, name[:at] + name[at + 1 :], name[:at] + name[at : at + 2][::-1] + name[at + 2 :]):
            rows.append((text, block, day + chance.randrange(70), chance.random() < 0.7))
    return rows[:number]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(made(400, 1, 1), id="one block of one day"),
        pytest.param(made(400, 1, 900), id="one block of many days"),
        pytest.param(made(400, 30, 100), id="many blocks"),
        pytest.param(made(400, 1, 61, "stablediffusion"), id="names that end alike"),
        pytest.param(
            [("grondhal"[: 1 + n % 8] * (1 + n % 5), "", -99999, n % 2 == 0) for n in range(90)], id="undated"
        ),
    ],
)
@pytest.mark.parametrize(
    ("few", "many", "worth"), [(0, 1 << 20, 16), (4_000, 1 << 20, 16), (0, 1, 1)], ids=["each", "listed", "looked up"]
)
@pytest.mark.parametrize("chunk", [200, 1_000_000])
def test_no_pair_is_lost(
    monkeypatch: pytest.MonkeyPatch, rows: list[Row], few: int, many: int, worth: int, chunk: int
) -> None:
    monkeypatch.setattr(near_names, "_CHUNK", chunk)
    monkeypatch.setattr(near_names, "_PAIRS", 50)
    monkeypatch.setattr(near_names, "_READ", 128)
    monkeypatch.setattr(similar_texts, "_FEW", few)
    monkeypatch.setattr(similar_texts, "_MANY", many)
    monkeypatch.setattr(similar_texts, "_WORTH", worth)
    monkeypatch.setattr(similar_texts, "_LISTED", 500)
    found, expected = pairs_of(rows)
    assert len(expected) > 20
    assert found == expected


def test_many_names_of_one_day_are_looked_up() -> None:
    rows = [(name, "", 0, True) for name in dict.fromkeys(text for text, *_ in made(2_500, 1, 1))]
    similar_texts_of = similar_texts._Pass._looked_up
    asked: list[bool] = []

    def looked_up(self: Any, *arguments: Any) -> Any:
        asked.append((found := similar_texts_of(self, *arguments)) is not None)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(similar_texts._Pass, "_looked_up", looked_up)
        patch.setattr(similar_texts, "_MANY", 1 << 10)
        found, expected = pairs_of(rows)
    assert any(asked)
    assert found == expected


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text("abcdeé1昇𝛼", max_size=12),
            st.sampled_from(["", "1"]),
            st.sampled_from([-99999, 0, 30, 61, 90, 400]),
            st.booleans(),
        ),
        min_size=2,
        max_size=25,
    ),
    st.sampled_from([0.75, 0.85, 0.92, 0.97]),
)
def test_the_pairs_are_those_of_comparing_each_with_each(rows: list[Row], similarity: float) -> None:
    found, expected = pairs_of(rows, similarity)
    assert found == expected
