import datetime as dt
from pathlib import Path

import pytest
import yaml

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record, render_csv
from compute_trends.catalog.importers import openai_efficiency
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.tests.catalog.importers.edited import edited

TABLE = Path(__file__).parents[2] / "fixtures" / "openai_efficiency" / "efficiency_sota.csv"


def records() -> dict[str, Record]:
    return {record["record_id"]: record for record in openai_efficiency.read([TABLE]).records}


def test_each_row_is_a_run_at_a_level():
    found = records()
    assert sorted(found) == ["alexnet-level-madenet", "alexnet-level-madenet-b0", "gnmt-level-madetranslator"]
    assert found["alexnet-level-madenet-b0"]["target_score_fraction"] == 0.791
    translator = found["gnmt-level-madetranslator"]
    assert [translator[name] for name in ("benchmark", "metric", "target_score_fraction")] == [
        "wmt2014_en_fr",
        "bleu",
        0.3992,
    ]


def test_a_teraflop_s_day_is_8_64e16_flop():
    assert records()["alexnet-level-madenet-b0"]["training_compute_flop"] == 5.9616e15
    assert records()["gnmt-level-madetranslator"]["training_compute_flop"] == 1.39968e20


def test_dates_are_read_month_first_and_kept_as_published():
    found = records()["alexnet-level-madenet"]
    assert found["publication_date"] == dt.date(2012, 6, 1)
    assert found["publication_date_as_published"] == "6/1/2012"


def test_the_baseline_has_the_factor_one():
    found = records()
    assert [found[key]["is_baseline"] for key in sorted(found)] == [True, False, True]
    assert found["alexnet-level-madenet-b0"]["reduction_factor"] == 44


def test_links_are_encoded_and_missing_ones_unknown():
    found = records()["alexnet-level-madenet"]
    assert found["source_url"] == "https://example.org/made%3Bnet.pdf"
    assert found["analysis_url"] is None


def test_the_records_render():
    imported = openai_efficiency.read([TABLE])
    assert render_csv(load_schema("algorithmic_efficiency"), imported.records).count("\n") == 4
    assert (imported.files[0].rows, imported.unknown_columns, imported.left_out) == (3, [], [])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Reduction Factor", "Factor", r"column 'Reduction Factor' is missing"),
        ("Analysis link", "Analysis", "more than once"),
        (
            "5/28/2019",
            "28/5/2019",
            r"line 3, column 'Publication Date': '28/5/2019' cannot be read: not a date written month/day/year",
        ),
        ("5/28/2019", "2019-05-28", r"line 3, column 'Publication Date': '2019-05-28'"),
        (",0.069,", ",0.069 tf,", r"line 3, column 'Compute \(teraflops-s/days\)': '0.069 tf'"),
        ("GNMT,", "BERT,", r"line 4, column 'Metric': 'BERT' is not a known label"),
        ("MadeNet (b0)", "MadeNet", r"line 3, column 'Publication': 'MadeNet' stands twice"),
        (",https://example.org/analysis", "", r"line 4: 7 cells where the header has 8"),
    ],
)
def test_a_table_that_changed_is_refused(tmp_path: Path, old: str, new: str, message: str):
    path = edited(tmp_path, TABLE, old, new)
    with pytest.raises(ImportRefusedError, match=message):
        openai_efficiency.read([path])


def test_no_file_and_no_rows_are_refused(tmp_path: Path):
    with pytest.raises(ImportRefusedError, match="0 were given"):
        openai_efficiency.read([])
    path = tmp_path / "table.csv"
    path.write_text(TABLE.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    with pytest.raises(ImportRefusedError, match="no rows"):
        openai_efficiency.read([path])


def test_every_corrected_date_falls_into_the_month_of_the_arxiv_id():
    path = PACKAGE_ROOT / "datasets" / "algorithmic_efficiency" / "corrections.yaml"
    dates = [entry for entry in yaml.safe_load(path.read_text("utf-8")) if entry["column"] == "publication_date"]
    assert len(dates) == 6
    for entry in dates:
        month = entry["evidence"].removeprefix("https://arxiv.org/abs/")[:4]
        assert entry["is"].strftime("%y%m") == month
        assert entry["was"].strftime("%y%m") != month
