"""Other rows than the tables hold: single records out (`--exclude`) or alone (`--only`), unknown compute filled.

An excluded record does not exist: it is taken out of the tables, so that scores, ranks and records of all time are
those of the others. A filling is in the tables as well. `only` selects among the points that the trend has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from itertools import count

from compute_trends.catalog.doors.find import unknown_record
from compute_trends.catalog.errors import UsageError
from compute_trends.catalog.texts.sql_text import text_literal
from compute_trends.catalog.versions import find_version, sql_schema
from compute_trends.trends.choices.options import Options, shared_connection
from compute_trends.trends.declaration import Trend
from compute_trends.trends.known.fillings import filled_sql
from compute_trends.trends.known.models import filled_results_sql
from compute_trends.trends.known.shares import BEYOND, KNOWN_UNTIL
from compute_trends.trends.points import Setting
from compute_trends.trends.script import Script, read_variables

#: Numbers of tables that the shared connection holds.
_COPIES = count()

#: What a row says that was taken out.
EXCLUDED = "excluded by --exclude"


def tables_of(trend: Trend, variables: Mapping[str, Setting]) -> dict[str, str]:
    """Dataset -> table in SQL, of all that the points come from.

    Args:
        trend: that names the datasets.
        variables: of the script, as `trend_variables` gives them.
    """
    found = {}
    for dataset in (trend.dataset, *trend.beside):
        default = find_version(dataset, trend.script.versions.get(dataset))
        found[dataset] = str(variables.get(dataset) or f"{sql_schema(default.version)}.{dataset}")
    return found


def kept(table: str, options: Options, systems: str = "") -> str:
    """The rows of a table without the excluded records, the unknown training compute filled, in SQL.

    Args:
        table: in SQL.
        options: those excluded, and the filling.
        systems: table of milestone systems that results name, which state the training compute of these.
    """
    rows = f"from {table}" + (f" where record_id not in {_listed(options.exclude)}" if options.exclude else "")
    dataset = table.rpartition(".")[2]
    if options.filling and dataset == "milestone_systems":
        return filled_sql(rows, options.filling)
    if options.filling and dataset == "benchmark_results" and systems:
        return filled_results_sql(shared_connection(), rows, table, systems, options.filling)
    return rows


def chosen_script(
    trend: Trend, options: Options, variables: Mapping[str, Setting], is_shared: bool = False
) -> tuple[Script, dict[str, Setting]]:
    """The script that selects among the rows that the options leave, and marks those beyond the end of the line.

    Args:
        trend, options, variables: as they were given.
        is_shared: whether it will run on the shared connection, which holds filled tables for the trends that follow.
    """
    script, found = trend.script, dict(variables)
    if options.exclude or options.filling:
        tables = tables_of(trend, variables)
        systems = tables.get("milestone_systems", "")
        copies = {name: kept(table, options, systems) for name, table in tables.items()}
        read = {name for text in copies.values() for name in read_variables(text)}
        if is_shared and not options.exclude and all(variables.get(name) is None for name in read):
            found |= {name: _held_copy(text) for name, text in copies.items()}
        else:
            found |= {name: f"kept_{name}" for name in copies}
            created = (f"create or replace temp table kept_{name} as {text};\n" for name, text in copies.items())
            script = replace(script, preamble="".join([*created, "\n", script.preamble]))
    return marked(trend, script, options), found


@cache
def _held_copy(text: str) -> str:
    """The table of the shared connection that holds the rows of a query: of few, each filling of each version."""
    name, cursor = f"held_copy_{next(_COPIES)}", shared_connection().cursor()
    try:
        cursor.execute(f"create table {name} as {text}")
    finally:
        cursor.close()
    return name


def marked(trend: Trend, script: Script, options: Options) -> Script:
    """The script whose statements give the wanted records alone, and say which lie beyond the end of the line."""
    statements = dict(script.statements)
    if options.only:
        listed = _listed(options.only)
        statements = {name: f"from (\n{text}\n) where record_id in {listed}" for name, text in statements.items()}
    if trend.rests_on_compute and trend.x is not None:
        beyond = f"{trend.x.column} > getvariable('{KNOWN_UNTIL}') as {BEYOND}"
        statements = {name: f"select *, {beyond} from (\n{text}\n)" for name, text in statements.items()}
    return replace(script, statements=statements)


def check_records(trend: Trend, options: Options, variables: Mapping[str, Setting], reasons: Mapping[str, str]) -> None:
    """Refuse names that are no point of the trend.

    Args:
        trend, options, variables: as they were given.
        reasons: why each row that the trend selects is left out, "" where it is a point.

    Raises:
        UnknownNameError: no such record in the trend's tables.
        UsageError: the record is no point of the trend, or is both excluded and wanted.
    """
    for record in (*options.exclude, *options.only):
        if reasons.get(record) == "":
            continue
        tables = tables_of(trend, variables)
        held = (f"select record_id from {table}" for table in tables.values())
        known = shared_connection().cursor().execute(" union all ".join(held)).fetchall()
        if (record,) not in known and record not in reasons:
            points = [name for name, reason in reasons.items() if not reason]
            raise unknown_record(f"record in {' or '.join(tables)}", record, points)
        why = reasons.get(record) or "the trend does not select it"
        raise UsageError(f"{record} is no point of {trend.name}: {why}")
    if both := set(options.exclude) & set(options.only):
        raise UsageError(f"{sorted(both)[0]} is named by --exclude and by --only; leave out one of the two")


def _listed(records: Iterable[str]) -> str:
    return f"({', '.join(map(text_literal, records))})"
