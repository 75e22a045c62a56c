"""Which cells a submission changes, found out from texts: those that comparing values gives."""

from __future__ import annotations

import duckdb
import pytest

from compute_trends.catalog.schema import load_schema
from compute_trends.validators.rules.shared.revisions import revised_sql

SCHEMA = load_schema("milestone_systems")


def changed(held: str, submitted: str) -> list[tuple[str, str, str]]:
    """The cells that change, given the values of both records as SQL."""
    connection = duckdb.connect()
    columns = ", ".join(f"{c.name} {'VARCHAR[]' if c.is_list else c.duckdb_type}" for c in SCHEMA.columns)
    for table, values in ((SCHEMA.name, held), ("submission", submitted)):
        connection.execute(f"create table {table} (_row BIGINT, _upstream BOOLEAN, {columns})")
        connection.execute(f"insert into {table} by name select 0 as _row, 'a' as record_id, {values}")
    return connection.execute(f"select col, was, new from {revised_sql(SCHEMA)} order by place").fetchall()


@pytest.mark.parametrize(
    ("held", "submitted", "expected"),
    [
        ("0.0::DOUBLE as epochs", "'-0.0'::DOUBLE as epochs", []),
        ("1.5::DOUBLE as epochs", "'-0.0'::DOUBLE as epochs", [("epochs", "1.5", "-0.0")]),
        ("'0.0' as sota_score_as_reported", "'-0.0' as sota_score_as_reported",
         [("sota_score_as_reported", "0.0", "-0.0")]),
        ("0.1::DOUBLE as epochs", "0.1::DOUBLE + 2e-17::DOUBLE as epochs", [("epochs", "0.1", "0.10000000000000002")]),
        ("['a', 'b'] as domains", "['b', 'a'] as domains", [("domains", "a; b", "b; a")]),
        ("['a', 'b'] as domains, 'x' as name", "['a', 'b'] as domains, null as name", []),
        ("'unknown' as name", "'unknown' as name", []),
        ("null as name", "'unknown' as name", [("name", "unknown", "unknown")]),
        ("date '2024-01-01' as publication_date, 'x' as name", "date '2024-02-01' as publication_date, 'y' as name",
         [("name", "x", "y"), ("publication_date", "2024-01-01", "2024-02-01")]),
    ],
)  # fmt: skip
def test_cells_change_where_their_values_do(held: str, submitted: str, expected: list[tuple[str, str, str]]) -> None:
    assert changed(held, submitted) == expected
