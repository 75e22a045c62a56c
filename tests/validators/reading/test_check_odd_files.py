"""Files that belong to no dataset or hold no record: a finding on that file, and the others are checked."""

from __future__ import annotations

import json
import os
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from compute_trends.catalog.errors import UsageError
from compute_trends.catalog.schema import load_schema
from compute_trends.validators.api import validate
from compute_trends.validators.estimates.estimate import estimate, estimate_files
from compute_trends.validators.reading import documents
from compute_trends.validators.reading.frames import LABEL
from compute_trends.validators.reading.json_files import read_json_lines
from compute_trends.validators.reading.limits import CELL_LIMIT_CHARACTER

RECORD = {
    "record_id": "a",
    "publication_date": "2021-02-03",
    "source": "x",
    "admission": "submitted",
    "training_compute_flop": 1e20,
}
LINE_LIMIT = 10 << 20


def test_one_odd_file_does_not_stop_the_check_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({**RECORD, "publication_date": "2021-02-30", "domains": "Language"}))
    (tmp_path / "empty.jsonl").write_text("")
    (tmp_path / "id.json").write_text('{"record_id": "a"}')
    (tmp_path / "notes.yaml").write_text("notes: x\n")
    found = {(Path(f.file).name, f.rule) for f in validate(tmp_path, select=["structure-type"])}
    assert found == {
        ("a.json", "structure-type"),
        ("empty.jsonl", "structure-empty"),
        ("id.json", "structure-dataset"),
        ("notes.yaml", "structure-dataset"),
    }


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.yaml", "a.csv"])
@pytest.mark.parametrize("content", ["", "\n", "[]", "{}"])
def test_a_file_without_a_record_is_empty_in_every_format(tmp_path: Path, name: str, content: str) -> None:
    if content.strip() and name in ("a.csv", "a.jsonl"):
        content = "" if name == "a.csv" else "{}"  # brackets are a column's name in CSV, and no record in JSON Lines
    (tmp_path / name).write_text(content)
    assert [finding.rule for finding in validate(tmp_path / name)] == ["structure-empty"]


def test_a_bad_line_is_told_where_the_dataset_is_not_known(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"record_id":"a"}\nnot json\n')
    assert [(f.rule, f.line) for f in validate(path)] == [("structure-row", 2), ("structure-dataset", None)]
    path.write_text('{"record_id":"a"}\n')
    with pytest.raises(UsageError, match="say which is meant"):
        validate(path)


@pytest.mark.parametrize(
    ("name", "content", "remedy"),
    [
        ("a.jsonl", b"{}\nx\n", "one whole JSON object per line"),
        ("a.json", b"{", "Mend the place"),
        ("a.json", b"[1]", "one flat object"),
        ("a.yaml", b"text", "`column: value`"),
        ("a.yaml", b"a: &b c\n", "plain values"),
        ("a.yaml", b"a: !!str c\n", "plain values"),
        ("a.csv", b"record_id\n" + b"x" * (LINE_LIMIT + 1), "Shorten the value"),
        ("a.jsonl", b"x" * (LINE_LIMIT + 1), "Shorten the value"),
        ("a.json", b'{"name": "' + b"x" * (CELL_LIMIT_CHARACTER + 1) + b'"}', "Shorten the value"),
        ("a.json", b'{"domains": ["' + b"x" * (CELL_LIMIT_CHARACTER + 1) + b'"]}', "Shorten the value"),
    ],
)
def test_the_remedy_is_that_of_the_cause(tmp_path: Path, name: str, content: bytes, remedy: str) -> None:
    (tmp_path / name).write_bytes(content)
    found = validate(tmp_path / name, "milestone_systems", select=["structure-file"]).findings
    told = [finding for finding in found if finding.rule in ("structure-file", "structure-row")]
    assert len(told) == 1
    assert remedy in told[0].fix


