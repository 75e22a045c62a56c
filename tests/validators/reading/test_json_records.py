"""Records of JSON that are read at once, those that are looked at cell by cell, and what is the same of both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from compute_trends.catalog.schema import load_schema
from compute_trends.validators.api import validate
from compute_trends.validators.engine.connection import connect
from compute_trends.validators.reading.json_files import read_json, read_json_lines

RECORDS: list[dict[str, Any]] = [
    {"record_id": "a", "name": "Ä 昇", "parameters": 1.5e9, "organizations": ["Google", "OpenAI"]},
    {"name": "", "record_id": "b", "organizations": [], "parameters": None, "frontier": True, "epochs": False},
    {"record_id": "c", "organizations": ["a;b"], "parameters": "12 ZFLOP"},
    {"record_id": ["c"], "name": {"of": "c"}, "organizations": [["x"]], "epochs": [1]},
    {"record_id": "d", "organizations": "Google;OpenAI", "domains": [1, 2.5, True], "what": "undeclared"},
    {"what": 1, "else": []},
    {"record_id": " ", "name": None},
    {},
    {"record_id": "e", "name": "two\nlines", "parameters": -0.0},
]


def texts(records: list[dict[str, Any]], *, escaped: bool) -> list[str]:
    """Each record as JSON, its letters as they are or each written as an escape."""
    written = [json.dumps(record, ensure_ascii=False) for record in records]
    if escaped:
        written = [
            text.replace("o", "\\u006f").replace("a", "\\u0061").replace("f\\u0061lse", "false") for text in written
        ]
    return written


def read(path: Path) -> tuple[Any, ...]:
    """What a file comes to: its rows, the columns, and what is said of it."""
    connection = connect()
    reader = (read_json if path.suffix == ".json" else read_json_lines)(path, "a file")
    problems = reader.problems
    raw = reader.load(connection, "raw", load_schema("milestone_systems"))
    rows = connection.execute("select * exclude (_line) from raw order by _row").fetchall()
    return raw.names, rows, [(p.rule, p.message, p.row, p.column, p.value) for p in problems], sorted(raw.undeclared)


@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
@pytest.mark.parametrize("times", [1, 20], ids=["few", "many"])
def test_an_escape_changes_nothing(tmp_path: Path, suffix: str, times: int) -> None:
    found = []
    for name, escaped in (("plain", False), ("escaped", True)):
        path, lines = tmp_path / f"{name}{suffix}", texts(RECORDS * times, escaped=escaped)
        path.write_text("\n".join(lines) if suffix == ".jsonl" else f"[{', '.join(lines)}]", encoding="utf-8")
        found.append(read(path))
    assert found[0] == found[1]
    assert len(found[0][1]) == 7 * times


def test_half_of_a_character_is_told_whatever_stood_before(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"record_id": "a", "name": "x"}\n{"record_id": "b", "name": "\\ud800"}\n')
    _, rows, problems, _ = read(path)
    assert [problem[:2] for problem in problems] == [
        ("structure-encoding", "character 1 is U+D800, half of a character")
    ]
    assert {"x", "\ufffd"} <= {cell for row in rows for cell in row}


def test_keys_in_another_order_and_twice(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"record_id": "a", "name": "x"}\n{"name": "y", "record_id": "b"}\n{"name": "z", "name": "v"}\n')
    names, rows, problems, _ = read(path)
    at = names.index("name") + 1
    assert [row[at] for row in rows] == ["x", "y", "v"]
    assert [problem[:3] for problem in problems] == [("structure-header", "the record has this key twice", 2)]


@pytest.mark.parametrize(
    ("name", "text", "line", "said"),
    [
        ("a.json", '{"record_id": "a",\n"name": "A"}\n{"record_id": "b"}', 3, "objects follow one another"),
        ("a.json", '{"record_id": "a"}{"record_id": "b"}', 1, "objects follow one another"),
        ("a.json", '{"orla-2": {"name": "Orla 2", "source": "submitted"}}', 1, "the record stands within 'orla-2'"),
        ("a.yaml", "systems:\n  record_id: a\n  name: A\n", 1, "the record stands within 'systems'"),
        ("a.json", '{"record_id": "a"} and more', 1, "not JSON: Extra data, column 20"),
        ("a.json", '[{"record_id": "a"}] {}', 1, "not JSON: Extra data, column 22"),
        ("a.json", '[\n// mine\n{"record_id": "a"}]', 2, "not JSON: a comment, of which JSON has none, column 1"),
        ("a.json", '[{"record_id": "a}]', 1, "not JSON: Unterminated string starting at column 16"),
        ("a.jsonl", '{"record_id": "a",\n "name": "A"}\n', 1, "an object goes on over several lines"),
        ("a.jsonl", '\n{\n "name": "A"\n}\n{\n "name": "B"\n}\n', 2, "an object goes on over several lines"),
        ("a.jsonl", '{"record_id": "a",', 1, "not JSON: Expecting property name enclosed in double quotes, column 19"),
    ],
)
def test_json_of_another_form_is_one_finding(tmp_path: Path, name: str, text: str, line: int, said: str) -> None:
    (tmp_path / name).write_text(text)
    (finding,) = validate(tmp_path / name, "milestone_systems")
    assert (finding.line, finding.message[: len(said)]) == (line, said)


def test_a_torn_line_is_told_beside_whole_ones(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"record_id": "a",\n{"record_id": "b"}\n{"record_id": "c"}\n')
    report = validate(tmp_path / "a.jsonl", "milestone_systems", select=["structure"])
    assert [finding.line for finding in report if finding.rule == "structure-row"] == [1]
    assert report.files[0].rows == 2
