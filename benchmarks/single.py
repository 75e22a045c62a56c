"""A check of one record, and of a hundred, beside a bare query: python benchmarks/single.py [rounds]

What a contributor waits for: a process with all layers of rules over a YAML file of one record.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from measuring import OURS, Row, pairs, process

RECORD = """\
record_id: a-made-up-system
name: A made-up system
publication_date: 2024-02-03
parameters: 1.5e9
training_compute_flop: 1e22
training_hardware: [NVIDIA A100]
source: submitted
admission: submitted
"""
#: Seconds above `sql 'select 1'`.
GOAL = 0.15


def measure(quick: bool) -> Iterator[Row]:
    """The check of one record beside `sql 'select 1'`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.yaml"
        path.write_text(RECORD)
        check, query = [*OURS, "check", str(path)], [*OURS, "sql", "select 1"]
        ours, theirs, ratio = pairs(partial(process, check), partial(process, query), 5 if quick else 20)
        goal = (theirs.seconds + GOAL) / theirs.seconds
        above = ours.cpu_seconds - theirs.cpu_seconds
        why = (
            f"{above:.2f} CPU s above the query: DuckDB takes two thirds of it, nine tenths of that to plan sixty "
            "statements, and Python a third, to load modules"
        )
        what = "check of a YAML file, all layers"
        yield Row("one record", what, ours, "compute-trends sql 'select 1'", theirs, ratio, round(goal, 2), why=why)


def main() -> None:
    from run import HEAD, line

    print(HEAD)
    for row in measure(quick=len(sys.argv) > 1):
        print(line(row))


if __name__ == "__main__":
    main()
