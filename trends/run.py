"""Computes trends: selects the points in DuckDB, hands them to the estimator, compares with what was published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from compute_trends.catalog.doors.connect import APART, connect
from compute_trends.catalog.errors import ComputeTrendsError, UnknownNameError, UsageError
from compute_trends.catalog.versions import find_version, sql_schema
from compute_trends.trends.choices.settings import checked_settings, version_of
from compute_trends.trends.declaration import OPTIONS, Trend
from compute_trends.trends.points import Points, Setting
from compute_trends.trends.published import Reproduced, compare, figures, unanswered
from compute_trends.trends.registry import claims, get_trend, scripts
from compute_trends.trends.results import TrendResult
from compute_trends.trends.script import Script, run_statement, sql_literal

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


#: Where a table says its records' domains, in SQL, by column.
_DOMAINS = {"domains": "unnest(domains)", "domain": "domain"}
_RESETS = 4  # statements on a line of a printed script


@dataclass(frozen=True)
class Options:
    """What a user may ask of a trend; None or False is "as the trend has it".

    Args:
        as_of: only what was published by this date exists.
        since, until: first and last date of the points that are fitted.
        domain: only points of this domain ("Vision").
        version: of the trend's main dataset.
        frontier: only record setters of all time, ties included.
    """

    as_of: date | None = None
    since: date | None = None
    until: date | None = None
    domain: str | None = None
    version: str | None = None
    frontier: bool = False

    def given(self) -> dict[str, Setting]:
        """The options that were set, by name."""
        return {name: value for name, value in asdict(self).items() if value is not None and value is not False}


def run_trend(
    name: str | Trend, options: Options | None = None, settings: Mapping[str, Setting] | None = None
) -> TrendResult:
    """Compute a trend.

    Args:
        name: as `list_trends` lists it, or a trend itself.
        options: what to select instead of the trend's own choice.
        settings: variables of the study's script to set, by name.

    Raises:
        UnknownNameError: no such trend, version or setting.
        UsageError: an option that the trend does not honour, or an interval of dates that holds no day.
        ComputeTrendsError: the points have no answer (none, one, all on one date ...); the message says which options
            selected them.
    """
    trend = get_trend(name) if isinstance(name, str) else name
    options, settings = settled(trend, options or Options(), settings or {})
    points, left_out = select_points(trend, options, settings)
    used = points.settings
    try:
        estimate = trend.estimate(points)
    except ComputeTrendsError as error:
        if isinstance(error, UsageError | UnknownNameError):
            raise
        raise ComputeTrendsError(f"{trend.name}: {error}{_circumstances(options, settings, used, left_out)}") from error
    return TrendResult(
        trend=trend,
        tables=tables_behind(trend, options, used),
        options={**options.given(), **settings},
        settings=used,
        points=points,
        estimate=estimate,
        left_out=left_out,
    )


def select_points(
    trend: Trend,
    options: Options | None = None,
    settings: Mapping[str, Setting] | None = None,
    connection: duckdb.DuckDBPyConnection | None = None,
) -> tuple[Points, dict[str, int]]:
    """The points of a trend, and how many rows were left out for which reason.

    Args:
        trend, options, settings: as `run_trend` takes them.
        connection: with the views of the datasets; a shared one by default.

    Raises:
        UnknownNameError, UsageError: as `run_trend`.
    """
    script = trend.script
    variables = trend_variables(trend, options or Options(), settings)
    table, used = run_statement(connection or shared_connection(), script, trend.statement, variables)
    return usable(trend, table, used)


def tables_behind(trend: Trend, options: Options, used: Mapping[str, Setting]) -> dict[str, str]:
    """Dataset -> version of the tables that a trend's points come from, its own first.

    Args:
        trend, options: as `run_trend` takes them.
        used: the script's variables as they were.
    """
    own = find_version(trend.dataset, options.version or trend.version).version
    return {trend.dataset: own, **{dataset: version_of(used[dataset], dataset).version for dataset in trend.beside}}


def reproduce(study: str | None = None) -> list[Reproduced]:
    """Every published figure beside ours, in the order of `published.csv`.

    Args:
        study: key of a study ("sevilla-2022"); all of them if left out.

    Raises:
        UnknownNameError: no such study.
    """
    claimed = claims(study)
    results: dict[str, TrendResult] = {}
    rows = []
    for published in figures().values():
        if study not in (None, published.study):
            continue
        if published.id not in claimed:
            rows.append(unanswered(published))
            continue
        trend, comparison = claimed[published.id]
        if trend.name not in results:
            results[trend.name] = run_trend(trend)
        rows.append(compare(published, comparison, results[trend.name]))
    return rows


def trend_script(
    name: str | Trend, options: Options | None = None, settings: Mapping[str, Setting] | None = None
) -> str:
    """The SQL that selects a trend's points, to run in the DuckDB command line after `views.sql`.

    Variables outlive a script, so it first forgets those that any script knows: several run in one session.

    Raises:
        UnknownNameError: no such trend, version or setting.
        UsageError: as `run_trend`.
    """
    trend = get_trend(name) if isinstance(name, str) else name
    script = trend.script
    variables = trend_variables(trend, options or Options(), settings)
    lines = [f"set variable {key} = {sql_literal(value)};\n" for key, value in variables.items()]
    statement = script.statement(trend.statement)
    return f"{_forgetting(script)}{''.join(lines)}\n{script.preamble}\n{statement};\n"


def _forgetting(script: Script) -> str:
    """Statements that reset the variables of this script and of all studies, a few on each line."""
    names = sorted({*OPTIONS, *script.settings, *(name for other in scripts() for name in other.settings)})
    resets = [f"reset variable {name};" for name in names]
    rows = [" ".join(resets[start : start + _RESETS]) for start in range(0, len(resets), _RESETS)]
    return "\n".join(["-- Forget what an earlier script of the session has set.", *rows, "", ""])


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
    given = options.given()
    version = given.pop("version", None)
    for option in given:
        if option not in trend.options:
            honoured = ", ".join(_flag(item) for item in (*trend.options, "version"))
            raise UsageError(f"{trend.name} has no use for {_flag(option)}; it takes {honoured}")
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


def usable(trend: Trend, table: pa.Table, settings: Mapping[str, Setting]) -> tuple[Points, dict[str, int]]:
    """Leave out the rows that cannot stand on the axes, and count them by reason."""
    import pyarrow.compute as pc

    left_out: dict[str, int] = {}

    def keep(rows: pa.Table, reason: str, condition: pa.Array) -> pa.Table:
        kept = rows.filter(condition)
        if gone := rows.num_rows - kept.num_rows:
            left_out[reason] = gone
        return kept

    for axis in (trend.x, trend.y):
        if axis is None:
            continue
        table = keep(table, f"{axis.title.lower()} is not known", table[axis.column].is_valid())
        if axis.scale == "log":
            table = keep(table, f"{axis.title.lower()} is not positive", pc.greater(table[axis.column], 0))
    columns = (trend.x.column if trend.x else None, trend.y.column if trend.y else None)
    return Points(table, *columns, settings), left_out


def _circumstances(
    options: Options,
    settings: Mapping[str, Setting] | None,
    used: Mapping[str, Setting],
    left_out: Mapping[str, int],
) -> str:
    """What a person needs to see why nothing can be fitted: the options given and the rows left out."""
    chosen = [f"{_flag(name)} {value}" if value is not True else _flag(name) for name, value in options.given().items()]
    chosen += [f"{name} = {value}" for name, value in (settings or {}).items()]
    parts = [f"selected with {', '.join(chosen)}"] if chosen else []
    if options.as_of is None and used.get("as_of") is not None and "as_of" not in (settings or {}):
        parts.append(f"as of {used['as_of']}, unless --as-of says otherwise")
    parts += [f"{count:,} left out: {reason}" for reason, count in left_out.items()]
    return f" ({'; '.join(parts)})" if parts else ""


def _flag(option: str) -> str:
    return "--" + option.replace("_", "-")
