from __future__ import annotations

import json
from pathlib import Path

import pytest

from compute_trends.catalog.doors.describe import describe, overview
from compute_trends.catalog.doors.load import read_table
from compute_trends.catalog.errors import UnknownNameError
from compute_trends.catalog.files.origin import read_origin
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.release.build import release
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import all_versions, datasets


@pytest.mark.parametrize("dataset", datasets())
def test_every_version_is_described_as_it_is(dataset: str) -> None:
    for item in all_versions()[dataset]:
        found = describe(dataset, item.version)
        table = read_table(dataset, item.version)
        assert (found.version, found.rows) == (item.version, table.num_rows)
        for column in found.columns:
            assert column.nulls == table[column.name].null_count, column.name
        assert sum(source.records for source in found.sources) == found.rows
        assert all(source.title and source.licence for source in found.sources)
        declared = read_origin(PACKAGE_ROOT, dataset)["sources"]
        assert [source.url for source in found.sources] == [declared[source.key].get("url") for source in found.sources]


def test_overview_says_what_a_row_is() -> None:
    found = overview()
    assert [(item.dataset, item.version) for item in found] == [
        (dataset, item.version) for dataset, known in all_versions().items() for item in known[::-1]
    ]
    assert {item.dataset for item in found if item.newest} == set(datasets())
    by_name = {item.dataset: item.one_row_is for item in found}
    assert by_name["hardware_prices"] == "dated price of one chip"
    assert not any(text.startswith(("One row", "A row")) or text.endswith(".") for text in by_name.values())


def test_a_version_older_than_a_column_says_that_it_lacks_it(things_checkout: Path) -> None:
    records = things_checkout / "datasets" / "things" / "records.csv"
    records.write_text(
        "record_id,count,size_flop,share_fraction,is_good,start_date,kind,labels,tones,source\n"
        "a,1,,,,,,,,a-source\nb,,,,,,,,,b-source\nc,2,,,,,,,,a-source\n"
    )
    release(things_checkout, "2020.1.0")
    path = things_checkout / "schemas" / "things.json"
    schema = json.loads(path.read_text())
    schema["fields"].insert(
        1, {"name": "name", "type": "string", "title": "Name", "description": "Its name.", "example": "A"}
    )
    path.write_text(json.dumps(schema))
    load_schema.cache_clear()
    lines = records.read_text().splitlines()
    records.write_text("\n".join([lines[0].replace("record_id,", "record_id,name,"), "a,A,1,,,,,,,,a-source"]) + "\n")
    release(things_checkout, "2020.2.0")

    older = describe("things", "2020.1.0", root=things_checkout)
    assert {column.name: column.nulls for column in older.columns[:2]} == {"record_id": 0, "count": 1}
    assert older.absent == ("name",)
    assert [(source.key, source.title, source.records) for source in older.sources] == [
        ("a-source", "A source", 2),
        ("b-source", "B source", 1),
    ]
    newer = describe("things", columns=["name"], root=things_checkout)
    assert (newer.version, newer.versions, newer.rows) == ("2020.2.0", ("2020.1.0", "2020.2.0"), 1)
    assert [(column.name, column.nulls) for column in newer.columns] == [("name", 0)]
    assert newer.absent == ()


def test_unknown_names_are_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean accelerators"):
        describe("accelerator")
    with pytest.raises(UnknownNameError, match="column of accelerators 'tdp'; did you mean tdp_w"):
        describe("accelerators", columns=["tdp"])
