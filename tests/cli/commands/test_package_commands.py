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


_CORRECTION = """- record: {record}
  column: {column}
  was: {was}
  is: {right}
  reason: made up
"""


def _corrected(root: Path, *entries: tuple[str, str, str, str]) -> None:
    names = ("record", "column", "was", "right")
    texts = [_CORRECTION.format(**dict(zip(names, entry, strict=True))) for entry in entries]
    (root / "datasets" / "things" / "corrections.yaml").write_text("".join(texts))


def test_build_and_verify_tell_in_one_line_of_corrections_that_the_records_do_not_show(
    run: Run, things_checkout: Path
) -> None:
    _records(things_checkout).write_text(
        "record_id,count,size_flop,share_fraction,is_good,start_date,kind,labels,tones,source\n"
        "a,1,1e20,,,2020-01-02,,x;y,,a-source\nb,2,,,,,,,,a-source\nd,2,,,,,,,,a-source\n"
    )
    release(things_checkout, "2020.1.0")
    held = (things_checkout / "datasets" / "things" / "records.csv").read_text()
    _records(things_checkout).write_text(held.replace("d,2,,,,,,,,a-source\n", ""))
    build, verify = ("build", "--root", str(things_checkout)), ("verify", "--root", str(things_checkout))
    _corrected(
        things_checkout,
        ("a", "size_flop", "6.0e+19", "1.0e+20"),  # applied
        ("b", "count", "3", "4"),  # has another value since
        ("b", "count", "4", "2"),  # so the first was superseded
        ("d", "count", "2", "3"),  # the record is gone
    )
    first = run(*build)
    assert (first.exit_code, "corrections.yaml" in first.stderr) == (0, False), first.output
    checked = run(*verify)
    assert checked.stdout == "every file is as declared\n", checked.output
    _corrected(
        things_checkout,
        ("a", "size_flop", "1.0e+20", "2.0e+20"),
        ("a", "start_date", "2020-01-02", "2021-01-02"),
        ("a", "labels", "[x, y]", "[x]"),
        ("b", "share_fraction", "null", "0.5"),
        ("c", "count", "1", "2"),
        ("b", "counts", "1", "2"),
    )
    told = (
        "datasets/things/corrections.yaml: 4 corrections are not in records.csv (a: size_flop, a: start_date, "
        "a: labels and 1 more); 1 correction names a record that no version has (c); 1 correction names a "
        "column that schemas/things.json has not (b: counts); import the source again, or write what is right "
        "in records.csv; mend or remove the entry"
    )
    assert told in run(*build).stderr.splitlines()
    verified = run(*verify)
    assert (verified.exit_code, told in verified.stdout.splitlines()) == (0, True)


def test_a_correction_that_lacks_something_is_named(run: Run, things_checkout: Path) -> None:
    _records(things_checkout)
    release(things_checkout, "2020.1.0")
    path = things_checkout / "datasets" / "things" / "corrections.yaml"
    path.write_text("- record: a\n  column: count\n  is: 2\n")
    for command in ("build", "verify"):
        result = run(command, "--root", str(things_checkout))
        assert result.exit_code == 1
        assert "corrections.yaml: entry 1 (a) has no was, reason; write it" in result.output


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
