"""The trends for Python: what the commands `trend`, `reproduce` and `project` do, with the same refusals."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from compute_trends.catalog.doors.frames import check_library
from compute_trends.catalog.errors import UsageError
from compute_trends.catalog.texts.days import day_of
from compute_trends.trends.choices.options import Options
from compute_trends.trends.points import Setting

if TYPE_CHECKING:
    from compute_trends.catalog.doors.frames import Library
    from compute_trends.trends.doors.reproduction import Reproduction
    from compute_trends.trends.doors.result import Result
    from compute_trends.trends.robustness.multiverse import Multiverse
    from compute_trends.trends.robustness.projected import Projection

Day = dt.date | str | None
Records = str | Sequence[str]

_DAY = re.compile(r"\d{4}-\d\d?(-\d\d?)?")
_YEAR = re.compile(r"(19|20|21)\d\d")


def trend(
    name: str,
    *,
    as_of: Day = None,
    since: Day = None,
    until: Day = None,
    domain: str | None = None,
    version: str | None = None,
    frontier: bool = False,
    exclude: Records = (),
    only: Records = (),
    filling: str | None = None,
    data: Any = None,
    as_: Library = "pyarrow",
    **settings: Setting,
) -> Result:
    """Compute one trend, with the published value beside it.

    Args:
        name: as `list_trends` lists it.
        as_of: only what was published by this day: a date, or a text as "2020-01-31".
        since, until: first and last day of the points.
        domain: only points of this domain ("Vision").
        version: another version of the trend's dataset; of those that `list_trends` names, the question as it is asked
            there.
        frontier: only points that no earlier one beats.
        exclude: ids of records without which everything is computed.
        only: ids of the points to take alone.
        filling: what to take unknown training compute for, so that the trend goes on to the end of the data.
        data: rows of your own in the place of the trend's dataset, with the columns that its script reads: a pandas,
            polars or Spark DataFrame, an Arrow table or a DuckDB relation. Nothing is published of them.
        as_: the library of the frames that the result gives: "pyarrow", "pandas", "polars" or "duckdb".
        settings: other values for settings of the trend's script, by name, as `--set` takes them.

    Returns:
        The result: `value`, `low`, `high` in `unit`, `n`, `r2`, `published` and `verdict`, `note`, `points`, `chart()`,
        `cite()`.

    Raises:
        UnknownNameError: no such trend, version, domain, record, setting or library.
        UsageError: an option that the trend does not honour, a text that is no day, an interval that holds no day.
        ComputeTrendsError: the points have no answer; the message says which options selected them.

    >>> found = trend("sevilla-deep-learning-era")
    >>> f"{found.value:.2f} {found.unit}s, {found.verdict}"
    '5.55 months, within'
    """
    from compute_trends.trends.doors.result import Result
    from compute_trends.trends.doors.vintages import chosen
    from compute_trends.trends.registry import get_trend
    from compute_trends.trends.run import run_trend

    check_library(as_)
    options = _options(as_of, since, until, domain, version, frontier, exclude, only, filling)
    if data is not None:
        from compute_trends.trends.doors.own_rows import trend_of_own_rows

        return Result(trend_of_own_rows(get_trend(name), data, options, _settings(settings)), as_)
    return Result(run_trend(*chosen(name, options), _settings(settings)), as_)


def multiverse(
    name: str,
    *,
    limit: int | None = None,
    as_of: Day = None,
    since: Day = None,
    until: Day = None,
    domain: str | None = None,
    version: str | None = None,
    frontier: bool = False,
    exclude: Records = (),
    only: Records = (),
    filling: str | None = None,
    **settings: Setting,
) -> Multiverse:
    """Rerun a trend under the choices that its study declares defensible, and say which choice moves it most.

    Args:
        name: of the trend.
        limit: analyses at most, 1500 by default; of more combinations a sample is drawn.
        as_of, since, until, domain, version, frontier, exclude, only, filling, settings: as `trend` takes them; what
            they set is no choice any more.

    Returns:
        `lowest`, `tenth`, `median`, `ninetieth`, `highest` of the estimates in the trend's unit, `effects` of the
        choices, `analyses` one by one; `to_frame()` gives these as a table.

    Raises:
        UnknownNameError, UsageError: as `trend`.
        ComputeTrendsError: the trend has no choices, or no analysis has an answer.
    """
    from compute_trends.trends.doors.vintages import chosen
    from compute_trends.trends.robustness.multiverse import LIMIT
    from compute_trends.trends.robustness.multiverse import multiverse as rerun

    options = _options(as_of, since, until, domain, version, frontier, exclude, only, filling)
    return rerun(*chosen(name, options), _settings(settings), LIMIT if limit is None else limit)


def project(
    name: str,
    to: dt.date | float | str,
    *,
    level: float = 0.95,
    backtest: str = "rolling",
    as_of: Day = None,
    since: Day = None,
    until: Day = None,
    domain: str | None = None,
    version: str | None = None,
    frontier: bool = False,
    exclude: Records = (),
    only: Records = (),
    filling: str | None = None,
    **settings: Setting,
) -> Projection:
    """Continue a trend's line, with how often its interval held before.

    Args:
        name: of the trend.
        to: a date (or a text as "2030-01-01"), or a value of what the trend fits, in its unit.
        level: of the interval, between 0 and 1.
        backtest: "rolling", on the rows of today, or "vintages", from every released version on what came after it.
        as_of, since, until, domain, version, frontier, exclude, only, filling, settings: as `trend` takes them.

    Returns:
        `estimate`, `low` and `high`: values on the date, or the dates (or x) of the value; `check`, the backtest of
        the interval, and `verdict`, what it says.

    Raises:
        UnknownNameError, UsageError: as `trend`; a target that is neither a date nor a number, or could be either.
        ComputeTrendsError: the trend is no straight line on logarithmic axes, or the interval cannot be checked.
    """
    from compute_trends.trends.doors.vintages import chosen
    from compute_trends.trends.robustness.projection import project as continued

    wanted = target(to) if isinstance(to, str) else to.date() if isinstance(to, dt.datetime) else to
    options = _options(as_of, since, until, domain, version, frontier, exclude, only, filling)
    asked, left = chosen(name, options)
    return continued(asked, wanted, left, _settings(settings), level, backtest)


def reproduce(study: str | None = None, *, every: bool = False, as_: Library = "pyarrow") -> Reproduction:
    """Recompute the published figures and put them beside ours.

    Args:
        study: its figures alone ("sevilla-2022").
        every: all figures, not the headlines alone.
        as_: the library of the table that `to_frame` gives.

    Returns:
        A list with an entry per figure: `published`, `estimate`, `low`, `high` in `unit`, `n`, `verdict` and `note`.

    Raises:
        UnknownNameError: no such study or library.
    """
    from compute_trends.trends.doors.reproduction import Reproduction
    from compute_trends.trends.run import reproduce as recompute

    check_library(as_)
    return Reproduction(recompute(study, every), as_)


def target(text: str) -> dt.date | float:
    """What `--to` says: a date (YYYY-MM-DD) or a number.

    Raises:
        UsageError: it is neither, or could be either.
    """
    if _YEAR.fullmatch(text):
        raise UsageError(
            f"--to {text} could be a year or a value: write {text}-01-01 for the date, {text}.0 for a value"
        )
    try:
        return dt.date.fromisoformat(text) if _DAY.fullmatch(text) else float(text)
    except ValueError:
        raise UsageError(f"--to {text} is neither a date (2030-01-01) nor a number (1e27)") from None


def _options(
    as_of: Day,
    since: Day,
    until: Day,
    domain: str | None,
    version: str | None,
    frontier: bool,
    exclude: Records,
    only: Records,
    filling: str | None,
) -> Options:
    return Options(
        as_of=day_of(as_of),
        since=day_of(since),
        until=day_of(until),
        domain=domain,
        version=version,
        frontier=bool(frontier),
        exclude=(exclude,) if isinstance(exclude, str) else tuple(exclude),
        only=(only,) if isinstance(only, str) else tuple(only),
        filling=filling,
    )


def _settings(given: dict[str, Setting]) -> dict[str, Setting]:
    """Settings as the command line reads them: of texts, those that are days become days."""
    found: dict[str, Setting] = {}
    for name, value in given.items():
        if isinstance(value, dt.datetime):
            value = value.date()
        is_day = isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)
        found[name] = day_of(value) if is_day else value
    return found
