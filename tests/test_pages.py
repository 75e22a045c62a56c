"""What README and the pages of docs show is what the commands print, and what they link to is there.

`UPDATE_WALKS=1 pytest -n 0 tests/test_pages.py` writes what the commands print into the pages.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.cli.main import cli

#: Pages whose commands change nothing. Those that walk through a change are in tests/walks.
PAGES = ("README.md", "docs/tour.md", "docs/quoting.md")
TEXTS = {page: (PACKAGE_ROOT / page).read_text(encoding="utf-8") for page in PAGES}
SHOWN = [
    (page, *found)
    for page, text in TEXTS.items()
    for found in re.findall(r"```console\n\$ compute-trends ?(.*)\n([^`]*)```", text)
]
LOADING = (PACKAGE_ROOT / "docs/loading.md").read_text(encoding="utf-8")

#: What takes more than a few seconds.
SLOW = re.compile("--multiverse|project ")

#: Folders of the checkout that hold no page of ours.
_NO_PAGES = {".venv", ".nox", "build", "node_modules"}


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the README shows, each named in its first line."""
    for name, text in re.findall(r"```yaml\n# (\S+)\n([^`]*)```", TEXTS["README.md"]):
        (tmp_path / name).write_text(f"# {name}\n{text}", encoding="utf-8")
    (tmp_path / "datasets").symlink_to(PACKAGE_ROOT / "datasets")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def output_of(command: str) -> str:
    result = CliRunner().invoke(cli, shlex.split(command), prog_name="compute-trends", terminal_width=78)
    return result.stdout.rstrip()


@pytest.mark.skipif("UPDATE_WALKS" not in os.environ, reason="writes what commands print into the page")
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("files")
def test_the_page_is_brought_up_to_date(page: str) -> None:
    text = TEXTS[page]
    for _, command, output in (shown for shown in SHOWN if shown[0] == page):
        before = f"$ compute-trends {command}\n{output}".replace("$ compute-trends \n", "$ compute-trends\n")
        assert before in text, command
        text = text.replace(before, f"{before[: len(before) - len(output)]}{output_of(command)}\n")
    (PACKAGE_ROOT / page).write_text(text, encoding="utf-8")


@pytest.mark.skipif("UPDATE_WALKS" in os.environ, reason="the page is being written")
@pytest.mark.parametrize(
    ("command", "output"),
    [
        pytest.param(command, output, id=command, marks=[pytest.mark.slow] if SLOW.search(command) else [])
        for _, command, output in dict.fromkeys(SHOWN)
    ],
)
@pytest.mark.usefixtures("files")
def test_an_example_prints_what_is_shown(command: str, output: str) -> None:
    assert output_of(command) == output.rstrip()


@pytest.mark.usefixtures("files")
def test_the_session_of_the_tour_prints_what_is_shown() -> None:
    (session,) = re.findall(r"```pycon\n(.*?)```", TEXTS["docs/tour.md"], re.DOTALL)
    test = doctest.DocTestParser().get_doctest(session, {}, "docs/tour.md", "docs/tour.md", 0)
    said: list[str] = []
    failed, tried = doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert tried > 5
    assert failed == 0, "".join(said)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of DuckDB, where Ibis asks for Arrow
@pytest.mark.usefixtures("files")
def test_python_loads_as_is_shown() -> None:
    shown = re.findall(r"```python\n(.*?)```", LOADING, re.DOTALL)
    names: dict[str, object] = {}
    for block in shown:
        exec(compile(block, "docs/loading.md", "exec"), names)
    assert len(names["newest"]) == 5  # type: ignore[arg-type]


@pytest.mark.usefixtures("files")
def test_duckdb_loads_as_is_shown() -> None:
    (shown,) = re.findall(r"```sql\n(.*?)```", LOADING, re.DOTALL)
    with duckdb.connect() as connection:
        for line in (PACKAGE_ROOT / "views.sql").read_text(encoding="utf-8").split(";\n"):
            connection.execute(line)
        rows = [connection.execute(line).fetchall() for line in shown.split(";\n") if line.strip()]
    assert [len(found) for found in rows] == [1, 5, 1]
    assert rows[0] == rows[2] == [(123,)]


def test_files_for_spreadsheets_are_written_as_is_shown(files: Path) -> None:
    import openpyxl

    (shown,) = re.findall(r"```sh\n(.*?)```", LOADING, re.DOTALL)
    for line in shown.splitlines():
        assert CliRunner().invoke(cli, shlex.split(line)[1:]).exit_code == 0, line
    sheets = openpyxl.load_workbook(files / "systems.xlsx", read_only=True).sheetnames
    assert sheets[-1] == "milestone_systems"
    assert (files / "systems.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def pages() -> list[Path]:
    """Every page of Markdown in the checkout."""
    found = (path for path in PACKAGE_ROOT.rglob("*.md") if not _NO_PAGES & {*path.relative_to(PACKAGE_ROOT).parts})
    return sorted(found)


def anchors(text: str) -> set[str]:
    """The names under which the headings of a page can be linked to."""
    headings = (re.sub(r"[`*\[\]]|\([^)]*\)", "", line) for line in re.findall(r"(?m)^#+ (.*)$", text))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_within_the_repository_leads_somewhere() -> None:
    broken, followed = [], 0
    for page in pages():
        text = re.sub(r"(?ms)^```.*?^```$", "", page.read_text(encoding="utf-8"))
        for link in re.findall(r"\]\(<?([^)\s>]+)>?\)", text):
            if re.match(r"\w+:", link):
                continue
            followed += 1
            name, _, anchor = link.partition("#")
            target = page.parent / name if name else page
            there = target.exists() and (
                not anchor or target.suffix != ".md" or anchor in anchors(target.read_text(encoding="utf-8"))
            )
            if not there:
                broken.append(f"{page.relative_to(PACKAGE_ROOT)}: {link}")
    assert followed > 500
    assert broken == []


def test_the_index_of_the_docs_names_every_page() -> None:
    index = (PACKAGE_ROOT / "docs/README.md").read_text(encoding="utf-8")
    held = [path.relative_to(PACKAGE_ROOT / "docs").as_posix() for path in (PACKAGE_ROOT / "docs").glob("*.*")]
    held += [path.relative_to(PACKAGE_ROOT / "docs").as_posix() for path in (PACKAGE_ROOT / "docs/data").glob("*.md")]
    assert [name for name in sorted(held) if f"]({name})" not in index and name != "README.md"] == []
