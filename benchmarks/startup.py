"""Process start beside bare programs: python benchmarks/startup.py [rounds]

Each row times two programs in turn, round after round, and reports the median of the ratios of the pairs, so that
whatever else the machine does hits both alike. Prints a Markdown table.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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
OURS = "from compute_trends.cli.main import main; main()"


def median_ratio(first: list[str], second: list[str], rounds: int) -> tuple[float, float, float]:
    """Medians: seconds of the first, seconds of the second, ratio of the pairs."""
    pairs = []
    for turn in range(rounds + 1):
        order = (first, second) if turn % 2 else (second, first)
        seconds = {id(command): timed(command) for command in order}
        if turn:  # the first round fills the caches
            pairs.append((seconds[id(first)], seconds[id(second)]))
    return (
        statistics.median(one for one, _ in pairs),
        statistics.median(two for _, two in pairs),
        statistics.median(one / two for one, two in pairs),
    )


def timed(command: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begin


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    installed = Path(sys.executable).parent / "compute-trends"
    ours = [str(installed)] if installed.exists() else [sys.executable, "-c", OURS]
    frictionless = shutil.which("frictionless", path=str(Path(sys.executable).parent)) or shutil.which("frictionless")
    with tempfile.TemporaryDirectory() as folder:
        click_program, duckdb_program = Path(folder, "bare_click.py"), Path(folder, "bare_duckdb.py")
        click_program.write_text(BARE_CLICK)
        duckdb_program.write_text(BARE_DUCKDB)
        bare_help = [sys.executable, str(click_program), "--help"]
        bare_sql = [sys.executable, str(duckdb_program), "sql", "select 1"]
        rows = [
            ("compute-trends --help", [*ours, "--help"], "bare click --help", bare_help, 1.5),
            ("compute-trends sql 'select 1'", [*ours, "sql", "select 1"], "bare click + duckdb", bare_sql, 1.3),
        ]
        if frictionless:
            rows.append(
                ("compute-trends --help", [*ours, "--help"], "frictionless --help", [frictionless, "--help"], 0.2)
            )
        print(f"| command | beside | command (ms) | beside (ms) | ratio, median of {rounds} | goal, at most |")
        print("| --- | --- | ---: | ---: | ---: | ---: |")
        for name, command, other_name, other, goal in rows:
            one, two, ratio = median_ratio(command, other, rounds)
            print(f"| {name} | {other_name} | {one * 1e3:.0f} | {two * 1e3:.0f} | {ratio:.2f} | {goal} |", flush=True)


if __name__ == "__main__":
    main()
