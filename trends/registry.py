"""Finds the studies and their trends: a study is a `.sql` file in this folder with the module of the same stem.

Modules are imported when a trend of theirs is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module

from compute_trends.catalog.errors import ComputeTrendsError, UnknownNameError
from compute_trends.trends.declaration import Comparison, Trend
from compute_trends.trends.published import figures
from compute_trends.trends.script import FOLDER


@cache
def study_modules() -> tuple[str, ...]:
    """Stems of the study modules, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.sql")))


@cache
def module_trends(stem: str) -> tuple[Trend, ...]:
    """The trends that a study module declares."""
    found: tuple[Trend, ...] = import_module(f"compute_trends.trends.studies.{stem}").TRENDS
    return found


def list_trends() -> list[Trend]:
    """All trends, study by study.

    Raises:
        ComputeTrendsError: two trends have one name.
    """
    found: dict[str, Trend] = {}
    for stem in study_modules():
        for trend in module_trends(stem):
            if trend.name in found:
                raise ComputeTrendsError(f"the trend {trend.name} is declared twice, the second time in {stem}.py")
            found[trend.name] = trend
    return list(found.values())


def get_trend(name: str) -> Trend:
    """One trend by name.

    Raises:
        UnknownNameError: there is none of that name.
    """
    return _find(name)[0]


def trend_module(name: str) -> str:
    """Stem of the module that declares a trend.

    Raises:
        UnknownNameError: there is no trend of that name.
    """
    return _find(name)[1]


def studies() -> list[str]:
    """Keys of the studies that have published figures or trends, in the order of `published.csv`, then by module."""
    keys = [item.study for item in figures().values()] + [trend.study for trend in list_trends()]
    return list(dict.fromkeys(keys))


def claims(study: str | None = None) -> dict[str, tuple[Trend, Comparison]]:
    """Which trend recomputes which published figure: figure id -> trend and comparison.

    Args:
        study: key of a study; only its figures then, and only the modules needed to find them are imported.

    Raises:
        UnknownNameError: no such study, or a trend names a figure that does not exist.
        ComputeTrendsError: two trends claim one figure.
    """
    wanted = {item.id for item in figures().values() if study in (None, item.study)}
    if not wanted:
        raise UnknownNameError("study with published figures", study or "", {item.study for item in figures().values()})
    found: dict[str, tuple[Trend, Comparison]] = {}
    for stem in _likely_first(study or ""):
        for trend in module_trends(stem):
            for comparison in trend.comparisons:
                if comparison.figure not in figures():
                    raise UnknownNameError(f"published figure (named by {trend.name})", comparison.figure, figures())
                if comparison.figure in found:
                    other = found[comparison.figure][0].name
                    raise ComputeTrendsError(f"{other} and {trend.name} both recompute {comparison.figure}")
                if comparison.figure in wanted:
                    found[comparison.figure] = (trend, comparison)
        if study is not None and wanted == found.keys():
            break
    return found


@cache
def _find(name: str) -> tuple[Trend, str]:
    for stem in _likely_first(name):
        for trend in module_trends(stem):
            if trend.name == name:
                return trend, stem
    raise UnknownNameError("trend", name, [trend.name for trend in list_trends()])


def _likely_first(name: str) -> Iterator[str]:
    """All study modules, those first that begin with the same word as `name`."""
    word = name.partition("-")[0]
    yield from sorted(study_modules(), key=lambda stem: stem.partition("_")[0] != word)
