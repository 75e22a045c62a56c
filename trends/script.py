"""Study scripts: settings, preamble and named statements of a `.sql` file, and running one statement."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from compute_trends.catalog.errors import ComputeTrendsError, DeclarationError, QueryError, UnknownNameError, UsageError
from compute_trends.catalog.texts.sql_text import literal
from compute_trends.trends.points import Setting

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_STATEMENT = re.compile(r"^-- name: *(\S+) *$", re.MULTILINE)
_SETTING = re.compile(
    r"^set variable (\w+) = coalesce\(getvariable\('(\w+)'\), (.*)\);[ ]*--[ ]*(.+)$", re.MULTILINE | re.IGNORECASE
)
_ASSIGNMENT = re.compile(r"^set variable\b", re.MULTILINE | re.IGNORECASE)
_SETTLED = re.compile(
    r"^(?:create\s+(?:or\s+replace\s+)?(?:temp\w*\s+)?table|insert)\b[^;]*getvariable", re.MULTILINE | re.IGNORECASE
)
_READ = re.compile(r"getvariable\('(\w+)'\)")
_RESETS = 4  # statements on a line of a printed script
_TABLE = re.compile(r"'(?:v(\d+_\d+_\d+)\.)?(\w+)'")


@dataclass(frozen=True)
class Script:
    """A study's `.sql` file, taken apart.

    Args:
        study: stem of the file.
        preamble: settings, macros and views.
        statements: text by name.
        settings: what each means, by name.
        defaults: the value of each in SQL, unless another is set.
    """

    study: str
    preamble: str
    statements: Mapping[str, str]
    settings: Mapping[str, str]
    defaults: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_settled(self) -> bool:
        """Whether a table of the preamble holds what variables were when it ran; views and macros read them later."""
        return _SETTLED.search(self.preamble) is not None

    @property
    def versions(self) -> dict[str, str | None]:
        """Versions of the datasets that it reads by default; None is the newest."""
        found: dict[str, str | None] = {}
        for name, default in self.defaults.items():
            table = _TABLE.fullmatch(default)
            if table and table[2] == name:
                found[name] = table[1].replace("_", ".") if table[1] else None
        return found

    def statement(self, name: str) -> str:
        """The text of a named statement.

        Raises:
            UnknownNameError: the script has none of that name.
        """
        if name not in self.statements:
            raise UnknownNameError(f"statement in {self.study}.sql", name, self.statements)
        return self.statements[name]


def parse_script(study: str, text: str) -> Script:
    """Take a script apart.

    Raises:
        ComputeTrendsError: a statement has no text or a name twice, or a setting is not written as `declaration` says.
    """
    preamble, *rest = _STATEMENT.split(text)
    names, bodies = rest[::2], [body.strip().removesuffix(";") for body in rest[1::2]]
    if repeated := {name for name in names if names.count(name) > 1}:
        raise ComputeTrendsError(f"{study}.sql names a statement twice: {', '.join(sorted(repeated))}")
    if empty := [name for name, body in zip(names, bodies, strict=True) if not body]:
        raise ComputeTrendsError(f"{study}.sql has no text under the statement {empty[0]}")
    found = list(_SETTING.finditer(preamble))
    if wrong := [match[1] for match in found if match[1] != match[2]]:
        raise ComputeTrendsError(f"{study}.sql sets {wrong[0]} from another variable's value")
    if len(_ASSIGNMENT.findall(text)) != len(found):
        raise ComputeTrendsError(
            f"{study}.sql has a set variable that is not one line of the form: "
            "set variable name = coalesce(getvariable('name'), default); -- what it means"
        )
    settings = {match[1]: match[4].strip() for match in found}
    defaults = {match[1]: match[3].strip() for match in found}
    return Script(study, preamble, dict(zip(names, bodies, strict=True)), settings, defaults)


@cache
def load_script(path: str | Path) -> Script:
    """The script of a study, which lies beside its module and has its stem.

    Args:
        path: of either, `__file__` in a study.

    Raises:
        DeclarationError: there is no such script.
        ComputeTrendsError: as `parse_script`.
    """
    file = Path(path).with_suffix(".sql")
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise lonely(file.with_suffix(".py")) from None
    return parse_script(file.stem, text)


def lonely(path: Path) -> DeclarationError:
    """The error of a study of which only one of its two files is there, `path`."""
    other, what = (".py", "declares its trends") if path.suffix == ".sql" else (".sql", "selects its points")
    place = f"{path.parent.parent.name}/{path.parent.name}"
    return DeclarationError(
        f"the study {place}/{path.name} has no {path.stem}{other} beside it: write the file that {what}, or remove "
        f"{path.name}"
    )


_NO_COLUMN = re.compile(r'does not have a column named "(\w+)"|Referenced column "(\w+)" not found')


#: Cursors with the preamble of a script run on them, by its text and the tables that it reads: the last few of held
#: ones, each with the variables that it was given and the settings as they were then.
_held: OrderedDict[tuple[str, ...], tuple[duckdb.DuckDBPyConnection, Mapping[str, Setting], dict[str, Setting]]] = (
    OrderedDict()
)
_MOST_HELD = 8  # a trend and its four fillings, and a few more


def run_statement(
    connection: duckdb.DuckDBPyConnection, script: Script, statement: str, variables: Mapping[str, Setting],
    hold: bool = False,
) -> tuple[pa.Table, dict[str, Setting]]:  # fmt: skip
    """The rows of a statement, and the script's settings as they were.

    The preamble runs on a cursor of its own, so no variable or view outlives the call.

    Args:
        connection: with the tables that the script reads.
        script, statement: what to run.
        variables: to set before.
        hold: keep the cursor for the next call with this preamble on these tables, of which then only the settings are
            run again; for one connection, that stays and whose tables do not change.

    Raises:
        QueryError: DuckDB refused the script.
    """
    if not hold or script.is_settled:
        cursor = connection.cursor()
        try:
            settings = prepare(cursor, script, statement, variables)
            return select(cursor, script, statement), settings
        finally:
            cursor.close()
    tables = sorted(f"{name} = {variables[name]}" for name in script.versions if name in variables)
    key = (script.preamble, *tables)
    held = _held.pop(key, None)  # taken out, so that no two threads use it
    if held is not None:
        cursor, before, settings = held
        try:
            if before != variables:
                settings = _prepare_again(cursor, script, statement, before, variables)
            table = select(cursor, script, statement)
        except QueryError:  # views keep the types of columns: what is refused here may run on views of its own
            cursor.close()
            held = None
    if held is None:
        cursor = connection.cursor()
        try:
            settings = prepare(cursor, script, statement, variables)
            table = select(cursor, script, statement)
        except BaseException:
            cursor.close()
            raise
    _held[key] = cursor, dict(variables), settings
    while len(_held) > _MOST_HELD:
        _held.popitem(last=False)[1][0].close()
    return table, dict(settings)


def prepare(
    cursor: duckdb.DuckDBPyConnection, script: Script, statement: str, variables: Mapping[str, Setting]
) -> dict[str, Setting]:
    """Set the variables and run the preamble on a cursor, for `statement`; the script's settings as they are then.

    Raises:
        QueryError: DuckDB refused the script.
    """
    return _prepared(cursor, script, statement, script.preamble, variables)


def _prepare_again(
    cursor: duckdb.DuckDBPyConnection, script: Script, statement: str, before: Mapping[str, Setting],
    variables: Mapping[str, Setting],
) -> dict[str, Setting]:  # fmt: skip
    """Give a cursor that was prepared other variables than before: views and macros read them when a statement runs."""
    forgotten = [f"reset variable {name}" for name in {**before, **script.settings}]
    assigned = [match[0] for match in _SETTING.finditer(script.preamble)]
    return _prepared(cursor, script, statement, "\n".join(assigned), variables, ";\n".join(forgotten))


def _prepared(
    cursor: duckdb.DuckDBPyConnection, script: Script, statement: str, text: str, variables: Mapping[str, Setting],
    before: str = "",
) -> dict[str, Setting]:  # fmt: skip
    """The settings of a script once the variables are set and a text of it is run."""
    import duckdb

    try:
        if before:
            cursor.execute(before)
        _assign(cursor, variables)
        cursor.execute(text)
        if not script.settings:
            return {}
        names = list(script.settings)
        [row] = cursor.execute("select " + ", ".join(f"getvariable('{name}')" for name in names)).fetchall()
        return {name: _setting(value) for name, value in zip(names, row, strict=True)}
    except duckdb.Error as error:
        raise _refused(script, statement, error) from error


def select(
    cursor: duckdb.DuckDBPyConnection, script: Script, statement: str, variables: Mapping[str, Setting] | None = None
) -> pa.Table:
    """The rows of a statement on a cursor that was prepared, after giving variables new values.

    Raises:
        QueryError: DuckDB refused the script.
    """
    import duckdb

    try:
        _assign(cursor, variables or {})
        return cursor.sql(script.statement(statement)).to_arrow_table()
    except duckdb.Error as error:
        raise _refused(script, statement, error) from error


def _refused(script: Script, statement: str, error: Exception) -> QueryError:
    """What to say of a script that DuckDB refuses; rows of an older version may lack what newer ones have."""
    asked = f"{script.study}.sql, statement {statement}"
    if missing := _NO_COLUMN.search(str(error)):
        column = next(filter(None, missing.groups()))
        return QueryError(
            f"{asked} reads the column {column!r}, which the rows do not have; a version from before the column was "
            "entered cannot answer: leave --version out, or give a later one"
        )
    return QueryError(f"{asked}: {error}")


def _assign(cursor: duckdb.DuckDBPyConnection, variables: Mapping[str, Setting]) -> None:
    for name, value in variables.items():
        cursor.execute(f"set variable {name} = {sql_literal(value)}")


def read_variables(text: str) -> list[str]:
    """The variables that a query reads, by name."""
    return sorted(set(_READ.findall(text)))


def forgetting(text: str) -> str:
    """Statements that reset the variables that a script reads, a few on each line."""
    resets = [f"reset variable {name};" for name in read_variables(text)]
    rows = [" ".join(resets[start : start + _RESETS]) for start in range(0, len(resets), _RESETS)]
    return "\n".join(["-- Forget what an earlier script of the session has set.", *rows, "", ""])


def sql_literal(value: Setting) -> str:
    """A value of a setting as SQL text.

    Raises:
        UsageError: a number that is not finite.
    """
    try:
        return literal(value)
    except ValueError:
        raise UsageError(f"{value} is not a number that a setting can have") from None


def _setting(value: object) -> Setting:
    from decimal import Decimal

    if isinstance(value, Decimal):
        return float(value)
    return value  # type: ignore[return-value]
