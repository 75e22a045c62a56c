"""The points of one trend under many options: the script is prepared once, then variables change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Self

from compute_trends.trends import run
from compute_trends.trends.declaration import Trend
from compute_trends.trends.points import Points, Setting
from compute_trends.trends.registry import trend_module
from compute_trends.trends.run import Options, usable
from compute_trends.trends.script import load_script, prepare, select

if TYPE_CHECKING:
    import duckdb


_COPY = "selections_copy"


class Selections:
    """Selects the points of a trend again and again on one cursor; a context, which closes the cursor.

    A script's views and macros read variables when a statement runs, so its preamble need not run again.
    """

    def __init__(self, trend: Trend, settings: Mapping[str, Setting] | None = None) -> None:
        self._trend = trend
        self._settings = settings
        self._script = load_script(trend_module(trend.name))
        self._cursor: duckdb.DuckDBPyConnection | None = None
        self._given: dict[str, Setting] = {}  # the variables as last asked for
        self._used: dict[str, Setting] = {}  # the settings of the script as they are

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._cursor is not None:
            self._cursor.close()

    def points(self, options: Options) -> Points:
        """What `select_points` gives.

        Raises:
            UnknownNameError, UsageError, QueryError: as `run_trend`.
        """
        given = run.trend_variables(self._trend, options, self._settings)
        gone = self._given.keys() - given.keys()
        if self._cursor is None or gone & self._script.settings.keys():  # only the preamble knows their defaults
            changed = self._prepare(given)
        else:
            changed = {name: value for name, value in given.items() if value != self._given.get(name, self)}
            self._used |= {name: value for name, value in changed.items() if name in self._script.settings}
            changed |= dict.fromkeys(gone)
        self._given = given
        assert self._cursor is not None
        table = select(self._cursor, self._script, self._trend.statement, changed)
        return usable(self._trend, table, self._used)[0]

    def _prepare(self, given: Mapping[str, Setting]) -> dict[str, Setting]:
        """Run the preamble on a new cursor; the variable that has the script read a copy of the table in memory."""
        if self._cursor is not None:
            self._cursor.close()
        self._cursor = run._connection().cursor()
        self._used = prepare(self._cursor, self._script, self._trend.statement, given)
        table = given.get(self._trend.dataset)
        if table is None:
            return {}
        self._cursor.execute(f"create temp table {_COPY} as from {table}")
        return {self._trend.dataset: _COPY}
