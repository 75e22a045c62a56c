"""`compute-trends check`: exit status, streams and options."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result

from compute_trends.validators.reports.write import FORMATS

Run = Callable[..., Result]
HEADER = "record_id,publication_date,source,admission\n"
GOOD = HEADER + "a,2021-02-03,x,submitted\n"
BAD = HEADER + "a,2021-02-30,x,submitted\n"
STRUCTURE = ("--dataset", "milestone_systems", "--select", "structure")


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.csv").write_text(GOOD)
    Path("bad.csv").write_text(BAD)
    Path("warned.csv").write_bytes(b"\xef\xbb\xbf" + GOOD.encode())


def test_a_clean_submission_exits_0(run: Run) -> None:
    result = run("check", "good.csv", *STRUCTURE)
    assert (result.exit_code, result.stdout) == (0, "1 record in 1 file: nothing to object\n")


def test_an_error_exits_1(run: Run) -> None:
    result = run("check", "bad.csv", *STRUCTURE)
    assert result.exit_code == 1
    assert "publication_date = '2021-02-30'" in result.stdout


@pytest.mark.parametrize(("options", "status"), [((), 0), (("--fail-on", "error"), 0), (("--fail-on", "warning"), 1)])
def test_a_warning_fails_only_where_that_is_asked(run: Run, options: tuple[str, ...], status: int) -> None:
    assert run("check", "warned.csv", *STRUCTURE, *options).exit_code == status


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("missing.csv",), "no such file: missing.csv"),
        (("good.csv", "--dataset", "milestones"), "did you mean milestone_systems"),
        (("good.csv", "--select", "structure-typ"), "did you mean structure-type"),
        (("good.csv", "--ignore", "nothing"), "no rule or layer 'nothing'"),
        (("good.csv", "--format", "jsno"), "did you mean json"),
        (("good.csv", "--fail-on", "errors"), "did you mean error"),
        (("good.csv", "--waivers", "none.yaml"), "none.yaml: cannot be read"),
        (("good.csv",), "fit"),
        ((), "Missing argument"),
    ],
)
def test_arguments_that_make_no_sense_exit_2(run: Run, arguments: tuple[str, ...], said: str) -> None:
    result = run("check", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("format_name", FORMATS)
def test_every_format_goes_to_standard_output_alone(run: Run, format_name: str) -> None:
    result = run("check", "bad.csv", *STRUCTURE, "--format", format_name)
    assert result.exit_code == 1
    assert "structure-type" in result.stdout.replace("\\", "")
    assert result.stderr == ""


def test_the_dataset_that_was_taken_is_said_on_standard_error(run: Run) -> None:
    Path("chip.csv").write_text("record_id,memory_byte,tdp_w,source,admission\na,1e9,300,x,submitted\n")
    result = run("check", "chip.csv", "--select", "structure", "--format", "json")
    assert result.stderr == "chip.csv: taken for accelerators, by its columns\n"
    assert json.loads(result.stdout)["summary"]["records"] == 1


@pytest.mark.parametrize(
    "text",
    [
        BAD,
        BAD.replace(",", "\t"),
        "record_id: a\npublication_date: 2021-02-30\nsource: x\nadmission: submitted\n",
        '{"record_id": "a", "publication_date": "2021-02-30", "source": "x", "admission": "submitted"}\n',
        '[{"record_id": "a", "publication_date": "2021-02-30", "source": "x", "admission": "submitted"}]',
        (
            '{"record_id": "a", "publication_date": "2021-02-03", "source": "x", "admission": "submitted"}\n'
            '{"record_id": "b", "publication_date": "2021-02-30", "source": "x", "admission": "submitted"}\n'
        ),
    ],
    ids=["csv", "tsv", "yaml", "object", "json", "jsonl"],
)
def test_standard_input_is_read_as_what_it_looks_like(run: Run, text: str) -> None:
    result = run("check", "-", *STRUCTURE, "--format", "jsonl", stdin=text)
    (finding,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert (finding["file"], finding["rule"], finding["value"]) == ("<stdin>", "structure-type", "2021-02-30")


def test_waivers_and_limits_are_taken(run: Run) -> None:
    Path("waivers.yaml").write_text("- {rule: structure-type, record: a, reason: Seen., expires: 2999-01-01}\n")
    result = run("check", "bad.csv", *STRUCTURE, "--waivers", "waivers.yaml")
    assert (result.exit_code, result.stdout) == (0, "1 record in 1 file: nothing to object; 1 finding waived\n")
    Path("many.csv").write_text(HEADER + "".join(f"a{n},2021-02-30,x,submitted\n" for n in range(150)))
    result = run("check", "many.csv", *STRUCTURE)
    assert result.stdout.count("error structure-type:") == 100
    assert result.stdout.endswith("150 records in 1 file: 150 errors, 0 warnings\n")
    assert run("check", "many.csv", *STRUCTURE, "--limit", "0").stdout.count("error structure-type:") == 150
    assert json.loads(run("check", "many.csv", *STRUCTURE, "--format", "json", "--limit", "2").stdout)["summary"] == {
        "files": 1,
        "records": 150,
        "errors": 150,
        "warnings": 0,
    }


def test_the_report_goes_to_a_file_where_one_is_named(run: Run) -> None:
    result = run("check", "bad.csv", *STRUCTURE, "--format", "sarif", "--output", "report.sarif")
    assert (result.exit_code, result.stdout) == (1, "")
    assert json.loads(Path("report.sarif").read_text())["version"] == "2.1.0"


@pytest.mark.parametrize("command", [("check",), ("estimate",), ("diff", "milestone_systems", "2026.8.0")])
def test_no_result_takes_the_place_of_what_it_is_about(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"record_id": "a"}]')
    again = f"{tmp_path}/../{tmp_path.name}/a.json"
    result = run(*command, str(path), "--output", again, "--force", "--format", "json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "is a file to read, and the result would take its place; name another file" in result.stderr
    assert path.read_text() == '[{"record_id": "a"}]'


@pytest.mark.parametrize("dataset", ["milestone_systems", "accelerators", "benchmark_results"])
def test_shipped_records_satisfy_their_schema(run: Run, dataset: str) -> None:
    from compute_trends.catalog.paths import PACKAGE_ROOT

    path = PACKAGE_ROOT / "datasets" / dataset / "records.csv"
    result = run("check", str(path), "--select", "structure")
    assert result.exit_code == 0, result.stdout


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("r.sarif", '{"$schema"'),
        ("r.xml", "<?xml"),
        ("r.junit", "<?xml"),
        ("r.md", "###"),
        ("r.markdown", "###"),
        ("r.json", '{"summary"'),
        ("r.txt", "bad.csv"),
        ("r", "bad.csv"),
    ],
)
def test_the_suffix_of_the_output_decides_on_its_form(run: Run, name: str, begins: str) -> None:
    assert run("check", "bad.csv", *STRUCTURE, "--output", name).exit_code == 1
    assert Path(name).read_text().startswith(begins)


@pytest.mark.parametrize("name", ["r.html", "r.csv", "r.parquet"])
def test_a_suffix_without_a_form_is_refused_unless_the_form_is_given(run: Run, name: str) -> None:
    result = run("check", "bad.csv", *STRUCTURE, "--output", name)
    assert (result.exit_code, Path(name).exists()) == (2, False)
    assert result.stderr.startswith(f"Error: {name}: no form of the result is called .")
    assert result.stderr.count("\n") == 1
    assert run("check", "bad.csv", *STRUCTURE, "--output", name, "--format", "markdown").exit_code == 1
    assert Path(name).read_text().startswith("###")


def test_a_waiver_file_that_is_a_pipe_is_refused(run: Run) -> None:
    os.mkfifo("pipe.yaml")
    result = run("check", "bad.csv", *STRUCTURE, "--waivers", "pipe.yaml")
    assert (result.exit_code, result.stderr) == (2, "Error: pipe.yaml: cannot be read: not a regular file\n")


def test_a_sheet_that_is_left_out_is_said(run: Run) -> None:
    book = openpyxl.Workbook()
    for row in csv.reader(GOOD.splitlines()):
        book.active.append(row)
    book.create_sheet("Readme").append(["How to read this"])
    book.save("book.xlsx")
    result = run("check", "book.xlsx", *STRUCTURE)
    assert (result.exit_code, result.stdout) == (0, "1 record in 1 file: nothing to object\n")
    assert result.stderr == "book.xlsx: left out the sheet 'Readme', whose columns are no dataset's\n"


def test_the_command_takes_a_limit_and_refuses_a_wrong_one(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("record_id,name\na,A\n")
    arguments = ["check", str(path), "--dataset", "milestone_systems"]
    assert run(*arguments, "--memory-limit", "1GB").exit_code == run(*arguments).exit_code == 1
    wrong = run(*arguments, "--memory-limit", "3 apples")
    assert wrong.exit_code == 2
    assert "write it as 1GB or 500MB" in wrong.stderr
