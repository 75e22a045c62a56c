from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.explorer import build
from compute_trends.explorer.pages import manual
from compute_trends.explorer.site import Site, markdown

#: Names that a script of the page gives to parts of it.
_BY_SCRIPT = re.compile(r"tab=|q=|trend=")


class Links(HTMLParser):
    """The addresses that a page names, and the names of its parts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.names: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.addresses += [str(held[name]) for name in ("href", "src", "action") if held.get(name)]
        if held.get("id"):
            self.names.add(str(held["id"]))


def broken(files: dict[str, bytes]) -> list[tuple[str, str]]:
    """Page and address of every link within the site that leads nowhere."""
    pages = {path: Links(content.decode()) for path, content in files.items() if path.endswith(".html")}
    found = []
    for path, page in pages.items():
        for address in page.addresses:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (
                posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path))) if parts.path else path
            )
            leads = target in files and (
                not parts.fragment
                or target not in pages
                or unquote(parts.fragment) in pages[target].names
                or _BY_SCRIPT.match(parts.fragment)
            )
            if not leads:
                found.append((path, address))
    return found


@pytest.fixture(scope="module")
def files(few: Site) -> dict[str, bytes]:
    return build.site_files(few)


def test_no_link_of_the_site_is_broken_but_to_trends_that_were_left_out(files: dict[str, bytes]) -> None:
    of_other_trends = re.compile(r"(\.\./)*(trends/)?[a-z0-9-]+(\.figure)?\.(html|csv|json|svg)$")
    held = {path.rpartition("/")[2] for path in files if path.startswith("trends/")}
    found = [
        (path, address)
        for path, address in broken(files)
        if not (
            of_other_trends.match(address)
            and "trends/" in f"{path}{address}"
            and address.rpartition("/")[2] not in held
        )
    ]
    assert found == []


def test_the_guides_of_a_checkout_are_pages_with_their_links_and_pictures(files: dict[str, bytes]) -> None:
    guides = manual.guides()
    if not guides:
        pytest.skip("an installed copy has no docs")
    assert {"docs/README.md", "docs/method.md", "CONTRIBUTING.md", "README.md"} <= guides.keys()
    assert set(guides.values()) <= files.keys()
    assert b"---\nlicense" not in files["docs/dataset-card.html"]
    assert 'src="pictures/since-2010.svg"' in files["docs/about.html"].decode()
    assert "docs/pictures/since-2010.svg" in files


@pytest.mark.parametrize(
    ("source", "address", "leads"),
    [
        ("docs/README.md", "rules/README.md", "rules/index.html"),
        ("docs/README.md", "rules/findings.md", "rules/findings.html"),
        ("docs/README.md", "../CONTRIBUTING.md#x", "docs/contributing.html#x"),
        ("CONTRIBUTING.md", "docs/data/accelerators.md", "data/accelerators.html"),
        ("README.md", "docs/pictures/since-2010.svg", "docs/pictures/since-2010.svg"),
        ("README.md", "docs/README.md", "docs/index.html"),
        ("README.md", "#the-datasets", "#the-datasets"),
        ("README.md", "https://arxiv.org/abs/2202.05924", "https://arxiv.org/abs/2202.05924"),
        ("docs/method.md", "nowhere.md", ""),
        ("docs/method.md", "../../../etc/passwd", ""),
        ("docs/architecture.md", "../cli/commands", ""),  # the repository has no address yet
    ],
)
def test_links_of_a_guide_lead_to_pages_of_the_site(source: str, address: str, leads: str) -> None:
    if not manual.guides():
        pytest.skip("an installed copy has no docs")
    assert manual.link_on_site(source, address) == leads


def test_headings_have_the_names_by_which_guides_link_to_them() -> None:
    text = markdown("# What `it` does, *now*\n\n## Part\n\n## Part\n")
    assert re.findall(r'id="([^"]*)"', text) == ["what-it-does-now", "part", "part-1"]


def test_pictures_in_a_text_are_led_elsewhere_or_taken_out() -> None:
    assert '<img src="x/a.svg" alt="A"' in markdown("![A](a.svg)", links=lambda address: f"x/{address}")
    assert "<img" not in markdown("![A](javascript:x)", links=lambda _: "")


def test_an_installed_copy_says_where_things_are(few: Site, tmp_path: Path) -> None:
    (page,) = manual.pages(replace(few), tmp_path)
    assert page.path == "docs/index.html"
    assert '<a href="../data/index.html">' in page.content.decode()


def test_the_workflow_runs_commands_that_there_are() -> None:
    import shlex

    import click

    from compute_trends.catalog.texts import yaml_text
    from compute_trends.cli.main import cli

    path = PACKAGE_ROOT / ".github/workflows/site.yml"
    if not path.is_file():
        pytest.skip("an installed copy has no workflows")
    steps = [step for job in yaml_text.read(path)["jobs"].values() for step in job["steps"]]
    lines = [line.strip() for step in steps for line in step.get("run", "").splitlines()]
    ours = [shlex.split(line)[1:] for line in lines if line.startswith("compute-trends ")]
    assert [words[0] for words in ours] == ["site", "report"]
    for name, *arguments in ours:
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        command.make_context(name, arguments)
    scripts = [word for line in lines for word in line.split() if word.endswith(".py")]
    assert scripts
    assert all((PACKAGE_ROOT / script).is_file() for script in scripts)
