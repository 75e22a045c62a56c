"""Findings that follow from another: one mistake is told once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from compute_trends.catalog.texts.sql_text import text_literal
from compute_trends.validators.engine.findings_table import rules_found
from compute_trends.validators.engine.plans import Plan

if TYPE_CHECKING:
    import duckdb

#: Rules that say of a cell that it holds no value of its column.
_CAUSES = (
    "structure-type", "structure-range", "structure-formula", "structure-list-form", "structure-spreadsheet-error",
)  # fmt: skip


def drop_consequences(connection: duckdb.DuckDBPyConnection, rules: Iterable[Plan]) -> None:
    """Forget what other layers said of a cell that does not parse or is out of range: one mistake is told once.

    A cell of which any other would do (`Rule.would_do`) is not missing where that one cannot be read.
    """
    found = rules_found(connection)
    # The cells to look at are found first: they are few beside the findings, each of which is compared with them.
    for consequences, causes in (
        ("not starts_with(rule, 'structure-')", _CAUSES),
        ("rule = 'text-invisible-characters'", ("text-encoded-twice",)),
    ):
        if found.isdisjoint(causes):
            continue
        connection.execute(
            f"""delete from findings where {consequences} and exists (
                  select 1 from (select distinct file, row, "column" from findings where rule in {(*causes, "")}) c
                  where c.file = findings.file and c.row = findings.row and c."column" = findings."column")"""
        )
    if found.isdisjoint(_CAUSES):
        return
    others = [
        f"({text_literal(rule.id)}, {text_literal(column)}, {text_literal(other)})"
        for rule in rules
        for column, names in rule.would_do.items()
        for other in names
        if other != column
    ]
    if others:
        connection.execute(
            f"""delete from findings where value is null and exists (
                  select 1 from (values {", ".join(others)}) o(rule, missing, other)
                  join (select distinct file, row, "column" from findings where rule in {_CAUSES}) c
                    on c."column" = o.other
                  where o.rule = findings.rule and o.missing = findings."column"
                    and c.file = findings.file and c.row = findings.row)"""
        )
