"""A dataset whose schema declares it closed takes no submissions, and is a dataset like any other for its readers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DATASET = "training_energy"
WHY = "it holds the runs of one paper"
RECORD = """\
record_id: a-run
name: A run
energy_mwh: 12
source: submitted
source_url: https://example.org/run
admission: submitted
"""


def _close(root: Path) -> None:
    path = root / "schemas" / f"{DATASET}.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"closed": WHY}), encoding="utf-8")


@pytest.mark.slow
def test_a_closed_dataset_says_so_at_every_door_for_submissions(clone: Callable[..., Any]) -> None:
    copy = clone(_close)
    copy.write("run.yaml", RECORD)
    copy.write("mine.csv", "record_id,name,source,admission\na-run,A run,patterson-2021,upstream\n")
    refusal = f"{DATASET} takes no submissions: {WHY}"
    for command in (f"template {DATASET}", f"template {DATASET} --example", f"accept mine.csv --dataset {DATASET}"):
        status, output = copy.run(f"compute-trends {command}")
        assert status != 0, command
        if command.startswith("template"):
            assert (status, output) == (2, f"Error: {refusal}\n"), command
    for command in ("check --select plausibility", "check", "accept"):
        status, output = copy.run(f"compute-trends {command} run.yaml")
        assert status == 1, command
        assert output.count("  error ") == 1, command
        said = " ".join(output.partition("  error ")[2].partition("fix:")[0].split())
        assert said == f"structure-closed: {refusal}", command
    # Its own records, and the readers, are as before.
    status, output = copy.run(f"compute-trends check datasets/{DATASET}/records.csv")
    assert (status, output.count("error")) == (0, 0)
    status, output = copy.run(f"compute-trends describe {DATASET}")
    assert (status, f"Takes no submissions: {WHY}" in output) == (0, True)
    assert f"It takes no submissions: {WHY}" in (copy.root / "docs" / "data" / f"{DATASET}.md").read_text()
    # Another file of the same check is judged.
    copy.write("chip.yaml", "record_id: a-chip\nname: A chip\ntdp_w: -1\n")
    status, output = copy.run("compute-trends check run.yaml chip.yaml")
    assert (status, "structure-closed" in output, "structure-range" in output) == (1, True, True)
