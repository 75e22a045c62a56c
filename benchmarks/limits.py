"""What files take that are made to exhaust memory or time: no check may take over 60 s of the processor, or 900 MB.

Run: python benchmarks/limits.py [WORD ...] [--folder FOLDER] [--memory-limit SIZE]

Each kind of benchmarks/limit_inputs.py and limit_tables.py is written and checked by the command itself,
`compute-trends check FILE`, whose process is asked for what it took. With words, only kinds are tried whose names hold
one of them. Prints a table as it goes, and ends with 1 where a check took more, did not end with 0 or 1, or showed a
traceback.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent))
import limit_tables  # noqa: F401, which adds its kinds
from limit_inputs import INPUTS
from measuring import OURS, apart, machine

MOST_CPU_SECONDS, MOST_MB = 60.0, 900.0
#: Which dataset the files are judged as, some of which have no columns to tell it by.
DATASET = "milestone_systems"
#: A check is ended after so many seconds.
_END_SECONDS = 240


def check(path: Path, options: list[str]) -> tuple[float, float, float, int, str]:
    """Seconds, those of the processor, MB at most, exit status, and the first line that is said."""
    said = path.with_name("said")
    with said.open("wb") as stream:
        start = time.perf_counter()
        child = subprocess.Popen(
            ["timeout", "-s", "KILL", str(_END_SECONDS), *OURS, "check", "--dataset", DATASET, *options, path.name],
            stdout=stream, stderr=subprocess.STDOUT, cwd=path.parent,
        )  # fmt: skip
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    text = said.read_text(errors="replace")
    said.unlink()
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    first = (
        "Traceback" if "Traceback" in text else next((line for line in lines if "error" in line), "".join(lines[-1:]))
    )
    cpu = usage.ru_utime + usage.ru_stime
    return time.perf_counter() - start, cpu, usage.ru_maxrss / 1024, child.returncode, first


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*", metavar="WORD")
    parser.add_argument("--folder", type=Path, help="where the files are written, one at a time")
    parser.add_argument("--memory-limit", help="that of the command; without, it takes a share of the machine's memory")
    options = parser.parse_args()
    more = ["--memory-limit", options.memory_limit] if options.memory_limit else []
    print(
        f"{machine()}\n\n| input | MB | s | CPU s | peak MB | exit | says |\n| --- " + "| ---: " * 5 + "| --- |",
        flush=True,
    )
    failed = 0
    for name, (suffix, _) in INPUTS.items():
        if options.words and not any(word in name for word in options.words):
            continue
        with TemporaryDirectory(prefix="limits-", dir=options.folder) as folder:
            path = Path(folder, f"input{suffix}")
            apart(write_input, name, path)
            size = path.stat().st_size / (1 << 20)
            seconds, cpu, peak, status, first = check(path, more)
        is_over = cpu > MOST_CPU_SECONDS or peak > MOST_MB or status not in (0, 1) or first == "Traceback"
        failed += is_over
        mark = "**" if is_over else ""
        print(
            f"| {mark}{name}{mark} | {size:.1f} | {seconds:.1f} | {cpu:.1f} | {peak:.0f} | {status} | {first[:150]} |",
            flush=True,
        )
    sys.exit(1 if failed else 0)


def write_input(name: str, path: Path) -> None:
    """Write the input of a kind; in a process of its own, as it may take much memory."""
    INPUTS[name][1](path)


if __name__ == "__main__":
    main()
