from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from compute_trends.catalog.versions import package_version
from compute_trends.cli import group
from compute_trends.cli.command_list import COMMANDS, SECTIONS
from compute_trends.cli.main import CommandGroup, cli

Run = Callable[..., Result]
PROGRAM = [sys.executable, "-c", "from compute_trends.cli.main import main; main()"]


def test_help_lists_every_command_under_its_section(run: Run) -> None:
    text = run("--help").stdout
    position = -1
    for section in SECTIONS:
        assert text.index(f"\n{section}:\n") > position
        position = text.index(f"\n{section}:\n")
        for entry in COMMANDS:
            if entry.section == section:
                assert text.index(f"\n  {entry.name} ") > position


def test_version_is_that_of_the_package(run: Run) -> None:
    assert run("--version").stdout == f"compute-trends {package_version()}\n"


def test_an_unknown_command_suggests_the_nearest(run: Run) -> None:
    result = run("sqll", "select 1")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Error: no command 'sqll'; did you mean sql?\n"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["describe", "milestone_system"], "no dataset 'milestone_system'; did you mean milestone_systems"),
        (["head", "milestone_systems", "--version", "2022.2.1"], "did you mean 2022.2.0"),
        (["head", "milestone_systems", "--columns", "name,parameter"], "did you mean parameters"),
        (["datasets", "--format", "jso"], "no format 'jso'; did you mean json"),
        (["export", "training_energy", "--to", "energy.xls"], "no file format '.xls'; did you mean .xlsx"),
        (["cite", "training_energy", "--format", "bibtx"], "no format 'bibtx'; did you mean bibtex?"),
        (["sql", "select 1", "--pin", "training_energy=2021.4"], "did you mean 2021.4.0?"),
        (["sql", "select 1", "--pin", "training_energy"], "not of the form DATASET=VERSION"),
        (["export", "--to", "x.csv"], "name a dataset to export"),
        (["export", "training_energy", "--all", "--to", "x.xlsx"], "not both"),
        (["trend"], "compute-trends trend --list"),
    ],
)
def test_a_wrong_name_is_told_in_one_line_with_status_2(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_wrong_usage_has_status_2(run: Run) -> None:
    for args in (["head"], ["sql", "select 1", "--frmat", "csv"], ["head", "accelerators", "-n", "-1"]):
        assert run(*args).exit_code == 2


@pytest.mark.parametrize(
    ("args", "message", "command"),
    [
        (["head"], "Missing argument 'DATASET'.", "compute-trends head"),
        (["--nope"], "No such option", "compute-trends"),
        (
            ["trend", "sevilla-deep-learning-era", "--since", "2020"],
            "Invalid value for '--since': '2020' is not a day: YYYY-MM-DD, as in 2020-01-31",
            "compute-trends trend",
        ),
        (["head", "accelerators", "-n", "few"], "'few' is not a whole number", "compute-trends head"),
        (["head", "accelerators", "-n", "9223372036854775808"], "is not in the range", "compute-trends head"),
        (["check", "a.csv", "--limit", "9223372036854775808"], "is not in the range", "compute-trends check"),
        (["check", "a.csv", "--limit"], "Option '--limit' requires an argument.", "compute-trends check"),
    ],
)
def test_wrong_options_are_told_in_a_line_and_a_hint(run: Run, args: list[str], message: str, command: str) -> None:
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    told, hint = result.stderr.splitlines()
    assert told.startswith("Error: ")
    assert message in told
    assert hint == f"Try '{command} --help'."


def test_no_arguments_at_all_print_the_help(run: Run) -> None:
    assert "Usage: compute-trends [OPTIONS] COMMAND" in run().output


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["explain", "--record", "nope"], "no record 'nope'; "),
        (["trend", "sevilla-deep-learning-era", "--version", "1.0.0"], "'1.0.0'; there is "),
        (["trend", "sevilla"], "did you mean sevilla-"),
        (["describe", "Accelerator"], "did you mean accelerators"),
    ],
)
def test_only_near_names_are_suggested(run: Run, args: list[str], message: str) -> None:
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert "npd" not in result.stderr


def _group(error: BaseException) -> click.Group:
    @click.command()
    def fail() -> None:
        raise error

    class Failing(CommandGroup):
        def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
            return fail

    return Failing(name="compute-trends")


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (ZeroDivisionError("of\nnothing"), 2, "Error: unexpected ZeroDivisionError: of nothing ("),
        (PermissionError(13, "Permission denied", "a.csv"), 1, "Error: a.csv: Permission denied\n"),
        (KeyboardInterrupt(), 130, "interrupted\n"),
    ],
)
def test_whatever_goes_wrong_is_told_in_one_line(error: BaseException, status: int, message: str) -> None:
    result = CliRunner().invoke(_group(error), ["sql"])
    assert result.exit_code == status
    assert result.stderr.startswith(message)
    assert result.stderr.count("\n") == 1


def test_an_import_that_a_signal_broke_is_an_interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group, "received", [int(signal.SIGTERM)])
    result = CliRunner().invoke(_group(ImportError("Encountered an error while initializing")), ["sql"])
    assert (result.exit_code, result.stderr) == (143, "terminated\n")


def test_the_debug_variable_shows_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPUTE_TRENDS_DEBUG", "1")
    result = CliRunner().invoke(_group(ZeroDivisionError("of nothing")), ["sql"])
    assert isinstance(result.exception, ZeroDivisionError)


@pytest.mark.skipif(os.name == "nt", reason="pipes and signals of POSIX")
def test_a_closed_pipe_ends_it_quietly() -> None:
    query = "from range(1000000)"
    with subprocess.Popen(
        [*PROGRAM, "sql", "--format", "csv", query], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        assert program.stdout.readline() == b"range\n"
        program.stdout.close()
        assert program.stderr.read() == b""
        assert program.wait(20) == 141


@pytest.mark.skipif(os.name == "nt", reason="pipes and signals of POSIX")
def test_ctrl_c_stops_a_query_and_leaves_no_file(tmp_path: Path) -> None:
    query = "select sum(a.range * b.range) from range(10000000) a, range(1000000) b"  # hours
    target = tmp_path / "never.csv"
    with subprocess.Popen(
        [*PROGRAM, "sql", query, "--output", str(target)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        deadline = time.monotonic() + 20
        while not list(tmp_path.iterdir()) and time.monotonic() < deadline:
            time.sleep(0.02)  # until the file is open, which is when the query runs
        time.sleep(0.1)
        program.send_signal(signal.SIGINT)
        out, err = program.communicate(timeout=20)
    assert (program.returncode, out, err) == (130, b"", b"interrupted\n")
    assert list(tmp_path.iterdir()) == []


def test_commands_have_distinct_names() -> None:
    names = [entry.name for entry in COMMANDS]
    assert len(names) == len(set(names))
    assert cli.list_commands(click.Context(cli)) == names
