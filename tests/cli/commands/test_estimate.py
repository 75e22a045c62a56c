"""The command `estimate`: its three kinds of input, its formats, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]

GPT_3 = ("--parameters", "175e9", "--tokens", "300e9", "--epochs", "1")


def test_quantities_give_both_methods_with_what_was_assumed(run: Run) -> None:
    text = run("estimate", *GPT_3, "--hardware", "NVIDIA V100", "--chips", "10000", "--hours", "355.2").stdout
    assert "operations  3.15e+23 FLOP" in text
    assert "hardware    4.8e+23 FLOP" in text
    assert "accelerators/nvidia-v100" in text
    assert "not stated; Epoch AI" in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_stated_compute_stands_beside_the_estimates(run: Run) -> None:
    (found,) = json.loads(run("estimate", *GPT_3, "--compute", "6.3e23", "--format", "json").stdout)
    assert found["operations"]["flop"] == pytest.approx(3.15e23)
    assert found["operations"]["ratio"] == pytest.approx(2)
    assert found["hardware"]["missing"] == ["training_hardware", "hardware_quantity", "training_time_hour"]
    assert "stated / estimate 2" in run("estimate", *GPT_3, "--compute", "6.3e23").stdout


def test_a_shipped_record_is_named_and_judged(run: Run) -> None:
    text = run("estimate", "--record", "gopher-280b").stdout
    assert text.splitlines()[0].endswith("(gopher-280b)")
    assert "stated      6.31e+23 FLOP (training_compute_flop; by reported)" in text


def test_files_give_a_row_per_record_and_method(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "systems.csv"
    path.write_text(
        "record_id,domains,parameters,training_dataset_size_datapoint\na,Language,1e9,2e10\nb,Language,x,1\n",
        encoding="utf-8",
    )
    result = run("estimate", str(path), "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [(row["record_id"], row["method"]) for row in rows] == [
        ("a", "operations"), ("a", "hardware"), ("b", "operations"), ("b", "hardware"),
    ]  # fmt: skip
    assert float(rows[0]["estimate_flop"]) == pytest.approx(1.2e20)
    assert rows[2]["missing"] == "parameters"
    assert result.stderr.startswith("1 cell ")


def test_values_out_of_range_are_unknown_and_counted(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "systems.csv"
    path.write_text(
        "record_id,parameters,training_dataset_size_datapoint,epochs,training_hardware,hardware_quantity,"
        "training_time_hour\na,-5,1e9,-1,NVIDIA V100,0,10\nb,1e308,1e308,1,,,\n",
        encoding="utf-8",
    )
    result = run("estimate", str(path), "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert result.stderr == "3 cells out of range and taken as unknown; compute-trends check shows where\n"
    assert [row["estimate_flop"] for row in rows] == ["", "", "", ""]
    assert [row["missing"] for row in rows[:2]] == ["parameters", "hardware_quantity"]
    assert "greater than the largest number" in rows[2]["missing"]


def test_records_of_another_dataset_are_refused(run: Run, tmp_path: Path) -> None:
    chip = tmp_path / "chip.yaml"
    chip.write_text("record_id: a-chip\nname: A chip\nmanufacturer: NVIDIA\ntdp_w: 300\n", encoding="utf-8")
    result = run("estimate", str(chip))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "has columns of accelerators; estimate reads records of milestone_systems" in result.stderr


def test_standard_input_is_read_like_check_does(run: Run) -> None:
    record = json.dumps({"parameters": 1e9, "training_dataset_size_datapoint": 2e10, "domains": ["Language"]})
    assert "1.2e+20 FLOP" in run("estimate", "-", stdin=record).stdout


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ((), "one of the three"),
        (("--record", "gpt-1", "--epochs", "1"), "one of the three"),
        (("--record", "gpt-l"), "no record 'gpt-l'; did you mean"),
        (("--hardware", "NVIDIA A1000000"), "no accelerator"),
        (("--hardware", "H1000"), "no accelerator 'H1000'; did you mean "),
        (("--hardware", "a100 80gb"), "did you mean NVIDIA A100 PCIe 80 GB or NVIDIA A100 SXM4 80 GB?"),
        (("--hardware", "qqqq"), 'from accelerator_names" lists the '),
        (("--number-format", "bf61"), "did you mean bf16"),
        (("--parameters", "-1"), "--parameters"),
        (("--utilisation", "38"), "--utilisation"),
        (("--parameters", "nan", "--tokens", "1"), "'nan' is not a finite number"),
        (("--parameters", "inf", "--tokens", "1"), "'inf' is not a finite number"),
        (("--parameters", "abc"), "'abc' is not a number"),
        (("--parameters", "70B", "--tokens", "1e12"), "'70B' is not a number; write 70e9"),
        (("--parameters", "7e10", "--tokens", "1,5e12"), "not a number; the decimal mark is a point"),
        (("--utilisation", "40%"), "'40%' is not a number; write 0.4"),
        (("--hours", "2 weeks"), "'2 weeks' is not a number; write 336"),
        (("--chips", "1.5"), "'1.5' is not a whole number"),
        (("--parameters", "1e308", "--tokens", "1e308"), "their product is greater than the largest number"),
        (("--hardware", "Foo"), "select name from accelerator_names"),
        (("no-such-file.csv",), "no such file"),
    ],
)
def test_what_cannot_be_estimated_is_refused(run: Run, args: tuple[str, ...], message: str) -> None:
    result = run("estimate", *args)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_a_file_that_cannot_be_read_fails(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text("{", encoding="utf-8")
    result = run("estimate", str(path))
    assert result.exit_code == 1
    assert "broken.json" in result.stderr


@pytest.mark.parametrize(
    ("stated", "said"),
    [("1e20", ", below the interval"), ("1e26", ", above the interval"), ("4.2e22", "stated / estimate 1\n")],
)
def test_a_stated_compute_beyond_the_interval_is_told(run: Run, stated: str, said: str) -> None:
    shown = run("estimate", "--parameters", "7e9", "--tokens", "1e12", "--compute", stated).stdout
    assert said in shown.replace("\n            ", " ").replace(" 6 x", "\n6 x")