def test_the_remedy_for_what_is_no_regular_file_is_to_give_one(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "other.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    assert [f.fix for f in validate(tmp_path / "link.csv")] == ["Name the file it points to."]
    assert [f.fix for f in validate(tmp_path / "pipe.csv")] == ["Write the records to a file, or pipe them to `-`."]


def test_a_whole_number_with_a_decimal_point_is_told_how_to_be_written(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("record_id,hardware_quantity\na,1024.0\nb,10.5\nc,1024\n")
    found = validate(path, "milestone_systems", select=["structure-type"]).findings
    assert [finding.line for finding in found] == [2, 3]
    assert found[0].message == "not a whole number that fits 64 bits; write 1024, without a decimal point"
    assert "write" not in found[1].message


def test_a_column_of_single_values_that_is_stored_as_lists_is_wrong_in_every_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    duckdb.sql(
        f"""copy (select 'a' || i as record_id, case i when 0 then ['1'] when 1 then ['1', '2'] end as epochs,
              [5] as citations, ['A'] as name, ['Language'] as domains from range(3) r(i))
            to '{path}' (format parquet)"""
    )
    found = validate(path, "milestone_systems", select=["structure-type"]).findings
    assert {(f.line, f.column) for f in found} == {
        *((line, "name") for line in (1, 2, 3)),
        *((line, "citations") for line in (1, 2, 3)),
        *((line, "epochs") for line in (1, 2)),
    }
    assert {f.message for f in found} == {"a list, where the column takes a single value"}


YAML = "record_id: a\npublication_date: 2021-02-03\nsource: x\nadmission: submitted\n"


@pytest.mark.parametrize("null", ["", "~", "null", "Null", "NULL"])
def test_a_null_of_yaml_is_an_empty_cell_and_wrong_within_a_list(tmp_path: Path, null: str) -> None:
    path = tmp_path / "a.yaml"
    cells = f"inclusion_note: {null}\norganizations: {null}\ncountries: [a, {null or '~'}]\nname: '{null}'\n"
    path.write_text(YAML + cells)
    report = validate(path, "milestone_systems", select=["structure"])
    assert [(f.rule, f.line, f.column, f.message) for f in report] == [
        ("structure-type", 7, "countries", "a list of something else than texts")
    ]
    names = report.files[0].raw.names if report.files[0].raw else []
    at = [names.index(name) for name in ("inclusion_note", "organizations", "name")]
    query = f"select {', '.join(f'c{index}' for index in at)} from raw_0"
    assert report.connection.execute(query).fetchall() == [(None, None, null or None)]


def test_yaml_of_nulls_alone_holds_no_record(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("---\n---\n~\n")
    (finding,) = validate(tmp_path / "a.yaml", "milestone_systems")
    assert (finding.rule, finding.message) == ("structure-empty", "the file holds no record")


ODD = ["\0", "\x1b", "\x7f", "\x85", "\r", "\u2028", "\u202e", "\u2066", "\ud800", "\udfff"]


@pytest.mark.parametrize("odd", ODD)
def test_a_character_that_no_text_needs_is_a_finding_in_every_kind_of_document(tmp_path: Path, odd: str) -> None:
    record = {**RECORD, "name": f"a{odd}b", "organizations": ["c", f"d{odd}"], f"k{odd}": 1}
    (tmp_path / "a.json").write_text(json.dumps(record))
    (tmp_path / "a.jsonl").write_text(json.dumps(record) + "\n")
    paths = [tmp_path / "a.json", tmp_path / "a.jsonl"]
    if odd < "\ud800":  # YAML has no escape for half of a character
        escaped = json.dumps(odd)[1:-1] if odd >= " " else f"\\x{ord(odd):02x}"
        (tmp_path / "a.yaml").write_text(
            f'{YAML}name: "a{escaped}b"\norganizations: [c, "d{escaped}"]\n"k{escaped}": 1\n'
        )
        paths.append(tmp_path / "a.yaml")
    rule = "structure-encoding" if odd >= "\ud800" else "text-invisible-characters"
    select = ["structure", "text-invisible-characters"]
    found = [
        *validate(paths, "milestone_systems", select=select),
        *validate(record, "milestone_systems", select=select),
    ]
    for file in (*map(str, paths), LABEL):
        assert {f.column for f in found if f.rule == rule and f.file == file} == {"name", "organizations"}
        assert "structure-unknown-column" in {f.rule for f in found if f.file == file}
    json.dumps([f.as_dict() for f in found], ensure_ascii=False).encode()


def test_tabs_and_line_feeds_stay_in_a_text(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({**RECORD, "inclusion_note": "a\tb\nc \U0001f600"}))
    assert not validate(tmp_path / "a.json", "milestone_systems", select=["structure"]).findings


def test_half_of_a_character_in_a_frame_or_an_estimate_is_told(tmp_path: Path) -> None:
    frame = pd.DataFrame({"record_id": ["a", "b"], "name": ["x", "y\ud800"]}, dtype=object)
    (finding,) = (f for f in validate(frame, "milestone_systems", select=["structure"]) if f.column == "name")
    assert (finding.rule, finding.line, finding.value) == ("structure-encoding", 2, "y\\ud800")
    with pytest.raises(UsageError, match="half of a character"):
        estimate({"name": "\ud800"})
    (tmp_path / "a.json").write_text(json.dumps({**RECORD, "name": "\ud800"}))
    assert [found.name for found in estimate_files([tmp_path / "a.json"])[0]] == ["\ufffd"]


@pytest.mark.parametrize(
    ("text", "line", "said", "remedy"),
    [
        ("name: GPT: the model\n", 1, "a text holds a colon and a space", "Put the whole text in quotes"),
        ("- record_id: a\n  name: A: B\n", 2, "a text holds a colon and a space", "Put the whole text in quotes"),
        ("name: 'abc\n", 1, "a quote is not closed", "Put the whole text in quotes"),
        ('record_id: a\nname: "abc\nsource: x\n', 2, "a quote is not closed", "Put the whole text in quotes"),
        ("name: @x\n", 1, "a text begins with '@'", "Put the whole text in quotes"),
        ('name: "a" b\n', 1, "text follows the quote", "Put the whole text in quotes"),
        ("name: a\n domains: b\n", 2, "mapping values are not allowed", "lines of the form `column: value`"),
        ("name: a\nb\x1b: c\n", 2, "the line holds U+001B", "Remove the character"),
    ],
)
def test_what_is_no_yaml_is_told_where_it_begins_and_how_to_be_written(
    tmp_path: Path, text: str, line: int, said: str, remedy: str
) -> None:
    (tmp_path / "a.yaml").write_text(text)
    (finding,) = validate(tmp_path / "a.yaml", "milestone_systems")
    assert finding.line == line
    assert said in finding.message
    assert remedy in finding.fix


@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
def test_one_limit_of_length_holds_for_all_documents(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text('{"record_id": "a",\n"name": "' + "x" * (CELL_LIMIT_CHARACTER + 1) + '"}')
    (finding,) = validate(tmp_path / name, "milestone_systems")
    assert (finding.rule, finding.message) == (
        "structure-file",
        "the value of 'name' is longer than 2,097,152 characters",
    )


@pytest.mark.parametrize("dataset", [None, "milestone_systems"])
@pytest.mark.parametrize("content", ["[]", '[{"record_id": "a"}]', '[\n{"record_id": "a"},\n{"record_id": "b"}\n]'])
def test_a_list_in_json_lines_is_one_finding(tmp_path: Path, content: str, dataset: str | None) -> None:
    (tmp_path / "a.jsonl").write_text(f"\n{content}\n")
    (finding,) = validate(tmp_path / "a.jsonl", dataset)
    assert (finding.line, finding.message) == (2, "the file is one list of JSON, not an object per line")


def test_lines_that_are_none_are_told_without_a_word_on_datasets(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("not json\nnot\n")
    assert [(f.rule, f.line) for f in validate(tmp_path / "a.jsonl")] == [("structure-file", 1)]


def test_a_large_list_of_json_is_read_record_by_record(tmp_path: Path) -> None:
    record = {"record_id": "a", "publication_date": "2021-02-30", "source": "x", "admission": "submitted"}
    long = [json.dumps(record | {"name": "x" * 1_000_000}) for _ in range(25)]
    path = tmp_path / "a.json"
    path.write_text("[\n" + ",\n".join(long) + "\n]")
    found = validate(path, "milestone_systems", select=["structure-type"])
    assert [f.line for f in found if f.column == "publication_date"] == list(range(1, 26))
    assert [f.line for f in found if f.column == "name"] == list(range(1, 26))
    for rows, said, line in (
        ([*long, "[]"], "record 26: a record is an object of columns and values, not a list", 27),
        ([*long, "{,}"], "not JSON: Expecting property name enclosed in double quotes, column 2", 27),
        ([*long, '{"name": [' + "1," * (6 << 20) + "1]}"], "record 26: a record is longer than 10 MB", 27),
        ([*long[:3], '{"name": "' + "x" * (21 << 20) + '"}', *long], "record 4: a record is longer than 10 MB", 5),
        ([*long, "1] 1"], "record 26: a record is an object of columns and values, not a single value", 27),
    ):
        path.write_text("[\n" + ",\n".join(rows) + "\n]")
        (finding,) = validate(path, "milestone_systems", select=["structure-type"])
        assert (finding.rule, finding.message, finding.line) == ("structure-file", said, line)


def test_yaml_of_empty_records_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("[" + "{}," * 600_000 + "]")
    (finding,) = validate(tmp_path / "a.yaml", "milestone_systems")
    assert finding.message == "the file holds more than 100,000 records and lists"


def test_records_of_ever_other_columns_are_refused_before_they_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(f'{{"record_id": "a", "k{at}": 1}}\n' for at in range(20_010)))
    (finding,) = validate(path, "milestone_systems")
    assert (finding.rule, finding.line) == ("structure-file", 20_001)
    assert finding.message == "the records have more than 20,000 different columns"


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_a_record_of_very_many_objects_is_refused_before_it_is_made(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text('{"record_id": "a", "name": [' + ",".join(["{}"] * 100_001) + "]}")
    (finding,) = validate(tmp_path / name, "milestone_systems")
    assert finding.message == "a record holds more than 100,000 objects"
    assert finding.line == 1


def test_few_records_of_very_many_keys_are_kept_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    keys = {f"k{number}": "x" for number in range(2000)}
    path.write_text("".join(json.dumps({"record_id": f"a-{row}"} | keys) + "\n" for row in range(60)))
    reader = read_json_lines(path, "a.jsonl")
    assert len(reader._first) < 30
    raw = reader.load(duckdb.connect(), "raw", load_schema("milestone_systems"))
    assert (raw.rows, raw.undeclared["k1999"].records) == (60, 60)


def test_values_that_no_cell_can_hold_are_given_up_after_very_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "_MOST_PROBLEMS", 5)
    (tmp_path / "a.jsonl").write_text('{"record_id": "a", "name": ["x", "y"]}\n' * 9)
    found = validate(tmp_path / "a.jsonl", "milestone_systems", select=["structure"])
    assert "gave up after 5 values that no cell can hold" in {f.message for f in found}


@pytest.mark.parametrize("text", ["zzz,qqq\n", "record"])
def test_a_header_of_no_known_column_and_no_row_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.csv").write_text(text)
    found = [finding.rule for finding in validate(tmp_path / "a.csv", "milestone_systems")]
    assert found[0] == "structure-empty"
    assert "structure-unknown-column" in found
