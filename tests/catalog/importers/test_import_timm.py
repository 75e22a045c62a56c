import datetime as dt
import shutil
from pathlib import Path

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.origin import read_origin
from compute_trends.catalog.files.records import Record, read_records, render_csv
from compute_trends.catalog.importers import inference_models, timm_results
from compute_trends.catalog.importers.layouts import layout_of
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.tests.catalog.importers.edited import edited

FIXTURES = Path(__file__).parents[2] / "fixtures" / "timm"
JOINED = FIXTURES / "joined.csv"
RESULTS = FIXTURES / "results-imagenet.csv"
BENCHMARK = FIXTURES / "benchmark-infer-amp-nchw-pt291-cu128-4090.csv"
SCHEMA = load_schema("inference_models")


def joined() -> dict[str, Record]:
    return {record["record_id"]: record for record in inference_models.read([JOINED]).records}


def held(tmp_path: Path) -> list[Record]:
    """The joined records as they would be read from records.csv."""
    path = tmp_path / "records.csv"
    path.write_text(render_csv(SCHEMA, inference_models.read([JOINED]).records), encoding="utf-8")
    return read_records(path, SCHEMA)


def test_joined_rows_become_records_with_the_size_in_the_id():
    assert sorted(joined()) == [
        "madecells-n-6-f-19",
        "madenet-weights-swag-v1-224",
        "madenet12-r1-in1k-224",
        "madenet12-r1-in1k-288",
        "madevit-clip-ft-in1k-384",
    ]


def test_accuracies_are_exact_fractions_and_one_mac_is_two_flop():
    record = joined()["madenet12-r1-in1k-224"]
    assert (record["top1_accuracy_fraction"], record["top5_accuracy_fraction"]) == (0.56522, 0.79066)
    assert (record["forward_mac"], record["forward_flop"]) == (1.5e9, 3e9)
    assert (record["image_size_pixel"], record["throughput_batch_size"]) == (224, 1024)


def test_extra_training_data_tells_none_from_some():
    records = joined()
    assert [records["madenet12-r1-in1k-224"][name] for name in ("uses_extra_training_data", "training_data_extra")] == [
        False,
        None,
    ]
    assert records["madevit-clip-ft-in1k-384"]["training_data_extra"] == ["laion", "in12k"]
    assert records["madenet-weights-swag-v1-224"]["training_data_extra"] == ["swag"]
    assert records["madenet-weights-swag-v1-224"]["uses_extra_training_data"] is True


def test_effective_date_has_the_precision_of_the_date_it_repeats():
    records = joined()
    precisions = {key: record["effective_date_precision"] for key, record in records.items()}
    assert precisions == {
        "madecells-n-6-f-19": "day",
        "madenet-weights-swag-v1-224": None,
        "madenet12-r1-in1k-224": "month",
        "madenet12-r1-in1k-288": "month",
        "madevit-clip-ft-in1k-384": "day",
    }
    assert records["madevit-clip-ft-in1k-384"]["recipe_date_precision"] == "day"


def test_sources_get_their_keys_and_unknown_cells_stay_unknown():
    records = joined()
    assert records["madenet-weights-swag-v1-224"]["source"] == "torchvision-0-29-1"
    cells = records["madecells-n-6-f-19"]
    assert cells["source"] == "thompson-2022"
    assert [cells[name] for name in ("image_size_pixel", "parameters", "throughput_image_per_s", "recipe_url")] == [
        None
    ] * 4
    assert records["madenet12-r1-in1k-224"]["upstream_files"] == [
        "results/results-imagenet.csv",
        "results/benchmark-infer-amp-nchw-pt291-cu128-4090.csv",
    ]


