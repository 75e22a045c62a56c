"""The datasets that a rule of several datasets is of: they follow from the declarations."""

from __future__ import annotations

from collections.abc import Callable

from compute_trends.catalog.schema import TableSchema, load_schema
from compute_trends.validators.reading.sources import dataset_names

#: Examples of a rule of several datasets are of the first, unless they say of which.
_FIRST = "milestone_systems"


def datasets_where(applies: Callable[[TableSchema], object]) -> tuple[str, ...]:
    """The datasets whose declaration has what a rule is about, by name, the one of most examples first."""
    found = [name for name in dataset_names() if applies(load_schema(name))]
    return tuple(sorted(found, key=lambda name: (name != _FIRST, name)))
