"""Finds the studies and their trends: a study is a `.sql` file in `studies` with the module of the same stem.

Modules are imported when a trend of theirs is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

from compute_trends.catalog.errors import DeclarationError, UnknownNameError, read_as
from compute_trends.catalog.versions import find_version
from compute_trends.trends.declaration import Comparison, Trend
from compute_trends.trends.published.figures import figures
from compute_trends.trends.script import Script, load_script, lonely

FOLDER = Path(__file__).parent / "studies"


@cache
def study_modules() -> tuple[str, ...]:
    """Stems of the study modules, sorted.

    Raises:
        DeclarationError: a script without its module, or a module without its script.
    """
    scripts, modules = ({path.stem: path for path in FOLDER.glob(f"*{suffix}")} for suffix in (".sql", ".py"))
    for stem in sorted(scripts.keys() ^ modules.keys()):
        raise lonely({**scripts, **modules}[stem])
    return tuple(sorted(scripts))


@cache
def module_trends(stem: str) -> tuple[Trend, ...]:
    """The trends that a study module declares.

    Raises:
        DeclarationError: the module cannot be imported, or declares none.
    """
    file = f"trends/studies/{stem}.py"
    with read_as("a study", file):
        found: tuple[Trend, ...] | None = getattr(
            import_module(f"compute_trends.trends.studies.{stem}"), "TRENDS", None
        )
    if found is None:
        raise DeclarationError(f"{file} sets no TRENDS; trends/declaration.py says how a study is written")
    return found


def scripts() -> list[Script]:
    """The scripts of all studies, without importing their modules."""
    return [load_script(FOLDER / f"{stem}.sql") for stem in study_modules()]


def list_trends() -> list[Trend]:
    """All trends, study by study.

    Raises:
        DeclarationError: two trends have one name, or a study lacks one of its files.
    """
    found: dict[str, tuple[str, Trend]] = {}
    for stem in study_modules():
        for trend in module_trends(stem):
            if trend.name in found:
                raise _declared_twice(trend.name, found[trend.name][0], stem)
            found[trend.name] = stem, trend
    return [trend for _, trend in found.values()]


def get_trend(name: str) -> Trend:
    """One trend by name.

    Raises:
        UnknownNameError: there is none of that name.
        DeclarationError: two studies declare it, or a study lacks one of its files.
    """
    return _find(name)


def vintages(trend: Trend) -> dict[str, Trend]:
    """The trend on the rows of each version on which it is asked, by version, its own first; older names are names too.

    Args:
        trend: one, on any rows.
    """
    stem = next(stem for stem in _likely_first(trend.name) if trend in module_trends(stem))
    name = own_name(trend)
    family = [item for item in module_trends(stem) if own_name(item) == name]
    family.sort(key=lambda item: item.name != name)
    return {find_version(item.dataset, item.version).version: item for item in family}


def own_name(trend: Trend) -> str:
    """The name under which a trend is listed: without the year of the rows, where it is asked on others as well."""
    plain = trend.vintage_of
    return plain if plain and any(plain in _module_names(stem) for stem in _likely_first(plain)) else trend.name


@cache
def _module_names(stem: str) -> frozenset[str]:
    return frozenset(item.name for item in module_trends(stem))


def of_version(name: str, version: str | None) -> Trend:
    """A trend by name, on the rows of a version where it is asked on those: else the trend itself.

    Raises:
        UnknownNameError: there is none of that name.
    """
    trend = get_trend(name)
    return vintages(trend).get(version, trend) if version is not None else trend


def studies() -> list[str]:
    """Keys of the studies that have published figures or trends, in the order of the figures, then by module."""
    keys = [item.study for item in figures().values()] + [trend.study for trend in list_trends()]
    return list(dict.fromkeys(keys))


def claims(study: str | None = None) -> dict[str, tuple[Trend, Comparison]]:
    """Which trend recomputes which published figure: figure id -> trend and comparison.

    Args:
        study: key of a study; only its figures then, and only the modules needed to find them are imported.

    Raises:
        UnknownNameError: no such study, or a trend names a figure that does not exist.
        DeclarationError: two trends claim one figure.
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
                    raise DeclarationError(
                        f"{other} and {trend.name} both recompute {comparison.figure}: leave it to one of them"
                    )
                if comparison.figure in wanted:
                    found[comparison.figure] = (trend, comparison)
        if study is not None and wanted == found.keys():
            break
    return found


@cache
def _find(name: str) -> Trend:
    for stem in _likely_first(name):
        for trend in module_trends(stem):
            if trend.name == name:
                for other in study_modules():  # only modules that name it are imported
                    if other != stem and _names(other, name) and name in {item.name for item in module_trends(other)}:
                        raise _declared_twice(name, *sorted((stem, other)))
                return trend
    raise UnknownNameError("trend", name, [trend.name for trend in list_trends()])


def _names(stem: str, trend: str) -> bool:
    """Whether a study's script has a statement of a trend's name, or its module that very text."""
    statement, text = f"-- name: {trend}\n", f'"{trend}"'
    return any(
        what in (FOLDER / f"{stem}{suffix}").read_text(encoding="utf-8")
        for suffix, what in ((".sql", statement), (".py", text))
    )


def _declared_twice(name: str, first: str, second: str) -> DeclarationError:
    return DeclarationError(
        f"the trend {name} is declared in trends/studies/{first}.py and in trends/studies/{second}.py: "
        "give one of the two another name"
    )


def _likely_first(name: str) -> Iterator[str]:
    """All study modules, those first that begin with the same word as `name`."""
    word = name.partition("-")[0]
    yield from sorted(study_modules(), key=lambda stem: stem.partition("_")[0] != word)