def test_joined_table_has_no_unknown_columns_and_renders():
    imported = inference_models.read([JOINED])
    assert (imported.unknown_columns, imported.left_out, imported.files[0].rows) == ([], [], 5)
    assert render_csv(SCHEMA, imported.records).count("\n") == 6


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("top1_percent", "top1", "timm's own result tables"),
        ("forward_macs", "macs", r"missing: 'forward_macs'"),
        ("top5_percent", "top1_percent", "more than once"),
        (",56.522,", ",fifty,", r"line 2, column 'top1_percent': 'fifty'"),
        (",2016-01-01,", ",01/01/2016,", r"line 2, column 'publication_date': '01/01/2016'"),
        (",224,56.522,", ",224.5,56.522,", r"line 2, column 'image_size': '224.5'"),
        (",3000000000,", ",3.0,", r"line 2, column 'forward_flop': '3.0' is not twice"),
        (
            "sha256:eacda1e0d3359f8c",
            "sha256:0000",
            r"line 6, column 'source': 'thompson at sha256:0000' is not a known label",
        ),
        ("aa4b5850c1543fa488abf260f18390eda46cf85d,\n", "aa4b5850c1\n", r"line 2: 32 cells where the header has 33"),
        ("none,288,", "none,224,", r"line 3, column 'model': 'madenet12.r1_in1k' at image_size = '224'"),
        (",56.522,", ",,", r"line 2, column 'top1_percent': '' is empty"),
    ],
)
def test_joined_table_that_changed_is_refused(tmp_path: Path, old: str, new: str, message: str):
    with pytest.raises(ImportRefusedError, match=message):
        inference_models.read([edited(tmp_path, JOINED, old, new)])


def test_accuracies_in_fractions_are_refused(tmp_path: Path):
    header, row = JOINED.read_text(encoding="utf-8").splitlines()[:2]
    path = tmp_path / "joined.csv"
    path.write_text(f"{header}\n{row.replace('56.522,79.066', '0.56522,0.79066')}\n", encoding="utf-8")
    with pytest.raises(ImportRefusedError, match="must be in percent"):
        inference_models.read([path])


def test_two_joined_tables_and_one_without_rows_are_refused(tmp_path: Path):
    with pytest.raises(ImportRefusedError, match="2 were given"):
        inference_models.read([JOINED, JOINED])
    empty = tmp_path / "joined.csv"
    empty.write_text(JOINED.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    with pytest.raises(ImportRefusedError, match="no rows"):
        inference_models.read([empty])


def test_result_tables_join_on_architecture_and_size_in_either_order():
    one, other = timm_results.read([RESULTS, BENCHMARK]), timm_results.read([BENCHMARK, RESULTS])
    assert one.records == other.records
    records = {record["record_id"]: record for record in one.records}
    assert sorted(records) == [
        "madegiant-new-in1k-224",
        "madenet12-r1-in1k-224",
        "madenet12-r1-in1k-288",
        "madevit-clip-ft-in1k-384",
    ]
    giant = records["madegiant-new-in1k-224"]
    assert (giant["parameters"], giant["forward_mac"], giant["forward_flop"], giant["activations"]) == (
        1014450000.0,
        1906760000000.0,
        3813520000000.0,
        2577170000.0,
    )
    assert giant["note"] == "the network of the benchmark had 1020.00M parameters"
    assert records["madenet12-r1-in1k-224"]["note"] is None
    assert records["madenet12-r1-in1k-224"]["throughput_image_per_s"] == 4400.5


def test_result_rows_that_are_no_records_are_accounted_for():
    imported = timm_results.read([RESULTS, BENCHMARK])
    left = {(item.name, item.merged_into) for item in imported.left_out}
    assert left == {
        ("madesmall.r1_in1k", None),
        ("madesmall", None),
        ("madenet12", "madenet12-r1-in1k-224"),
        ("madenet12", "madenet12-r1-in1k-288"),
        ("madevit", "madevit-clip-ft-in1k-384"),
        ("madegiant", "madegiant-new-in1k-224"),
    }
    assert len(imported.records) + len(imported.left_out) == sum(item.rows for item in imported.files)


def test_result_tables_take_dates_from_the_records_held_and_leave_new_networks_undated(tmp_path: Path):
    imported = timm_results.read([RESULTS, BENCHMARK], held(tmp_path))
    records = {record["record_id"]: record for record in imported.records}
    vit = records["madevit-clip-ft-in1k-384"]
    assert (vit["publication_date"], vit["effective_date"]) == (dt.date(2020, 10, 22), dt.date(2023, 4, 5))
    assert vit["training_data_extra"] == ["laion", "in12k"]
    assert vit["top1_accuracy_fraction"] == 0.85502
    assert records["madegiant-new-in1k-224"].get("effective_date") is None
    assert imported.notes == ["new networks, dates unknown (1): madegiant.new_in1k"]
    assert render_csv(SCHEMA, imported.records).count("\n") == 5


@pytest.mark.parametrize(
    ("name", "accelerator", "number_format", "setup"),
    [
        (
            "benchmark-infer-amp-nhwc-pt112-cu113-rtx3090.csv",
            "NVIDIA GeForce RTX 3090",
            "amp_float16",
            "PyTorch 1.12 CUDA 11.3 NHWC eager",
        ),
        (
            "benchmark-infer-bf16-nchw-pt240-cu124-rtx4090-dynamo.csv",
            "NVIDIA GeForce RTX 4090",
            "bfloat16",
            "PyTorch 2.4.0 CUDA 12.4 NCHW dynamo",
        ),
    ],
)
def test_the_name_of_the_benchmark_says_how_it_was_measured(
    tmp_path: Path, name: str, accelerator: str, number_format: str, setup: str
):
    record = timm_results.read([RESULTS, Path(shutil.copy(BENCHMARK, tmp_path / name))]).records[0]
    assert record["throughput_accelerator"] == accelerator
    assert record["throughput_number_format"] == number_format
    assert record["throughput_setup"] == setup


def test_a_benchmark_of_unknown_make_is_refused(tmp_path: Path):
    for name in ("benchmark.csv", "benchmark-infer-fp32-nchw-pt240-cpu-i7_12700h-dynamo.csv"):
        with pytest.raises(ImportRefusedError, match="must say how the throughput was measured"):
            timm_results.read([RESULTS, Path(shutil.copy(BENCHMARK, tmp_path / name))])


def test_both_result_tables_are_needed_and_nothing_else_is_taken(tmp_path: Path):
    with pytest.raises(ImportRefusedError, match="1 table of accuracies and 0 benchmarks"):
        timm_results.read([RESULTS])
    with pytest.raises(ImportRefusedError, match=r"import it as timm$"):
        timm_results.read([JOINED, BENCHMARK])
    page = tmp_path / "results-imagenet.csv"
    page.write_text("<!DOCTYPE html>\n<html></html>\n", encoding="utf-8")
    with pytest.raises(ImportRefusedError, match="web page"):
        timm_results.read([page, BENCHMARK])
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ImportRefusedError, match="neither accuracies"):
        timm_results.read([other, BENCHMARK])


