from __future__ import annotations

from textwrap import fill

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from compute_trends.catalog.texts.paragraphs import columns_of, labelled, paragraph, table, table_row, terminal_width

WORDS = st.lists(st.text("abcXYZ-./", min_size=1, max_size=20), max_size=20)
ANY = st.lists(st.text(st.characters(categories=["L", "N", "P", "Mn"]), min_size=1, max_size=60), max_size=10)


@given(WORDS, st.integers(24, 100), st.sampled_from(["", "  ", "    "]), st.sampled_from(["", "  ", "      "]))
def test_words_that_fit_are_filled_as_textwrap_does(words: list[str], columns: int, first: str, rest: str) -> None:
    text = " ".join(words)
    expected = fill(
        text,
        columns,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )
    if all(len(word) + len(rest) <= columns for word in words):
        assert paragraph(text, columns, first, rest) == (expected or first.rstrip())


@given(ANY, st.integers(20, 80))
def test_broken_words_leave_no_line_too_wide_and_lose_nothing(words: list[str], columns: int) -> None:
    text = " ".join(words)
    lines = paragraph(text, columns, "  ", "      ", lambda word: False).split("\n")
    assert all(cell_len(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_whole_words_stick_out_beside_their_label() -> None:
    link = "https://example.org/" + "a" * 40
    assert paragraph(f"see {link} again", 30, "", "    ") == f"see {link}\n    again"
    assert paragraph(f"a longer text {link}", 30, "", "    ") == f"a longer text\n    {link}"


def test_letters_of_east_asia_are_two_columns_wide_and_styles_none() -> None:
    assert columns_of("日本") == 4
    assert paragraph("日本語 日本語", 12) == "日本語\n日本語"
    assert paragraph("two words", 12, click.style("a: ", bold=True)) == click.style("a: ", bold=True) + "two words"


def test_line_breaks_are_spaces() -> None:
    assert paragraph("a\nb\tc", 80) == "a b c"


def test_labels_stand_beside_or_above_their_values() -> None:
    assert labelled([("n", "5"), ("quantity", "a b")], 80) == ["n         5", "quantity  a b"]
    long = "a label that is long enough to stand above"
    assert labelled([("n", "5"), (long, "word " * 9 + "word")], 50)[1] == long


def test_cells_of_a_row_stand_side_by_side() -> None:
    assert table_row([["a", "b"], ["1"]], [3, 4], right=[1]) == ["a       1", "b"]


@given(st.lists(st.tuples(*[st.text("abc ", min_size=1, max_size=60)] * 4), min_size=1, max_size=4))
def test_a_table_breaks_no_word_that_has_room_below_the_first(rows: list[tuple[str, ...]]) -> None:
    heads = ["one", "two", "three", "four"]
    words = [sorted({word for row in (heads, *rows) for word in row[place].split()}, key=len) for place in range(4)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "60")
        drawn = table(heads, rows, right=["three"])
    assert all(len(line) <= 60 for line in drawn.splitlines() if len(line.split()) > 1)
    if sum(len(some[-1]) for some in words[1:]) + 3 * 2 <= 60:
        assert {word for some in words for word in some} <= set(drawn.split())


def test_a_long_name_stands_above_its_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    drawn = table(["record", "n", "slip"], [["a-record-with-a-long-name", "1,000", "missing factor"]], right=["n"])
    head, heads, line, name, cells = drawn.splitlines()
    assert (head, heads.split(), set(line)) == ("record", ["n", "slip"], {"─"})
    assert (name, cells) == ("a-record-with-a-long-name", "  1,000  missing factor")


@pytest.mark.parametrize("columns", ["30", "80"])
def test_a_table_is_as_wide_as_the_terminal_at_most(columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    drawn = table(
        ["name", "n"], [["some words that are long " * 3, "1,000"], ["[b]x[/b]", "5"]], right=["n"], fixed=["n"]
    )
    assert terminal_width(None) == int(columns)
    assert all(len(line) <= int(columns) for line in drawn.splitlines())
    assert "[b]x[/b]" in drawn
    assert [line.split()[-1] for line in drawn.splitlines() if line.endswith(("1,000", " 5"))] == ["1,000", "5"]
