from __future__ import annotations

import re
import sys
import unicodedata

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compute_trends.catalog.texts.names import column_name, folded, folded_sql, slug, words

CONNECTION = duckdb.connect()
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\0")) | st.text(
    "aVv1+ -.éß²Åİǆﬁ가\u0301\u00a0"
)


def in_sql(names: list[str]) -> list[str]:
    query = f"select {folded_sql('name')} from (select unnest(?::VARCHAR[]) as name)"
    return [text for (text,) in CONNECTION.execute(query, [names]).fetchall()]


@given(st.lists(TEXTS, min_size=1, max_size=20))
def test_python_and_sql_fold_alike(names: list[str]) -> None:
    assert in_sql(names) == [folded(name) for name in names]


def test_python_and_sql_fold_every_character_alike() -> None:
    known = [char for char in map(chr, range(1, sys.maxunicode + 1)) if unicodedata.category(char) not in ("Cs", "Cn")]
    assert [char for char, text in zip(known, in_sql(known), strict=True) if folded(char) != text] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("GPT-4", "gpt 4"), ("Mixtral v0.1", "mixtral 0.1"), ("Présage", "PRESAGE"), ("ViT‑L/16", "vitl16")],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert folded(one) == folded(other) != ""


def test_a_plus_and_another_number_make_another_name() -> None:
    names = ["DeepLabV3", "DeepLabV3+", "DeepLab", "DeepLabV4"]
    assert len(set(map(folded, names))) == len(set(map(slug, names))) == len(names)


@given(TEXTS)
def test_folding_twice_is_folding_once_and_slugs_are_ids(name: str) -> None:
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug(name))
    assert slug(slug(name)) == slug(name)
    assert column_name(column_name(name)) == column_name(name)


@given(st.lists(st.text("aé\u0301ßZ019", min_size=1), max_size=5), st.sampled_from([" ", "-", "_", " / ", ". "]))
def test_the_words_of_a_name_are_folded_by_themselves(parts: list[str], between: str) -> None:
    assert "".join(words(between.join(parts))) == folded("".join(parts))
    assert words("Squad v1.1 (Präfix)") == ["squad", "1", "1", "prafix"]


def test_greek_letters_are_spelt_out_in_ids() -> None:
    assert slug("β-VAE", None, "2×") == "beta-vae-2x"
