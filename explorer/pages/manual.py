"""The documentation as pages of the site: what `docs/` and the root of a checkout hold, with links led to pages.

Rules, studies and dictionaries have pages of their own, which links lead to. An installed copy has no documentation;
its site has a page that says where things are.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from compute_trends.catalog.doors.address import page_address
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.explorer.computed.svg import short
from compute_trends.explorer.files import File
from compute_trends.explorer.site import Site, markdown, relative

SECTION = "docs/index.html"

#: Files of the root that are pages too.
_OF_THE_ROOT = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
#: Folders whose files have pages elsewhere on the site.
_ELSEWHERE = {"docs/rules": "rules", "docs/studies": "studies", "docs/data": "data"}
_PICTURES = "docs/pictures"

_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_TITLE = re.compile(r"# +(.+)")
_FRONT_MATTER = re.compile(r"---\n.*?\n---\n+", re.DOTALL)  # of hubs
_MARKUP = re.compile(r"[`*]|\]\([^)]*\)|\[")

_WITHOUT = """\
# Documentation

This site was written from an installed package, which holds no documentation; a site that is written in a checkout has
it. What an installed package knows stands on other pages:

- [the datasets](data/index.html), with a dictionary of every column;
- [the rules](rules/index.html) that a record must satisfy, and why;
- [the studies](studies/index.html), with the method of each and what its numbers cannot say;
- [SQL](sql/index.html) over all tables; [JSON](api/v1/index.json) for programs.

`compute-trends --help` lists the commands, and `compute-trends COMMAND --help` has examples of each.
"""


def pages(site: Site, root: Path = PACKAGE_ROOT) -> Iterator[File]:
    """A page for every guide, and the pictures in them.

    Args:
        site: that is built.
        root: the checkout or package.
    """
    sources = guides(root)
    if not sources:
        yield _page(site, SECTION, _WITHOUT, partial(relative, "docs"))
        return
    for path, address in sources.items():
        yield _page(site, address, (root / path).read_text(encoding="utf-8"), partial(_lead, path, root))
    for picture in sorted((root / _PICTURES).glob("*.svg")):
        yield File(f"{_PICTURES}/{picture.name}", short(picture.read_text(encoding="utf-8")).encode())


def guides(root: Path = PACKAGE_ROOT) -> dict[str, str]:
    """The guides of a checkout: path -> address on the site; none where it has no `docs`."""
    if not (root / "docs" / "README.md").is_file():
        return {}
    held = [path.relative_to(root).as_posix() for path in sorted((root / "docs").glob("*.md"))]
    held += [name for name in _OF_THE_ROOT if (root / name).is_file()]
    return {path: _address(path) for path in held}


def link_on_site(source: str, address: str, root: Path = PACKAGE_ROOT) -> str:
    """Where a link of a guide leads: from the root of the site, to the web, or nowhere ("").

    Args:
        source: path of the guide.
        address: as the guide has it.
        root: the checkout or package.
    """
    if _OUTSIDE.match(address) or address.startswith("#"):
        return address
    target, mark, part = address.partition("#")
    path = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
    folder, name = posixpath.split(path)
    if path in ("docs/rules", "docs/studies"):
        return f"{_ELSEWHERE[path]}/index.html"
    if folder in _ELSEWHERE and name.endswith(".md"):
        stem = name.removesuffix(".md")
        return f"{_ELSEWHERE[folder]}/{'index' if stem == 'README' else stem}.html{mark}{part}"
    if path in guides(root):
        return _address(path) + mark + part
    if folder == _PICTURES and (root / path).is_file():
        return path
    return (page_address(path, root) or "") if (root / path).exists() else ""


def _address(path: str) -> str:
    stem = posixpath.splitext(posixpath.basename(path))[0]
    if path == "docs/README.md":
        return SECTION
    return f"docs/{'about' if stem == 'README' else stem.lower()}.html"


def _lead(source: str, root: Path, address: str) -> str:
    """The same from the folder of the guides."""
    found = link_on_site(source, address, root)
    return found if not found or _OUTSIDE.match(found) or found.startswith("#") else relative("docs", found)


def _page(site: Site, address: str, text: str, links: Callable[[str], str]) -> File:
    text = _FRONT_MATTER.sub("", text, count=1) if text.startswith("---") else text
    title = _MARKUP.sub("", found[1]) if (found := _TITLE.match(text)) else "Documentation"
    return site.page(
        address,
        "text.html",
        title=title,
        description=f"{title}: documentation of compute-trends.",
        section=SECTION,
        text=markdown(text, links=links),
    )
