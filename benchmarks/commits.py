"""Start-up and checks of this checkout beside those of an earlier commit: whether the tool became slower.

Run: python benchmarks/commits.py [--base d29acdc] [--rows 1000000] [--rounds 7] [--only NAME ...]

The earlier commit is unpacked into a temporary folder, and both programs run the same command in turn, each a process
of its own. Compared is the processor time, user and system, of all threads; the table shows the medians and the median
of the ratios of the pairs, so that whatever else the machine does hits both alike.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from validate import make_table

from compute_trends.catalog.paths import PACKAGE_ROOT

RUN = "from compute_trends.cli.main import main; main()"
RECORD = (
    "record_id: a-made-up-system\nname: A made-up system\npublication_date: 2024-02-03\nparameters: 1.5e9\n"
    "training_compute_flop: 1e22\ntraining_hardware: [NVIDIA A100]\nsource: submitted\nadmission: submitted\n"
)


def commands(folder: Path, rows: int, only: list[str]) -> dict[str, list[str]]:
    """What is run, by name; the files that it needs are written."""
    structure = ["--dataset", "milestone_systems", "--select", "structure", "--format", "json"]
    record = folder / "record.yaml"
    record.write_text(RECORD)
    found = {
        "help": ["--help"],
        "record": ["check", str(record)],
        "csv": ["check", str(folder / "table.csv"), *structure],
        "parquet": ["check", str(folder / "table.parquet"), *structure],
    }
    chosen = {name: command for name, command in found.items() if not only or name in only}
    for suffix in {"csv", "parquet"} & chosen.keys():
        make_table(folder / f"table.{suffix}", rows)
    return chosen


def unpack(commit: str, folder: Path) -> None:
    """Write a commit's files as the package `compute_trends` in a folder."""
    archive = subprocess.run(["git", "archive", commit], cwd=PACKAGE_ROOT, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder / "compute_trends", filter="data")


def spent(command: list[str], place: Path) -> float:
    """Seconds of processor time of one run of the package in `place`."""
    environment = os.environ | {"PYTHONPATH": str(place)}
    with subprocess.Popen(
        [sys.executable, "-c", RUN, *command], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode} in {place}")
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", default="d29acdc", help="the earlier commit")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", nargs="*", default=[], choices=["help", "record", "csv", "parquet"])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        places = {"now": folder / "now", "base": folder / "base"}
        unpack(options.base, places["base"])
        places["now"].mkdir()
        (places["now"] / "compute_trends").symlink_to(PACKAGE_ROOT)
        chosen = commands(folder, options.rows, options.only)
        print(f"| command | {options.base} (s) | now (s) | ratio, median of {options.rounds} |")
        print("| --- | ---: | ---: | ---: |")
        for name, command in chosen.items():
            times: dict[str, list[float]] = {"now": [], "base": []}
            for turn in range(options.rounds + 1):
                seconds = {which: spent(command, places[which]) for which in sorted(places, reverse=bool(turn % 2))}
                if turn:  # the first round fills the caches
                    for which, value in seconds.items():
                        times[which].append(value)
            ratio = statistics.median(now / base for now, base in zip(times["now"], times["base"], strict=True))
            base, now = (statistics.median(times[which]) for which in ("base", "now"))
            print(f"| {name} | {base:.3f} | {now:.3f} | {ratio:.3f} |", flush=True)


if __name__ == "__main__":
    main()
