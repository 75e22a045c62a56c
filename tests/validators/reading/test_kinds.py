"""Every kind of file that is not read is told by its name, whatever the file is called."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import pickle
import sqlite3
import subprocess
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.feather
import pyarrow.orc
import pytest

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.validators.api import validate
from compute_trends.validators.explaining.kinds_page import KINDS_PAGE, render_kinds_page
from compute_trends.validators.reading.kinds import READ
from compute_trends.validators.reading.refused_kinds import refused_kinds
from compute_trends.validators.reports.finding import Finding

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
ROWS = b"record_id,publication_date,source,admission\na,2021-02-30,x,submitted\n"


def archive(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return stream.getvalue()


def sheet_of(path: Path, write: Callable[[Path], object]) -> bytes:
    write(path)
    return path.read_bytes()


def sqlite(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("create table t (record_id text)")
    connection.close()


def tarred(path: Path) -> None:
    with tarfile.open(path, "w") as target:
        target.add(PACKAGE_ROOT / "LICENSE", "LICENSE")


def stream(path: Path) -> None:
    table = pa.table({"record_id": ["a"]})
    with pa.ipc.new_stream(path, table.schema) as writer:
        writer.write_table(table)


def array(path: Path) -> None:
    with path.open("wb") as handle:
        np.save(handle, np.zeros(3))


MADE: dict[str, bytes | Callable[[Path], object]] = {
    "an encrypted workbook": OLE + "EncryptedPackage".encode("utf-16-le"),
    "an Excel workbook of the old form (.xls)": OLE + bytes(4096) + "Workbook".encode("utf-16-le"),
    "a document of an old Office program": OLE + "WordDocument".encode("utf-16-le"),
    "an Excel workbook of the XML form of 2003": b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>\n'
    b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>',
    "an Excel binary workbook (.xlsb)": archive({"[Content_Types].xml": b"", "xl/workbook.bin": b""}),
    "an OpenDocument spreadsheet": archive(
        {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b""}
    ),
    "an OpenDocument file, but no spreadsheet": archive({"mimetype": b"application/vnd.oasis.opendocument.text"}),
    "an Apple Numbers spreadsheet": archive({"Index/Document.iwa": b"", "preview.jpg": b""}),
    "a Word document": archive({"[Content_Types].xml": b"", "word/document.xml": b""}),
    "a presentation": archive({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}),
    "compressed (zip)": archive({"a.csv": ROWS}),
    "an archive (tar)": tarred,
    "a pointer of Git LFS, not the file that it stands for": b"version https://git-lfs.github.com/spec/v1\n",
    "a PDF document": b"%PDF-1.7\n",
    "a SQLite database": sqlite,
    "a DuckDB database": lambda path: duckdb.connect(str(path)).close(),
    "an Arrow or Feather file": lambda path: pyarrow.feather.write_feather(pa.table({"a": [1]}), path),
    "a stream of Arrow": stream,
    "an ORC file": lambda path: pyarrow.orc.write_table(pa.table({"a": [1]}), path),
    "a NumPy array": array,
    "a web page (HTML)": b"\n<!DOCTYPE html>\n<html lang=en><table><tr><td>record_id</td></tr></table></html>",
    "an XML document": b"<?xml version='1.0'?>\n<records><record_id>a</record_id></records>",
    "half merged: git left the marks of a conflict in it": b"<<<<<<< HEAD\n"
    + ROWS
    + b"=======\n"
    + ROWS
    + b">>>>>>> main\n",
    "a pickle of Python": pickle.dumps({"record_id": ["a"]}),
    "a table of Markdown": b"# New\n\nHere they are:\n\n| record_id | name |\n|:---|---:|\n| a | A |\n",
    "a block of Markdown, with the marks around it": b"```csv\n" + ROWS + b"```\n",
    "a table drawn with lines, as reStructuredText and database shells have it": b"+-----------+------+\n"
    b"| record_id | name |\n+===========+======+\n| a         | A    |\n+-----------+------+\n",
    "a table of reStructuredText": b".. csv-table::\n   :header: record_id, name\n\n   a, A\n",
    "a table of LaTeX": b"\\begin{tabular}{ll}\nrecord\\_id & name \\\\\na & A \\\\\n\\end{tabular}\n",
    "a table of a wiki": b'{| class="wikitable"\n! record_id !! name\n|-\n| a || A\n|}\n',
    "code of R": b'structure(list(record_id = c("a", "b"), name = c("A", NA)), class = "data.frame")\n',
    "a script of SQL": b"-- a dump\n\nINSERT INTO systems (record_id, name) VALUES\n('a', NULL);\n",
    "a literal of Python, not JSON": b"[{'record_id': 'a', 'name': None, 'open': True}]\n",
    "code that assigns a value, not the value alone": b'records = [\n  {"record_id": "a", "name": "A"},\n]\n',
    "a link, not what it leads to": b"https://example.org/records.csv\n",
    "a file of settings (INI or TOML)": b'# new\n[[records]]\nrecord_id = "a"\nname = "A"\n',
    "an e-mail": b"From: a@example.org\nTo: b@example.org\nSubject: new systems\n\nHere they are:\n" + ROWS,
    "a patch, not the file that it changes": b"diff --git a/r.csv b/r.csv\n--- a/r.csv\n+++ b/r.csv\n@@ -1 +1,2 @@\n "
    + ROWS,
    "a list of references (BibTeX or RIS)": b"@article{a,\n  title = {A},\n  year = {2020}\n}\n",
    "a table of Weka (ARFF)": b"@relation systems\n@attribute record_id string\n@data\na\n",
}

#: Other forms of the same kinds.
ALSO: list[tuple[str, bytes]] = [
    ("a table of Markdown", b"record_id | name\n---|---\na | A\n"),
    ("a table of Markdown", b"| record_id | name |\n|-----------+------|\n| a | A |\n"),
    (
        "a table drawn with lines, as reStructuredText and database shells have it",
        b" record_id | name\n---+---\n a | A\n",
    ),
    (
        "a table drawn with lines, as reStructuredText and database shells have it",
        b"=== ====\nid  name\n=== ====\na   A\n",
    ),
    ("code of R", b'x <-\nstructure(list(record_id = c("a")), class = "data.frame")\n'),
    ("code of R", b'# new\nlibrary(tibble)\n\nnew.rows <- tribble(~record_id, ~name,\n  "a", "A")\n'),
    ("a table of LaTeX", b"record\\_id & name \\\\\n\\hline\na & A \\\\\n"),
    ("a web page (HTML)", b'<table border="1" class="dataframe">\n<tr><th>record_id</th></tr></table>'),
    ("an XML document", b"<records>\n<record><record_id>a</record_id></record></records>"),
    ("a script of SQL", b"PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE t(a);\n"),
    ("a literal of Python, not JSON", b"{'record_id': 'a', 'name': 'A'}\n{'record_id': 'b', 'name': 'B'}\n"),
    ("a file of settings (INI or TOML)", b'record_id = "a"\nname = "A"\n'),
]

#: Texts that hold such things, or look a little like them, and are read.
READ_ALL_THE_SAME: dict[str, bytes] = {
    "a.csv": b'record_id,notes\na,"| x | y |\n|---|---|\n| 1 | 2 |"\n',
    "b.yaml": b"record_id: a\nnotes: |\n  | x | y |\n  |---|---|\n  | 1 | 2 |\n",
    "c.yaml": b"notes: |\n  --|--\nrecord_id: a\n",
    "d.csv": b"record_id|notes\na|--\n",
    "e.csv": b"sep=,\nrecord_id,notes\na,b = c\n",
    "f.yaml": b"{'record_id': 'a', 'notes': 'b'}\n",
    "g.csv": b"record_id,notes\na,<b>\n",
    "h.csv": b"record_id,source_url\na,https://example.org\n",
    "k.csv": b"record_id,notes\na,x <- y\n",
    "l.yaml": b"# a <- b\nrecord_id: a\nnotes: x <- y\n",
    "i.yaml": b"# from a paper\nrecord_id: a\nnotes: x = y\n",
    "j.json": b'{"record_id": "a", "notes": [{"b": 1}]}',
}


NAMES = ("a", "a.csv", "a.xlsx", "a.parquet", "a.json")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, list[Finding]]]:
    """What a check says of the files of a kind, under each name, and of a good one beside them."""

    @cache
    def told(what: str) -> dict[str, list[Finding]]:
        folder, made = tmp_path_factory.mktemp("kind"), MADE[what]
        content = made if isinstance(made, bytes) else sheet_of(folder / "made", made)
        for name in NAMES:
            (folder / name).write_bytes(content)
        (folder / "good.csv").write_bytes(ROWS)
        paths = [folder / name for name in (*NAMES, "good.csv")]
        found = validate(paths, "milestone_systems", select=["structure"]).findings
        return {path.name: [finding for finding in found if finding.file == str(path)] for path in paths}

    return told


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("what", MADE)
def test_a_kind_that_is_not_read_is_told_by_its_content(
    told: Callable[[str], dict[str, list[Finding]]], what: str, name: str
) -> None:
    found = told(what)
    (kind,) = {kind.fix for kind in refused_kinds() if kind.what == what}
    assert {(f.rule, f.message, f.fix) for f in found[name]} == {("structure-file", f"the file is {what}", kind)}
    assert [f.column for f in found["good.csv"]] == ["publication_date"]


@pytest.mark.parametrize(("what", "content"), ALSO)
def test_other_forms_of_a_kind_are_told_too(tmp_path: Path, what: str, content: bytes) -> None:
    paths = [tmp_path / name for name in ("a.csv", "a.txt", "a.json", "a.yaml")]
    for path in paths:
        path.write_bytes(content)
    found = [(f.file, f.message) for f in validate(paths, "milestone_systems")]
    assert found == [(str(path), f"the file is {what}") for path in paths]


@pytest.mark.parametrize("name", READ_ALL_THE_SAME)
def test_what_only_holds_such_a_text_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(READ_ALL_THE_SAME[name])
    report = validate(tmp_path / name, "milestone_systems", select=["structure"])
    rules = {f.rule for f in report}
    assert rules & {"structure-required", "structure-missing-column"}  # so a record was found
    assert "structure-file" not in rules


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"records": [{"record_id": "a"}]}, "the records stand within 'records'"),
        ({"result": {"count": 1, "items": [{"record_id": "a"}]}}, "the records stand within 'result', 'items'"),
        (
            {"features": [{"name": "record_id"}], "rows": [{"row_idx": 0, "row": {"record_id": "a"}}]},
            "the records stand within 'rows', 'row'",
        ),
        (
            {"hits": {"hits": [{"_id": "1", "_source": {"record_id": "a"}}]}},
            "the records stand within 'hits', 'hits', '_s",
        ),
        ({"columns": [{"type": "text"}], "values": [{"a": 1}]}, "the records stand within 'columns'"),
        ({"record_id": ["a", "b"], "name": ["A", "B"]}, "each column is a list of its own"),
        ({"0": {"record_id": "a"}, "1": {"record_id": "b"}}, "an object of objects"),
        ({"cells": [{"source": []}], "metadata": {}, "nbformat": 4}, "a Jupyter notebook"),
    ],
)
@pytest.mark.parametrize("name", ["a.json", "a.yaml", "a.jsonl", "a"])
def test_records_in_the_form_of_other_programs_are_one_finding(
    tmp_path: Path, name: str, content: object, said: str
) -> None:
    (tmp_path / name).write_text(json.dumps(content))
    (finding,) = validate(tmp_path / name, "milestone_systems")
    assert finding.message.startswith(said)
    assert finding.line == 1


def test_cells_that_spaces_part_are_one_finding(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("record_id  name   publication_date\na          A      2020-01-01\n")
    (finding,) = validate(tmp_path / "a.txt", "milestone_systems")
    assert (finding.rule, finding.line) == ("structure-delimiter", 1)


def test_lines_none_of_which_is_json_are_one_finding(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(ROWS)
    (finding,) = validate(tmp_path / "a.jsonl", "milestone_systems")
    assert finding.message.startswith("none of the 2 lines is JSON: ")


@pytest.mark.parametrize("name", ["a", "a.csv", "a.json", "a.yaml", "a.dat"])
@pytest.mark.parametrize(
    "content", [zlib.compress(ROWS), bytes(range(256)), bytes(1000), b"\x03\x7a\x01\x01" + bytes(60)]
)
def test_bytes_that_are_no_text_are_one_finding_and_not_names_of_columns(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    (finding,) = validate(tmp_path / name)
    assert finding.rule == "structure-file"
    assert finding.message == "the file is binary, and no table of a kind that is read"


def test_a_stray_byte_in_a_table_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(ROWS.replace(b"a,", b"a\0\1,", 1))
    report = validate(tmp_path / "a.csv", "milestone_systems", select=["structure"])
    assert {(f.rule, f.line) for f in report} >= {("structure-encoding", 2)}


def test_every_refused_kind_has_bytes_to_know_it_by() -> None:
    for kind in refused_kinds():
        assert kind.begins or kind.part or kind.mimetype or kind.holds or kind.opens or kind.looks, kind.what
        assert kind.fix
        assert not set(kind.suffixes) & {suffix for read in READ.values() for suffix in read.suffixes} - {".xlsx"}


@pytest.mark.parametrize("name", ["page", "page.xls", "page.xlsx"])
def test_a_web_page_that_is_called_a_workbook_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("<html><body><table><tr><td>record_id</td></tr></table></body></html>")
    (finding,) = validate(tmp_path / name)
    assert finding.message == "the file is a web page (HTML)"


@pytest.mark.parametrize(("content", "suffix"), [(ROWS, ".csv"), (b"record_id: a\n", ".yaml"), (b'{"a": 1}', ".json")])
def test_text_that_is_called_a_workbook_is_told(tmp_path: Path, content: bytes, suffix: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    (finding,) = validate(tmp_path / "a.xlsx")
    assert finding.message == "the file is text, not the workbook that its name promises"
    assert f"ends in {suffix}," in finding.fix


def test_a_workbook_may_have_any_name_but_that_of_a_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["record_id", "publication_date", "source", "admission"], ["a", "2021-02-30", "x", "submitted"]):
        book.active.append(row)
    book.save(tmp_path / "book.xlsx")
    content = (tmp_path / "book.xlsx").read_bytes()
    for name, rule in (("a.xlsm", "type"), ("a.xls", "type"), ("a", "type"), ("a.csv", "file"), ("a.parquet", "file")):
        (tmp_path / name).write_bytes(content)
        (finding,) = validate(tmp_path / name, "milestone_systems", select=["structure"])
        assert finding.rule == f"structure-{rule}", name


@pytest.mark.parametrize("encoding", ["utf-32", "utf-16"])
def test_text_of_wide_characters_is_told(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes(ROWS.decode().encode(encoding))
    (finding,) = validate(tmp_path / "a.csv")
    assert (finding.rule, finding.message) == ("structure-encoding", f"the file is {encoding.upper()}")


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="no such pipes here")
@pytest.mark.parametrize("name", ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"])
@pytest.mark.parametrize("through", ["pipe", "file"])
def test_pipes_that_a_shell_hands_over_are_read(tmp_path: Path, name: str, through: str) -> None:
    (tmp_path / "a.csv").write_bytes(ROWS)
    options = ["--select", "structure", "--format", "json", "--dataset", "milestone_systems"]
    command = [sys.executable, "-m", "compute_trends.cli.main", "check", *options, name]
    with (tmp_path / "a.csv").open("rb") as stream:
        given = {"stdin": stream} if through == "file" else {"input": ROWS}
        done = subprocess.run(command, capture_output=True, check=False, **given)  # type: ignore[call-overload]
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"2021-02-30" in done.stdout
    assert b'"structure-type"' in done.stdout


def test_a_pipe_that_nobody_writes_to_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (finding,) = validate(tmp_path / "pipe.csv", "milestone_systems")
    assert finding.message == "not a regular file"


def test_the_page_of_kinds_is_current() -> None:
    if (PACKAGE_ROOT / "docs").is_dir():
        text = (PACKAGE_ROOT / KINDS_PAGE).read_text(encoding="utf-8")
        assert text == render_kinds_page(), "run: python -m compute_trends.cli.reference"


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.json"])
def test_lines_of_json_are_told_by_their_content(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text('{"record_id": "a"}\n{"record_id": "b"}\n')
    (finding,) = validate(tmp_path / name, "milestone_systems")
    assert finding.message == "the file is JSON Lines, not what its name says"
    assert finding.fix == "Give it a name that ends in .jsonl."


def test_what_r_saves_is_r_data_and_not_merely_compressed(tmp_path: Path) -> None:
    for name, content in (
        ("a.rds", b"X\n\0\0\0\x03"),
        ("a.RData", b"RDX3\nX\n"),
        ("a", b"RDX2\nX\n"),
        ("b.rds", b"A\n3\n"),
    ):
        for packed in (content, gzip.compress(content), lzma.compress(content), bz2.compress(content)):
            (tmp_path / name).write_bytes(packed)
            (finding,) = validate(tmp_path / name, "milestone_systems")
            assert finding.message == "the file is R data"
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"record_id,name\n"))
    (tmp_path / "cut.gz").write_bytes(b"\x1f\x8b\x08\0")
    for name in ("a.csv.gz", "cut.gz"):
        (finding,) = validate(tmp_path / name, "milestone_systems")
        assert finding.message == "the file is compressed (gzip)"
    for name, content, what in (
        ("a.csv.xz", lzma.compress(b"record_id,name\n"), "xz"),
        ("cut.xz", b"\xfd7zXZ\0\0", "xz"),
        ("odd.bz2", b"BZh91AY&SY" + bytes(20), "bzip2"),
    ):
        (tmp_path / name).write_bytes(content)
        (finding,) = validate(tmp_path / name, "milestone_systems")
        assert finding.message == f"the file is compressed ({what})"


@pytest.mark.parametrize("text", ['"record_id" "name" "source"\n"1" "a" "A b" "s"\n', "record_id name source\na A s\n"])
def test_cells_with_spaces_between_them_are_called_so(tmp_path: Path, text: str) -> None:
    (tmp_path / "table.csv").write_text(text)
    (finding,) = validate(tmp_path / "table.csv", "milestone_systems")
    assert (finding.rule, finding.line) == ("structure-delimiter", 1)
    assert finding.message == "spaces part the cells, which may hold spaces themselves"
