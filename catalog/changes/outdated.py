"""Whether the addresses that the sources were taken from hold something newer than what is held here.

A repository tells the commit that its main branch is at; of any other address the date of the last change counts, where
the server states one. Nothing is downloaded, and nothing is changed.
"""

from __future__ import annotations

import email.utils
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from compute_trends.catalog.errors import UnknownNameError
from compute_trends.catalog.files.origin import read_declared
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.versions import all_versions

#: What may be found of a source.
STATES = ("newer", "current", "not told", "unreachable")

#: Seconds to wait for a server.
TIMEOUT = 10.0

_REPOSITORY = re.compile(r"https://github\.com/[^/]+/[^/]+/?$")
_HEAD = re.compile(rb"([0-9a-f]{40}) HEAD\b")


@dataclass(frozen=True)
class Outdated:
    """One source against its address.

    Args:
        held: what is held: its commit, or the day of access as far as it is known.
        found: what the address has: a commit, or the day of its last change; "" where it does not tell.
        state: one of `STATES`.
        note: why nothing was found, for people.
    """

    dataset: str
    source: str
    url: str
    held: str
    found: str
    state: str
    note: str = ""


@dataclass(frozen=True)
class Answer:
    """What an address says: the commit of a repository, or the day (YYYY-MM-DD) of its last change, or why neither."""

    commit: str = ""
    day: str = ""
    problem: str = ""


def outdated(
    dataset: str | None = None, root: Path = PACKAGE_ROOT, ask: Callable[[str], Answer] | None = None
) -> list[Outdated]:
    """The sources that have an address, by dataset, each with what the address says now.

    Each address is asked once, a few at a time.

    Args:
        dataset: only its sources.
        root: the package or checkout.
        ask: what asks an address; over the network if left out.

    Raises:
        UnknownNameError: no such dataset.
    """
    known = list(all_versions(root))
    if dataset is not None and dataset not in known:
        raise UnknownNameError("dataset", dataset, known)
    held = [item for name in known if dataset in (None, name) for item in _held(name, root)]
    addresses = list(dict.fromkeys(url for _, _, url, _, _ in held))
    with ThreadPoolExecutor(max_workers=8) as pool:
        answers = dict(zip(addresses, pool.map(ask or ask_address, addresses), strict=True))
    return [_compared(*item, answers[item[2]]) for item in held]


def ask_address(url: str) -> Answer:
    """Ask an address over the network what state it is in; whatever goes wrong is the answer's problem."""
    is_repository = bool(_REPOSITORY.match(url))
    asked = f"{url.rstrip('/')}/info/refs?service=git-upload-pack" if is_repository else url
    request = urllib.request.Request(
        asked, method="GET" if is_repository else "HEAD", headers={"User-Agent": "compute-trends"}
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as reply:
            if is_repository:
                found = _HEAD.search(reply.read(65536))
                return Answer(commit=found[1].decode()) if found else Answer()
            changed = reply.headers.get("Last-Modified")
    except urllib.error.HTTPError as error:
        return Answer(problem=f"the server answers {error.code}")
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        return Answer(problem=f"no connection: {reason}")
    try:
        return Answer(day=email.utils.parsedate_to_datetime(changed).date().isoformat()) if changed else Answer()
    except ValueError:
        return Answer()


def _held(dataset: str, root: Path) -> Iterator[tuple[str, str, str, str, str]]:
    """Dataset, source, address, commit and day of the sources that have an address.

    Of several exports of one address only the newest is asked about: older ones are kept on purpose.
    """
    newest: dict[str, tuple[str, str, str, str, str]] = {}
    for key, source in read_declared(root, dataset)["sources"].items():
        if not str(source.get("url") or "").startswith(("https://", "http://")):
            continue
        item = (dataset, key, str(source["url"]), str(source.get("commit") or ""), str(source.get("accessed") or ""))
        if item[2] not in newest or item[4] > newest[item[2]][4]:
            newest[item[2]] = item
    yield from newest.values()


def _compared(dataset: str, source: str, url: str, commit: str, day: str, answer: Answer) -> Outdated:
    def said(found: str, state: str, note: str = "") -> Outdated:
        return Outdated(dataset, source, url, commit or day, found, state, note)

    if answer.problem:
        return said("", "unreachable", answer.problem)
    if answer.commit:
        if not commit:
            return said(answer.commit[:7], "not told", "no commit is held to compare with")
        return said(answer.commit[:7], "current" if answer.commit.startswith(commit) else "newer")
    if not answer.day:
        return said("", "not told", "the address does not say when it last changed")
    if not day:
        return said(answer.day, "not told", "no day of access is held to compare with")
    # A month that is held may have been its last day.
    return said(answer.day, "newer" if answer.day[: len(day)] > day else "current")
