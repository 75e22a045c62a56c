"""Names and values that would be commands to a terminal, a browser or GitHub are spelled out where they are shown."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import shlex
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.texts.terminal import decoded, visible, visible_json, visible_lines, visible_message
from compute_trends.validators.engine.check import check_files
from compute_trends.validators.reports.report import Report
from compute_trends.validators.reports.write import write_report

Run = Callable[..., Result]

#: Control codes of both kinds, changes of direction, separators, marks without width, a tag and a private sign.
NASTY = ("\x07", "\x1b[31m", "\x1b]0;x\x07", "\x7f", "\x85", "\x9b2J", "\u061c", "\u200b", "\u200e", "\u202e",
         "\u2028", "\u2029", "\u2066", "\ufeff", "\U000e0041", "\ue000")  # fmt: skip
VALUE = "a" + "b".join(NASTY) + "z"
#: Commands of GitHub's log, wherever a line is broken.
COMMANDS = " ::add-mask::x" * 6 + " ##[error]x"
FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ue000\U000e0041]"
)
NAME = f"chip{''.join(NASTY)}\n::error::x\r.json".replace("/", "")
SHOWN = ("text", "json", "jsonl", "markdown", "sarif", "junit", "github")


def test_bytes_of_arguments_are_the_letters_that_they_are_or_spelled_out() -> None:
    assert decoded("\udcc3\udca9/a\udcff.csv é") == "é/a\\xff.csv é"
    assert decoded("\ud83d") == "\ud83d"


def _harmless(text: str) -> None:
    # The sign that parts `@` from a name in Markdown is ours.
    assert FORBIDDEN.search(text.replace("\u2060", "")) is None, ascii(text)
    assert not re.search(r"(?m)^\s*::[a-z-]+::x|##\[", text)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


CELLS = {
    "record_id": VALUE,
    "name": VALUE + COMMANDS,
    "tdp_w": VALUE + COMMANDS,
    "source_url": f"##[error]{VALUE}",
    "release_date": f"::add-mask::x{COMMANDS}",
}
ODD_COLUMNS = {f"odd {VALUE}": VALUE, f"::a{COMMANDS}": "x"}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """What all rules find in such a file."""
    path = tmp_path_factory.mktemp("judged") / NAME
    path.write_text(json.dumps(CELLS | ODD_COLUMNS), encoding="utf-8")
    report = check_files([path], "accelerators")
    assert {finding.layer for finding in report} > {"structure"}
    return report


@pytest.mark.parametrize("format_name", SHOWN)
def test_what_rules_say_of_a_file_and_its_cells_is_shown_in_every_report(judged: Report, format_name: str) -> None:
    said = io.StringIO()
    write_report(judged, format_name, said)
    assert said.getvalue()
    _harmless(said.getvalue())


@pytest.mark.parametrize("format_name", SHOWN)
def test_a_file_and_its_cells_are_shown_in_every_report(run: Run, place: Path, format_name: str) -> None:
    asked = ("check", NAME, "--select", "structure", "--format", format_name)
    Path(NAME).write_text(json.dumps(CELLS | ODD_COLUMNS), encoding="utf-8")
    result = run(*asked, "--dataset", "accelerators")
    assert result.exit_code == 1
    _harmless(result.stdout)
    _harmless(result.stderr)
    Path(NAME).write_text(json.dumps(CELLS), encoding="utf-8")
    result = run(*asked)
    assert "taken for accelerators" in result.stderr
    assert result.stderr.count("\n") == 1
    _harmless(result.stderr)


def test_a_note_is_no_command_to_github(run: Run, place: Path) -> None:
    (place / "s").mkdir()
    for name in ("::stop-commands::x.csv", "s/##[add-mask]e.csv"):
        Path(name).write_text("record_id,name,tdp_w\na,b,c\n")
        asked = ("check", name, "--select", "structure", "--format")
        result = run(*asked, "github")
        assert "taken for accelerators" in result.stderr
        assert not result.stderr.lstrip().startswith("::")  # the runner looks past spaces
        assert "##[" not in result.stderr
        for format_name in SHOWN:
            told = run(*asked, format_name).stdout
            assert "tdp_w" in told
            assert format_name == "github" or "##[" not in told  # which is none within one of the newer form
            assert format_name == "github" or not re.search(r"(?m)^\s*::", told)


@pytest.mark.parametrize("command", [["accept", "--dry-run"], ["estimate"]])
def test_values_of_a_submission_are_shown_by_what_reads_it(run: Run, place: Path, command: list[str]) -> None:
    cells = {"record_id": "a-system", "name": VALUE + COMMANDS, "training_hardware": [VALUE + COMMANDS]}
    Path("a.json").write_text(json.dumps(cells | {"parameters": COMMANDS}), encoding="utf-8")
    result = run(*command, "a.json")
    assert result.output
    _harmless(result.output)


def test_documents_hold_the_very_values(run: Run, place: Path) -> None:
    value = f"{VALUE} ##[error]"
    Path("a.json").write_text(json.dumps({"record_id": "a-chip", "tdp_w": value}), encoding="utf-8")
    command = ("check", "a.json", "--dataset", "accelerators", "--select", "structure-type", "--format")
    [finding] = json.loads(run(*command, "json").stdout)["findings"]
    assert finding["value"] == value
    assert json.loads(run(*command, "jsonl").stdout)["value"] == value
    [result] = json.loads(run(*command, "sarif").stdout)["runs"][0]["results"]
    assert result["properties"]["value"] == value
    assert visible(VALUE) in result["message"]["text"]
    assert visible(VALUE) in "".join(ElementTree.fromstring(run(*command, "junit").stdout).itertext())


@pytest.mark.parametrize("format_name", ["table", "json", "jsonl", "markdown"])
def test_what_a_query_yields_is_shown(run: Run, format_name: str) -> None:
    made = " || ".join(f"chr({ord(char)})" for char in VALUE)
    result = run("sql", f'select {made} as a, {{"k": {made}}} as b, [{made}] as c', "--format", format_name)
    assert result.exit_code == 0, result.output
    _harmless(result.stdout)
    if format_name == "json":
        assert json.loads(result.stdout)[0] == {"a": VALUE, "b": {"k": VALUE}, "c": [VALUE]}


def test_a_comparison_shows_values_and_names(run: Run, place: Path) -> None:
    shipped = (PACKAGE_ROOT / "datasets" / "training_energy" / "records.csv").read_text()
    odd = f"odd{VALUE}\n::error::x.csv".replace("/", "")
    Path(odd).write_text(shipped.replace("NVIDIA V100", VALUE.replace("\x07", "")), encoding="utf-8")
    for format_name in ("table", "json", "markdown"):
        result = run("diff", "training_energy", "2021.4.0", odd, "--format", format_name)
        assert result.exit_code == 0, result.output
        _harmless(result.output)


def test_lines_of_a_message_are_no_commands() -> None:
    assert visible_message("a::b\n  ::stop-commands::x\n\u3164:\u034f:x ##[e]") == (
        "a::b\n  \\x3a:stop-commands::x\n\u3164\\x3a\u034f:x # #[e]"
    )


def test_errors_show_names(run: Run, place: Path) -> None:
    for args in (
        ["check", NAME],
        ["describe", VALUE],
        ["head", "accelerators", "--columns", VALUE],
        ["sql", f"select '{VALUE}' from nowhere"],
        ["sql", f"select '{VALUE}\n::error::x'::int"],
        ["rules", VALUE],
        ["trend", "--set", VALUE],
        ["export", "accelerators", "--to", f"none/{VALUE}.csv"],
        [VALUE],
    ):
        result = run(*args)
        assert result.exit_code in (1, 2), args
        _harmless(result.output)


@pytest.mark.skipif(os.name != "posix", reason="a terminal of POSIX")
def test_a_terminal_is_told_nothing_in_data_for_programs() -> None:
    made = " || ".join(f"chr({ord(char)})" for char in VALUE)
    program = [sys.executable, "-c", "from compute_trends.cli.main import main; main()"]
    for format_name in ("csv", "tsv"):
        command = [*program, "sql", f"select {made} as a", "--format", format_name]
        ours, theirs = pty.openpty()
        done = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, text=True, timeout=60)
        os.close(theirs)
        shown = os.read(ours, 65_536).decode().replace("\r\n", "\n")
        os.close(ours)
        assert done.returncode == 0, done.stderr
        assert "\\x1b[31m" in shown
        _harmless(shown)
        piped = subprocess.run(shlex.join(command) + " | cat", shell=True, capture_output=True, timeout=60).stdout
        assert VALUE in piped.decode()  # a file has what the data has


def test_what_is_spelled_out_reads_back() -> None:
    assert visible_lines("a\tb\nc\x1b") == "a\tb\nc\\x1b"
    assert visible_lines("\x1b[1mbold\x1b[0m \x1b[8mhidden", styled=True) == "\x1b[1mbold\x1b[0m \\x1b[8mhidden"
    assert visible_lines("\x1b[1mbold", styled=False) == "\\x1b[1mbold"
    for value in (VALUE, "plain", "é漢\U0001f600", "\ud800", {"a\u202e": ["\x9b"]}):
        text = json.dumps(value, ensure_ascii=False, indent=1)
        assert json.loads(visible_json(text)) == value
        assert FORBIDDEN.search(visible_json(text)) is None
