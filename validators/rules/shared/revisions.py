"""Submissions under the record_id of a record that we hold: they revise it, and which cells they change.

Cells that a submission leaves empty stay as they are held, and so does what says where a record comes from.
"""

from __future__ import annotations

from compute_trends.catalog.changes.diff import PROVENANCE
from compute_trends.catalog.schema import Column, TableSchema
from compute_trends.catalog.versions import all_versions
from compute_trends.validators.rules.shared.datasets import datasets_where

#: Columns that no submission revises.
KEPT = (*PROVENANCE, "record_id", "admission", "contributing_sources")

#: The datasets that hold records which a submission may revise.
REVISABLE = datasets_where(lambda schema: not schema.closed and schema.name in all_versions())

#: Where a row may revise a record at all: our own tables claim to come from their sources.
MAY_REVISE = "record_id is not null and coalesce(admission, '') <> 'upstream'"


def _revised_columns(schema: TableSchema) -> tuple[Column, ...]:
    """The columns that a submission may revise."""
    return tuple(column for column in schema.columns if column.name not in KEPT)


def columns_read(schema: TableSchema) -> tuple[str, ...]:
    """What a rule on revisions reads of a submission."""
    return ("record_id", "admission", "source_url", *(column.name for column in _revised_columns(schema)))


def revised_sql(schema: TableSchema) -> str:
    """SQL for `_row`, `id`, `source_url` and `changed` of the rows that revise a record: column, `was` and `is`."""
    cells = ", ".join(_changed(column) for column in _revised_columns(schema))
    return f"""(
        select * from (
          select s._row, s.record_id as id, s.source_url, list_filter([{cells}], lambda x: x is not null) as changed
          from (select * from submission where {MAY_REVISE}) s join {schema.name} h on h.record_id = s.record_id)
        where len(changed) > 0)"""


def held_sql(schema: TableSchema) -> str:
    """SQL that yields a row wherever `revised_sql` does, and is short."""
    return (
        f"select 1 from submission s join {schema.name} h using (record_id) "
        "where s.admission is distinct from 'upstream'"
    )


def _changed(column: Column) -> str:
    def text(side: str) -> str:
        cell = f"{side}.{column.name}"
        return f"array_to_string({cell}, '; ')" if column.is_list else f"{cell}::VARCHAR"

    return (
        f"case when s.{column.name} is not null and s.{column.name} is distinct from h.{column.name} then "
        f"struct_pack(col := '{column.name}', was := coalesce({text('h')}, 'unknown'), new := {text('s')}) end"
    )
