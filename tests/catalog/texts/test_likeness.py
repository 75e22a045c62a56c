from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compute_trends.catalog.texts import likeness
from compute_trends.catalog.texts.likeness import Sought


@pytest.mark.parametrize(
    ("text", "name", "nearness"),
    [
        ("gpt-4", "GPT 4", likeness.SAME),
        ("gpt4", "GPT-4", likeness.SAME),
        ("GPT-4", "GPT-4 (Mar 2023)", likeness.SAME_BUT_BRACKETS),
        ("gpt-4", "GPT-4 Turbo", likeness.BEGINS),
        ("H100", "NVIDIA H100 SXM5 80GB", likeness.HOLDS),
        ("sxm5 h100", "NVIDIA H100 SXM5 80GB", likeness.HOLDS_WORDS),
        ("gpt-4", "GPT-4o", likeness.WITHIN),
        ("compute train", "How fast does training compute grow?", likeness.WITHIN_WORDS),
        ("gpt-4", "GPT-3", None),
        ("alphago", "Alpha Go Zero", likeness.WITHIN),
        ("A100 SXM", "Tesla V100 SXM2", None),
        ("A100", "NVIDIA Tesla V100", None),
        ("---", "---", None),
    ],
)
def test_words_count_before_letters(text: str, name: str, nearness: int | None) -> None:
    assert Sought(text).nearness(name) == nearness


@given(st.text(), st.text())
def test_any_two_texts_have_a_nearness_and_a_name_is_nearest_to_itself(text: str, name: str) -> None:
    assert Sought(text).nearness(name) in (None, *range(likeness.WITHIN_WORDS + 1))
    assert Sought(text).nearness(text) == (likeness.SAME if Sought(text).words else None)
