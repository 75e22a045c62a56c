"""Every command of CONTRIBUTING.md, in order, on a copy of the checkout that lacks the record of the walk.

`UPDATE_CONTRIBUTING=1 pytest tests/test_contributing.py` writes what the commands print into the page.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import yaml

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.versions import all_versions

PAGE = PACKAGE_ROOT / "CONTRIBUTING.md"
DATASET, RECORD = "milestone_systems", "kimi-k2-5"
SUBMISSION = f"submissions/{RECORD}.yaml"
PARTS = ("catalog", "cli", "datasets", "schemas", "trends", "validators")

#: What sets up or leaves the clone, and so is not run here.
NOT_RUN = re.compile(r"(python3 -m venv|git push) ")
#: What another release of the data, or another version of a writer, changes; it says nothing about the walk.
VARIES = re.compile(r"\b(20\d\d\.\d+\.\d+|\d,\d{3}|unreleased-[0-9a-f]{12})\b")

pytestmark = pytest.mark.skipif(not PAGE.is_file(), reason="an installed copy has no CONTRIBUTING.md")


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """The fenced blocks of a page: language and content."""
    for match in re.finditer(r"(?ms)^```(\w+)\n(.*?)^```$", text):
        yield match[1], match[2]


def leave_out(root: Path) -> None:
    """Take the record out of the newest version, as if it had never been imported."""
    folder = root / "datasets" / DATASET
    released = [item.version for item in all_versions()[DATASET] if item.version != "unreleased"]
    version = max(released, key=lambda name: [int(part) for part in name.split(".")])
    parquet, records = folder / f"{version}.parquet", folder / "records.csv"
    table = pq.read_table(parquet)
    old = hashlib.sha256(parquet.read_bytes()).hexdigest()
    pq.write_table(table.filter(pc.not_equal(table["record_id"], RECORD)), parquet)
    new = hashlib.sha256(parquet.read_bytes()).hexdigest()
    text = records.read_text(encoding="utf-8")
    assert f"\n{RECORD}," in text
    records.write_text(re.sub(rf"(?m)^{RECORD},.*\n", "", text), encoding="utf-8", newline="")
    for name in ("datapackage.json", "croissant.json", f"datasets/{DATASET}/origin.yaml"):
        described = (root / name).read_text(encoding="utf-8").replace(old, new)
        (root / name).write_text(re.sub(rf"(rows\W+){table.num_rows}\b", rf"\g<1>{table.num_rows - 1}", described))


class Clone:
    """A copy of the checkout as a git repository, whose commands are those of the copy."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "clone" / "compute_trends"
        for part in PARTS:
            shutil.copytree(PACKAGE_ROOT / part, self.root / part)
        for path in PACKAGE_ROOT.iterdir():
            if path.is_file() and (path.name == ".gitignore" or not path.name.startswith(".")):
                shutil.copy2(path, self.root / path.name)
        leave_out(self.root)
        command = folder / "bin" / "compute-trends"
        command.parent.mkdir()
        command.write_text(
            f"#!/bin/sh\nexec '{sys.executable}' -P -c 'from compute_trends.cli.main import main; main()' \"$@\"\n"
        )
        command.chmod(0o755)
        self.environment = {
            **os.environ,
            "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(self.root.parent),
            "COLUMNS": "80",
            **{f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        }
        self.run("git init -q -b main && compute-trends build && git add -A && git commit -qm Data")

    def run(self, command: str) -> tuple[int, str]:
        """Status and output of a command, both streams together, as a terminal shows them."""
        done = subprocess.run(
            command, shell=True, cwd=self.root, env=self.environment, text=True, stdout=-1, stderr=subprocess.STDOUT
        )
        return done.returncode, done.stdout

    def mend(self, change: str) -> None:
        """Apply a block of lines to take out (-), to put in (+) and to find; each is found once and in order."""
        path = self.root / SUBMISSION
        lines, at = path.read_text(encoding="utf-8").splitlines(), 0
        for line in change.splitlines():
            if line.startswith("+"):
                lines.insert(at, line[1:])
                at += 1
            else:
                at = lines.index(line[1:], at) + 1
                if line.startswith("-"):
                    del lines[at - 1]
                    at -= 1
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def walk(page: str, clone: Clone) -> Iterator[tuple[str, str, str, int]]:
    """Do what the page says: each command of its console blocks with the output shown, the real one and its status."""
    for language, content in blocks(page):
        if language == "yaml" and content.startswith("record_id"):
            (clone.root / SUBMISSION).write_text(content, encoding="utf-8")
        elif language == "diff":
            clone.mend(content)
        elif language == "sh":
            for line in content.splitlines():
                if not NOT_RUN.match(line):
                    assert clone.run(line) == (0, ""), line
        elif language == "console":
            for part in re.split(r"(?m)^\$ ", content)[1:]:
                command, _, shown = part.partition("\n")
                status, output = clone.run(command)
                yield command, shown, output, status


def test_the_walk_goes_as_it_is_told(tmp_path: Path) -> None:
    page, clone = PAGE.read_text(encoding="utf-8"), Clone(tmp_path)
    told = list(walk(page, clone))
    if os.environ.get("UPDATE_CONTRIBUTING"):
        at = 0
        for command, shown, real, _ in told:
            at = page.index(f"$ {command}\n{shown}", at) + len(f"$ {command}\n")
            page = page[:at] + real + page[at + len(shown) :]
        PAGE.write_text(page, encoding="utf-8")
        pytest.skip("wrote CONTRIBUTING.md")
    for command, shown, real, _ in told:
        assert VARIES.sub("N", real) == VARIES.sub("N", shown), command
    checks = [status for command, _, _, status in told if command.startswith("compute-trends check")]
    assert checks == [1, 0]
    assert all(status == 0 for command, _, _, status in told if not command.startswith("compute-trends check"))
    assert f"\n{RECORD}," in (clone.root / "datasets" / DATASET / "records.csv").read_text(encoding="utf-8")


def test_the_page_names_what_there_is() -> None:
    page = PAGE.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:)([^)]+)\)", page)
    assert len(links) > 5
    assert [link for link in links if not (PACKAGE_ROOT / link).exists()] == []
    (hook,) = yaml.safe_load((PACKAGE_ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    inputs = yaml.safe_load((PACKAGE_ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    shown = [yaml.safe_load(content) for language, content in blocks(page) if language == "yaml"]
    (step,) = (item[0] for item in shown if isinstance(item, list))
    assert set(step["with"]) <= set(inputs)
    (config,) = (item for item in shown if "repos" in item)
    assert config["repos"][0]["hooks"] == [{"id": hook["id"]}]


def test_the_issue_form_offers_every_dataset() -> None:
    form = PACKAGE_ROOT / ".github" / "ISSUE_TEMPLATE" / "wrong-value.yml"
    fields = {item["id"]: item for item in yaml.safe_load(form.read_text(encoding="utf-8"))["body"]}
    assert fields["dataset"]["attributes"]["options"] == sorted(all_versions())
