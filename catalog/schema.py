"""The declared columns of a dataset, and their renderings as Arrow, DuckDB and pandas types.

`schemas/<dataset>.json` is a Table Schema (https://datapackage.org/standard/table-schema/) and the only place where a
column is declared; an `example` is the text of a cell of `records.csv`, as the standard has it. Beside the standard's
properties a field may have properties of ours, which other readers ignore:

    unit            the unit of the values ("FLOP", "byte/s"); absent where a value has none
    source          {layout of an upstream file: column name in it}; empty where the project derives the column itself.
                    Many exports share a layout; origin.yaml says which one a source has
    evidence        true where the column backs a claim: required of submitted records, reported as coverage otherwise
    itemEnum        allowed items of a list column (stock readers reject an `enum` on a list)
    mayRepeat       true where a list may hold an item twice, since it runs parallel to another list; "in other case"
                    where it may not, but spellings that differ by case alone are two items
    sourceKeys      of a column that names sources, if within its texts: the pattern of what names one. Cells that are
                    equal but for that state the same, as told by another source
    mayBeFuture     true where a date may lie ahead, as that of a plan does
    link            of a date: the column with the link to the paper whose date it is
    reference       {"dataset": ..., "columns": [...], "severity": "error" | "warning"}: values or items name a record

and so may the table:

    headlineColumn  the number that people quote of a record
    headlineTrend   the trend that people quote of the dataset
    identity        what tells two records apart that may be one thing: absent where no two can be. All are columns:
                    name (one, or several that are one name together), date, numbers that two records of one thing
                    share (numbersIdentify: whether equal ones alone point to one thing; fewestNumbers: of how many
                    known ones), key (what has to agree as well), result (what has to agree where names are only
                    related); and variants, the words that set one thing apart from another like it in every number
    criteria        columns of which every record fills one: what says why it counts
    closed          why nobody submits records (a table of history, say); absent where submissions are welcome
    retiredFields   columns that older versions hold and newer ones do not: fields, each with `retired` = {"after": the
                    column that it stood behind, "since": the first version without it, "reason": why, and where its
                    values went}. Other readers see the fields of today alone
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from compute_trends.catalog.errors import AbsentColumnError, DeclarationError, RetiredColumnError, UnknownNameError
from compute_trends.catalog.paths import PACKAGE_ROOT

if TYPE_CHECKING:
    import pyarrow as pa

#: Separates the items of a list column, in CSV and in Parquet.
LIST_DELIMITER = ";"

#: What a text begins with that a spreadsheet program would run as a formula.
FORMULA_MARKS = ("=", "+", "-", "@")

# Table Schema type -> (DuckDB type in files, pandas nullable dtype)
_TYPES = {
    "string": ("VARCHAR", "string"),
    "number": ("DOUBLE", "Float64"),
    "integer": ("BIGINT", "Int64"),
    "boolean": ("BOOLEAN", "boolean"),
    "date": ("DATE", "object"),
    "list": ("VARCHAR", "string"),
}


@dataclass(frozen=True)
class Column:
    """One declared column."""

    name: str
    type: str
    title: str
    description: str
    unit: str | None = None
    example: Any = None
    required: bool = False
    unique: bool = False
    is_name: bool = False
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    enum: tuple[str, ...] = ()
    pattern: str | None = None
    item_enum: tuple[str, ...] = ()
    may_repeat: bool | str = False
    reference: dict[str, Any] | None = None
    link: str | None = None
    may_be_future: bool = False
    source_keys: str | None = None
    evidence: bool = False
    source: dict[str, str] = field(default_factory=dict)

    @property
    def is_list(self) -> bool:
        """Whether a cell holds several items joined by `LIST_DELIMITER`."""
        return self.type == "list"

    @property
    def duckdb_type(self) -> str:
        """The DuckDB type of the column in Parquet; views show list columns as VARCHAR[]."""
        return _TYPES[self.type][0]

    @property
    def pandas_dtype(self) -> str:
        """The nullable pandas dtype of the column."""
        return _TYPES[self.type][1]

    @property
    def arrow_type(self) -> pa.DataType:
        """The Arrow type of the column in Parquet."""
        import pyarrow as pa

        return {
            "string": pa.string(),
            "number": pa.float64(),
            "integer": pa.int64(),
            "boolean": pa.bool_(),
            "date": pa.date32(),
            "list": pa.string(),
        }[self.type]


class RetiredColumn(NamedTuple):
    """A column that released versions hold and that no later one has."""

    column: Column
    after: str  # the column that it stood behind
    since: str  # the first version without it
    reason: str  # why it went, and where its values are now


@dataclass(frozen=True)
class TableSchema:
    """The declared columns of one dataset, in order; or those of them that one version holds."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    foreign_keys: tuple[dict[str, Any], ...]
    headline_column: str = ""  # the number that people quote of a record, first in accounts of changes
    headline_trend: str = ""
    identity: dict[str, Any] | None = None
    criteria: tuple[str, ...] = ()  # columns of which every record fills one
    closed: str = ""  # why it takes no submissions; empty where it does
    version: str = ""  # whose columns these are; empty: all that are declared
    absent: frozenset[str] = frozenset()  # declared, but only after that version was released
    retired: tuple[RetiredColumn, ...] = ()  # held by older versions; not among the columns

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        if name in self.absent:
            raise AbsentColumnError(self.name, self.version, name, self.names)
        for gone in self.retired:
            if gone.column.name == name:
                raise RetiredColumnError(self.name, gone.since, name, gone.reason, self.names)
        raise UnknownNameError(f"column of {self.name}", name, self.names)

    @property
    def names(self) -> list[str]:
        """Column names, in order."""
        return [column.name for column in self.columns]

    def with_retired(self, *names: str) -> TableSchema:
        """The schema with these retired columns back in their places; with all of them if none is named."""
        columns = list(self.columns)
        for gone in self.retired:
            if not names or gone.column.name in names:
                place = [column.name for column in columns].index(gone.after)
                columns.insert(place + 1, gone.column)
        left = tuple(gone for gone in self.retired if names and gone.column.name not in names)
        return replace(self, columns=tuple(columns), retired=left)

    @property
    def arrow_schema(self) -> pa.Schema:
        """The Arrow schema of a version's Parquet file."""
        import pyarrow as pa

        return pa.schema([pa.field(column.name, column.arrow_type) for column in self.columns])


