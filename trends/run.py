"""Computes trends: selects the points in DuckDB, hands them to the estimator, compares with what was published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.errors import ComputeTrendsError, DeclarationError, UnknownNameError, UsageError
from compute_trends.catalog.texts.grammar import is_plural
from compute_trends.catalog.versions import find_version
from compute_trends.trends.choices.options import Options as Options
from compute_trends.trends.choices.options import circumstances, settled, trend_variables, with_given
from compute_trends.trends.choices.options import shared_connection as shared_connection
from compute_trends.trends.choices.records import check_records, chosen_script, tables_of
from compute_trends.trends.choices.selected import shared_rows
from compute_trends.trends.choices.settings import asked, version_of
from compute_trends.trends.declaration import Trend
from compute_trends.trends.known.behind import knowledge
from compute_trends.trends.known.ends import known_until
from compute_trends.trends.known.shares import BEYOND, KNOWN_UNTIL, PAST
from compute_trends.trends.points import Points, Setting
from compute_trends.trends.published.figures import figures
from compute_trends.trends.published.verdicts import Reproduced, compare
from compute_trends.trends.registry import claims, get_trend
from compute_trends.trends.results import OWN_ROWS, OWN_SCHEMA, TrendResult
from compute_trends.trends.script import forgetting, run_statement, sql_literal

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from compute_trends.trends.methods.estimate import Estimate


#: Column in which a statement says of a row why it takes no part.
LEFT_OUT = "left_out"
#: Column in which a statement says up to which day a row knows something, where that is not its x.
LAST_DAY = "last_day"
#: Why a row that lies beyond the end of the line takes none.
BEYOND_END = "published after the end of the line"


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
    trend = asked(get_trend(name) if isinstance(name, str) else name, settings or {})
    options, settings = settled(trend, options or Options(), settings or {})
    return result_of(trend, options, settings, *select_rows(trend, options, settings))


def result_of(
    trend: Trend, options: Options, settings: Mapping[str, Setting], table: pa.Table, used: dict[str, Setting]
) -> TrendResult:
    """What a trend says of rows that were selected already.

    Args:
        trend, options, settings: as they were selected by, settled.
        table, used: as `select_rows` gives them.

    Raises:
        ComputeTrendsError: as `run_trend`.
    """
    points, left_out, estimate = estimated(trend, options, settings, table, used)
    return TrendResult(
        trend=trend,
        tables=tables_behind(trend, options, used),
        options={**options.given(), **settings},
        settings=used,
        points=points,
        estimate=estimate,
        left_out=left_out,
        data_to=last_month(trend, table),
        **_knowledge(trend, options, settings, table, points),
    )


def estimated(
    trend: Trend, options: Options, settings: Mapping[str, Setting], table: pa.Table, used: dict[str, Setting]
) -> tuple[Points, dict[str, int], Estimate]:
    """The points of a trend, the rows left out by reason, and the estimate, without what is known beside it.

    Args, Raises: as `result_of`.
    """
    points, left_out = usable(trend, table, used)
    try:
        estimate = trend.estimate(points)
    except (ComputeTrendsError, IndexError, ValueError) as error:
        told = str(error) if isinstance(error, ComputeTrendsError) else ""
        if isinstance(error, UsageError | UnknownNameError) or (len(points) and not told):
            raise
        told = told or "there is no point"  # which an estimator need not look for
        raise ComputeTrendsError(f"{trend.name}: {told}{circumstances(options, settings, used, left_out)}") from error
    return points, left_out, estimate


def _knowledge(
    trend: Trend, options: Options, settings: Mapping[str, Setting], table: pa.Table, points: Points
) -> dict[str, Any]:
    """What a result says of the unknown: nothing, unless its rows reach past 2022 and rest on training compute."""
    variables = trend_variables(trend, options, settings)
    month = last_month(trend, table)
    if month is None or month <= f"{PAST:%Y-%m}" or not len(points):
        return {}
    rows = table
    if trend.endless and options.filling not in (None, "none"):
        rows, _ = select_rows(trend, replace(options, filling="none"), settings)
    told = knowledge(trend, variables, points, rows, month, filled=options.filling not in (None, "none"))
    if "known" in told:
        told |= {
            "line_until": known_until(trend, options, variables),
            "beyond": beyond(trend, table, points.settings),
        }
    return told


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
    return usable(trend, *select_rows(trend, options, settings, connection))


def select_rows(
    trend: Trend,
    options: Options | None = None,
    settings: Mapping[str, Setting] | None = None,
    connection: duckdb.DuckDBPyConnection | None = None,
) -> tuple[pa.Table, dict[str, Setting]]:
    """The rows of a trend's statement, those included that take no part, and the script's variables as they were.

    Args, Raises: as `select_points`.
    """
    options = options or Options()
    variables = trend_variables(trend, options, settings)
    if options.exclude or options.only:
        plain = replace(options, exclude=(), only=())
        rows, _ = select_rows(trend, plain, settings, connection)
        ids = rows["record_id"].to_pylist()
        check_records(trend, options, variables, dict(zip(ids, reasons(trend, rows).to_pylist(), strict=True)))
    script, chosen = chosen_script(trend, options, variables, is_shared=not connection)
    chosen[KNOWN_UNTIL] = known_until(trend, options, variables)
    if connection is None:
        table, used = shared_rows(script, trend.statement, chosen)
    else:
        table, used = run_statement(connection, script, trend.statement, chosen)
    return table, {**used, **{name: text for name, text in tables_of(trend, variables).items() if name in used}}


def tables_behind(trend: Trend, options: Options, used: Mapping[str, Setting]) -> dict[str, str]:
    """Dataset -> version of the tables that a trend's points come from, its own first; `OWN_ROWS` of a user's own.

    Args:
        trend, options: as `run_trend` takes them.
        used: the script's variables as they were.
    """
    if str(trend.overrides.get(trend.dataset)).startswith(OWN_SCHEMA):
        own = OWN_ROWS
    else:
        own = find_version(trend.dataset, options.version or trend.version).version
    return {trend.dataset: own, **{dataset: version_of(used[dataset], dataset).version for dataset in trend.beside}}


def reproduce(study: str | None = None, every: bool = True) -> list[Reproduced]:
    """Published figures beside ours, in the order of `published/figures.csv`.

    Args:
        study: key of a study ("sevilla-2022"), for its figures alone.
        every: all figures, not the headlines alone.

    Raises:
        UnknownNameError: no such study.
        DeclarationError: no trend claims a figure.
    """
    claimed = claims(study)
    results: dict[tuple[str, str], TrendResult] = {}
    rows = []
    for published in figures().values():
        if study not in (None, published.study) or not (every or published.headline):
            continue
        if published.id not in claimed:
            raise DeclarationError(f"no trend recomputes the published figure {published.id}")
        trend, comparison = claimed[published.id]
        key = trend.name, str(sorted(comparison.given.items()))
        if key not in results:
            results[key] = run_trend(trend, *with_given(comparison.given))
        rows.append(compare(published, comparison, results[key]))
    return rows


def trend_script(
    name: str | Trend, options: Options | None = None, settings: Mapping[str, Setting] | None = None
) -> str:
    """The SQL that selects a trend's points, to run in the DuckDB command line after `views.sql`.

    Variables outlive a script, so it first forgets those that it reads: several scripts run in one session.

    Raises:
        UnknownNameError: no such trend, version or setting.
        UsageError: as `run_trend`.
    """
    trend = get_trend(name) if isinstance(name, str) else name
    options = options or Options()
    variables = trend_variables(trend, options, settings)
    end = known_until(trend, options, variables)
    script, variables = chosen_script(trend, options, variables)
    if end is not None:
        variables[KNOWN_UNTIL] = end
    lines = [f"set variable {key} = {sql_literal(value)};\n" for key, value in variables.items()]
    statement = script.statement(trend.statement)
    text = f"{script.preamble}\n{statement};\n"
    return f"{forgetting(text)}{''.join(lines)}\n{text}"


def usable(trend: Trend, table: pa.Table, settings: Mapping[str, Setting]) -> tuple[Points, dict[str, int]]:
    """Leave out the rows that take no part, and count them by reason."""
    import pyarrow.compute as pc

    why = reasons(trend, table)
    left_out = Counter(reason for reason in why.to_pylist() if reason)
    return _points(trend, table.filter(pc.equal(why, "")), settings), dict(left_out)


def _points(trend: Trend, table: pa.Table, settings: Mapping[str, Setting]) -> Points:
    return Points(table, trend.x.column if trend.x else None, trend.y.column if trend.y else None, settings)


def reasons(trend: Trend, table: pa.Table) -> pa.Array:
    """Why each row takes no part, "" where it does: what its statement says, else that it cannot stand on the axes."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = table[LEFT_OUT].fill_null("") if LEFT_OUT in table.column_names else pa.array([""] * table.num_rows)
    for axis in (trend.x, trend.y):
        if axis is None:
            continue
        cells, title = table[axis.column], axis.words
        verb = "are" if is_plural(title) else "is"
        unknown = pc.and_(pc.equal(found, ""), pc.is_null(cells))
        found = pc.if_else(unknown, f"{title} {verb} not known", found)
        if axis.scale == "log":
            low = pc.and_(pc.equal(found, ""), pc.less_equal(cells, 0).fill_null(False))
            found = pc.if_else(low, f"{title} {verb} not positive", found)
    if BEYOND in table.column_names:
        found = pc.if_else(pc.and_(pc.equal(found, ""), table[BEYOND].fill_null(False)), BEYOND_END, found)
    return found


def beyond(trend: Trend, table: pa.Table, settings: Mapping[str, Setting]) -> Points:
    """The rows that would be points, did they not lie beyond the end of the line."""
    import pyarrow.compute as pc

    return _points(trend, table.filter(pc.equal(reasons(trend, table), BEYOND_END)), settings)


def last_month(trend: Trend, table: pa.Table) -> str | None:
    """The last month ("2026-08") of the rows that were selected, those that take no part as well; None without dates.

    Where only years are known it is the last month that the rows can be of.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if LAST_DAY in table.column_names:
        day = pc.max(table[LAST_DAY]).as_py()
        return None if day is None else f"{day:%Y-%m}"
    over_time = [trend.x.column] if trend.x is not None and trend.x.scale == "time" else []
    dated = [*over_time, *(name for name in table.column_names if pa.types.is_date(table[name].type))]
    last = pc.max(table[dated[0]]).as_py() if dated else None
    if last is not None:
        return f"{last:%Y-%m}"
    year = pc.max(table["year"]).as_py() if "year" in table.column_names else None
    return None if year is None else f"{year}-12"
