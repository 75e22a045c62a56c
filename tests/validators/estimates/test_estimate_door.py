"""`compute_trends.estimate`: the estimates for Python."""

from __future__ import annotations

import pytest

import compute_trends as ct
from compute_trends.catalog.errors import UsageError


def test_six_n_d_of_a_language_model() -> None:
    found = ct.estimate({"domains": "Language", "parameters": 175e9, "training_dataset_size_datapoint": 300e9})
    assert found.operations.flop == pytest.approx(6 * 175e9 * 300e9)
    assert found.hardware.flop is None


def test_lists_may_be_joined_texts() -> None:
    run = {"hardware_quantity": 2048, "training_time_hour": 500}
    joined = ct.estimate(run | {"training_hardware": "NVIDIA A100"}).hardware.flop
    assert joined is not None
    assert joined == ct.estimate(run | {"training_hardware": ["NVIDIA A100"]}).hardware.flop


def test_a_value_that_is_none_for_its_column_is_an_error_for_people() -> None:
    with pytest.raises(UsageError, match="many"):
        ct.estimate({"parameters": "many"})
