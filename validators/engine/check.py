"""Checks of files, folders and tables, by rules and layers as people name them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compute_trends.validators.engine.bench import Bench
from compute_trends.validators.engine.judge import judge
from compute_trends.validators.engine.selection import selected_rules
from compute_trends.validators.reading.sources import find_sources
from compute_trends.validators.reports.report import Report
from compute_trends.validators.waivers import read_waivers

if TYPE_CHECKING:
    import duckdb


def check_files(
    paths: Iterable[str | Path],
    dataset: str | None = None,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    waivers: Sequence[Path] = (),
    as_of: dt.date | None = None,
    memory_limit: str | int | None = None,
    connection: duckdb.DuckDBPyConnection | None = None,
    accounted: Mapping[str, int] | None = None,
) -> Report:
    """Check files, folders, globs and `-` (standard input).

    Args:
        paths: what to check.
        dataset: the dataset that the records are meant for; found from the columns where it is left out.
        select: rule ids or layers to which the check is confined; whether a file can be read is always checked.
        ignore: rule ids or layers to leave out.
        waivers: files of waivers, beside the shipped ones.
        as_of: the day of the check, for rules about dates and waivers that expire; by default today, or the newest
            release where the clock is behind it.
        memory_limit: of a check of many rows, as `Bench` takes it.
        connection: one that `connect` made, for a caller who may have to interrupt it.
        accounted: records by source that an import brought in; by default as a checkout says of its records.csv.

    Raises:
        UsageError: there is nothing to check, or the columns of the only file fit several datasets.
        UnknownNameError: `dataset`, `select`, `ignore` or a waiver name what does not exist.
        RuleCrashedError: a rule failed.
        MemoryLimitError: the memory or the temporary folder is too small.
    """
    sources, rules = find_sources(paths), selected_rules(select, ignore)
    given = [waiver for path in waivers for waiver in read_waivers(path)]
    return judge(
        sources, dataset, rules, waivers=given, accounted=accounted, bench=Bench(connection, as_of, memory_limit)
    )


def check_table(
    table: Any,
    dataset: str | None = None,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    waivers: Sequence[Path] = (),
    as_of: dt.date | None = None,
    memory_limit: str | int | None = None,
) -> Report:
    """Check a pandas or polars frame, an Arrow table, a DuckDB relation or a list of mappings.

    Arguments and errors are those of `check_files`.
    """
    rules = selected_rules(select, ignore)
    given = [waiver for path in waivers for waiver in read_waivers(path)]
    return judge(table, dataset, rules, waivers=given, bench=Bench(None, as_of, memory_limit))
