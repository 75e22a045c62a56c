"""Where tables are judged, one after the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import current_day
from compute_trends.validators.engine.connection import connect, expect_many_rows, store_in_file
from compute_trends.validators.engine.databases import drop_relations
from compute_trends.validators.engine.memory import told_limit
from compute_trends.validators.engine.slices import Slice, slices
from compute_trends.validators.engine.submission import Shipped

if TYPE_CHECKING:
    import duckdb

    from compute_trends.validators.structure.scan import Scanned

#: Rows of all files up to which one core is faster: all rules take 0.69 s for 1,000 milestone systems, 0.73 s on two.
FEW_ROWS = 2000

#: Rows up to which the typed submission is kept in memory, where it is not compressed.
_ROWS_IN_MEMORY = 100_000


class Bench:
    """Where tables are judged: a connection with `findings`, and the shipped tables that were opened on it.

    Args:
        connection: one that `connect` made; a new one by default.
        as_of: the day, for rules about dates and waivers that expire; by default today, or the newest release where
            the clock is behind it.
        memory_limit: of the process, where there are many rows: such as "1GB", or a number of bytes; by default what
            the environment variable COMPUTE_TRENDS_MEMORY_LIMIT says, else the smaller of 1 GB and a quarter of the
            machine's memory.

    Raises:
        UsageError: the limit is none, or too small for any check.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection | None = None,
        as_of: dt.date | None = None,
        memory_limit: str | int | None = None,
    ) -> None:
        told_limit(memory_limit)  # a wrong one is told whether or not it will be needed
        self.connection = connection or connect(with_shipped=True)
        self.shipped = Shipped(self.connection)
        self._as_of, self._memory_limit, self._is_used = as_of, memory_limit, False
        self._expects_many = self._stores = False

    @cached_property
    def day(self) -> dt.date:
        """The day of the check."""
        return self._as_of or current_day()

    def expect_rows(self, rows: int) -> None:
        """Prepare for so many rows, those of all files."""
        if rows > FEW_ROWS:
            self.expect_many_rows()

    def expect_many_rows(self) -> None:
        """Have queries take all cores, and data spill."""
        if not self._expects_many:
            expect_many_rows(self.connection, self._memory_limit)
            self._expects_many = True

    def expect_to_store(self, rows: int) -> None:
        """Have the typed rows of a submission, and what rules make of them, stored in a file where they are many."""
        if rows > _ROWS_IN_MEMORY and not self._stores:
            self.expect_many_rows()
            store_in_file(self.connection)
            self.shipped.open_versions_anew()
            self._stores = True

    def slices(self, dataset: str, files: Sequence[Scanned]) -> list[Slice]:
        """The slices of a typed submission that holds so much text that it is not to be taken as a whole."""
        given = {name for file in files for name in file.raw.names}
        known = [file.raw.text_byte for file in files if file.raw.text_byte is not None]
        text_byte = sum(known) if len(known) == len(files) else None
        parts = slices(self.connection, load_schema(dataset), given, sum(file.rows for file in files), text_byte)
        if parts:
            self.expect_many_rows()
        return parts

    def clear(self) -> None:
        """Forget the table that was judged before, and what was found in it."""
        if self._is_used:
            self.connection.execute("delete from findings")
            drop_relations(self.connection, lambda *name: name == ("main", "findings") or self.shipped.holds(*name))
        self._is_used = True
