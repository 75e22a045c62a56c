from pathlib import Path

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record, render_csv
from compute_trends.catalog.importers import openai_alexnet_level
from compute_trends.catalog.schema import load_schema

TABLE = Path(__file__).parents[2] / "fixtures" / "openai_alexnet_level" / "table_3.csv"


def records() -> dict[str, Record]:
    return {record["record_id"]: record for record in openai_alexnet_level.read([TABLE]).records}


def test_computes_are_multiples_of_1e15_flop_and_follow_from_the_formula() -> None:
    found = records()["made-net-2x"]
    assert found["training_compute_flop"] == 7.68e15 == 3 * found["epochs"] * found["published_forward_flop"] * 1.28e6


def test_a_network_that_has_a_dated_record_names_it() -> None:
    found = records()
    assert found["alexnet"]["efficiency_record"] == "alexnet-level-alexnet"
    assert found["made-net-1-5x"]["efficiency_record"] is None


def test_what_is_not_stated_is_unknown() -> None:
    found = records()["made-net-1-5x"]
    assert (found["epochs"], found["published_forward_flop"]) == (None, None)
    assert found["source_url"] == "https://arxiv.org/abs/2005.04305"


def test_the_table_renders_with_every_row() -> None:
    imported = openai_alexnet_level.read([TABLE])
    assert render_csv(load_schema("alexnet_level_trainings"), imported.records).count("\n") == 4
    assert (imported.files[0].rows, imported.unknown_columns, imported.left_out) == (3, [], [])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("40.2", "", "line 3, column 'training_flop_1e15': '' is empty"),
        ("Made Net 2x", "AlexNet", "line 4, column 'model': 'AlexNet' stands twice"),
        ("epochs", "epoch", "epochs"),
        ("40.2", "forty", "forty"),
    ],
)
def test_a_damaged_table_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "table_3.csv"
    path.write_text(TABLE.read_text().replace(old, new))
    with pytest.raises(ImportRefusedError, match=message):
        openai_alexnet_level.read([path])
