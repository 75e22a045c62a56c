from __future__ import annotations

import pytest

from compute_trends.catalog.texts.grammar import agreed, is_plural


@pytest.mark.parametrize("phrase", ["chips", "operations per joule", "users of a month", "computations per kWh"])
def test_plurals(phrase: str) -> None:
    assert is_plural(phrase)


@pytest.mark.parametrize("phrase", ["FP32 FLOP/s", "loss", "price of chips", "computing power, as printed in tables"])
def test_what_only_looks_like_a_plural(phrase: str) -> None:
    assert not is_plural(phrase)


@pytest.mark.parametrize(
    ("number", "verb", "told"),
    [
        (1, "look", "looks"),
        (2, "look", "look"),
        (0, "are", "are"),
        (1, "have", "has"),
        (1, "were", "was"),
        (1, "miss", "misses"),
    ],
)
def test_a_verb_follows_the_number_of_what_it_is_said_of(number: int, verb: str, told: str) -> None:
    assert agreed(number, verb) == told
