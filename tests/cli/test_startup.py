"""What is imported, rather than how long it takes: benchmarks/startup.py measures that."""

from __future__ import annotations

import os
import subprocess
import sys
from tempfile import TemporaryDirectory

LIST = "import sys; print('modules:', *sorted(sys.modules))"
BARE = """
import click
@click.group()
def main(): pass
@main.command()
def sql():
    import duckdb
    duckdb.connect().sql('select 1').show()
"""
OURS = "from compute_trends.cli.main import cli as main"

HELP = {
    "compute_trends",
    "compute_trends.catalog",
    "compute_trends.catalog.errors",
    "compute_trends.catalog.files",
    "compute_trends.catalog.files.leftovers",
    "compute_trends.catalog.signals",
    "compute_trends.cli",
    "compute_trends.cli.command_list",
    "compute_trends.cli.group",
    "compute_trends.cli.main",
    "gc",  # a part of Python that is there anyway
}
SQL = HELP | {
    "compute_trends.catalog.background",
    "compute_trends.catalog.doors",
    "compute_trends.catalog.doors.connect",
    "compute_trends.catalog.doors.query",
    "compute_trends.catalog.doors.render",
    "compute_trends.catalog.paths",
    "compute_trends.catalog.schema",
    "compute_trends.catalog.texts",
    "compute_trends.catalog.texts.numbers",
    "compute_trends.catalog.texts.paragraphs",
    "compute_trends.catalog.texts.sql_text",
    "compute_trends.catalog.texts.terminal",
    "compute_trends.catalog.versions",
    "compute_trends.cli.arguments",
    "compute_trends.cli.commands",
    "compute_trends.cli.commands.sql",
    "compute_trends.cli.output",
    "compute_trends.cli.progress",
    "json",
    "json.decoder",
    "json.encoder",
    "json.scanner",
    "_json",
}


def _modules(program: str, *args: str) -> set[str]:
    run = f"import sys\n{program}\ntry: main({list(args)!r})\nexcept SystemExit: pass\n{LIST}"
    with TemporaryDirectory() as folder:  # in which no other command has temporary files
        environment = {**os.environ, "TMPDIR": folder}
        command = [sys.executable, "-c", run]
        out = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    return set(out.rpartition("modules:")[2].split())


def test_help_imports_nothing_but_click_and_a_handful_of_ours() -> None:
    assert _modules(OURS, "--help") - _modules(BARE, "--help") <= HELP


def test_sql_imports_nothing_but_click_duckdb_and_a_handful_of_ours() -> None:
    bare = _modules(BARE, "sql")
    for query in ("select 1", "select count(*) from milestone_systems"):
        assert _modules(OURS, "sql", query) - bare <= SQL


def test_the_package_itself_imports_next_to_nothing() -> None:
    modules = _modules("import compute_trends\nmain = lambda args: None")
    assert modules & {"duckdb", "pyarrow", "numpy", "pandas", "yaml", "rich", "click"} == set()


def test_numpy_starts_no_threads_of_its_own_unless_somebody_asks_for_them() -> None:
    """The command has no large matrices, and starting a thread for each core takes longer than all of numpy."""
    shown = (
        "import os, atexit; atexit.register(lambda: print(os.environ['OPENBLAS_NUM_THREADS']))\n"
        "import sys; sys.argv[1:] = ['--help']\nfrom compute_trends.cli.main import main\nmain()"
    )
    for given in (None, "3"):
        environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
        environment |= {"OPENBLAS_NUM_THREADS": given} if given else {}
        run = subprocess.run([sys.executable, "-c", shown], env=environment, capture_output=True, text=True, check=True)
        assert run.stdout.splitlines()[-1] == (given or "1")
