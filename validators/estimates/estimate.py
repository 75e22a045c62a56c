"""Estimates of training compute for people: both methods, their bounds, and every input with its origin.

The numbers come from `estimates_sql`, which the rules use as well.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.doors.find import unknown_record
from compute_trends.catalog.errors import UnknownNameError, UsageError
from compute_trends.catalog.schema import LIST_DELIMITER, Column, load_schema
from compute_trends.catalog.texts.names import folded, words
from compute_trends.catalog.texts.terminal import decoded
from compute_trends.validators.estimates import sql as method_sql
from compute_trends.validators.estimates.chip_rates import FORMAT_RATES
from compute_trends.validators.estimates.results import OVERFLOW, Estimates, from_row
from compute_trends.validators.reading.raw_table import UnreadableError
from compute_trends.validators.reading.sources import dataset_names

if TYPE_CHECKING:
    import duckdb

    from compute_trends.validators.reports.report import Report

DATASET = "milestone_systems"

#: The rule whose check of a file leaves its typed rows, and mostly `compute_estimates`, on the connection.
_RULE = "training-utilisation-above-one"

_CHIPS = 'compute-trends sql "select name from accelerator_names"'

_BASES = {"operations": "parameters and data", "hardware": "chips and time"}
_IS_VIEW = f"select 1 from duckdb_views() where view_name = 'submitted_{DATASET}'"


def estimate(record: Mapping[str, Any]) -> Estimates:
    """Estimate the training compute of one record.

    Args:
        record: columns of milestone_systems by name, as many as are known; lists also as strings joined by `;`.
            `connections` stands for multiply-adds of a forward pass on one datapoint, where that is not the number of
            parameters.

    Raises:
        UsageError: the record has a key that is no column, a value that is none for its column or outside its
            declared range, or values whose product no number can hold.

    >>> found = estimate({"domains": ["Language"], "parameters": 175e9, "training_dataset_size_datapoint": 300e9})
    >>> f"{found.operations.flop:.3g}"
    '3.15e+23'
    """
    import duckdb

    from compute_trends.validators.engine.connection import connect

    schema, given = load_schema(DATASET), dict(record)
    # As a transformer has one connection per parameter that a token uses, connections take that column's place.
    connections = given.pop("connections", None)
    unknown = sorted(set(given) - set(schema.names))
    if unknown:
        raise UsageError(f"{', '.join(map(repr, unknown))}: no such column of {DATASET}")
    if connections is not None:
        given["active_parameters"] = connections
        given.pop("inference_compute_flop", None)
    _check_values(given, {"active_parameters": "connections"} if connections is not None else {})
    typed = ", ".join(
        f"?::{'VARCHAR[]' if column.is_list else column.duckdb_type} as {column.name}" for column in schema.columns
    )
    connection = connect()
    try:
        connection.execute(
            f"create temp table submitted_{DATASET} as select 0::BIGINT as _row, false as _upstream, {typed}",
            [_cell(given.get(column.name), column) for column in schema.columns],
        )
    except duckdb.ConversionException as error:
        raise UsageError(str(error).splitlines()[0].removeprefix("Conversion Error: ")) from error
    except duckdb.InvalidInputException as error:
        raise UsageError("a text holds half of a character, which none can") from error
    for name, condition in _out_of_range().items():
        row = connection.execute(f"select {name} from submitted_{DATASET} where {condition}").fetchone()
        if row:
            given_as = "connections" if name == "active_parameters" and connections is not None else name
            raise UsageError(f"{given_as} = {row[0]:g} is outside the range of the column; leave out what is unknown")
    total, active = given.get("parameters"), given.get("active_parameters")
    if connections is None and total and active and float(active) > float(total):
        raise UsageError(f"active_parameters = {float(active):g} are more than all parameters, {float(total):g}")
    _prepare(connection)
    (found,) = _read(connection, connections is not None)
    for method in found.methods:
        if OVERFLOW in method.missing:
            raise UsageError(f"the estimate from {_BASES[method.method]} needs {OVERFLOW}")
    return found


def _check_values(record: Mapping[str, Any], given_as: Mapping[str, str]) -> None:
    """Refuse values of another type than that of their column, as a check does; `given_as` has their other names.

    Raises:
        UsageError: there is one; it says what to write instead where that is plain.
    """
    from compute_trends.validators.structure.messages import violation

    schema = load_schema(DATASET)
    for name, value in record.items():
        column, said = schema[name], f"{given_as.get(name, name)} = {value!r}"
        if value is None or column.type not in ("number", "integer"):
            continue
        if isinstance(value, float) and math.isnan(value):
            raise UsageError(f"{said} is no number; leave out what is unknown")
        try:
            number = math.nan if isinstance(value, bool) else float(value)
        except (TypeError, ValueError):
            number = math.nan
        is_whole = number.is_integer() and abs(number) < 2**63
        if math.isnan(number) or (column.type == "integer" and not is_whole):
            raise UsageError(f"{said}: {violation(schema, 'structure-type', name, str(value))}")


def check_names(record: Mapping[str, Any]) -> None:
    """Refuse chips and number formats that nobody knows, with the nearest ones that there are.

    Raises:
        UnknownNameError: `training_hardware` or `number_format` names one.
    """
    chips, number_format = record.get("training_hardware"), record.get("number_format")
    if chips:
        _check_chips(chips)
    if number_format is not None and number_format not in FORMAT_RATES:
        raise UnknownNameError("number format", number_format, list(FORMAT_RATES))


def _check_chips(chips: Iterable[str]) -> None:
    from compute_trends.catalog.doors.connect import connect

    connection = connect()
    for chip in map(decoded, chips):
        if not connection.execute("select 1 from accelerator_names where name = ?", [chip]).fetchone():
            known = [row[0] for row in connection.execute("select name from accelerator_names").fetchall()]
            error = UnknownNameError("accelerator", chip, known, _CHIPS)
            # People call a chip by the middle of its name, as "H100", which is near to none as a whole.
            names = [row[0] for row in connection.execute("select name from accelerators").fetchall()]
            if within := _with_words(names, words(chip)):
                error.args = (f"no accelerator {chip!r}; did you mean {' or '.join(within[:3])}?",)
            raise error


def _with_words(names: Iterable[str], wanted: Sequence[str]) -> list[str]:
    """The names in which all words stand; first those that have the words as words of theirs, and the shorter ones."""
    found = [name for name in names if wanted and all(word in folded(name) for word in wanted)]
    return sorted(found, key=lambda name: (not set(wanted) <= set(words(name)), len(name), name))


def estimate_shipped(record_id: str) -> Estimates:
    """Estimate the training compute of a record of the newest milestone_systems.

    Raises:
        UnknownNameError: there is no such record.
    """
    from compute_trends.validators.engine.connection import connect
    from compute_trends.validators.engine.submission import Shipped

    connection = connect()
    Shipped(connection).open_for(DATASET)
    connection.execute(
        f"create temp table submitted_{DATASET} as select 0::BIGINT as _row, true as _upstream, * from {DATASET} "
        "where record_id = ?",
        [record_id],
    )
    _prepare(connection)
    found = _read(connection)
    if not found:
        known = [row[0] for row in connection.execute(f"select record_id from {DATASET}").fetchall()]
        raise unknown_record("record", record_id, known, DATASET)
    return found[0]


def estimate_files(paths: Iterable[str | Path]) -> tuple[list[Estimates], int, int]:
    """Estimate the training compute of every record in files that `check` reads.

    Returns:
        The estimates in the order of files and rows, how many cells or columns could not be read as declared, and how
        many numbers lie outside their column's range; estimates go without both.

    Raises:
        UsageError: there is no file, or one of them holds records of another dataset.
        UnreadableError: one of them cannot be read.
    """
    from compute_trends.validators.engine.check import check_files
    from compute_trends.validators.engine.connection import connect

    connection = connect()
    report = check_files(paths, DATASET, select=["structure", _RULE], connection=connection)
    for file in report.files:
        if file.raw is None:
            problem = next(finding for finding in report if finding.file == file.label)
            raise UnreadableError(f"{file.label}: {problem.message}", problem.rule, problem.line)
    _refuse_others(report)
    misread = [item for item in report if item.rule in ("structure-type", "structure-formula")]
    outside = sum(item.rule == "structure-range" for item in report)
    if outside:
        _forget_out_of_range(connection)
    # Where no row has what the rule needs, it was not run, and nothing was prepared.
    if (
        outside
        or not connection.execute("select 1 from duckdb_tables() where table_name = 'compute_estimates'").fetchone()
    ):
        _prepare(connection)
    return _read(connection), len(misread), outside


def _refuse_others(report: Report) -> None:
    """Refuse a file with columns that are another dataset's."""
    unknown: dict[str, set[str]] = {}
    for item in report:
        if item.rule == "structure-unknown-column" and item.column:
            unknown.setdefault(item.file, set()).add(item.column)
    for file, columns in unknown.items():
        held = {name: len(columns.intersection(load_schema(name).names)) for name in dataset_names() if name != DATASET}
        other = max(held, key=lambda name: held[name])
        if 2 * held[other] > len(columns):
            raise UsageError(f"{file} has columns of {other}; estimate reads records of {DATASET}")


