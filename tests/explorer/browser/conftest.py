"""A site of a few trends with pictures and of all data, in a real browser, over http and from a disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from compute_trends.catalog.versions import all_versions
from compute_trends.explorer import build
from compute_trends.explorer.computed import choices, facts, pictures, reproduced, study_pictures
from compute_trends.explorer.files import File
from compute_trends.explorer.site import Site
from compute_trends.trends.doors.pages import studies

#: A growth with choices, the same on newer rows, a power law, counts, no axes, many points.
TRENDS = (
    "sevilla-deep-learning-era",
    "sevilla-deep-learning-era-2026",
    "thompson-imagenet-computing-power",
    "hardware-fp32-rate",
    "systems-above-1e25",
    "sevilla-systems",
)
#: Text that must be shown and never obeyed.
HOSTILE = "</script><img src=x onerror=alert(1)>'\"&amp; \u202egnp.exe " + "long" * 60

_STUDY = "amodei-hernandez-2018"


class Witness(Site):
    """A build that remembers by which template every page was made."""

    @property
    def templates(self) -> dict[str, str]:
        """Address -> template."""
        found: dict[str, str] = self.__dict__.setdefault("_templates", {})
        return found

    def page(self, path: str, template: str, **context: Any) -> File:
        """A page of the site."""
        self.templates[path] = template
        return super().page(path, template, **context)


@pytest.fixture(scope="session")
def templates(site: Witness, built: Path) -> dict[str, str]:
    """Address of every page of the site -> the template that it was made by."""
    return site.templates


@pytest.fixture(scope="session")
def site() -> Witness:
    """The context of the build."""
    return Witness(workers=1)


@pytest.fixture(scope="session")
def built(site: Witness, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site."""
    out = tmp_path_factory.mktemp("built") / "site"
    held: dict[str, dict[str, Any]] = {
        "facts": {name: facts.compute(name) for name in TRENDS},
        "pictures": {name: pictures.compute(name) for name in TRENDS},
        "choices": {name: choices.compute(name) if name == "sevilla-systems" else None for name in TRENDS},
        "judged": {name: [] for name in all_versions()},
        "reproduced": {key: reproduced.compute(key) if key == _STUDY else [] for key in studies()},
        "study_pictures": {key: study_pictures.compute(key) if key == _STUDY else None for key in studies()},
    }
    hostile = {**held["facts"]["sevilla-deep-learning-era"], "name": "hostile", "own_name": "hostile", "versions": {}}
    rows = hostile["rows"]
    hostile["rows"] = {
        **rows,
        "name": [HOSTILE] * len(rows["name"]),
        "source_url": ["javascript:alert(1)"] * len(rows["x"]),
    }
    hostile["note"] = HOSTILE
    held["facts"]["hostile"] = hostile
    held["pictures"]["hostile"] = held["pictures"]["sevilla-deep-learning-era"]
    held["choices"]["hostile"] = None
    site.__dict__.update(trends=held["facts"], drawn=held["pictures"], chosen=held["choices"], _held=held)
    build.write_site(out, site)
    return out


@pytest.fixture(scope="session")
def roots(built: Path, serve: Callable[[Path], str]) -> dict[str, str]:
    """Address of the site by scheme."""
    return {"http": f"{serve(built)}/", "file": f"{built.as_uri()}/"}


class Reader:
    """A person with a browser: opens pages, and holds what went wrong and what was asked of whom."""

    def __init__(self, page: Any, root: str) -> None:
        self.page, self.root = page, root
        self.wrong: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda said: self.wrong.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("dialog", lambda dialog: (self.wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: self.asked.append(request.url))

    def open(self, path: str) -> Any:
        """Open a page and wait until its scripts have drawn it."""
        self.page.goto("about:blank")  # an address that differs by its mark alone loads nothing anew
        self.page.goto(self.root + path)
        if self.page.locator("script[src*='chart.js'], script[src*='record.js'], script[src*='dataset.js']").count():
            self.page.wait_for_selector("body[data-ready]")
        return self.page

    def elsewhere(self) -> list[str]:
        """Requests that left the site."""
        return [url for url in self.asked if not url.startswith((self.root, "data:", "blob:", "about:"))]


@pytest.fixture
def reading(browser: Any, roots: dict[str, str]) -> Any:
    """Gives readers: `with reading("http", width=390, color_scheme="dark") as reader`."""

    @contextmanager
    def opened(scheme: str = "file", width: int = 1200, **more: Any) -> Iterator[Reader]:
        context = browser.new_context(viewport={"width": width, "height": 900}, **more)
        context.set_default_timeout(60_000)
        try:
            yield Reader(context.new_page(), roots[scheme])
        finally:
            context.close()

    return opened
