"""A new dataset that its schema declares closed: it takes no submissions; to readers it is like any other."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from compute_trends.catalog.paths import PACKAGE_ROOT

PAGE = PACKAGE_ROOT / "docs" / "new-dataset.md"
DATASET, SOURCE = "supercomputers", "top500-leaders"
WHY = "it holds the leaders of a list that others keep"
RECORD = """\
record_id: a-system
name: A system
list_date: 2024-11-01
linpack_flop_per_s: 1.5e18
source: submitted
source_url: https://example.org/system
admission: submitted
"""

pytestmark = pytest.mark.skipif(not PAGE.is_file(), reason="an installed copy has no docs")


@pytest.fixture
def closed(clone: Callable[..., Any], files_of: Callable[[Path], dict[str, str]]) -> Any:
    """A copy of the checkout with the dataset that the page adds, but closed."""
    copy, files = clone(), files_of(PAGE)
    schema = json.loads(files[f"schemas/{DATASET}.json"]) | {"closed": WHY}
    copy.write(f"schemas/{DATASET}.json", json.dumps(schema, indent=2) + "\n")
    for path in (f"datasets/{DATASET}/origin.yaml", "catalog/importers/top500_leaders.py", "../top500_leaders.csv"):
        copy.write(path, files[path])
    for command in (f"import {SOURCE} ../top500_leaders.csv", "build", "verify"):
        assert copy.run(f"compute-trends {command}")[0] == 0
    return copy


@pytest.mark.slow
def test_a_closed_dataset_says_so_at_every_door_for_submissions(closed: Any) -> None:
    closed.write("system.yaml", RECORD)
    closed.write("mine.csv", f"record_id,name,source,admission\na-system,A system,{SOURCE},upstream\n")
    refusal = f"{DATASET} takes no submissions: {WHY}"
    for command in (f"template {DATASET}", f"template {DATASET} --example", f"accept mine.csv --dataset {DATASET}"):
        status, output = closed.run(f"compute-trends {command}")
        assert status != 0, command
        if command.startswith("template"):
            assert (status, output) == (2, f"Error: {refusal}\n"), command
    for command in ("check --select plausibility", "check", "accept"):
        status, output = closed.run(f"compute-trends {command} system.yaml")
        assert status == 1, command
        assert output.count("  error ") == 1, command
        said = " ".join(output.partition("  error ")[2].partition("fix:")[0].split())
        assert said == f"structure-closed: {refusal}", command
    # Its own records, and the readers, are as before.
    status, output = closed.run(f"compute-trends check datasets/{DATASET}/records.csv")
    assert (status, output.count("error")) == (0, 0)
    status, output = closed.run(f"compute-trends describe {DATASET}")
    assert (status, f"Takes no submissions: {WHY}" in output) == (0, True)
    assert f"It takes no submissions: {WHY}" in (closed.root / "docs" / "data" / f"{DATASET}.md").read_text()
    # Another file of the same check is judged.
    closed.write("chip.yaml", "record_id: a-chip\nname: A chip\ntdp_w: -1\n")
    status, output = closed.run("compute-trends check system.yaml chip.yaml")
    assert (status, "structure-closed" in output, "structure-range" in output) == (1, True, True)


@pytest.mark.slow
def test_what_is_tested_of_every_dataset_holds_for_a_closed_one(closed: Any) -> None:
    for folder in ("tests", "benchmarks"):
        shutil.copytree(PACKAGE_ROOT / folder, closed.root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    python = f"'{sys.executable}' -P"
    status, output = closed.run(f"{python} -m pytest -q -n 0 -p no:cacheprovider -k {DATASET} tests")
    assert status == 0, output
    assert "[100%]" in output  # some were run
    status, output = closed.run(f"{python} -c \"import sys; sys.path.insert(0, 'benchmarks'); {_KINDS}\"")
    assert (status, DATASET in output, "accelerators" in output) == (0, False, True), output


_KINDS = "from mutation_kinds import kinds; print({kind.dataset for kind in kinds()})"
