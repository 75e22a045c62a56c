"""Process start beside bare programs: python benchmarks/startup.py [rounds]

Each row times two programs in turn, round after round, and reports the median of the ratios of the pairs, so that
whatever else the machine does hits both alike. Prints a Markdown table.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from measuring import OURS, Row, named, pairs, process

BARE_CLICK = '''
import click

@click.group()
def main():
    """A program."""

@main.command()
def command():
    """A command."""

main()
'''
BARE_DUCKDB = '''
import click

@click.group()
def main():
    """A program."""

@main.command()
@click.argument("query")
def sql(query):
    """Run a query."""
    import duckdb

    duckdb.connect().sql(query).show()

main()
'''
_WHY = "it finds the command, its options and the versions of the datasets first"


def measure(quick: bool, rounds: int = 20) -> Iterator[Row]:
    """A row for each command and what is beside it."""
    rounds = 5 if quick else rounds
    installed = Path(sys.executable).parent / "compute-trends"
    ours = [str(installed)] if installed.exists() else OURS
    frictionless = shutil.which("frictionless", path=str(Path(sys.executable).parent)) or shutil.which("frictionless")
    with tempfile.TemporaryDirectory() as folder:
        click_program, duckdb_program = Path(folder, "bare_click.py"), Path(folder, "bare_duckdb.py")
        click_program.write_text(BARE_CLICK)
        duckdb_program.write_text(BARE_DUCKDB)
        bare_help = [sys.executable, str(click_program), "--help"]
        bare_sql = [sys.executable, str(duckdb_program), "sql", "select 1"]
        cases = [
            ("--help", [*ours, "--help"], f"bare {named('click')}", bare_help, 1.5),
            ("sql 'select 1'", [*ours, "sql", "select 1"], f"bare click and {named('duckdb')}", bare_sql, 1.3),
        ]
        if frictionless:
            cases.append(("--help", [*ours, "--help"], named("frictionless"), [frictionless, "--help"], 0.2))
        for name, command, peer, other, goal in cases:
            one, two, ratio = pairs(partial(process, command), partial(process, other), rounds)
            yield Row("start", name, one, peer, two, ratio, goal, why=_WHY)


def main() -> None:
    from run import HEAD, line

    print(HEAD)
    for row in measure(False, int(sys.argv[1]) if len(sys.argv) > 1 else 20):
        print(line(row), flush=True)


if __name__ == "__main__":
    main()
