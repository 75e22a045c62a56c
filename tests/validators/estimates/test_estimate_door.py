"""`compute_trends.estimate`: the estimates for Python."""

from __future__ import annotations

import pytest

import compute_trends as ct
from compute_trends.catalog.errors import UnknownNameError, UsageError


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


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"parameters": "70B", "tokens": 1e12}, "parameters = '70B': not a number; write 70e9"),
        ({"hardware": "H100", "chips": 1000.5, "hours": 10}, "hardware_quantity = 1000.5: not a whole number"),
        ({"hardware": "H100", "chips": 1e30, "hours": 10}, "hardware_quantity = 1e.30: not a whole number that fits"),
        ({"hardware": "H100", "chips": float("nan"), "hours": 10}, "hardware_quantity = nan is no number; leave out"),
        ({"connections": "x", "tokens": 1e12}, "connections = 'x': not a number"),
        ({"parameters": True, "tokens": 1e12}, "parameters = True: not a number"),
    ],
)
def test_a_quantity_that_is_none_is_named_and_never_rounded(facts: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        ct.estimate(**facts)


def test_facts_are_those_of_the_command() -> None:
    found = ct.estimate(parameters=175e9, tokens=300e9)
    assert found.operations.flop == pytest.approx(6 * 175e9 * 300e9)
    assert found.operations.note is None  # a language model
    assert ct.estimate(hardware="NVIDIA A100", chips=2048, hours=500).hardware.flop is not None
    assert ct.estimate("gpt-3-175b-davinci").record_id == "gpt-3-175b-davinci"


def test_every_option_of_the_command_is_a_fact() -> None:
    from compute_trends.cli.commands.estimate import command
    from compute_trends.validators.estimates.api import FACTS

    named = {name for param in command.params for name in param.opts if name.startswith("--")}
    others = {"--record", "--format", "--output", "--force"}
    assert {name.removeprefix("--").replace("-", "_") for name in named - others} == set(FACTS)


@pytest.mark.parametrize(
    ("record", "facts", "told"),
    [
        (None, {}, "give a record, or quantities"),
        ("gpt-4", {"chips": 3}, "give a record, or quantities"),
        (None, {"tokenz": 3}, "did you mean tokens"),
        (None, {"tokens": 3, "examples": 3}, "one quantity"),
        (None, {"hardware": "H100x", "chips": 3, "hours": 2}, "no accelerator 'H100x'"),
        (None, {"parameters": 7e9, "active_parameters": 8e9, "tokens": 1e12}, "8e.09 are more than all parameters"),
    ],
)
def test_what_does_not_go_together_is_refused(record: str | None, facts: dict[str, object], told: str) -> None:
    with pytest.raises((UsageError, UnknownNameError), match=told):
        ct.estimate(record, **facts)


@pytest.mark.parametrize(
    ("chip", "number_format", "is_other"),
    [("H100", "fp8", False), ("H100", "fp4", True), ("V100", "int8", True), ("V100", "fp16", False)],
)
def test_a_rate_of_another_format_is_called_one(chip: str, number_format: str, is_other: bool) -> None:
    found = ct.estimate(hardware=chip, chips=8, hours=5, number_format=number_format)
    (rate,) = (item for item in found.hardware.inputs if item.unit == "FLOP/s")
    assert ("no rate is stated: the one taken is of another format" in rate.source) == is_other


def test_connections_may_be_more_than_the_parameters() -> None:
    found = ct.estimate(parameters=7e9, connections=8e9, tokens=1e12).operations.flop
    assert found == pytest.approx(6 * 8e9 * 1e12)


def test_a_notebook_shows_both_methods_with_what_was_assumed() -> None:
    shown = ct.estimate(parameters=1e9, tokens=1e9, compute=5e18)._repr_html_()
    for text in (
        "6e+18 FLOP, 3e+17 to 1.62e+21",
        "5e+18 FLOP (training_compute_flop)",
        "6 x 1e+09 parameters x 1e+09 datapoints x 1 epoch = 6e+18 FLOP",
        "not stated, one pass over the data assumed",
        "operations, interval: Measured on",
        "needs training_hardware, hardware_quantity, training_time_hour",
    ):
        assert text in shown
    fine_tuned = ct.estimate(
        {"name": "<b>", "base_model": "A", "parameters": 1e9, "training_dataset_size_datapoint": 1}
    )
    assert "the system has a base model" in fine_tuned._repr_html_()
    assert "<b>" not in fine_tuned._repr_html_()
