"""Damaged and odd files at the readers, and through all layers: what is told, what is not, how long and how much.

Run: python benchmarks/fuzz.py [--inputs 100000] [--layers readers] [--seed 1] [--seconds 60] [--state FILE]

Every input follows from the seed and its number (benchmarks/fuzz_inputs.py), so a run goes on where `--state` says that
it ended, and `--only NUMBER` repeats one. Inputs are read in a process of their own, which is replaced when it dies,
hangs or has read many. Counted are

    traceback      an exception that no command would tell in one line
    tool error     what would be told as an error of the tool or of its user, where a file is at fault
    crash          the end of the process
    hang           more than 10 s of the processor, or four times as long without an answer and without working
    large          more than 1 GB
    damage passed  the verdict of the whole file, although a checksum or a decoder tells that it is damaged

which all have to be 0; of the rest, how many were unreadable, had findings, were read, or had the verdict of the whole
file (a flip in a text that no rule looks at is such).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import sys
import time
import traceback
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import fuzz_inputs

FAILURES = ("traceback", "tool error", "crash", "hang", "large", "damage passed")
HANG_SECOND, LARGE_BYTE = 10.0, 1 << 30
_INPUTS_PER_PROCESS = 2000
#: Every so many inputs, one is a table that hypothesis makes.
_HYPOTHESIS_STEP = 10


class Readers:
    """Reads inputs without judging them; one connection for all."""

    def __init__(self) -> None:
        from compute_trends.validators.engine.connection import connect

        self._connection = connect()

    def verdict(self, path: Path) -> tuple[str, object]:
        """What is told of a file, and what was read of it."""
        from compute_trends.catalog.schema import load_schema
        from compute_trends.validators.reading.sources import find_dataset, find_sources, open_source
        from compute_trends.validators.reading.unreadable import unreadable

        told = []
        for source in find_sources([path]):
            try:
                reader = open_source(source, self._connection)
                with contextlib.suppress(Exception):
                    find_dataset(reader)
                raw = reader.load(self._connection, "raw_0", load_schema("milestone_systems"))
                self._connection.execute(
                    f"select count(*), max(_row) from {raw.relation}" if raw.numbered else "select 1"
                )
                counted = self._connection.execute(f"select count(*) from {raw.relation}").fetchone()
                told.append((sorted({problem.rule for problem in raw.problems}), counted))
            except Exception as error:
                refused = unreadable(error)
                if refused is None:
                    raise
                return "unreadable", refused.rule
        rules = {rule for found, _ in told for rule in found}
        return ("findings" if rules else "read"), told


class Layers:
    """Checks inputs through all layers."""

    def verdict(self, path: Path) -> tuple[str, object]:
        """What is told of a file."""
        from compute_trends.validators.api import validate
        from compute_trends.validators.reading.raw_table import UNREAD_RULES

        report = validate(path, "milestone_systems")
        found = sorted((f.rule, f.line or 0, f.column or "", f.value or "") for f in report)
        unread = any(rule in UNREAD_RULES or rule in ("structure-empty", "structure-dataset") for rule, *_ in found)
        return ("unreadable" if unread else "findings" if found else "read"), found


def work(pipe: Connection, layers: str, seed: int, folder: str) -> None:
    """Read the inputs whose numbers come through the pipe."""
    from compute_trends.catalog.errors import ComputeTrendsError

    judge = Readers() if layers == "readers" else Layers()
    wholes = fuzz_inputs.whole_files()
    expected = {name: judge.verdict(_written(Path(folder), name, content)) for name, content in wholes.items()}
    while (number := pipe.recv()) is not None:
        made = _made(wholes, seed, number)
        path = _written(Path(folder), made.name, made.content)
        _reset_peak()
        start = time.process_time()
        detail = ""
        try:
            outcome, verdict = judge.verdict(path)
            if made.whole and (outcome, verdict) == expected[made.whole]:
                outcome = "as the whole file"
        except ComputeTrendsError as error:
            outcome, detail = "tool error", f"{type(error).__name__}: {error}"
        except Exception:
            outcome, detail = "traceback", traceback.format_exc()
        seconds, peak = time.process_time() - start, _peak()
        if outcome == "as the whole file" and made.content != wholes[made.whole]:
            outcome = fuzz_inputs.damage(path) or outcome
        if seconds > HANG_SECOND:
            outcome = "hang"
        elif peak > LARGE_BYTE:
            outcome = "large"
        pipe.send((outcome, made.kind, f"{made.whole} {made.kind}: {detail}", seconds, peak))
        if outcome in ("traceback", "tool error"):
            judge = Readers() if layers == "readers" else Layers()


def _made(wholes: dict[str, bytes], seed: int, number: int) -> fuzz_inputs.Input:
    if number % _HYPOTHESIS_STEP:
        return fuzz_inputs.make(wholes, seed, number)
    return fuzz_inputs.made_up(seed, number)


def _written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _reset_peak() -> None:
    with contextlib.suppress(OSError):  # Linux only; elsewhere the peak is that of the process
        Path("/proc/self/clear_refs").write_text("5")


def _peak() -> int:
    try:
        status = Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) << 10
    except (OSError, IndexError):
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def _processor_second(pid: int | None) -> float:
    """Seconds of the processor that a process has taken; 0 where that cannot be told."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Process:
    """The process that reads, replaced when it dies or hangs."""

    def __init__(self, layers: str, seed: int) -> None:
        self._layers, self._seed = layers, seed
        self._read = 0
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._folder = TemporaryDirectory(prefix="fuzz-")
        self._pipe, other = context.Pipe()
        arguments = (other, self._layers, self._seed, self._folder.name)
        self._process = context.Process(target=work, args=arguments, daemon=True)
        self._process.start()
        other.close()

    def read(self, number: int) -> tuple[str, str, str, float, int]:
        """What became of an input."""
        self._read += 1
        if self._read % _INPUTS_PER_PROCESS == 0:
            self.stop()
            self._start()
        self._pipe.send(number)
        try:
            # The first input waits for the libraries too. A machine that does much else lets the process wait for long.
            most = 4 * HANG_SECOND if self._read % _INPUTS_PER_PROCESS > 1 else 120
            before = _processor_second(self._process.pid)
            while True:
                if self._pipe.poll(most):
                    answer: tuple[str, str, str, float, int] = self._pipe.recv()
                    return answer
                spent = _processor_second(self._process.pid) - before
                if not 0 < spent < HANG_SECOND:
                    break
            outcome = "hang"
        except EOFError:
            outcome = "crash"
        self._process.kill()
        self.stop()
        self._start()
        return outcome, "", outcome, 0.0, 0

    def stop(self) -> None:
        """End the process."""
        with contextlib.suppress(OSError):
            self._pipe.send(None)
        self._process.join(5)
        self._process.kill()
        self._folder.cleanup()


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Read inputs until there are no more, or time is up; the state after that."""
    state: dict[str, Any] = {"seed": options.seed, "layers": options.layers, "next": 0, "counts": {}, "failed": []}
    if options.state and options.state.exists():
        state = json.loads(options.state.read_text())
        if (state["seed"], state["layers"]) != (options.seed, options.layers):
            raise SystemExit(f"{options.state} is of another seed or of other layers")
    counts, slowest, largest = Counter(state["counts"]), state.get("slowest", 0.0), state.get("largest", 0)
    process = Process(options.layers, options.seed)
    end = time.monotonic() + options.seconds if options.seconds else float("inf")
    try:
        while state["next"] < options.inputs and time.monotonic() < end:
            number = state["next"]
            outcome, kind, detail, seconds, peak = process.read(number)
            counts[outcome] += 1
            slowest, largest = max(slowest, seconds), max(largest, peak)
            if outcome in FAILURES:
                state["failed"].append([number, outcome, kind, detail[-2000:]])
            state |= {"next": number + 1, "counts": dict(counts), "slowest": slowest, "largest": largest}
            if options.state and number % 200 == 199:
                _save(options.state, state)
    finally:
        process.stop()
        if options.state:
            _save(options.state, state)
    return state


def _save(path: Path, state: dict[str, Any]) -> None:
    new = path.with_name(f"{path.name}.new")
    new.write_text(json.dumps(state, indent=1))
    new.replace(path)


def show(state: dict[str, Any]) -> int:
    """Print the counts as a table; the number of failures."""
    counts = state["counts"]
    print(f"\n{state['next']:,} inputs, {state['layers']}, seed {state['seed']}\n")
    print("| outcome | inputs |\n| --- | ---: |")
    for outcome in (*FAILURES, *sorted(set(counts) - set(FAILURES))):
        print(f"| {outcome} | {counts.get(outcome, 0):,} |")
    print(f"\nslowest {state.get('slowest', 0):.2f} s, largest {state.get('largest', 0) >> 20} MB")
    for number, outcome, _, detail in state["failed"][:20]:
        print(f"\n{outcome} of input {number} ({detail.strip()})", file=sys.stderr)
    return sum(counts.get(outcome, 0) for outcome in FAILURES)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--layers", choices=["readers", "all"], default="readers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=0.0, help="stop after these; 0 for no end")
    parser.add_argument("--state", type=Path, help="file that keeps how far the run came")
    parser.add_argument("--only", type=int, help="read this input alone, and keep it as fuzz-NUMBER")
    options = parser.parse_args()
    if options.only is not None:
        made = _made(fuzz_inputs.whole_files(), options.seed, options.only)
        path = Path(f"fuzz-{options.only}{Path(made.name).suffix}")
        path.write_bytes(made.content)
        print(f"{path}: {made.whole} {made.kind}")
        print((Readers() if options.layers == "readers" else Layers()).verdict(path))
        return
    sys.exit(1 if show(run(options)) else 0)


if __name__ == "__main__":
    main()
