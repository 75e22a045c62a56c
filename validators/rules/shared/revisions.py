"""Submissions under the record_id of a record that we hold: they revise it, and which cells they change.

Cells that a submission leaves empty stay as they are held, and so does what says where a record comes from.
"""

from __future__ import annotations

from collections.abc import Collection

from compute_trends.catalog.changes.comparison import PROVENANCE
from compute_trends.catalog.schema import Column, TableSchema
from compute_trends.catalog.versions import all_versions
from compute_trends.validators.rules.shared.datasets import datasets_where

#: Columns that no submission revises.
KEPT = (*PROVENANCE, "record_id", "admission")

#: The datasets that hold records which a submission may revise.
REVISABLE = datasets_where(lambda schema: not schema.closed and schema.name in all_versions())

#: Where a row may revise a record at all: our own tables claim to come from their sources.
MAY_REVISE = "record_id is not null and coalesce(admission, '') <> 'upstream'"


def _revised_columns(schema: TableSchema, names: Collection[str] | None = None) -> tuple[Column, ...]:
    """The columns that a submission may revise, of these names if any are given."""
    return tuple(item for item in schema.columns if item.name not in KEPT and (names is None or item.name in names))


def columns_read(schema: TableSchema, names: Collection[str] | None = None) -> tuple[str, ...]:
    """What a rule on revisions, of these columns if any are given, reads of a submission."""
    return tuple(
        dict.fromkeys(
            ("record_id", "admission", "source_url", *(column.name for column in _revised_columns(schema, names)))
        )
    )


def revised_sql(schema: TableSchema, names: Collection[str] | None = None) -> str:
    """SQL for the cells that submissions change: `_row, id, source_url, place, col, was, new`, the last two as texts.

    Args:
        schema: the dataset.
        names: only these columns.
    """
    columns = _revised_columns(schema, names)
    listed = ", ".join(f"'{column.name}'" for column in columns)
    numbers = ", ".join(f"'{column.name}'" for column in columns if column.duckdb_type == "DOUBLE")
    before, now = (", ".join(_text(side, column) for column in columns) for side in "hs")
    # To compare texts takes a third of the time that binding a comparison of each column takes. Equal values have equal
    # texts, but for the two zeros of a number, and others have others: no item of a list holds a `;`.
    return f"""(
        select _row, id, source_url, cell[1] as place, cell[2] as col, coalesce(cell[3], 'unknown') as was,
          cell[4] as new
        from (
          select s._row, s.record_id as id, s.source_url,
            unnest(list_zip(range({len(columns)}), [{listed}]::VARCHAR[], [{before}]::VARCHAR[], [{now}]::VARCHAR[]))
              as cell
          from (select * from submission where {MAY_REVISE}) s join {schema.name} h on h.record_id = s.record_id)
        where new is not null and new is distinct from cell[3]
          and not (new in ('0.0', '-0.0') and was in ('0.0', '-0.0') and list_contains([{numbers}]::VARCHAR[], col)))"""


def held_sql(schema: TableSchema) -> str:
    """SQL that yields a row wherever `revised_sql` does, and is short."""
    return (
        f"select 1 from submission s join {schema.name} h using (record_id) "
        "where s.admission is distinct from 'upstream'"
    )


def _text(side: str, column: Column) -> str:
    cell = f"{side}.{column.name}"
    return f"array_to_string({cell}, '; ')" if column.is_list else f"{cell}::VARCHAR"
