"""What the README shows is what the commands print."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.cli.main import cli

README = (PACKAGE_ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```console\n\$ compute-trends ?(.*)\n([^`]*)```", README)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the README shows, each named in its first line."""
    for name, text in re.findall(r"```yaml\n# (\S+)\n([^`]*)```", README):
        (tmp_path / name).write_text(f"# {name}\n{text}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def output_of(command: str) -> str:
    result = CliRunner().invoke(cli, shlex.split(command), prog_name="compute-trends", terminal_width=78)
    return result.stdout.rstrip()


@pytest.mark.skipif("UPDATE_WALKS" not in os.environ, reason="writes what commands print into the page")
@pytest.mark.usefixtures("files")
def test_the_page_is_brought_up_to_date() -> None:
    text = README
    for command, output in SHOWN:
        before = f"$ compute-trends {command}\n{output}".replace("$ compute-trends \n", "$ compute-trends\n")
        assert before in text, command
        text = text.replace(before, f"{before[: -len(output)]}{output_of(command)}\n")
    (PACKAGE_ROOT / "README.md").write_text(text, encoding="utf-8")


@pytest.mark.skipif("UPDATE_WALKS" in os.environ, reason="the page is being written")
@pytest.mark.parametrize(("command", "output"), SHOWN, ids=[command for command, _ in SHOWN])
@pytest.mark.usefixtures("files")
def test_an_example_prints_what_is_shown(command: str, output: str) -> None:
    assert output_of(command) == output.rstrip()


def test_every_link_within_the_repository_leads_somewhere() -> None:
    targets = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", README)]
    local = [target for target in targets if not re.match(r"\w+:", target)]
    assert local
    assert [target for target in local if not (PACKAGE_ROOT / target).exists()] == []
