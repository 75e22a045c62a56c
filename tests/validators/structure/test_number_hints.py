"""What a finding says of a number that is written as people write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compute_trends.catalog.schema import load_schema
from compute_trends.validators.engine.check import check_table
from compute_trends.validators.registry import all_rules
from compute_trends.validators.structure.messages import violation
from compute_trends.validators.structure.number_hints import plain_number

SYSTEMS, CHIPS = load_schema("milestone_systems"), load_schema("accelerators")


@pytest.mark.parametrize(
    ("column", "written", "meant"),
    [
        ("parameters", "196B", "196e9"),
        ("parameters", "175 Billion params", "175e9"),
        ("parameters", "1.5T parameters", "1.5e12"),
        ("parameters", ".5B", "0.5e9"),
        ("training_compute_flop", "1e24 FLOP", "1e24"),
        ("training_compute_flop", "3.1×10^23", "3.1e23"),
        ("training_compute_flop", "3.1 x 10²³ FLOPs", "3.1e23"),
        ("training_compute_flop", "10^25", "1e25"),
        ("training_compute_flop", "~2e25", "2e25"),
        ("training_compute_flop", "50 zettaFLOP", "50e21"),
        ("training_cost_2023_usd", "$2M", "2e6"),
        ("training_cost_2023_usd", "US$ 2.5 million", "2.5e6"),
        ("training_cost_2023_usd", "$29,827,341.92", "29827341.92"),
        ("training_time_hour", "14 days", "336"),
        ("training_time_hour", "36:30:00", "36.5"),
        ("training_time_hour", "5 days, 2:00:00", "122"),
        ("training_time_hour", "0 days 05:00:00", "5"),
        ("training_dataset_size_datapoint", "15T tokens", "15e12"),
        ("hardware_quantity", "16k", "16000"),
        ("mfu_fraction", "38.5 %", "0.385"),
        ("sota_score_fraction", "7%", "0.07"),
        ("parameters", "7%", None),
        # What may mean several things is not guessed.
        ("parameters", "5m", None),
        ("parameters", "1-2B", None),
        ("parameters", "1,5B", None),
        ("parameters", "$5B", None),
        ("parameters", "words", None),
        ("parameters", "5:00:00", None),
        ("training_time_hour", "5:30", None),
        ("parameters", "9e999B", None),
    ],
)
def test_a_number_of_a_system_is_offered_as_the_column_takes_it(column: str, written: str, meant: str | None) -> None:
    assert plain_number(SYSTEMS[column], written) == meant


@pytest.mark.parametrize(
    ("column", "written", "meant"),
    [
        ("memory_byte", "80 GB", "80e9"),
        ("memory_byte", "80 GiB", "85899345920"),
        ("memory_byte", "80B", None),
        ("memory_bandwidth_byte_per_s", "3.35 TB/s", "3.35e12"),
        ("memory_bandwidth_byte_per_s", "3.35 TB/sec", "3.35e12"),
        ("memory_bandwidth_byte_per_s", "3.35 TBps", "3.35e12"),
        ("internode_bandwidth_bit_per_s", "400 Gb/s", "400e9"),
        ("internode_bandwidth_bit_per_s", "400 Gbps", "400e9"),
        ("memory_bus_bit", "5120-bit", "5120"),
        ("transistors", "80 billion transistors", "80000000000"),
        # A bit is no byte, nor a byte a bit.
        ("memory_byte", "16 Gb", None),
        ("memory_bandwidth_byte_per_s", "26.8 Tbps", None),
        ("memory_bandwidth_byte_per_s", "900 Gb/s", None),
        ("internode_bandwidth_bit_per_s", "50 GB/s", None),
        ("tdp_w", "1.2kW", "1.2e3"),
        ("fp16_tensor_flop_per_s", "989 TFLOPS", "989e12"),
        ("transistors", "80 billion", "80000000000"),
        ("die_size_mm2", "814 mm²", "814"),
        ("int8_op_per_s", "1979 TOPS", "1979e12"),
    ],
)
def test_a_number_of_a_chip_is_offered_in_the_unit_of_its_column(column: str, written: str, meant: str | None) -> None:
    assert plain_number(CHIPS[column], written) == meant


@given(st.text("0123456789.,eE+-xk×^ MBTG$~10²³FLOPa", max_size=14))
def test_what_is_offered_parses(written: str) -> None:
    for column in (SYSTEMS["training_compute_flop"], SYSTEMS["hardware_quantity"], CHIPS["memory_byte"]):
        offered = plain_number(column, written)
        if offered is not None:
            (int if column.type == "integer" else float)(offered)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("\u0663\u0665\u0660", "; write 350"),
        ("\uff13\uff15\uff10", "; write 350"),
        ("\u0969\u096b\u0966\u066b\u096b", "; write 350.5"),
        ("80\u202f000\u202f000", "; without separators: 80000000"),
        ("80\u2019000", "; without separators: 80000"),
        ("\uff18\uff10\u00a0\uff27\uff22", "; write 80e9"),
        ("unknown", "; unknown is an empty cell"),
        ("80 m\u00b2", ""),
    ],
)
def test_digits_and_spaces_of_other_scripts_are_told_in_ascii(written: str, said: str) -> None:
    assert violation(CHIPS, "structure-type", "memory_byte", written) == f"not a number{said}"


def test_the_message_holds_the_offer() -> None:
    assert violation(SYSTEMS, "structure-type", "parameters", "196B") == "not a number; write 196e9"


def test_a_number_that_cannot_be_read_is_no_missing_one() -> None:
    record = {
        "record_id": "zeta",
        "name": "Zeta",
        "parameters": "196B",
        "admission": "submitted",
        "source": "submitted",
    }
    rules = [finding.rule for finding in check_table([record], "milestone_systems").findings]
    assert "structure-type" in rules and "milestone-numbers-missing" not in rules
    del record["parameters"]
    assert "milestone-numbers-missing" in [
        finding.rule for finding in check_table([record], "milestone_systems").findings
    ]


def _asks_for_one_of_several() -> list[tuple[str, str]]:
    return [(rule.id, column) for rule in all_rules().values() for column, names in rule.would_do.items() if names[1:]]


@pytest.mark.parametrize(("rule_id", "column"), _asks_for_one_of_several())
def test_a_rule_that_asks_for_one_of_several_is_silent_where_one_cannot_be_read(rule_id: str, column: str) -> None:
    rule = all_rules()[rule_id]
    schema = load_schema(rule.datasets[0])
    others = [name for name in rule.would_do[column] if schema[name].type in ("number", "integer", "date")]
    records = [
        {"record_id": f"zeta-{at}", "admission": "submitted", "source": "submitted", **example}
        for at, example in enumerate(example for example in rule.fails if not isinstance(example, list))
    ]
    found = check_table(records, schema.name, select=[rule_id]).findings
    lacking = [item.record for item in found if item.column == column and item.value is None]
    assert lacking
    bare = next(record for record in records if record["record_id"] == lacking[0])
    spoilt = [bare | {"record_id": f"zeta-{name.replace('_', '-')}", name: "196 gigantic"} for name in others]
    found = check_table(spoilt, schema.name, select=[rule_id, "structure"]).findings
    assert not [item for item in found if item.rule == rule_id and item.column == column]
    assert {item.column for item in found if item.rule == "structure-type"} == set(others)
