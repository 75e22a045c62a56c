"""A new DuckDB file that is the same for the same tables, whenever and wherever it is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from compute_trends.catalog.texts.sql_text import text_literal

if TYPE_CHECKING:
    import duckdb

#: Files of this version open in every DuckDB since 1.0, in pages that run it (WebAssembly) too.
_DUCKDB_STORAGE = "v1.0.0"


@contextmanager
def duckdb_file(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose tables are those of a new DuckDB file; the same statements write the same bytes.

    So one thread writes, and no text is compressed by what DuckDB finds in a sample that it draws by chance.
    """
    import duckdb

    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("set disabled_compression_methods = 'fsst,dict_fsst'")
        connection.execute(f"attach {text_literal(str(path))} as written (storage_version '{_DUCKDB_STORAGE}')")
        connection.execute("use written")
        yield connection
        connection.execute("checkpoint written")
