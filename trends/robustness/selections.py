"""The points of one trend under many options or choices: the script is prepared once, then variables change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self

from compute_trends.catalog.versions import find_version, sql_schema
from compute_trends.trends.choices.common import Level
from compute_trends.trends.choices.options import Options, shared_connection, trend_variables
from compute_trends.trends.choices.records import kept, marked, tables_of
from compute_trends.trends.declaration import OPTIONS, Trend
from compute_trends.trends.known.ends import known_until
from compute_trends.trends.known.shares import KNOWN_UNTIL
from compute_trends.trends.points import Points, Setting
from compute_trends.trends.run import usable
from compute_trends.trends.script import prepare, select


class Selections:
    """Selects the points of a trend again and again on one cursor; a context, which closes the cursor.

    A script's views and macros read variables when a statement runs, so its preamble need not run again. The same
    points asked for again are the same object.
    """

    def __init__(
        self, trend: Trend, options: Options | None = None, settings: Mapping[str, Setting] | None = None
    ) -> None:
        """Prepare the script.

        Args:
            trend: to select the points of.
            options, settings: as `run_trend` takes them; they win over any level.

        Raises:
            UnknownNameError, UsageError, QueryError: as `run_trend`.
        """
        self._trend, self._settings = trend, settings or {}
        self._script = marked(trend, trend.script, options or Options())
        plain = trend_variables(trend, Options(), settings)
        self._cursor = shared_connection().cursor()
        defaults = prepare(self._cursor, trend.script, trend.statement, plain)
        self._own: dict[str, Setting] = {**dict.fromkeys(OPTIONS), **plain, **defaults}
        self._options = options or Options()
        self._asked = self._variables(self._options)
        self._current: dict[str, object] = {}  # the variables as they are set
        self._copies: dict[str, str] = {}
        self._kept: dict[tuple[object, ...], Points] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._cursor.close()

    def points(self, levels: Sequence[Level] = (), options: Options | None = None) -> Points:
        """The points that `select_points` gives, where choices are decided by levels.

        Args:
            levels: of choices; later ones win.
            options: in place of those given at first.

        Raises:
            UnknownNameError, UsageError, QueryError: as `run_trend`.
        """
        variables = dict(self._asked if options is None else self._variables(options))
        fixed = {*(options or self._options).given(), *self._settings}
        statement, dataset = self._trend.statement, self._trend.dataset
        for level in levels:
            variables |= {name: value for name, value in level.variables.items() if name not in fixed}
            statement = level.statement or statement
            if level.version:
                variables[dataset] = f"{sql_schema(find_version(dataset, level.version).version)}.{dataset}"
        key = (statement, *sorted((name, str(value)) for name, value in variables.items()))
        if key not in self._kept:
            self._kept[key] = self._select(variables, statement)
        return self._kept[key]

    def _variables(self, options: Options) -> dict[str, Setting]:
        variables = trend_variables(self._trend, options, self._settings)
        return {**self._own, **variables, KNOWN_UNTIL: known_until(self._trend, options, variables)}

    def _select(self, variables: Mapping[str, Setting], statement: str) -> Points:
        script = self._script
        tables = (
            tables_of(self._trend, variables)
            if self._options.exclude or self._options.filling
            else (self._trend.dataset,)
        )
        systems = str(variables.get("milestone_systems", ""))
        wanted = {**variables, **{dataset: self._copy(str(variables[dataset]), systems) for dataset in tables}}
        changed = {name: value for name, value in wanted.items() if value != self._current.get(name, self)}
        self._current |= changed
        table = select(self._cursor, script, statement, changed)
        return usable(self._trend, table, {name: variables[name] for name in script.settings})[0]

    def _copy(self, table: str, systems: str) -> str:
        """The table in memory, without excluded records: hundreds of selections need not read the file again.

        It goes with the cursor.
        """
        if table not in self._copies:
            self._copies[table] = f"selections_{len(self._copies)}"
            self._cursor.execute(f"create temp table {self._copies[table]} as {kept(table, self._options, systems)}")
        return self._copies[table]
