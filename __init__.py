"""How much computation deep learning needs, and how that grows: datasets, validators and recomputed trends.

>>> import compute_trends as ct
>>> ct.load("milestone_systems", as_="pandas")
>>> ct.sql("select name, training_compute_flop from milestone_systems where parameters > ?", [1e12])
>>> ct.list_trends("doubling", published=True)
>>> found = ct.trend("sevilla-deep-learning-era")
>>> found.value, found.low, found.high, found.unit, found.published, found.verdict
>>> found.chart(), found.points, found.cite()
>>> ct.validate("new-system.yaml").raise_for_errors()

The functions are loaded on first use, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # as typing has it, which takes longer to import than all that is here
if TYPE_CHECKING:
    from typing import Any

    from compute_trends.catalog.changes.diff import diff as diff
    from compute_trends.catalog.changes.history import history as history
    from compute_trends.catalog.doors.cite import cite as cite
    from compute_trends.catalog.doors.connect import connect as connect
    from compute_trends.catalog.doors.connect import sql as sql
    from compute_trends.catalog.doors.describe import describe as describe
    from compute_trends.catalog.doors.export import export as export
    from compute_trends.catalog.doors.load import load as load
    from compute_trends.catalog.versions import list_datasets as list_datasets
    from compute_trends.catalog.versions import versions as versions
    from compute_trends.cli.texts.find import find as find
    from compute_trends.trends.doors.api import multiverse as multiverse
    from compute_trends.trends.doors.api import project as project
    from compute_trends.trends.doors.api import reproduce as reproduce
    from compute_trends.trends.doors.api import trend as trend
    from compute_trends.trends.doors.listing import list_trends as list_trends
    from compute_trends.validators.api import validate as validate
    from compute_trends.validators.estimates.api import estimate as estimate
    from compute_trends.validators.explaining.api import explain as explain
    from compute_trends.validators.frames.schema import pandera_schema as pandera_schema

_HOMES = {
    "cite": "compute_trends.catalog.doors.cite",
    "connect": "compute_trends.catalog.doors.connect",
    "describe": "compute_trends.catalog.doors.describe",
    "diff": "compute_trends.catalog.changes.diff",
    "estimate": "compute_trends.validators.estimates.api",
    "explain": "compute_trends.validators.explaining.api",
    "export": "compute_trends.catalog.doors.export",
    "find": "compute_trends.cli.texts.find",
    "history": "compute_trends.catalog.changes.history",
    "list_datasets": "compute_trends.catalog.versions",
    "list_trends": "compute_trends.trends.doors.listing",
    "load": "compute_trends.catalog.doors.load",
    "multiverse": "compute_trends.trends.doors.api",
    "pandera_schema": "compute_trends.validators.frames.schema",
    "project": "compute_trends.trends.doors.api",
    "reproduce": "compute_trends.trends.doors.api",
    "sql": "compute_trends.catalog.doors.connect",
    "trend": "compute_trends.trends.doors.api",
    "validate": "compute_trends.validators.api",
    "versions": "compute_trends.catalog.versions",
}

#: Older names.
_ALIASES = {"datasets": "list_datasets"}

__all__ = [
    "cite", "connect", "describe", "diff", "estimate", "explain", "export", "find", "history", "list_datasets",
    "list_trends", "load", "multiverse", "pandera_schema", "project", "reproduce", "sql", "trend", "validate",
    "versions",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("compute-trends")
    name = _ALIASES.get(name, name)
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
