"""`compute_trends.validate`: the check, for Python."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from compute_trends.catalog.doors.frames import SparkFrame, is_spark_frame
from compute_trends.catalog.errors import UsageError
from compute_trends.catalog.texts.days import day_of

if TYPE_CHECKING:
    from compute_trends.validators.clusters.report import SparkReport
    from compute_trends.validators.reports.report import Report


@overload
def validate(
    table_or_path: SparkFrame,
    dataset: str | None = None,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    waivers: Sequence[str | Path] = (),
    as_of: dt.date | str | None = None,
    memory_limit: str | int | None = None,
    key: Sequence[str] | None = None,
) -> SparkReport: ...


@overload
def validate(
    table_or_path: Any,
    dataset: str | None = None,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    waivers: Sequence[str | Path] = (),
    as_of: dt.date | str | None = None,
    memory_limit: str | int | None = None,
    key: None = None,
) -> Report: ...


def validate(
    table_or_path: Any,
    dataset: str | None = None,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    waivers: Sequence[str | Path] = (),
    as_of: dt.date | str | None = None,
    memory_limit: str | int | None = None,
    key: Sequence[str] | None = None,
) -> Report | SparkReport:
    """Check records against everything a submission has to satisfy.

    Args:
        table_or_path: a path (file, folder or glob) or several, a pandas or polars frame, an Arrow table, a DuckDB
            relation, a list of mappings, or a Spark DataFrame, which is checked where its rows are.
        dataset: the dataset that the records are meant for; found from the columns where it is left out.
        select: rule ids or layers (structure, inclusion, plausibility, reference, duplicate) to confine the check to.
        ignore: rule ids or layers to leave out.
        waivers: files of waivers.
        as_of: the day of the check, for rules about dates and waivers that expire; by default today, or the newest
            release where the clock is behind it.
        memory_limit: how much memory a check of many rows may take, such as "1GB"; by default what the environment
            variable COMPUTE_TRENDS_MEMORY_LIMIT says, else the smaller of 1 GB and a quarter of the machine's memory.
            What does not fit is kept in temporary files.
        key: of a Spark DataFrame, the columns that tell its rows apart, which findings repeat; `record_id` by default.

    Returns:
        The report: `errors` and `warnings` are true totals, `findings` lists them, iteration streams them. Of a Spark
        DataFrame a `SparkReport`, whose `findings` are one too.

    Raises:
        UsageError: there is nothing to check, no dataset has the columns, or as_of is no day; a Spark DataFrame cannot
            be judged so.
        UnknownNameError: a dataset or rule that does not exist.
        MemoryLimitError: the memory or the temporary folder is too small.

    >>> report = validate({"record_id": "A system", "name": "A system"}, "milestone_systems")
    >>> report.errors > 0
    True
    """
    from compute_trends.validators.engine.check import check_files, check_table

    day = day_of(as_of)
    files = [Path(path) for path in ((waivers,) if isinstance(waivers, str | Path) else waivers)]
    if is_spark_frame(table_or_path):
        from compute_trends.validators.clusters.spark import check_frame
        from compute_trends.validators.engine.selection import selected_rules
        from compute_trends.validators.waivers import read_waivers

        given = [waiver for path in files for waiver in read_waivers(path)]
        rules = selected_rules(select, ignore)
        names = ("record_id",) if key is None else (key,) if isinstance(key, str) else key
        return check_frame(
            table_or_path, dataset, rules, key=names, waivers=given, as_of=day, memory_limit=memory_limit
        )
    if key is not None:
        raise UsageError("key= is for the rows of a Spark DataFrame; those of other tables have numbers")
    options: dict[str, Any] = {"select": select, "ignore": ignore, "waivers": files, "as_of": day}
    options["memory_limit"] = memory_limit
    if isinstance(table_or_path, str | Path):
        return check_files([table_or_path], dataset, **options)
    if (
        isinstance(table_or_path, list | tuple)
        and table_or_path
        and all(isinstance(item, str | Path) for item in table_or_path)
    ):
        return check_files(table_or_path, dataset, **options)
    return check_table(table_or_path, dataset, **options)
