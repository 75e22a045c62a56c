"""Pages that walk somebody through a task, followed word for word on a copy of the checkout.

`UPDATE_WALKS=1 pytest -m 'slow or not slow' tests/walks` writes what the commands print into the pages.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from compute_trends.catalog.paths import PACKAGE_ROOT

PARTS = ("catalog", "cli", "datasets", "schemas", "trends", "validators")

#: A fenced block of a page, with the path of the file that it is, where a line of its own before it names one.
_BLOCK = re.compile(r"(?ms)^(?:`(?P<path>[^`\n]+)`:\n\n)?^```(?P<language>\w+)\n(?P<content>.*?)^```$")

#: What sets up or leaves the clone, or takes minutes, and so is not run here.
_NOT_RUN = re.compile(r"python3 -m venv |git push |\.ci/run|.*build --pages")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    path: str | None
    language: str
    content: str


@dataclass(frozen=True)
class Told:
    """A command of a page: the output that it shows, the one that it has, and the status."""

    command: str
    shown: str
    output: str
    status: int


def blocks(page: str) -> list[Block]:
    return [Block(match["path"], match["language"], match["content"]) for match in _BLOCK.finditer(page)]


class Clone:
    """A copy of the checkout as a git repository, whose commands are those of the copy.

    Args:
        folder: for the copy.
        prepare: what to change in it before its first build.
    """

    def __init__(self, folder: Path, prepare: Callable[[Path], None] = lambda _: None) -> None:
        self.root = folder / "clone" / "compute_trends"
        for part in PARTS:
            shutil.copytree(PACKAGE_ROOT / part, self.root / part, ignore=shutil.ignore_patterns("__pycache__"))
        for path in PACKAGE_ROOT.iterdir():
            if path.is_file() and (path.name == ".gitignore" or not path.name.startswith(".")):
                shutil.copy2(path, self.root / path.name)
        (self.root / "docs").mkdir(exist_ok=True)
        for path in (PACKAGE_ROOT / "docs").glob("*.*"):
            shutil.copy2(path, self.root / "docs" / path.name)
        prepare(self.root)
        command = folder / "bin" / "compute-trends"
        command.parent.mkdir()
        command.write_text(
            f"#!/bin/sh\nexec '{sys.executable}' -P -c 'from compute_trends.cli.main import main; main()' \"$@\"\n"
        )
        command.chmod(0o755)
        (folder / "scratch").mkdir()
        self.environment = {
            **os.environ,
            "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(self.root.parent),
            "COLUMNS": "80",
            "TMPDIR": str(folder / "scratch"),  # not what commands elsewhere left behind
            **{f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        }
        assert self.run("git init -q -b main && compute-trends build && git add -A && git commit -qm Data")[0] == 0

    def run(self, command: str) -> tuple[int, str]:
        """Status and output of a command, both streams together, as a terminal shows them."""
        done = subprocess.run(
            command, shell=True, cwd=self.root, env=self.environment, text=True, stdout=-1, stderr=subprocess.STDOUT
        )
        return done.returncode, done.stdout

    def write(self, path: str, content: str) -> None:
        """Write a whole file."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(content, encoding="utf-8")

    def change(self, path: str, change: str) -> None:
        """Apply a block of lines to take out (-), to put in (+) and to find; each is found once and in order."""
        lines, at = (self.root / path).read_text(encoding="utf-8").splitlines(), 0
        for line in change.splitlines():
            if line.startswith("+"):
                lines.insert(at, line[1:])
                at += 1
            else:
                at = lines.index(line[1:], at) + 1
                if line.startswith("-"):
                    del lines[at - 1]
                    at -= 1
        self.write(path, "\n".join(lines) + "\n")

    def walk(self, page: str) -> Iterator[Told]:
        """Do what a page says, block by block: files are written or changed, commands run."""
        for block in blocks(page):
            if block.language == "diff":
                assert block.path, block.content
                self.change(block.path, block.content)
            elif block.path:
                self.write(block.path, block.content)
            elif block.language == "sh":
                for line in block.content.splitlines():
                    if not _NOT_RUN.match(line):
                        assert self.run(line) == (0, ""), line
            elif block.language == "console":
                for part in re.split(r"(?m)^\$ ", block.content)[1:]:
                    command, _, shown = part.partition("\n")
                    if not _NOT_RUN.match(command):
                        status, output = self.run(command)
                        yield Told(command, shown, output, status)


@pytest.fixture
def files_of() -> Callable[[Path], dict[str, str]]:
    """The files that a page shows whole, by path; of one that is shown twice, the first."""

    def files_of(page: Path) -> dict[str, str]:
        shown = [block for block in blocks(page.read_text(encoding="utf-8")) if block.language != "diff"]
        return {block.path: block.content for block in reversed(shown) if block.path}

    return files_of


@pytest.fixture
def clone(tmp_path: Path, lasting_waivers: Callable[[Path], None]) -> Callable[..., Clone]:
    """Makes a copy of the checkout, which the day tells nothing of."""

    def clone(prepare: Callable[[Path], None] = lambda _: None) -> Clone:
        def prepared(root: Path) -> None:
            lasting_waivers(root)
            prepare(root)

        return Clone(tmp_path, prepared)

    return clone


@pytest.fixture
def follow() -> Callable[..., list[Told]]:
    """Follows a page on a clone and compares, or writes what commands print into the page (UPDATE_WALKS=1).

    Args:
        page: its path.
        clone: the copy.
        varies: what another release of the data, or another version of a writer, changes.
    """

    def follow(page: Path, clone: Clone, varies: re.Pattern[str]) -> list[Told]:
        text = page.read_text(encoding="utf-8")
        told = list(clone.walk(text))
        if os.environ.get("UPDATE_WALKS"):
            at = 0
            for item in told:
                at = text.index(f"$ {item.command}\n{item.shown}", at) + len(f"$ {item.command}\n")
                text = text[:at] + item.output + text[at + len(item.shown) :]
            page.write_text(text, encoding="utf-8")
            pytest.skip(f"wrote {page.name}")
        for item in told:
            assert varies.sub("", item.output) == varies.sub("", item.shown), item.command
        return told

    return follow