@cache
def load_schema(dataset: str, root: Path = PACKAGE_ROOT) -> TableSchema:
    """Read the declaration of a dataset.

    Raises:
        UnknownNameError: there is no such dataset.
        DeclarationError: the file is no JSON, or a column or the table lacks a property.
    """
    path = root / "schemas" / f"{dataset}.json"
    if not path.is_file():
        raise UnknownNameError("dataset", dataset, sorted(p.stem for p in (root / "schemas").glob("*.json")))
    file = f"schemas/{dataset}.json"
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise DeclarationError(f"{file} is no JSON: {error}; mend it there") from error
    _require(raw, ("name", "title", "description", "fields"), file)
    for column in (*raw["fields"], *raw.get("retiredFields", ())):
        _require_column(column, file)
    names = {"record_id", "name", *(raw.get("identity") or {}).get("name", ())}
    return TableSchema(
        name=raw["name"],
        title=raw["title"],
        description=raw["description"],
        columns=tuple(_column(field, names) for field in raw["fields"]),
        foreign_keys=tuple(raw.get("foreignKeys", ())),
        headline_column=raw.get("headlineColumn", ""),
        headline_trend=raw.get("headlineTrend", ""),
        identity=raw.get("identity"),
        criteria=tuple(raw.get("criteria", ())),
        closed=raw.get("closed", ""),
        retired=tuple(
            RetiredColumn(_column(field, names), **{key: field["retired"][key] for key in ("after", "since", "reason")})
            for field in raw.get("retiredFields", ())
        ),
    )


def _require(raw: dict[str, Any], properties: Sequence[str], where: str) -> None:
    lacking = [name for name in properties if name not in raw]
    if lacking:
        raise DeclarationError(f"{where} lacks {', '.join(lacking)}; catalog/schema.py says how a dataset is declared")


def _require_column(raw: dict[str, Any], file: str) -> None:
    """Refuse a column that lacks a property, is of no type that there is, or has an example that is not of its type."""
    where = f"{file}: the column {raw.get('name', 'without a name')}"
    _require(raw, ("name", "type", "title", "description"), where)
    if raw["type"] not in _TYPES:
        raise DeclarationError(f"{where} has the type {raw['type']!r}; write one of {', '.join(_TYPES)}")
    try:
        _example(raw)
    except ValueError as error:
        raise DeclarationError(f"{where} has the example {raw['example']!r}, which is no {raw['type']}") from error


def _example(raw: dict[str, Any]) -> Any:
    """The declared example, a text in the standard, as a value of the column's type; dates and lists stay text."""
    text = raw.get("example")
    return json.loads(text) if raw["type"] in ("number", "integer", "boolean") and isinstance(text, str) else text


def _column(raw: dict[str, Any], names: Collection[str]) -> Column:
    constraints = raw.get("constraints", {})
    return Column(
        name=raw["name"],
        type=raw["type"],
        title=raw["title"],
        description=raw["description"],
        unit=raw.get("unit"),
        example=_example(raw),
        required=constraints.get("required", False),
        unique=constraints.get("unique", False),
        is_name=raw["name"] in names,
        minimum=constraints.get("minimum"),
        maximum=constraints.get("maximum"),
        exclusive_minimum=constraints.get("exclusiveMinimum"),
        enum=tuple(constraints.get("enum", ())),
        pattern=constraints.get("pattern"),
        item_enum=tuple(raw.get("itemEnum", ())),
        may_repeat=raw.get("mayRepeat", False),
        reference=raw.get("reference"),
        link=raw.get("link"),
        may_be_future=raw.get("mayBeFuture", False),
        source_keys=raw.get("sourceKeys"),
        evidence=raw.get("evidence", False),
        source=raw.get("source", {}),
    )
