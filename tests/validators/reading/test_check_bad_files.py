"""Files that are broken, hostile or odd: a finding or a one-line error, never an exception of a library."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from compute_trends.catalog.errors import UsageError
from compute_trends.validators.api import validate
from compute_trends.validators.reports.finding import Finding

HEADER = b"record_id,name,publication_date,source,admission\n"
ROW = b"a,A,2021-02-03,x,submitted\n"
OTHER = b"b,B,2021-02-03,x,submitted\n"


@pytest.fixture
def findings_of(tmp_path: Path) -> Callable[[str, bytes], list[Finding]]:
    """What the structure layer finds in a file of that name and content."""

    def check(name: str, content: bytes) -> list[Finding]:
        path = tmp_path / name
        path.write_bytes(content)
        return validate(path, "milestone_systems", select=["structure"]).findings

    return check


def told(findings: list[Finding]) -> list[tuple[str, int | None, str | None]]:
    return [(finding.rule.removeprefix("structure-"), finding.line, finding.column) for finding in findings]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (HEADER + ROW, []),
        (b"", [("empty", None, None)]),
        (b"\n\n", [("empty", None, None)]),
        (HEADER, [("empty", 1, None)]),
        ((HEADER + ROW).replace(b",", b";"), [("delimiter", 1, None)]),
        ((HEADER + ROW).replace(b",", b"\t"), [("delimiter", 1, None)]),
        (b"\xef\xbb\xbf" + HEADER + ROW, [("byte-order-mark", 1, None)]),
        (b"\xef\xbb\xbf\xef\xbb\xbf" + HEADER + ROW, [("byte-order-mark", 1, None)]),
        (HEADER + ROW.replace(b"\n", b"\r\n") + OTHER, [("line-endings", 2, None)]),
        ((HEADER + ROW).replace(b"\n", b"\r\n"), []),
        ((HEADER + ROW).replace(b"\n", b"\r"), []),
        (HEADER + "a,Zürich,2021-02-03,x,submitted\n".encode("latin-1"), [("encoding", 2, None)]),
        (HEADER + b"a,A\0,2021-02-03,x,submitted\n", [("encoding", 2, None)]),
        ((HEADER + ROW).decode().encode("utf-16"), [("encoding", 1, None)]),
        (HEADER + b"a,A,2021-02-03,x\n" + OTHER, [("row", 2, None)]),
        (HEADER + b"a,A,2021-02-03,x,submitted,more\n" + OTHER, [("row", 2, None)]),
        (HEADER + ROW + b'b,"B,2021-02-03,x,submitted\n', [("row", 3, None)]),
        (HEADER + b'a,"A"B,2021-02-03,x,submitted\n' + OTHER, [("row", 2, None)]),
        (HEADER.replace(b"\n", b",name\n") + ROW.replace(b"\n", b",A\n"), [("header", 1, "name")]),
        (HEADER.replace(b"\n", b",\n") + ROW.replace(b"\n", b",\n"), []),  # as a workbook's cells of mere format
        (HEADER.replace(b"\n", b",\n") + ROW.replace(b"\n", b",x\n"), [("row", 2, None)]),
        (HEADER.replace(b"name", b"") + ROW, [("header", 1, None)]),
        (HEADER.replace(b"name", b"nmae") + ROW, [("unknown-column", 1, "nmae")]),
        (HEADER.replace(b"source", b"name2") + ROW, [("unknown-column", 1, "name2"), ("missing-column", 1, "source")]),
        (HEADER + b"a,=1+1,2021-02-03,x,submitted\n", [("formula", 2, "name")]),
        (
            HEADER + b'a,"A\nb\r\nc",2021-02-03,x,submitted\n\nB,B,2021-02-03,x,submitted\n',
            [("pattern", 6, "record_id")],
        ),
        (HEADER + b"a,A,2021-02-03,x,submitted\n" * 2, [("unique", 3, "record_id")]),
        (b"x" * (11 << 20), [("file", 1, None)]),
        (b"record_id\ra", [("missing-column", 1, name) for name in ("publication_date", "source", "admission")]),
        (HEADER + b"a," + b"x" * (11 << 20) + b",2021-02-03,x,submitted\n" + OTHER, [("file", 2, None)]),
        (HEADER + b'a,"' + b"x" * 200_000 + b'",2021-02-03,x,submitted\n' + OTHER, [("type", 2, "name")]),
    ],
)
def test_a_csv_file_gets_the_finding_it_deserves(
    findings_of: Callable[[str, bytes], list[Finding]],
    content: bytes,
    expected: list[tuple[str, int | None, str | None]],
) -> None:
    assert told(findings_of("submission.csv", content)) == expected


def test_json_of_too_many_records_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from compute_trends.validators.reading import json_files

    monkeypatch.setattr(json_files, "JSON_RECORD_LIMIT", 3)
    for count, found in ((3, ["structure-empty"]), (4, ["structure-file"])):
        (tmp_path / "a.json").write_text("[" + ",\n".join(["{}"] * count) + "]")
        report = validate(tmp_path / "a.json", "milestone_systems", select=["structure-file", "structure-empty"])
        assert [finding.rule for finding in report] == found


def test_a_quote_that_never_closes_does_not_swallow_a_large_file(
    findings_of: Callable[[str, bytes], list[Finding]],
) -> None:
    found = findings_of("submission.csv", HEADER + b'a,"A,2021-02-03,x,submitted\n' + OTHER * 200_000)
    assert told(found)[0] == ("row", 2, None)


def test_the_nearest_columns_are_offered_for_an_unknown_one(
    findings_of: Callable[[str, bytes], list[Finding]],
) -> None:
    (finding,) = findings_of("submission.csv", HEADER.replace(b"name", b"Paramters") + ROW)
    assert (
        finding.message == "milestone_systems has no column 'Paramters'; did you mean parameters or active_parameters?"
    )


def test_random_bytes_are_no_csv(findings_of: Callable[[str, bytes], list[Finding]]) -> None:
    for seed in range(20):
        content = random.Random(seed).randbytes(3000)
        assert findings_of("submission.csv", HEADER + content)


def test_a_web_page_is_not_taken_for_a_dataset(tmp_path: Path) -> None:
    page = tmp_path / "page.csv"
    page.write_text("<!DOCTYPE html><html><body>Not found</body></html>\n")
    (finding,) = validate(page).findings
    assert (finding.rule, finding.message) == ("structure-file", "the file is a web page (HTML)")


def test_a_100_mb_line_is_refused(findings_of: Callable[[str, bytes], list[Finding]]) -> None:
    found = findings_of("submission.csv", HEADER + b"a," + b"x" * (100 << 20))
    assert any("longer than 10 MB" in finding.message for finding in found)


YAML = b"record_id: a\npublication_date: 2021-02-03\nsource: x\nadmission: submitted\n"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (YAML, []),
        (YAML + b"name: NO\nparameters: 1.5e9\ndomains: [Language, Vision]\nopen_weights: false\n", []),
        (YAML + b"---\n" + YAML.replace(b": a\n", b": b\n"), []),
        (b"# nothing\n", [("empty", None, None)]),
        (b"a text\n", [("file", 1, None)]),
        (b"- [a, b]\n", [("file", 1, None)]),
        (b"? [a, b]\n: c\n", [("file", 1, None)]),
        (b"a: [1\nb: ]:\n", [("file", 2, None)]),
        (YAML + b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", [("file", 5, None)]),
        (YAML + b"name: !!python/object/apply:os.system ['touch pwned']\n", [("file", 5, None)]),
        (YAML + b"name: !!str x\n", [("file", 5, None)]),
        (YAML + b"name: " + b"[" * 100_000, [("file", 5, None)]),
        (YAML + b"name: A\nname: B\n", [("header", 6, "name")]),
        (YAML + b"nmae: A\n", [("unknown-column", 5, "nmae")]),
        (YAML + b"name: {a: b}\n", [("type", 5, "name")]),
        (YAML + b"name: [a]\n", [("type", 5, "name")]),
        (YAML + b"domains:\n  - {a: b}\n", [("type", 5, "domains")]),
        (YAML + b"domains: [a;b]\n", [("type", 5, "domains")]),
        (YAML.replace(b"02-03", b"02-30"), [("type", 2, "publication_date")]),
        (YAML.replace(b"2021-02-03", b""), [("required", 2, "publication_date")]),
        (YAML.replace(b"source: x", b"source: \xff"), [("encoding", 3, None)]),
    ],
)
def test_a_yaml_file_gets_the_finding_it_deserves(
    findings_of: Callable[[str, bytes], list[Finding]],
    content: bytes,
    expected: list[tuple[str, int | None, str | None]],
) -> None:
    before = set(Path.cwd().iterdir())
    assert told(findings_of("submission.yaml", content)) == expected
    assert set(Path.cwd().iterdir()) == before


JSON = b'{"record_id": "a", "publication_date": "2021-02-03", "source": "x", "admission": "submitted"}'


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (JSON, []),
        (b"[" + JSON + b"]", []),
        (b"", [("empty", None, None)]),
        (b"[]", [("empty", None, None)]),
        (b'"text"', [("file", 1, None)]),
        (b"\n\n'text'".replace(b"'", b'"'), [("file", 3, None)]),
        (b"[1]", [("file", 1, None)]),
        (b"[" + JSON + b",\n\n " + JSON.replace(b", ", b",\n") + b"\n,\n\n[]]", [("file", 9, None)]),
        (b"[" + JSON, [("file", 1, None)]),
        (b'{"record_id": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", [("file", None, None)]),
        (JSON.replace(b"}", b', "parameters": NaN}'), [("type", 1, "parameters")]),
        (JSON.replace(b"}", b', "parameters": 1e400}'), [("type", 1, "parameters")]),
        (JSON.replace(b"}", b', "citations": 1' + b"0" * 5000 + b"}"), [("type", 1, "citations")]),
        (JSON.replace(b"}", b', "name": {"a": 1}}'), [("type", 1, "name")]),
        (JSON.replace(b"}", b', "source": "y"}'), [("header", 1, "source")]),
        (JSON.replace(b'"x"', b'"\xff"'), [("encoding", 1, None)]),
    ],
)
def test_a_json_file_gets_the_finding_it_deserves(
    findings_of: Callable[[str, bytes], list[Finding]],
    content: bytes,
    expected: list[tuple[str, int | None, str | None]],
) -> None:
    assert told(findings_of("submission.json", content)) == expected


def test_a_bad_item_of_a_list_is_told_by_its_number_and_its_line(
    findings_of: Callable[[str, bytes], list[Finding]],
) -> None:
    content = b'[\n  {"record_id": "a",\n   "citations": 1' + b"0" * 5000 + b'},\n\n  "b"\n]'
    (finding,) = findings_of("submission.json", content)
    assert (finding.line, finding.place) == (5, "line")
    assert finding.message == "record 2: a record is an object of columns and values, not a single value"


def test_json_lines_without_a_good_line_are_malformed_not_empty(
    findings_of: Callable[[str, bytes], list[Finding]],
) -> None:
    assert told(findings_of("submission.jsonl", b"not json\n\xff\n")) == [("row", 1, None), ("encoding", 2, None)]


def test_json_lines_are_judged_line_by_line(findings_of: Callable[[str, bytes], list[Finding]]) -> None:
    content = JSON + b"\nnot json\n\n[1]\n\xff\n" + JSON.replace(b'"a"', b'"B"')
    assert told(findings_of("submission.jsonl", content)) == [
        ("row", 2, None),
        ("row", 4, None),
        ("encoding", 5, None),
        ("pattern", 6, "record_id"),
    ]


def parquet(path: Path, query: str) -> Path:
    duckdb.sql(f"copy ({query}) to '{path}' (format parquet)")
    return path


GOOD = "select 'a' || i as record_id, date '2021-02-03' as publication_date, 'x' as source, 'submitted' as admission"


def test_parquet_that_is_cut_short_or_damaged_is_told(tmp_path: Path) -> None:
    whole = parquet(tmp_path / "whole.parquet", f"{GOOD}, random() as epochs from range(100000) r(i)").read_bytes()
    broken = {
        "empty": b"",
        "text": b"hello",
        "magic": b"PAR1" + bytes(50),
        "half": whole[: len(whole) // 2],
        "tail": whole[len(whole) // 2 :],
        "flipped": whole[:1000] + bytes(50_000) + whole[51_000:],
    }
    for name, content in broken.items():
        path = tmp_path / f"{name}.parquet"
        path.write_bytes(content)
        findings = validate(path, "milestone_systems").findings
        assert findings[0].rule == "structure-file", name
    assert not validate(tmp_path / "whole.parquet", "milestone_systems", select=["structure"]).findings


def test_parquet_of_other_types_is_read_where_it_can_be_and_told(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "types.parquet",
        """select 1::integer as record_id, '2021-02-30' as publication_date, 'x' as source, 'submitted' as admission,
             '1,000' as parameters, 2.5 as citations, {'a': 1} as epochs, ['Language', 'Vision'] as domains,
             'nan'::double as training_compute_flop, timestamp '2021-02-03 10:00:00' as citations_date,
             5 as batch_size""",
    )
    found = told(validate(path, "milestone_systems", select=["structure"]).findings)
    stored = {column for rule, _, column in found if rule == "storage-type"}
    assert stored == {"record_id", "publication_date", "parameters", "epochs"}
    assert {column: line for rule, line, column in found if rule == "type"} == dict.fromkeys(
        ["publication_date", "parameters", "citations", "epochs", "training_compute_flop", "citations_date"], 1
    )


def test_parquet_without_rows_holds_no_record(tmp_path: Path) -> None:
    path = parquet(tmp_path / "none.parquet", f"{GOOD} from range(0) r(i)")
    assert told(validate(path, "milestone_systems").findings) == [("empty", None, None)]


def test_links_pipes_and_folders_are_not_read_as_files(tmp_path: Path) -> None:
    target = tmp_path / "secret.txt"
    target.write_text("secret")
    (tmp_path / "link.csv").symlink_to(target)
    os.mkfifo(tmp_path / "pipe.csv")
    for name, said in (("link.csv", "symbolic link"), ("pipe.csv", "not a regular file")):
        (finding,) = validate(tmp_path / name, "milestone_systems").findings
        assert finding.rule == "structure-file"
        assert said in finding.message
    empty = tmp_path / "nothing"
    empty.mkdir()
    with pytest.raises(UsageError, match="holds no file that could be a submission"):
        validate(empty)
    with pytest.raises(UsageError, match="no such file"):
        validate(tmp_path / "missing.csv")


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("https://example.org/records.csv", "addresses are not fetched, download what is there and name that file"),
        ('{"record_id": "a-system"}', "pipe records themselves to `-`, or give them to Python as a list of mappings"),
        ('[{"record_id": "a-system"}]' * 1000, "pipe records themselves to `-`"),
        ("record_id,name\na-system,A system\n", "pipe records themselves to `-`"),
        ("a" * 300 + ".csv", "\u2026"),
        ("a [{'b'}].csv", "no such file: a [{'b'}].csv"),
    ],
)
def test_what_is_no_name_of_a_file_is_told_in_a_line(argument: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        validate(argument)
    assert str(refused.value).startswith("no such file: ")
    assert said in str(refused.value)
    assert len(str(refused.value)) < 300


def test_a_file_named_in_two_ways_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dup.csv").write_bytes(HEADER + ROW)
    (tmp_path / "folder").symlink_to(tmp_path)
    ways = ["dup.csv", tmp_path / "dup.csv", "./dup.csv", "folder/dup.csv", "*.csv"]
    report = validate(ways, "milestone_systems", select=["structure"])
    assert ([file.label for file in report.files], report.findings) == (["dup.csv"], [])
    # A hard link is a file of its own; a symbolic link is none, and does not stand for the file that it names.
    (tmp_path / "hard.csv").hardlink_to("dup.csv")
    (tmp_path / "a-link.csv").symlink_to("dup.csv")
    report = validate(".", "milestone_systems", select=["structure"])
    assert [(finding.file, finding.rule) for finding in report] == [
        ("a-link.csv", "structure-file"),
        ("hard.csv", "structure-unique"),
    ]


def test_xlsx_formulas_are_findings_and_rows_are_those_of_the_sheet(tmp_path: Path) -> None:
    import datetime as dt

    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["record_id", "name", "publication_date", "source", "admission", "parameters"])
    sheet.append(["a", "=1+1", dt.datetime(2021, 2, 3), "x", "submitted", 1e9])
    sheet.append([])
    sheet.append(["b", "B", "2021-2-3", "x", "submitted", "=F2"])
    book.save(tmp_path / "book.xlsx")
    assert told(validate(tmp_path / "book.xlsx", "milestone_systems", select=["structure"]).findings) == [
        ("formula", 2, "name"),
        ("type", 4, "publication_date"),
        ("formula", 4, "parameters"),
    ]


def test_rows_of_a_workbook_that_cannot_be_read_are_not_taken_for_lines(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["record_id", "name"])
    sheet.append(["a", "A", "beyond"])
    sheet.append([*["b"] * 1000, "c"])
    book.save(tmp_path / "wide.xlsx")
    found = validate(tmp_path / "wide.xlsx", "milestone_systems", select=["structure"]).findings
    assert [(finding.rule, finding.line, finding.message) for finding in found] == [
        ("structure-row", None, "row 2: the row has cells beyond the header's columns"),
        ("structure-file", None, "row 3 of the sheet has more than 1,000 columns"),
    ]


def test_every_kind_of_table_says_the_same_of_its_header(tmp_path: Path) -> None:
    import openpyxl
    import pyarrow as pa

    names = ["record_id", "", "name", "name", "x" * 5000, "x" * 5000]
    book = openpyxl.Workbook()
    book.active.append(names)
    book.active.append(["a"] * 6)
    book.save(tmp_path / "table.xlsx")
    (tmp_path / "table.csv").write_text(",".join(names) + "\n" + "a,a,a,a,a,a\n")
    table = pa.Table.from_arrays([pa.array(["a"])] * 6, names=names)
    for given in (tmp_path / "table.xlsx", tmp_path / "table.csv", table):
        report = validate(given, "milestone_systems", select=["structure-header"])
        found = [(finding.column, finding.message) for finding in report if finding.rule == "structure-header"]
        assert found == [
            (None, "column 2 has no name"),
            ("name", "two columns have this name"),
            ("x" * 1000, "two columns have this name"),
        ]


def test_what_is_no_workbook_is_told(tmp_path: Path) -> None:
    import openpyxl

    (tmp_path / "text.xlsx").write_bytes(b"hello")
    (tmp_path / "zip.xlsx").write_bytes(b"PK\x03\x04" + bytes(100))
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    rules = {
        path.stem: [finding.rule for finding in validate(path, "milestone_systems").findings]
        for path in tmp_path.glob("*.xlsx")
    }
    assert rules == {"text": ["structure-file"], "zip": ["structure-file"], "empty": ["structure-empty"]}
