"""Where tables are judged, one after the other."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING

from compute_trends.catalog.versions import current_day
from compute_trends.validators.engine.connection import connect, drop_relations, expect_many_rows
from compute_trends.validators.engine.submission import Shipped

if TYPE_CHECKING:
    import duckdb


class Bench:
    """Where tables are judged: a connection with `findings`, and the shipped tables that were opened on it.

    Args:
        connection: one that `connect` made; a new one by default.
        as_of: the day, for rules about dates and waivers that expire; by default today, or the newest release where
            the clock is behind it.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection | None = None, as_of: dt.date | None = None) -> None:
        self.connection = connection or connect()
        self.shipped = Shipped(self.connection)
        self.expects_many, self._as_of, self._is_used = False, as_of, False

    @cached_property
    def day(self) -> dt.date:
        """The day of the check."""
        return self._as_of or current_day()

    def expect_many_rows(self) -> None:
        """Have queries take all cores, and data spill."""
        if not self.expects_many:
            expect_many_rows(self.connection)
            self.expects_many = True

    def clear(self) -> None:
        """Forget the table that was judged before, and what was found in it."""
        if self._is_used:
            self.connection.execute("delete from findings")
            drop_relations(self.connection, lambda *name: name == ("main", "findings") or self.shipped.holds(*name))
        self._is_used = True
