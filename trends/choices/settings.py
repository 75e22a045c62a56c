"""What a person may set in a study's script: values of the kind that the script's default has, and tables that we hold.

A script's SQL reads tables by the name that a setting gives, and DuckDB takes a path or an address for such a name as
well. So a setting that is called after a dataset takes versions of that dataset and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

from compute_trends.catalog.errors import UnknownNameError, UsageError
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import Version, all_versions, find_version
from compute_trends.trends.declaration import Trend
from compute_trends.trends.points import Setting

_ONE_OF = re.compile(r"one of (?P<values>\w+(, \w+)*|(?P<dataset>\w+)\.(?P<column>\w+)): ")

#: The kinds of values, with how one is written.
_KINDS: dict[str, tuple[Callable[[Setting], bool], str]] = {
    "yes or no": (lambda value: isinstance(value, bool), "true or false"),
    "number": (lambda value: isinstance(value, int | float) and not isinstance(value, bool), "a number"),
    "date": (lambda value: isinstance(value, date), "a day: YYYY-MM-DD, as in 2020-01-31"),
    "text": (lambda value: isinstance(value, str), "a text"),
}


def checked_settings(trend: Trend, settings: Mapping[str, Setting]) -> dict[str, Setting]:
    """The settings as the script takes them; a version of a dataset becomes the name of its table.

    Args:
        trend: whose script declares the settings and their defaults.
        settings: values by name; None is the script's default.

    Raises:
        UnknownNameError: there is no such setting, dataset or version, or no such value among the few that it takes.
        UsageError: the value is of another kind than the default.
    """
    found: dict[str, Setting] = {}
    for name, value in settings.items():
        if name not in trend.script.settings:
            raise UnknownNameError(f"setting of {trend.name}", name, trend.script.settings)
        if value is not None:
            value = _table(name, value) if name in all_versions() else _checked(trend, name, value)
        found[name] = value
    return found


def asked(trend: Trend, settings: Mapping[str, Setting]) -> Trend:
    """The trend in the words of the settings: one whose axis and question name a setting reads otherwise under another.

    A value that the setting does not take is left to `checked_settings` to refuse.
    """
    for name, of_value in trend.reworded.items():
        value = settings.get(name)
        if value is not None and value in allowed_values(trend.script.settings[name]):
            return of_value(str(value))
    return trend


def version_of(table: Setting, dataset: str) -> Version:
    """The version that a table's name stands for: `v2022_2_0.milestone_systems`, or the plain name for the newest.

    A bare version (2022.2.0) is taken as well.

    Raises:
        UnknownNameError: we hold no such table of the dataset.
    """
    known = {item.version: item for item in all_versions()[dataset]}
    tables = {f"{item.sql_schema}.{dataset}": item for item in known.values()} | {dataset: find_version(dataset)}
    item = known.get(str(table)) or tables.get(str(table))
    if item is None:
        raise UnknownNameError(f"version of {dataset}", str(table), known)
    return item


def _table(dataset: str, value: Setting) -> str:
    return f"{version_of(value, dataset).sql_schema}.{dataset}"


def _checked(trend: Trend, name: str, value: Setting) -> Setting:
    fits, written = _KINDS[_kind(trend.script.defaults[name])]
    if not fits(value):
        raise UsageError(f"the setting {name} of {trend.name} is {written}, not {value!s}")
    choices = allowed_values(trend.script.settings[name])
    if choices and value not in choices:
        raise UnknownNameError(f"value of the setting {name}", str(value), choices)
    return value


def allowed_values(meaning: str) -> tuple[str, ...]:
    """The texts that a setting takes, from what the script says of it; none where it takes any.

    "one of all, frontier: ..." lists them; "one of milestone_systems.confidence: ..." takes those of a column.
    """
    found = _ONE_OF.match(meaning)
    if found is None:
        return ()
    if found["column"]:
        return _values_of(found["dataset"], found["column"])
    return tuple(found["values"].split(", "))


@cache
def _values_of(dataset: str, column: str) -> tuple[str, ...]:
    """What the schema allows in a column; where it allows everything, what the records hold, in any version."""
    declared = load_schema(dataset)[column]
    if declared.enum or declared.item_enum:
        return declared.enum or declared.item_enum
    from compute_trends.catalog.doors.connect import relation

    item = f"unnest({column})" if declared.is_list else column
    held = {
        value
        for version in all_versions()[dataset]
        for (value,) in relation(dataset, version.version, [column]).project(item).distinct().fetchall()
    }
    return tuple(sorted(held - {None}))


def _kind(default: str) -> str:
    """The kind of a default, from how SQL writes it; settings without a default are numbers."""
    if default in ("true", "false"):
        return "yes or no"
    if default.startswith("date '"):
        return "date"
    return "text" if default.startswith("'") else "number"
