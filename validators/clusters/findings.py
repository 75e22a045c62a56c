"""Findings as a worker of a cluster gives them back: Arrow, with the key of each row in the place of its number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from compute_trends.validators.registry import find_rule
from compute_trends.validators.reports.report import violation_text

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

#: The columns of findings that are texts; those of the key stand before them, `waived` behind.
FIELDS = ("record", "column", "rule", "severity", "layer", "value", "message", "fix", "evidence")

#: Of a table with rows that only stand beside others: whether a row is at home, where findings on it are told.
IS_HOME = "ct_is_home"


def findings_of(
    connection: duckdb.DuckDBPyConnection, table: pa.Table, dataset: str, key: Sequence[str], rows: range | None = None
) -> pa.Table:
    """What was found in rows of a table (in those at home, where others stand beside them), with their keys.

    Args:
        connection: where the table was judged.
        table: with the columns of the key.
        dataset: of the records.
        key: the columns that tell rows apart.
        rows: those about which findings are wanted; all by default.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    unsaid = connection.execute(
        'select distinct rule, "column", value from findings '
        "where message is null and \"column\" is not null and starts_with(rule, 'structure-')"
    ).fetchall()
    said = [violation_text(dataset, *cell) for cell in unsaid]
    texts = pa.table(
        {
            name: pa.array(cells, pa.string())
            for name, cells in zip(
                ("rule", "column", "value", "said"),
                (*(map(list, zip(*unsaid, strict=True)) if unsaid else ([], [], [])), said),
                strict=True,
            )
        }
    )
    connection.register("said", texts)
    among = "row is not null" if rows is None else f"row >= {rows.start} and row < {rows.stop}"
    found = connection.sql(
        f"""select f.row, f.other_row, f.record, f."column", f.rule, f.value, coalesce(f.message, said) as message,
              f.fix, f.evidence, f.waived
            from (select rowid, * from findings where {among}) f left join said
              on f.message is null and said.rule = f.rule and said."column" = f."column"
              and said.value is not distinct from f.value
            order by f.row, f.rowid"""
    ).to_arrow_table()
    connection.unregister("said")
    if IS_HOME in table.column_names:
        found = found.filter(table[IS_HOME].take(found["row"]))
    keys = table.select(key)
    ids = sorted(set(found["rule"].unique().to_pylist()))
    rules, at = [find_rule(name) for name in ids], pc.index_in(found["rule"], pa.array(ids, pa.string()))

    def of_rule(texts: list[str]) -> pa.Array:
        return pa.chunked_array([pa.array(texts, pa.string())]).take(at)

    columns = {name: found[name] for name in ("record", "column", "rule", "value", "evidence", "waived")}
    columns["severity"] = of_rule([rule.severity for rule in rules])
    columns["layer"] = of_rule([rule.layer for rule in rules])
    columns["message"] = pc.coalesce(found["message"], of_rule([rule.title for rule in rules]))
    columns["fix"] = pc.coalesce(found["fix"], of_rule([rule.fix for rule in rules]))
    other = keys.take(found["other_row"])
    named = [f"{', ' if at else ''}{name} " for at, name in enumerate(key)]
    parts = [part for name, text in zip(key, named, strict=True) for part in (text, _texts(other[name]))]
    at_first = pc.binary_join_element_wise(pa.scalar("first at "), *parts, "", null_handling="replace")
    columns["evidence"] = pc.if_else(pc.is_valid(found["other_row"]), at_first, columns["evidence"])
    held = keys.take(found["row"])
    return pa.table({**{name: held[name] for name in key}, **{name: columns[name] for name in (*FIELDS, "waived")}})


def _texts(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow as pa

    try:
        return cells.cast(pa.string())
    except pa.ArrowException:
        return pa.chunked_array(
            [pa.array([None if cell is None else str(cell) for cell in cells.to_pylist()], pa.string())]
        )
