"""A small site of a few trends of each kind, computed once, and a browser and a server to look at sites.

What tests wait for is a function: the policy of the pages lets no text be evaluated again and again.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from compute_trends.catalog.versions import all_versions
from compute_trends.explorer.computed import facts
from compute_trends.explorer.site import Site
from compute_trends.trends.doors.pages import studies

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

#: A doubling time with a newer version, a power law, a count without axes.
FEW = (
    "sevilla-deep-learning-era",
    "sevilla-deep-learning-era-2026",
    "thompson-imagenet-computing-power",
    "sevilla-systems",
)


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The context of a build of these trends, without pictures and choices."""
    site = Site(pictures=False, choices=False, workers=1)
    site.__dict__["trends"] = {name: facts.compute(name) for name in FEW}
    # What the rules find and what studies recompute takes longest, and is looked at in tests of its own.
    site._held |= {"judged": {name: [] for name in all_versions()}, "reproduced": {key: [] for key in studies()}}
    return site


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A folder to write into."""
    return tmp_path / "site"


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, without a window; one for all tests, since playwright starts once in a process."""
    sync_api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="session")
def hindrances() -> Callable[[Any], list[str]]:
    """What axe-core finds on an open page that is serious or critical."""
    found = find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        pytest.skip("axe-playwright-python is not installed")
    script = (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")

    def told(page: Any) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(script)
        result = page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")
        return [
            f"{item['id']}: {node['target']}: {node['failureSummary']}"
            for item in result["violations"]
            if item["impact"] in ("serious", "critical")
            for node in item["nodes"]
        ]

    return told


class Quiet(SimpleHTTPRequestHandler):
    """A server that says nothing."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serves a folder over http until the end; gives its address."""
    with ExitStack() as stack:
        yield lambda folder: stack.enter_context(serving(folder))
