"""The DuckDB connection of a check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from compute_trends.catalog.texts.sql_text import text_literal
from compute_trends.validators.engine.databases import lend, lend_further, let_go
from compute_trends.validators.engine.memory import limit_memory

if TYPE_CHECKING:
    import duckdb

FINDINGS_TABLE = """\
create table memory.main.findings (
  file INTEGER, row BIGINT, line BIGINT, record VARCHAR, "column" VARCHAR, rule VARCHAR, value VARCHAR, message VARCHAR,
  evidence VARCHAR, fix VARCHAR, other_file INTEGER, other_row BIGINT, waived BOOLEAN default false)"""


def connect(*, with_shipped: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection for one check, on which `findings` is there.

    It is made for few rows until `expect_many_rows`: to hand out their work takes longer than to do it.

    Args:
        with_shipped: whether shipped tables may be there that were opened for checks before; `Shipped` knows them.
    """
    connection = lend(_create, with_shipped=with_shipped)
    connection.execute(FINDINGS_TABLE)
    return _alone(connection)


def _create() -> duckdb.DuckDBPyConnection:
    import duckdb

    apart = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    # An IN of five or more constants would become a join, after which rows read from CSV are out of order.
    return duckdb.connect(config={"threads": 1, "disabled_optimizers": "in_clause", **apart})


def expect_many_rows(connection: duckdb.DuckDBPyConnection, memory_limit: str | int | None = None) -> None:
    """Have queries take all cores and no more memory than that; data spill to a folder that goes with the connection.

    Raises:
        UsageError: the limit is none.
    """
    import tempfile
    import weakref
    from shutil import rmtree

    from compute_trends.catalog.files.scratch import scratch_folder

    folder = tempfile.mkdtemp(prefix="spilled-", dir=scratch_folder())
    weakref.finalize(connection, rmtree, folder, ignore_errors=True)
    let_go(connection)
    connection.execute(f"set temp_directory = {text_literal(folder)}")
    limit_memory(connection, memory_limit)
    connection.execute("reset threads")


def store_in_file(connection: duckdb.DuckDBPyConnection) -> None:
    """Have tables that are created from now on stored in a file, compressed, beside what spills.

    What is there already is found as before.
    """
    folder = connection.execute("select current_setting('temp_directory')").fetchall()[0][0]
    connection.execute(f"attach {text_literal(str(Path(folder) / 'stored.duckdb'))} as stored")
    connection.execute("set search_path = 'stored.main,memory.main'")


def sibling(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Another connection to the same database, for a thread of its own; it does not see temporary tables."""
    return _alone(lend_further(connection))


def _alone(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The connection, settings made that are no other connection's: nothing around the check changes what it finds."""
    connection.execute("set TimeZone = 'UTC'")  # for the days of timestamps
    connection.execute("set python_enable_replacements = false")
    if connection.execute("select current_setting('enable_progress_bar')").fetchall() == [(True,)]:
        # To say "off" where it is off already is an error in the kernel of a notebook that lacks ipywidgets.
        connection.execute("set enable_progress_bar = false")
    return connection
