"""What a file is, where its suffix does not say it, and files that are packed, coded or named in another way."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from compute_trends.catalog.errors import UsageError
from compute_trends.validators.api import validate
from compute_trends.validators.reading.formats import find_format
from compute_trends.validators.reports.write import FORMATS, write_report

ROWS = b"record_id,publication_date,source,admission\na,2021-02-03,x,submitted\n"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("record_id,name\na,b\n", "csv"),
        ("record_id\tname\n", "tsv"),
        ("record_id\n", "csv"),
        ("", "csv"),
        ("# a comment\nrecord_id,name\n", "csv"),
        ("name, with: a colon\n", "csv"),
        ("record_id: a\n", "yaml"),
        ("organizations: [Google, DeepMind]\n", "yaml"),
        ("name: A, B\n", "yaml"),
        ('"name": A, B\n', "yaml"),
        ("domains:\n  - Language\n", "yaml"),
        ("# a comment\n\n# another, with a comma\nrecord_id: a\n", "yaml"),
        ("# nothing else\n", "yaml"),
        ("- record_id: a\n", "yaml"),
        ("-\n  record_id: a\n", "yaml"),
        ("---\nrecord_id: a\n", "yaml"),
        ("{record_id: a, name: b}\n", "yaml"),
        ("[{record_id: a}]\n", "yaml"),
        ('{"record_id": "a"}\n', "json"),
        ('[{"record_id": "a"}]\n', "json"),
        ('{\n  "record_id": "a"\n}\n', "json"),
        ("[]", "json"),
        ('{"record_id": "a"}\n{"record_id": "b"}\n', "jsonl"),
    ],
)
def test_the_format_is_told_from_the_first_lines(tmp_path: Path, content: str, expected: str) -> None:
    (tmp_path / "file").write_text(content)
    assert find_format(tmp_path / "file") == expected


@pytest.mark.parametrize("name", ["a.csv", "a"])
def test_a_table_that_begins_with_a_comment_is_told_so(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"# mine\n" + ROWS)
    (finding,) = validate(tmp_path / name)
    assert (finding.line, finding.message) == (1, "the first line is a comment, not the names of columns")


def zipped(content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.csv", content)
    return stream.getvalue()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zip": zipped,
    "zstd": lambda content: b"\x28\xb5\x2f\xfd" + content,
}


@pytest.mark.parametrize("packer", PACKERS)
@pytest.mark.parametrize("name", ["a.csv", "a.csv.packed", "a.yaml"])
def test_a_packed_file_is_told_so_and_nothing_else(tmp_path: Path, packer: str, name: str) -> None:
    (tmp_path / name).write_bytes(PACKERS[packer](ROWS))
    (finding,) = validate(tmp_path / name)
    assert (finding.rule, finding.message) == ("structure-file", f"the file is compressed ({packer})")
    assert finding.fix == "Unpack the file and give what it holds."


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.jsonl", "a.yaml", "a"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_told_with_and_without_its_mark(tmp_path: Path, name: str, encoding: str) -> None:
    (tmp_path / name).write_bytes(ROWS.decode().encode(encoding))
    (finding,) = validate(tmp_path / name)
    assert (finding.rule, finding.line) == ("structure-encoding", 1)
    assert finding.message == "the file is UTF-16" + ("" if encoding == "utf-16" else ", without a byte order mark")


def test_a_parquet_file_named_as_a_table_of_text_is_told_so(tmp_path: Path) -> None:
    pq.write_table(pa.table({"record_id": ["a"]}), tmp_path / "a.csv")
    (finding,) = validate(tmp_path / "a.csv")
    assert finding.message == "the file is PARQUET, not what its name says"


def test_a_column_of_a_parquet_file_named_twice_is_told_by_its_name(tmp_path: Path) -> None:
    cells = [pa.array(["a"]), pa.array([{"x": 1, "y": {"z": 2}}]), pa.array([["b"]]), *[pa.array(["c"])] * 3]
    names = ["record_id", "epochs", "domains", "name", "name", "name"]
    pq.write_table(pa.Table.from_arrays(cells, names=names), tmp_path / "a.parquet")
    report = validate(tmp_path / "a.parquet", "milestone_systems", select=["structure-unknown-column"])
    assert [(f.rule, f.column, f.message) for f in report] == [
        ("structure-header", "name", "three columns have this name")
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
@pytest.mark.parametrize("format_name", FORMATS)
def test_a_name_that_is_not_utf_8_is_shown_escaped_in_every_format(tmp_path: Path, format_name: str) -> None:
    folder = os.fsencode(tmp_path)
    Path(os.fsdecode(folder + b"/bad\xff.csv")).write_bytes(ROWS.replace(b"02-03", b"02-30"))
    pq.write_table(pa.table({"record_id": ["B"]}), tmp_path / "a.parquet")
    (tmp_path / "a.parquet").rename(os.fsdecode(folder + b"/bad\xff.parquet"))
    report = validate(tmp_path, "milestone_systems", select=["structure-type", "structure-pattern"])
    assert [Path(file.label).name for file in report.files] == ["bad\\xff.csv", "bad\\xff.parquet"]
    assert {(f.rule, Path(f.file).suffix) for f in report} >= {
        ("structure-type", ".csv"),
        ("structure-pattern", ".parquet"),
    }
    with (tmp_path / "report").open("w", encoding="utf-8") as stream:
        write_report(report, format_name, stream)


def test_a_folder_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_bytes(ROWS)
    closed = tmp_path / "closed"
    closed.mkdir()
    scandir = os.scandir

    def refusing(path: str | Path) -> object:
        if str(path) == str(closed):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)  # root may read every folder
    for given in (tmp_path, closed):
        found = validate(given, "milestone_systems", select=["structure"]).findings
        assert [(f.file, f.rule, f.message) for f in found] == [
            (str(closed), "structure-file", "cannot be read: Permission denied")
        ]


def test_no_name_and_no_input_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="the name is empty"):
        validate("")
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(UsageError, match="standard input is closed"):
        validate("-")


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("RECORD_ID,NAME", "did you mean name, record_id?"),
        ("record_id , name ", "did you mean name, record_id?"),
        ("recrd_id,nmae", "did you mean name, record_id?"),
        ("'record_id','name'", "did you mean name, record_id?"),
        ("x,y", "no dataset has these columns ('x', 'y')"),
    ],
)
def test_the_nearest_columns_are_offered_where_no_dataset_has_them(tmp_path: Path, header: str, said: str) -> None:
    (tmp_path / "a.csv").write_text(f"{header}\na,b\n")
    (finding,) = validate(tmp_path / "a.csv")
    assert finding.rule == "structure-dataset"
    assert finding.message.endswith(said)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"records": [{"record_id": "a"}], "count": 1}, "the records stand within 'records'"),
        ({"record_id": {"0": "a"}, "name": {"0": "A"}}, "an object of objects, as pandas writes a table by default"),
        (
            {"0": {"record_id": "a"}, "1": {"record_id": "b"}},
            "an object of objects, as pandas writes a table by default",
        ),
        (
            {"columns": ["record_id"], "index": [0], "data": [["a"]]},
            "the names of the columns and the rows stand apart, as pandas writes them with orient='split'",
        ),
    ],
)
@pytest.mark.parametrize("dataset", [None, "milestone_systems"])
def test_json_of_a_table_in_another_form_is_told(
    tmp_path: Path, content: object, said: str, dataset: str | None
) -> None:
    (tmp_path / "a.json").write_text(json.dumps(content))
    (finding,) = validate(tmp_path / "a.json", dataset)
    assert (finding.rule, finding.message) == ("structure-file", said)
    assert "orient='records'" in finding.fix


def test_quotes_after_a_space_do_not_hide_the_dataset(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('"record_id", "name", "inclusion_criteria"\n"a", "A", "discretionary"\n')
    report = validate(tmp_path / "a.csv")
    assert report.files[0].dataset == "milestone_systems"
    assert "a space stands before a quote" in [f.message for f in report]


def test_an_error_of_duckdb_is_told_without_our_statement(tmp_path: Path) -> None:
    stream = io.BytesIO()
    pq.write_table(pa.table({"record_id": ["a"] * 20}), stream)
    for at in range(40, len(stream.getvalue()), 3):
        content = bytearray(stream.getvalue())
        content[at] ^= 0x55
        (tmp_path / f"{at}.parquet").write_bytes(content)
    report = validate(tmp_path, "milestone_systems", select=["structure"])
    assert len({finding.file for finding in report if finding.rule == "structure-file"}) > 30
    for finding in report:
        assert "LINE" not in finding.message
        assert "read_parquet" not in finding.message


def test_columns_in_capitals_tell_the_dataset(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"Record ID": "a", "NAME": "A", "Inclusion Criteria": "discretionary"}))
    report = validate(tmp_path / "a.json", select=["structure-unknown-column"])
    assert report.files[0].dataset == "milestone_systems"
    assert [f.message.partition("; ")[2] for f in report if f.rule == "structure-unknown-column"] == [
        "did you mean record_id?",
        "did you mean name?",
        "did you mean inclusion_criteria?",
    ]
