"""How much computation deep learning needs, and how that grows: datasets, validators and recomputed trends.

>>> import compute_trends as ct
>>> ct.datasets()
['accelerators', 'algorithmic_efficiency', 'benchmark_results', ...]
>>> ct.load("milestone_systems", as_="pandas")
>>> ct.sql("select name, training_compute_flop from milestone_systems order by all desc limit 5")

The functions are loaded on first use, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # as typing has it, which takes longer to import than all that is here
if TYPE_CHECKING:
    from typing import Any

    from compute_trends.catalog.doors.cite import cite
    from compute_trends.catalog.doors.connect import connect, sql
    from compute_trends.catalog.doors.describe import describe
    from compute_trends.catalog.doors.load import load
    from compute_trends.catalog.versions import datasets, versions
    from compute_trends.validators.api import validate
    from compute_trends.validators.estimates.estimate import estimate
    from compute_trends.validators.frames.schema import pandera_schema

_HOMES = {
    "cite": "compute_trends.catalog.doors.cite",
    "connect": "compute_trends.catalog.doors.connect",
    "datasets": "compute_trends.catalog.versions",
    "describe": "compute_trends.catalog.doors.describe",
    "estimate": "compute_trends.validators.estimates.estimate",
    "load": "compute_trends.catalog.doors.load",
    "pandera_schema": "compute_trends.validators.frames.schema",
    "sql": "compute_trends.catalog.doors.connect",
    "validate": "compute_trends.validators.api",
    "versions": "compute_trends.catalog.versions",
}

__all__ = [
    "cite", "connect", "datasets", "describe", "estimate", "load", "pandera_schema", "sql", "validate", "versions",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    # A name that is also a subpackage (datasets) must win over it: once a submodule of `compute_trends.datasets`
    # is imported, Python would set the attribute to the folder.
    if name == "__version__":
        from importlib.metadata import version

        return version("compute-trends")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