@pytest.mark.parametrize(
    ("original", "old", "new", "message"),
    [
        (RESULTS, "img_size", "size", r"column 'img_size' is missing"),
        (RESULTS, ",85.502,", ",n/a,", r"line 2, column 'top1': 'n/a'"),
        (
            RESULTS,
            "79.100,20.900,12.00,224",
            "79.100,20.900,12.00,288",
            r"line 5, column 'model': 'madenet12.r1_in1k' stands",
        ),
        (BENCHMARK, ",1.5,", ",,", r"line 2, column 'infer_gmacs': '' is empty"),
        (BENCHMARK, ",6.5\n", "\n", r"line 2: 7 cells where the header has 8"),
    ],
)
def test_result_tables_that_changed_are_refused(tmp_path: Path, original: Path, old: str, new: str, message: str):
    changed = edited(tmp_path, original, old, new)
    other = BENCHMARK if original == RESULTS else RESULTS
    with pytest.raises(ImportRefusedError, match=message):
        timm_results.read([changed, other])


def test_a_benchmark_without_computation_says_so(tmp_path: Path):
    path = edited(tmp_path, BENCHMARK, "infer_gmacs", "infer_other")
    with pytest.raises(ImportRefusedError, match=r"states no computation .column infer_gmacs."):
        timm_results.read([RESULTS, path])


def test_a_new_column_is_reported(tmp_path: Path):
    text = BENCHMARK.read_text(encoding="utf-8").splitlines()
    path = tmp_path / BENCHMARK.name
    path.write_text("\n".join([text[0] + ",infer_watts", *(line + ",300" for line in text[1:])]), encoding="utf-8")
    assert timm_results.read([RESULTS, path]).unknown_columns == ["infer_watts"]


def test_sources_that_the_origin_describes_are_of_layouts_that_an_importer_reads():
    sources = read_origin(PACKAGE_ROOT, "inference_models")["sources"]
    layouts = {layout.key for layout in (*inference_models.LAYOUTS, *timm_results.LAYOUTS)}
    assert {layout_of(key, entry) for key, entry in sources.items()} <= layouts
