from pathlib import Path

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record, render_csv
from compute_trends.catalog.importers import patterson_energy
from compute_trends.catalog.schema import load_schema
from compute_trends.tests.catalog.importers.edited import edited

TABLE = Path(__file__).parents[2] / "fixtures" / "patterson_energy" / "table_4.csv"


def records() -> dict[str, Record]:
    return {record["record_id"]: record for record in patterson_energy.read([TABLE]).records}


def test_days_become_hours_and_counts_whole_numbers():
    search = records()["made-search"]
    assert search["training_time_hour"] == 163.2
    assert (search["accelerator_count"], type(search["accelerator_count"])) == (200, int)


def test_runs_name_their_milestone_system_where_there_is_one():
    found = records()
    assert found["gpt-3"]["milestone_system"] == "GPT-3 175B (davinci)"
    assert found["made-search"]["milestone_system"] is None


def test_empty_cells_are_unknown_and_every_record_links_the_paper():
    found = records()["gpt-3"]
    assert (found["net_co2e_t"], found["net_carbon_intensity_kg_per_kwh"], found["gross_co2e_t"]) == (None, None, 497.6)
    assert found["source_url"] == "https://arxiv.org/abs/2104.10350"


def test_the_records_render():
    imported = patterson_energy.read([TABLE])
    assert render_csv(load_schema("training_energy"), imported.records).count("\n") == 4
    assert (imported.files[0].rows, imported.unknown_columns, imported.left_out) == (3, [], [])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("training_days", "training_hours", r"column 'training_days' is missing"),
        (",6.8,", ",a week,", r"line 2, column 'training_days': 'a week'"),
        (",200,", ",200.5,", r"line 2, column 'processor_count': '200.5'"),
        (",7.5,", ",,", r"line 2, column 'energy_mwh': '' is empty"),
        (",7.5,", ",nan,", r"line 2, column 'energy_mwh': 'nan'"),
        ("GPT-3,", "Made search,", r"line 3, column 'model': 'Made search' stands twice"),
        (",497.6,", "", r"line 3: 12 cells where the header has 14"),
    ],
)
def test_a_table_that_changed_is_refused(tmp_path: Path, old: str, new: str, message: str):
    path = edited(tmp_path, TABLE, old, new)
    with pytest.raises(ImportRefusedError, match=message):
        patterson_energy.read([path])


def test_no_file_is_refused():
    with pytest.raises(ImportRefusedError, match="0 were given"):
        patterson_energy.read([])