def _out_of_range() -> dict[str, str]:
    """Conditions on numbers outside their column's declared range, by column."""
    found = {}
    for column in load_schema(DATASET).columns:
        bounds = (("<", column.minimum), (">", column.maximum), ("<=", column.exclusive_minimum))
        tests = [f"{column.name} {sign} {limit!r}" for sign, limit in bounds if limit is not None]
        if column.type == "number":
            tests.append(f"not isfinite({column.name})")
        if tests:
            found[column.name] = f"({' or '.join(tests)})"
    return found


def _forget_out_of_range(connection: duckdb.DuckDBPyConnection) -> None:
    """Make null what lies outside the declared ranges."""
    known = ", ".join(f"case when not {test} then {name} end as {name}" for name, test in _out_of_range().items())
    kind = "view" if connection.execute(_IS_VIEW).fetchone() else "table"
    connection.execute(f"create temp table in_range as select * replace ({known}) from submitted_{DATASET}")
    connection.execute(f"drop {kind} submitted_{DATASET}")
    connection.execute(f"alter table in_range rename to submitted_{DATASET}")


def _cell(value: Any, column: Column) -> Any:
    return value.split(LIST_DELIMITER) if column.is_list and isinstance(value, str) else value


def _prepare(connection: duckdb.DuckDBPyConnection) -> None:
    from compute_trends.validators.engine.submission import Shipped

    Shipped(connection).open_for(*method_sql.OPENS)
    method_sql.prepare(connection)


def _read(connection: duckdb.DuckDBPyConnection, connections: bool = False) -> list[Estimates]:
    cursor = connection.execute("select * from compute_estimates order by _row")
    names = [column[0] for column in cursor.description or ()]
    return [from_row(dict(zip(names, row, strict=True)), connections) for row in cursor.fetchall()]
