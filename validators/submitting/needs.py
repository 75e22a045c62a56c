"""Which columns a submission needs beside those that its schema requires: what the rules refuse records for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from compute_trends.catalog.schema import LIST_DELIMITER, Column, TableSchema, load_schema

#: Cells that a submission has in common with every other one.
SUBMISSION_CELLS = {"source": "submitted", "admission": "submitted"}

_RULES = "inclusion"


@dataclass(frozen=True)
class Needs:
    """Columns that records are refused without.

    Attributes:
        always: those that every record needs.
        sometimes: when records need them, for those that some records do: "with citations", "where kind is a or b".
    """

    always: frozenset[str]
    sometimes: dict[str, str]


@dataclass(frozen=True)
class _Probe:
    """A record with the required columns and at most one other value, and what is refused of it for being empty."""

    column: str
    value: str | None  # of a column with a fixed set of values
    lacks: set[str]


@cache
def find_needs(dataset: str) -> Needs:
    """What the rules of a dataset ask for: they are put to records that have next to nothing.

    Raises:
        UnknownNameError: there is no such dataset.
    """
    schema = load_schema(dataset)
    examples = {column.name: _example(column) for column in schema.columns if column.example is not None}
    given = {column.name: examples[column.name] for column in schema.columns if column.required}
    values = list(_values(schema))
    cells = [{column: cell} if column else {} for column, _, cell in values]
    lacking = _lacking(dataset, [given | cell for cell in cells])
    # A column that others may stand in for is not lacking where these are given.
    suspects = [(at, name) for at, names in enumerate(lacking) for name in sorted(names)]
    filled = [{key: cell for key, cell in (examples | cells[at]).items() if key != name} for at, name in suspects]
    for (at, name), names in zip(suspects, _lacking(dataset, filled), strict=True):
        if name not in names:
            lacking[at].discard(name)
    probes = [_Probe(column, value, names) for (column, value, _), names in zip(values, lacking, strict=True)]
    bare, *others = probes
    always = {name for name in bare.lacks if all(name in other.lacks or other.column == name for other in others)}
    sometimes = {
        name: said
        for name in schema.names
        if name not in always and (said := _condition(name, bare, [other for other in others if other.column != name]))
    }
    return Needs(frozenset(always), sometimes)


def _lacking(dataset: str, records: list[dict[str, Any]]) -> list[set[str]]:
    """The empty columns for which the rules refuse each of the records."""
    from compute_trends.validators.engine.check import check_table

    numbered = [record | SUBMISSION_CELLS | {"record_id": f"probe-{at}"} for at, record in enumerate(records)]
    found: list[set[str]] = [set() for _ in records]
    for finding in check_table(numbered, dataset, select=[_RULES]):
        if finding.severity == "error" and finding.value is None and finding.column and finding.record:
            found[int(finding.record.removeprefix("probe-"))].add(finding.column)
    return found


def _values(schema: TableSchema) -> Iterator[tuple[str, str | None, Any]]:
    """Column, value, cell: none first, then one for every column, or for every value that a column may take."""
    yield "", None, None
    for column in schema.columns:
        for value in column.enum or column.item_enum:
            yield column.name, value, [value] if column.is_list else value
        if not column.required and not (column.enum or column.item_enum) and column.example is not None:
            yield column.name, None, _example(column)


def _example(column: Column) -> Any:
    value = column.example
    return value.split(LIST_DELIMITER) if column.is_list and isinstance(value, str) else value


def _condition(name: str, bare: _Probe, others: list[_Probe]) -> str:
    """When records need the column `name`, which some do."""
    found: dict[str, list[str]] = {}
    for other in others:
        if name in other.lacks:
            found.setdefault(other.column, []).append(other.value or "")
    parts = []
    for column, values in found.items():
        of_column = [other for other in others if other.column == column]
        if values == [""] and name not in bare.lacks:
            parts.append(f"with {column}")
        elif values != [""] and len(values) < len(of_column):
            parts.append(f"where {column} is {' or '.join(values)}")
    return " and ".join(parts)
