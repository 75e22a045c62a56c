from __future__ import annotations

import pytest

from compute_trends.catalog.texts.grammar import is_plural


@pytest.mark.parametrize("phrase", ["chips", "operations per joule", "users of a month", "computations per kWh"])
def test_plurals(phrase: str) -> None:
    assert is_plural(phrase)


@pytest.mark.parametrize("phrase", ["FP32 FLOP/s", "loss", "price of chips", "computing power, as printed in tables"])
def test_what_only_looks_like_a_plural(phrase: str) -> None:
    assert not is_plural(phrase)
