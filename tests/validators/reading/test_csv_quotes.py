"""Quotes of CSV: followed alike one by one and by numpy wherever a part of a file ends, and told where they do harm."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compute_trends.validators.api import validate
from compute_trends.validators.reading import csv_lines

CHUNKS = st.lists(st.text('"",;\na\r', min_size=1, max_size=12).map(str.encode), min_size=1, max_size=4)


def followed(chunks: Sequence[bytes], few: int) -> tuple[int, bool] | None:
    """Delimiters outside quotes and whether all are closed; None where a quote stands within a text."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_lines, "_FEW_QUOTES", few)
        quotes = csv_lines.Quotes(b",", lambda chunk, byte: chunk.count(byte))
        return (quotes.delimiters, quotes.are_closed) if all(map(quotes.take, chunks)) else None


@given(CHUNKS)
def test_both_ways_agree(chunks: list[bytes]) -> None:
    assert followed(chunks, few=1000) == followed(chunks, few=0)


@given(CHUNKS)
def test_where_a_part_ends_makes_no_difference(chunks: list[bytes]) -> None:
    assert followed(chunks, few=1000) == followed([b"".join(chunks)], few=1000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b'a,"b,c"\n', (1, True)),
        (b'a,"b ""c"", d",e\n', (2, True)),
        (b'a,"b\n', (1, False)),
        (b'a,b "c"\n', None),
        (b'a,"b" c\n', None),
    ],
)
def test_delimiters_within_quotes_are_not_counted(text: bytes, expected: tuple[int, bool] | None) -> None:
    assert followed([text], few=1000) == followed([text], few=0) == expected


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("x" * 2_100_000, "a cell is longer than 2,097,152 characters"),
        ('"A', "the row cannot be read: a quote opens a cell and none closes it"),
    ],
)
def test_a_row_that_cannot_be_parted_is_told_in_words_of_ours(tmp_path: Path, cell: str, said: str) -> None:
    (tmp_path / "a.csv").write_text(f"record_id,name\na,{cell}\n")
    report = validate(tmp_path / "a.csv", "milestone_systems", select=["structure-row"])
    assert [(f.rule, f.line, f.message) for f in report if f.rule == "structure-row"] == [("structure-row", 2, said)]
