import datetime as dt
from pathlib import Path

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record, render_csv
from compute_trends.catalog.importers import accelerator_systems
from compute_trends.catalog.schema import load_schema
from compute_trends.tests.catalog.importers.edited import edited

TABLE = Path(__file__).parents[2] / "fixtures" / "accelerator_systems" / "systems.csv"


def records() -> dict[str, Record]:
    return {record["record_id"]: record for record in accelerator_systems.read([TABLE]).records}


def test_a_system_refers_to_the_record_of_its_chip_and_keeps_the_name_as_given() -> None:
    found = records()
    server = found["made-server-8"]
    assert (server["accelerator"], server["chip_count"], server["power_w"]) == ("nvidia-a100-sxm4-40-gb", 8, 6000)
    box = found["made-box"]
    assert (box["accelerator"], box["accelerator_name"]) == ("graphcore-bow-ipu", "Graphcore Bow")


def test_the_words_of_the_report_say_what_the_power_is() -> None:
    bases = {name: record["power_basis"] for name, record in records().items()}
    assert bases == {"made-server-8": "maximum", "made-box": "average", "made-wafer": "unstated", "made-pod": None}


def test_a_date_is_known_as_far_as_it_is_written() -> None:
    dates = [(record["release_date"], record["release_date_precision"]) for record in records().values()]
    assert dates == [
        (dt.date(2020, 5, 14), "day"),
        (dt.date(2022, 3, 1), "month"),
        (dt.date(2019, 1, 1), "year"),
        (None, None),
    ]


def test_the_records_render() -> None:
    imported = accelerator_systems.read([TABLE])
    assert render_csv(load_schema("accelerator_systems"), imported.records).count("\n") == 5
    assert (imported.files[0].rows, imported.unknown_columns, imported.left_out) == (4, [], [])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("max_power_w", "power_kw", r"column 'max_power_w' is missing"),
        ("Google TPU v4", "Google TPU v44", "line 5, column 'chip': 'Google TPU v44' is not a known label"),
        (",4096,", ",4096.5,", r"line 5, column 'chips': '4096.5'"),
        (",4096,", ",,", "line 5, column 'chips': '' cannot be read: it is empty"),
        (
            "2022-03",
            "March 2022",
            r"line 3, column 'released': 'March 2022' cannot be read: 'March 2022' is not a date",
        ),
        ("2022-03", "2022-13", r"line 3, column 'released': '2022-13' cannot be read: month must be"),
        ("Made Box", "Made Pod", r"line 5, column 'system': 'Made Pod' stands twice"),
        (",1250,", ",1.25 kW,", r"line 3, column 'max_power_w': '1.25 kW'"),
    ],
)
def test_a_table_that_changed_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = edited(tmp_path, TABLE, old, new)
    with pytest.raises(ImportRefusedError, match=message):
        accelerator_systems.read([path])
