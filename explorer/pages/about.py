"""The page about the site, and the one for an address that is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from compute_trends.catalog.doors.cite import cite
from compute_trends.explorer.files import File
from compute_trends.explorer.site import Site


def pages(site: Site) -> Iterator[File]:
    """Both pages. A host shows the second at any depth, so that its links begin at the root where that is known."""
    yield site.page(
        "about.html",
        "about.html",
        title="About",
        description="What this site is, how to cite it, and the licences.",
        citation=cite(),
    )
    root = urlsplit(site.base_url).path
    links: dict[str, Any] = {"url": lambda target: root + target} if root else {}
    yield site.page(
        "404.html",
        "404.html",
        title="No such page",
        description="There is no such page.",
        **links,
    )
