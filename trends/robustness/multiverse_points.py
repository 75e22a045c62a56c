"""Selects the points of one trend many times, on one connection: the script is prepared once, variables change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from compute_trends.catalog.versions import find_version, sql_schema
from compute_trends.trends import run
from compute_trends.trends.choices.common import Level
from compute_trends.trends.declaration import OPTIONS, Trend
from compute_trends.trends.points import Points, Setting
from compute_trends.trends.registry import trend_module
from compute_trends.trends.run import Options, trend_variables, usable
from compute_trends.trends.script import load_script, prepare, select


class Selector:
    """The points of a trend under any combination of levels; close it when done.

    A trend's views and macros read variables when a statement runs, so one cursor serves all combinations.
    """

    def __init__(self, trend: Trend, options: Options, settings: Mapping[str, Setting]) -> None:
        self.trend = trend
        self.script = load_script(trend_module(trend.name))
        self._fixed = {**options.given(), **settings}  # what the user asked for wins over any level
        variables = trend_variables(trend, options, settings)
        self._cursor = run._connection().cursor()
        defaults = prepare(self._cursor, self.script, trend.statement, variables)
        self._own: dict[str, Setting] = {**dict.fromkeys(OPTIONS), **variables, **defaults}
        self._current: dict[str, object] = {}
        self._copies: dict[str, str] = {}
        self._kept: dict[tuple[object, ...], Points] = {}

    def close(self) -> None:
        """Close the cursor."""
        self._cursor.close()

    def points(self, levels: Sequence[Level]) -> Points:
        """The points that the levels select together.

        Raises:
            QueryError: DuckDB refused the script.
            UnknownNameError: no such version.
        """
        variables, statement = self._variables(levels)
        key = (statement, *sorted((name, str(value)) for name, value in variables.items()))
        if key not in self._kept:
            self._kept[key] = self._select(variables, statement)
        return self._kept[key]

    def _variables(self, levels: Sequence[Level]) -> tuple[dict[str, Setting], str]:
        variables, statement = dict(self._own), self.trend.statement
        for level in levels:
            variables |= {name: value for name, value in level.variables.items() if name not in self._fixed}
            statement = level.statement or statement
            if level.version:
                schema = sql_schema(find_version(self.trend.dataset, level.version).version)
                variables[self.trend.dataset] = f"{schema}.{self.trend.dataset}"
        return variables, statement

    def _select(self, variables: Mapping[str, Setting], statement: str) -> Points:
        variables = {**variables, self.trend.dataset: self._copy(str(variables[self.trend.dataset]))}
        changed = {name: value for name, value in variables.items() if value != self._current.get(name, self)}
        self._current |= changed
        table = select(self._cursor, self.script, statement, changed)
        return usable(self.trend, table, variables)[0]

    def _copy(self, table: str) -> str:
        """The table in memory: hundreds of selections need not read the file again. It goes with the cursor."""
        if table not in self._copies:
            self._copies[table] = f"multiverse_{len(self._copies)}"
            self._cursor.execute(f"create temp table {self._copies[table]} as from {table}")
        return self._copies[table]
