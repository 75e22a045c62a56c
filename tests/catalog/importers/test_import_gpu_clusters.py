"""AI supercomputers: what is hidden, planned, doubled or unknown stays told apart."""

import datetime as dt
from pathlib import Path

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record, render_csv
from compute_trends.catalog.importers import gpu_clusters
from compute_trends.catalog.importers.base import links
from compute_trends.catalog.schema import load_schema
from compute_trends.tests.catalog.importers.edited import edited

TABLE = Path(__file__).parents[2] / "fixtures" / "gpu_clusters" / "clusters.csv"


@pytest.fixture(scope="module")
def records() -> dict[str, Record]:
    return {record["record_id"]: record for record in gpu_clusters.read([TABLE]).records}


def test_chips_are_records_and_powers_in_watts(records: dict[str, Record]) -> None:
    row = records["xai-colossus-memphis-phase-2"]
    assert (row["accelerator"], row["primary_chip_count"]) == ("nvidia-h100-sxm5-80-gb", 150000)
    assert row["secondary_accelerator"] == "nvidia-h200-sxm"
    assert row["power_w"] == 280.28e6
    assert row["superseded_by"] == "xAI Colossus Memphis Phase 3"


def test_planned_existing_and_decommissioned_are_told_apart(records: dict[str, Record]) -> None:
    planned = records["openai-microsoft-mt-pleasant-wisconsin-phase-1"]
    assert (planned["status"], planned["owners"]) == ("planned", ["OpenAI", "Microsoft"])
    assert planned["name"] == "OpenAI/Microsoft Mt Pleasant, Wisconsin Phase 1"
    assert records["lawrence-livermore-nl-sierra"]["status"] == "existing"
    gone = records["preferred-networks-mn-1b"]
    assert (gone["decommissioned_date"], gone["decommissioned_date_precision"]) == (dt.date(2021, 7, 1), "month")
    assert records["oak-ridge-nl-titan"]["decommissioned_date_precision"] == "day"


def test_what_the_source_hides_has_no_name(records: dict[str, Record]) -> None:
    hidden = [row for row in records.values() if row["is_anonymous"]]
    assert [(row["name"], row["manufacturer"], row["accelerator_name"]) for row in hidden] == [(None, None, None)] * 2
    assert all(row["record_id"].startswith("anonymous-china") for row in hidden)


def test_a_double_of_several_names_them_all(records: dict[str, Record]) -> None:
    assert records["paper-on-llama-3-1"]["possible_duplicate_of"] == ["Meta GenAI 2024a", "Meta GenAI 2024b"]
    assert records["paper-on-llama-3-1"]["is_possible_duplicate"] is True


def test_a_link_keeps_a_bracket_of_its_own(records: dict[str, Record]) -> None:
    assert records["lawrence-livermore-nl-sierra"]["source_url"].endswith("/wiki/Sierra_(supercomputer)")
    assert links("(see https://example.org/a_(b). And https://example.org/c.)") == [
        "https://example.org/a_(b)",
        "https://example.org/c",
    ]


def test_a_rate_of_zero_is_unknown() -> None:
    found = {row["record_id"]: row["precision_16_bit_op_per_s"] for row in gpu_clusters.read([TABLE]).records}
    assert found["oak-ridge-nl-titan"] is None
    assert gpu_clusters._known("0") is None


def test_a_count_that_arithmetic_left_uneven_is_whole() -> None:
    assert gpu_clusters._count("30000.000000000004") == 30000
    with pytest.raises(ValueError, match="not a whole number"):
        gpu_clusters._count("30000.4")


def test_the_records_render() -> None:
    imported = gpu_clusters.read([TABLE])
    assert render_csv(load_schema("gpu_clusters"), imported.records).count("\n") == 10
    assert (imported.files[0].rows, imported.unknown_columns, imported.notes) == (9, [], [])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("16-bit OP/s,", "OP/s in 16 bits,", r"column '16-bit OP/s' is missing"),
        (
            ",Planned,",
            ",Rumoured,",
            r"line 2, column 'Status': 'Rumoured' is not a known label .known labels: Existing, Planned",
        ),
        ("17280", "17280.5", r"'17280.5' is not a whole number"),
        ("2019-08-02", "August 2019", r"Decommissioned Date \(if applicable\)': 'August 2019'"),
    ],
)
def test_a_table_that_changed_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = edited(tmp_path, TABLE, old, new)
    with pytest.raises(ImportRefusedError, match=message):
        gpu_clusters.read([path])
