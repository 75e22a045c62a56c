"""The options that a person may give a trend, and the SQL variables that they and the settings come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from compute_trends.catalog.doors.connect import APART, connect
from compute_trends.catalog.errors import UnknownNameError, UsageError
from compute_trends.catalog.versions import find_version, sql_schema
from compute_trends.trends.choices.settings import checked_settings, version_of
from compute_trends.trends.declaration import Trend
from compute_trends.trends.known.fillings import check_filling
from compute_trends.trends.points import Setting

if TYPE_CHECKING:
    import duckdb

#: Where a table says its records' domains, in SQL, by column.
_DOMAINS = {"domains": "unnest(domains)", "domain": "domain"}


@dataclass(frozen=True)
class Options:
    """What a user may ask of a trend; None or False is "as the trend has it".

    Args:
        as_of: only what was published by this date exists.
        since, until: first and last date of the points that are fitted.
        domain: only points of this domain ("Vision").
        version: of the trend's main dataset.
        frontier: only record setters of all time, ties included.
        exclude: ids of records without which everything is computed, scores and records of all time as well.
        only: ids of the points to take alone, of those that are selected.
        filling: what the unknown training compute is taken to be (`FILLINGS`), so that the trend goes on to the end of
            the data.
    """

    as_of: date | None = None
    since: date | None = None
    until: date | None = None
    domain: str | None = None
    version: str | None = None
    frontier: bool = False
    exclude: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    filling: str | None = None

    def given(self) -> dict[str, Setting | tuple[str, ...]]:
        """The options that were set, by name."""
        return {name: value for name, value in asdict(self).items() if value not in (None, False, ())}


def settled(trend: Trend, options: Options, settings: Mapping[str, Setting]) -> tuple[Options, Mapping[str, Setting]]:
    """Options and settings; a table that is set for the trend's own dataset has become the option `version`.

    Raises:
        UnknownNameError: we hold no such table.
        UsageError: the option names a version as well, and another one.
    """
    table = settings.get(trend.dataset)
    if table is None:
        return options, settings
    version = version_of(table, trend.dataset).version
    if options.version not in (None, version):
        raise UsageError(f"--version {options.version} and --set {trend.dataset}={table} are two versions; give one")
    others = {name: value for name, value in settings.items() if name != trend.dataset}
    return replace(options, version=version), others


def trend_variables(
    trend: Trend, options: Options, settings: Mapping[str, Setting] | None = None
) -> dict[str, Setting]:
    """The SQL variables that a run sets: versions, the trend's overrides, options, settings; later ones win.

    Raises:
        UnknownNameError: no such version, domain or setting, or a value that a setting does not take.
        UsageError: an option that the trend does not honour, an interval of dates that holds no day, or a setting of
            another kind.
    """
    given: dict[str, Setting] = {name: value for name, value in options.given().items() if not isinstance(value, tuple)}
    version, filling = given.pop("version", None), given.pop("filling", None)
    if filling is not None:
        check_filling(str(filling))
    for option in (*given, *(() if filling is None or trend.depends_on_known else ("filling",))):
        if option not in trend.options:
            filled = ("filling",) if trend.depends_on_known else ()
            honoured = ", ".join(flag(item) for item in (*trend.options, *filled, "version"))
            raise UsageError(f"{trend.name} has no use for {flag(option)}; it takes {honoured}")
    since, last = options.since, min((day for day in (options.until, options.as_of) if day), default=None)
    if since and last and since > last:
        raise UsageError(f"nothing lies between {since} and {last}: --since is later than --until or --as-of")
    if options.domain is not None:
        known = _domains(trend.dataset, find_version(trend.dataset, options.version or trend.version).version)
        if known and options.domain not in known:
            raise UnknownNameError(f"domain in {trend.dataset}", options.domain, known)
    taken = checked_settings(trend, settings or {})
    tables: dict[str, Setting] = {
        dataset: f"{sql_schema(find_version(dataset, wanted).version)}.{dataset}"
        for dataset, wanted in {**trend.joined, trend.dataset: str(version) if version else trend.version}.items()
    }
    return {**tables, **trend.overrides, **given, **taken}


@cache
def _domains(dataset: str, version: str) -> tuple[str, ...]:
    """The domains that records of a version have; none where the dataset has no such column."""
    table = f"{sql_schema(version)}.{dataset}"
    names = shared_connection().cursor().sql(f"from {table} limit 0").columns
    expression = next((sql for name, sql in _DOMAINS.items() if name in names), None)
    if expression is None:
        return ()
    rows = (
        shared_connection()
        .cursor()
        .execute(f"select distinct {expression} as domain from {table} order by 1")
        .fetchall()
    )
    return tuple(row[0] for row in rows if row[0])


@cache
def shared_connection() -> duckdb.DuckDBPyConnection:
    """The connection with the views of the shipped datasets that all runs share."""
    connection = connect()
    for setting in APART:
        connection.execute(setting)
    return connection


def with_given(given: Mapping[str, Setting | tuple[str, ...]]) -> tuple[Options, dict[str, Setting]]:
    """What was given by name, parted into options and settings of the script."""
    names = {item.name for item in fields(Options)}
    options = Options(**{name: value for name, value in given.items() if name in names})  # type: ignore[arg-type]
    return options, {name: value for name, value in given.items() if name not in names and not isinstance(value, tuple)}


def circumstances(
    options: Options,
    settings: Mapping[str, Setting] | None,
    used: Mapping[str, Setting],
    left_out: Mapping[str, int],
) -> str:
    """What a person needs to see why nothing can be fitted: the options given and the rows left out."""
    chosen = [as_typed(name, value) for name, value in options.given().items()]
    chosen += [f"{name} = {value}" for name, value in (settings or {}).items()]
    parts = [f"selected with {', '.join(chosen)}"] if chosen else []
    if options.as_of is None and used.get("as_of") is not None and "as_of" not in (settings or {}):
        parts.append(f"as of {used['as_of']}, unless --as-of says otherwise")
    parts += [f"{count:,} left out: {reason}" for reason, count in left_out.items()]
    return f" ({'; '.join(parts)})" if parts else ""


def as_typed(name: str, value: Setting | tuple[str, ...]) -> str:
    """An option or a setting as a person types it."""
    if isinstance(value, tuple):
        return " ".join(f"{flag(name)} {record}" for record in value)
    if name not in {item.name for item in fields(Options)}:
        return f"--set {name}={str(value).lower() if isinstance(value, bool) else value}"
    text = str(value)
    return flag(name) if value is True else f"{flag(name)} {repr(text) if ' ' in text else text}"


def flag(option: str) -> str:
    """An option as it is typed."""
    return "--" + option.replace("_", "-")
