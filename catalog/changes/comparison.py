"""Two states of a dataset held against each other in DuckDB, whose tables go to a folder where memory is too small.

A cell has changed where its values differ, unless both are the same number to twelve digits (exports write 257000000
and 256999999.99999997) or the same items in another order (exports list them in any). One that is equal but for the
source keys that its text names (`sourceKeys` in the schema) has changed in its source alone, as provenance has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from compute_trends.catalog.changes.given_files import as_released, check_ids, without_index
from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.files.records import Record, as_lists
from compute_trends.catalog.schema import LIST_DELIMITER, Column, TableSchema
from compute_trends.catalog.texts.sql_text import file_literal, text_literal

#: A state: a Parquet file, or records in any order.
State = Path | Iterable[Record]

#: Columns that say where a value was found, not what it is: a new vintage changes them on every row.
PROVENANCE = ("source", "source_url", "source_urls", "contributing_sources")

#: What DuckDB keeps in memory of states of any size.
_MEMORY = "600MB"
_BATCH_ROWS = 10_000
_INTEGER = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
_NUMBER = ("FLOAT", "DOUBLE")


class Comparison:
    """The tables `added`, `removed`, `renamed` and `revised` (record, name, cells, distance), and `changed` of both.

    `cells` has one for each column that differs: `place` of the column in `columns`, `was` and `now` as texts; of
    `renamed` that of the name, of `revised` all others but provenance. In `changed` these are `renamed` and `facts`; a
    record that has neither changed in its provenance only. `distance` is by how much the headline number moved, as a
    factor, 0 where it did not.

    Args:
        schema: of the dataset.
        old, new: the states.
        called: their names, for messages.

    Raises:
        ComputeTrendsError: a file cannot be read, is not of the dataset's columns, or a record has no record_id of its
            own.
    """

    def __init__(self, schema: TableSchema, old: State, new: State, called: tuple[str, str] = ("", "")) -> None:
        import duckdb

        self._called = {"old": called[0] or "the older state", "new": called[1] or "the newer state"}
        self.columns = schema.with_retired().columns
        self.connection = duckdb.connect()
        self._schema = schema
        self._types: dict[str, dict[str, str]] = {}
        self.rows = {side: self._load(side, state) for side, state in (("old", old), ("new", new))}
        try:
            for table, here, there in (("added", "new", "old"), ("removed", "old", "new")):
                name = "name" if "name" in self._types[here] else "null"
                self.connection.execute(
                    f"create table {table} as select record_id as record, {name}::VARCHAR as name, "
                    f"{_NO_FACTS} as cells, 0.0 as distance from {here}_state anti join {there}_state using (record_id)"
                )
            self._compare()
            kept = "select record, name, {} as cells, distance from changed where {}"
            self.connection.execute(f"create view renamed as {kept.format('[renamed]', 'renamed is not null')}")
            self.connection.execute(f"create view revised as {kept.format('facts', 'len(facts) > 0')}")
        except duckdb.Error as error:
            raise ComputeTrendsError(f"the states cannot be compared: {str(error).splitlines()[0]}") from error

    def rows_of(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query over the tables, fetched as they are asked for."""
        cursor = self.connection.cursor().execute(query)
        while rows := cursor.fetchmany(_BATCH_ROWS):
            yield from rows

    def number(self, query: str) -> int:
        """The one number that a query over the tables gives."""
        ((found,),) = self.rows_of(query)
        return int(found)

    def value(self, side: str, column: Column, text: str | None) -> Any:
        """The value that stood in a cell of the "old" or "new" state, from its text; dates stay texts."""
        kind = self._types[side].get(column.name)
        if text is None or kind is None:
            return None
        if kind == "BOOLEAN":
            return text == "true"
        return float(text) if kind in _NUMBER else int(text) if _family(kind) == "number" else text

    def _load(self, side: str, state: State) -> int:
        """Make a state the view `<side>_state`; its number of records."""
        import duckdb

        source = f"read_parquet({file_literal(state)}, hive_partitioning = false)" if isinstance(state, Path) else side
        where = str(state) if isinstance(state, Path) else self._called[side]
        try:
            if not isinstance(state, Path):
                self._store(side, state)
            given = without_index(self._kinds(source))
            odd = [name for name in given if name not in [column.name for column in self.columns]]
            if odd or "record_id" not in given:
                told = ", ".join(odd) or "no record_id"
                raise ComputeTrendsError(f"{where}: not a table of {self._schema.name}: {told}")
            rows = check_ids(where, self.connection, source)
            columns = as_released(self.columns, given)
            self.connection.execute(f"create view {side}_state as select {', '.join(columns)} from {source}")
            self._types[side] = self._kinds(f"{side}_state")
            if rows > _BATCH_ROWS:
                self._expect_many_rows()
        except duckdb.Error as error:
            raise ComputeTrendsError(f"{where} cannot be read: {str(error).splitlines()[0]}") from error
        return rows

    def _kinds(self, source: str) -> dict[str, str]:
        """DuckDB's types of the columns of a table."""
        return {name: kind for name, kind, *_ in self.connection.execute(f"describe from {source}").fetchall()}

    def _expect_many_rows(self) -> None:
        import tempfile
        import weakref
        from shutil import rmtree

        from compute_trends.catalog.files.scratch import scratch_folder

        if self.connection.execute("select current_setting('temp_directory') = '.tmp'").fetchone() != (True,):
            return
        folder = tempfile.mkdtemp(prefix="spilled-", dir=scratch_folder())
        weakref.finalize(self.connection, rmtree, folder, ignore_errors=True)
        self.connection.execute(f"set temp_directory = {text_literal(folder)}")
        self.connection.execute(f"set memory_limit = '{_MEMORY}'")
        self.connection.execute("set preserve_insertion_order = false")

    def _store(self, side: str, records: Iterable[Record]) -> None:
        """Copy records into the table `<side>`, batch by batch."""
        rest = iter(records)
        batch = list(islice(rest, _BATCH_ROWS))
        names = self._schema.names if not batch else {name for record in batch for name in record}
        held = [column for column in self.columns if column.name in names]
        if len(batch) < _BATCH_ROWS:  # to hand over lists takes less time than to import what Arrow takes them with
            unnested, lists = as_lists(held, batch)
            self.connection.execute(f"create table {side} as select {unnested}", lists)
            return
        import pyarrow as pa

        made = False
        while batch or not made:
            table = pa.table(
                {column.name: pa.array([record.get(column.name) for record in batch], column.arrow_type)
                 for column in held}
            )  # fmt: skip
            self.connection.register("given", table)
            self.connection.execute(
                f"{f'insert into {side}' if made else f'create table {side} as'} select * from given"
            )
            self.connection.unregister("given")
            made, batch = True, list(islice(rest, _BATCH_ROWS))

    def _compare(self) -> None:
        if not all(self.rows.values()):  # nothing in common, which a long statement takes long to find
            self.connection.execute(f"create table changed as select {_NO_CHANGE} where false")
            return
        tests: dict[str, str] = {}
        cells = []
        for place, column in enumerate(self.columns):
            if test := self._differs(column):
                tests[column.name] = test
                if column.name != "name" and column.name not in PROVENANCE:
                    stated = self._differs(column, but_for_sources=True)
                    texts = ", ".join(f"'{key}': {self._cell(side, column)}::VARCHAR" for key, side in _SIDES)
                    cells.append(f"if({stated}, {{'place': {place}::SMALLINT, {texts}}}, null)")
        name = "new.name" if "name" in self._types["new"] else "null"
        renamed = f"null::{_FACT}"
        if "name" in tests:
            texts = ", ".join(f"'{key}': {self._cell(side, self._schema['name'])}::VARCHAR" for key, side in _SIDES)
            place = [column.name for column in self.columns].index("name")
            renamed = f"if({tests['name']}, {{'place': {place}::SMALLINT, {texts}}}, null)"
        facts = f"list_filter([{', '.join(cells)}], lambda cell: cell is not null)" if cells else _NO_FACTS
        self.connection.execute(
            f"""create table changed as
                select new.record_id as record, {name}::VARCHAR as name, {renamed} as renamed, {facts} as facts,
                  {self._distance(tests)} as distance
                from old_state as old join new_state as new on old.record_id = new.record_id
                where {" or ".join(tests.values()) or "false"}"""
        )

    def _differs(self, column: Column, but_for_sources: bool = False) -> str | None:
        """The condition under which a record's cell has changed; None where it cannot have."""
        kinds = [self._types[side].get(column.name) for side in ("old", "new")]
        if column.name not in self._schema.names and None in kinds:
            return None  # retired between the two: its values went elsewhere
        old, new = (self._cell(side, column) for _, side in _SIDES)
        families = {_family(kind) for kind in kinds if kind is not None}
        if None in kinds or len(families) > 1:
            return f"({old} is not null or {new} is not null)" if families else None
        if but_for_sources and column.source_keys and families == {"VARCHAR"}:
            pattern = text_literal(column.source_keys)
            old, new = (f"regexp_replace({cell}, {pattern}, '', 'g')" for cell in (old, new))
        different = f"{old} is distinct from {new}"
        if all(kind in _NUMBER for kind in kinds):
            close = f"abs({old} - {new}) <= 1e-12 * greatest(abs({old}), abs({new}))"
            different += f" and not coalesce(isfinite({old}) and isfinite({new}) and {close}, false)"
        elif column.is_list and families == {"VARCHAR"}:
            items = (f"list_sort(string_split({cell}, '{LIST_DELIMITER}'))" for cell in (old, new))
            different += f" and {' is distinct from '.join(items)}"
        return f"({different})"

    def _cell(self, side: str, column: Column) -> str:
        return f'{side}."{column.name}"' if column.name in self._types[side] else "null"

    def _distance(self, tests: Mapping[str, str]) -> str:
        headline = self._schema.headline_column
        kinds = [_family(self._types[side].get(headline)) for side in ("old", "new")]
        if headline not in tests or kinds != ["number", "number"]:
            return "0.0"
        old, new = f"old.{headline}::DOUBLE", f"new.{headline}::DOUBLE"
        moved = f"greatest({new} / {old}, {old} / {new})"
        known = " and ".join(f"isfinite({value}) and {value} > 0" for value in (old, new))
        return f"if({tests[headline]} and {known}, {moved}, 0.0)"


_SIDES = (("was", "old"), ("now", "new"))
_FACT = "STRUCT(place SMALLINT, was VARCHAR, now VARCHAR)"
_NO_FACTS = f"[]::{_FACT}[]"
_NO_CHANGE = (
    f"null::VARCHAR as record, null::VARCHAR as name, null::{_FACT} as renamed, {_NO_FACTS} as facts, 0.0 as distance"
)


def _family(kind: str | None) -> str | None:
    """What can be compared: numbers of any kind, and otherwise only the same type."""
    if kind is None:
        return None
    return "number" if kind in _NUMBER or kind.removeprefix("U") in _INTEGER else kind
