"""Licences: what a source says of its own in `origin.yaml`, and what the descriptor makes of it.

A source states the SPDX identifier of its licence, or "facts only" where it states none that fits data, either with a
remark in brackets. Facts and figures are not protected; who takes them over is told that no licence stands behind them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from compute_trends.catalog.errors import UsageError
from compute_trends.catalog.files.origin import Origin

Licence = dict[str, str]

#: Of what the package itself puts together, and of what is submitted to it.
DATA_LICENCE: Licence = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0 International",
}

#: What a source without a licence for its data says.
FACTS_ONLY = "facts only"

#: By SPDX identifier.
_KNOWN: dict[str, Licence] = {
    licence["name"]: licence
    for licence in (
        DATA_LICENCE,
        {"name": "MIT", "path": "https://opensource.org/license/mit", "title": "MIT License"},
        {
            "name": "Apache-2.0",
            "path": "https://www.apache.org/licenses/LICENSE-2.0",
            "title": "Apache License 2.0",
        },
        {
            "name": "BSD-3-Clause",
            "path": "https://opensource.org/license/bsd-3-clause",
            "title": "BSD 3-Clause License",
        },
        {
            "name": "CC0-1.0",
            "path": "https://creativecommons.org/publicdomain/zero/1.0/",
            "title": "Creative Commons Zero 1.0 Universal",
        },
    )
}

_NONE_STATED: Licence = {
    "path": "LICENSE-DATA",
    "title": "Facts and figures only: the source states no licence for them",
}


def source_licence(source: dict[str, Any]) -> Licence:
    """The licence of a source of `origin.yaml`, as a descriptor writes it.

    Raises:
        UsageError: neither a known SPDX identifier nor "facts only".
    """
    stated = str(source.get("licence") or FACTS_ONLY)
    name = stated.partition(" (")[0].strip()
    if name == FACTS_ONLY:
        return _NONE_STATED
    if name not in _KNOWN:
        raise UsageError(
            f"the source {source.get('title')!r} has the licence {stated!r}; write {', '.join(_KNOWN)} or "
            f"{FACTS_ONLY!r}, a remark in brackets behind it, or declare the licence in catalog/release/licences.py"
        )
    return _KNOWN[name]


def licences_of(origin: Origin, keys: Iterable[str]) -> list[Licence]:
    """The licences of the rows of these sources, each once, in the order in which the origin lists the sources.

    Rows of a source that the origin does not list, as those that were added by hand, have the licence of the package.
    """
    wanted = set(keys)
    found = [source_licence(source) for key, source in origin["sources"].items() if key in wanted]
    if wanted - origin["sources"].keys() or not wanted:
        found.append(DATA_LICENCE)
    return [licence for at, licence in enumerate(found) if licence not in found[:at]]


def without_licence(origin: Origin) -> list[str]:
    """Keys of the sources that state no licence for their data."""
    return [key for key, source in origin["sources"].items() if source_licence(source) == _NONE_STATED]
