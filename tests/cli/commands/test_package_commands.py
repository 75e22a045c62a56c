from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from compute_trends.catalog.release.build import release

Run = Callable[..., Result]
RECORDS = "record_id,count,size_flop,share_fraction,is_good,start_date,kind,labels,tones,source\na,1,,,,,,,,a-source\n"


def _records(root: Path) -> Path:
    path = root / "datasets" / "things" / "records.csv"
    path.write_text(RECORDS)
    return path


def test_build_prints_what_it_wrote_and_then_has_nothing_to_do(run: Run, things_checkout: Path) -> None:
    _records(things_checkout)
    first = run("build", "--root", str(things_checkout))
    assert first.exit_code == 0
    assert "datapackage.json" in first.stdout.splitlines()
    assert "things: records.csv differs from the newest release" in first.stderr
    again = run("build", "--root", str(things_checkout))
    assert (again.exit_code, again.stdout) == (0, "")


def test_build_says_which_columns_it_added_to_the_records(run: Run, things_checkout: Path) -> None:
    records = _records(things_checkout)
    lines = [line.rsplit(",", 2) for line in RECORDS.splitlines()]
    records.write_text("".join(f"{first},{last}\n" for first, _, last in lines))  # without tones
    result = run("build", "--root", str(things_checkout))
    assert result.exit_code == 0
    assert "datasets/things/records.csv" in result.stdout.splitlines()
    assert "datasets/things/records.csv: added tones, empty in every record\n" in result.stderr
    assert records.read_text() == RECORDS


def test_a_column_that_the_schema_lacks_is_one_line_and_a_usage_error(run: Run, things_checkout: Path) -> None:
    records = _records(things_checkout)
    records.write_text(RECORDS.replace("kind", "sort"))
    result = run("build", "--root", str(things_checkout))
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert line.endswith(
        "datasets/things/records.csv: schemas/things.json does not declare 'sort', and the header lacks kind; declare "
        "the column, or take it out of the file"
    )


def test_build_refuses_a_folder_that_is_no_checkout(run: Run, tmp_path: Path) -> None:
    result = run("build", "--root", str(tmp_path))
    assert result.exit_code == 2
    assert "is not a compute-trends checkout" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_verify_names_the_file_and_both_hashes(run: Run, things_checkout: Path) -> None:
    _records(things_checkout)
    release(things_checkout, "2020.1.0")
    assert run("verify", "--root", str(things_checkout)).exit_code == 0
    path = things_checkout / "datasets" / "things" / "2020.1.0.parquet"
    path.write_bytes(path.read_bytes() + b"x")
    result = run("verify", "--root", str(things_checkout), "--format", "json")
    assert result.exit_code == 1
    problems = json.loads(result.stdout)
    assert problems[0]["file"] == "datasets/things/2020.1.0.parquet"
    declared = json.loads((things_checkout / "datapackage.json").read_text())["resources"][0]["hash"]
    assert declared.removeprefix("sha256:") in problems[0]["message"]
    text = run("verify", "--root", str(things_checkout))
    assert (text.exit_code, text.stdout.splitlines()[0].split(":")[0]) == (1, "datasets/things/2020.1.0.parquet")
