"""Our engine, stock frictionless and our pandera schema find the same faults of structure in corrupted records."""

from __future__ import annotations

import csv
import json
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import pandera.polars
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import FORMULA_MARKS, Column, load_schema
from compute_trends.catalog.versions import datasets
from compute_trends.validators.engine.check import check_files
from compute_trends.validators.frames.columns import schema_of
from compute_trends.validators.structure.verdicts import SPREADSHEET_ERROR, WRITTEN_LIST

Fault = tuple[int, str, str]  # row, column, kind
Table = list[dict[str, str]]
ROWS = 8


def python_reads(text: str) -> bool:
    """Whether Python's Decimal, with which frictionless reads numbers, takes the text."""
    try:
        Decimal(text)
    except InvalidOperation:
        return False
    return True


@dataclass(frozen=True)
class Disagreement:
    """Cells of which another validator says something else than we do, and why that is its defect."""

    types: tuple[str, ...]
    holds: Callable[[str], bool]
    example: str
    why: str


#: What stock frictionless 5.21 takes for good.
FRICTIONLESS_ACCEPTS = (
    Disagreement(
        ("number",),
        lambda text: bool(re.fullmatch(r"[+-]?(inf|infinity)", text.strip(), re.IGNORECASE)),
        "inf",
        "Table Schema has INF, but a quantity that is infinite is a failed computation; frictionless has no option.",
    ),
    Disagreement(
        ("number",),
        lambda text: (
            bool(re.fullmatch(r"[+-]?[0-9.]+e[+]?[0-9]+", text, re.IGNORECASE)) and float(text) == float("inf")
        ),
        "1e400",
        "It reads decimals of any size, which no reader of the table's DOUBLE columns can hold.",
    ),
    Disagreement(
        ("number", "integer"),
        lambda text: "_" in text and python_reads(text),
        "1_000",
        "It uses Python's literals, with underscores; Table Schema's lexical forms have none.",
    ),
    Disagreement(
        ("number", "integer"),
        lambda text: not text.isascii() and python_reads(text),
        "١٢",
        "It takes the digits of every script; Table Schema refers to XML Schema, which has 0 to 9.",
    ),
    Disagreement(
        ("integer",),
        lambda text: bool(re.fullmatch(r"[+-]?[0-9]+", text)) and not -(2**63) <= int(text) < 2**63,
        "99999999999999999999",
        "It reads integers of any size; the columns hold 64 bits.",
    ),
    Disagreement(
        ("date",),
        lambda text: bool(re.fullmatch(r"\d+-\d+-\d+", text)) and not re.fullmatch(r"\d{4}-\d\d-\d\d", text),
        "2021-2-3",
        "It parses with strptime, which takes single digits; Table Schema's default format is that of ISO 8601.",
    ),
    Disagreement(
        ("string", "list"),
        lambda text: text.startswith(FORMULA_MARKS) or bool(re.search(SPREADSHEET_ERROR, text)),
        "=1+1",
        "Table Schema says nothing of formulas, nor of what failed ones leave behind; ours is a rule about safety.",
    ),
    Disagreement(
        ("list",),
        lambda text: bool(re.search(rf"^[ ;]|[ ;]$|;;|; | ;|(?:{WRITTEN_LIST.removeprefix('(?s)')})", text)),
        "a; b",
        "It splits at the delimiter and leaves empty and padded items, and lists as another program shows them.",
    ),
)


#: What stock frictionless 5.21 refuses and we take.
FRICTIONLESS_REFUSES = Disagreement(
    ("integer",),
    lambda text: bool(re.fullmatch(r"[+-]?[0-9.]+[eE][+-]?[0-9]+", text)),
    "1e3",
    "Table Schema's whole numbers have no exponent; R writes 1000 with one.",
)


@cache
def shipped(dataset: str) -> Table:
    """Some rows of records.csv whose cells stand on one line each."""
    path = PACKAGE_ROOT / "datasets" / dataset / "records.csv"
    with path.open(newline="", encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if not any("\n" in cell for cell in row.values())]
    return rows[:: len(rows) // ROWS + 1]


def wrong(column: Column) -> st.SearchStrategy[str]:
    """Texts that somebody could write into a cell of the column."""
    by_type = {
        "number": [
            "about 5", "1,000", "1 000", "12 FLOP", "nan", "inf", "-5", "0", "1e400", "0x10", "1_000", " 5", "+5",
            "5.", "5,0", ".5", "1E3", "١٢", "5%", "$5", "--5", "None", "null", "-", "1.5", "42", "7e30",
        ],
        "integer": ["3.5", "3.0", "1e3", "-1", "0", "99999999999999999999", "true", "1,000", " 5", "+5", "007", "1_0"],
        "date": [
            "2021-02-30", "2021/02/03", "03.02.2021", "2021-2-3", "20210203", "2021-02-03T00:00:00", "yesterday",
            " 2021-02-03", "0000-01-01", "10000-01-01", "infinity", "epoch", "2021-W05-1", "2021-02-28", "0001-01-01",
        ],
        "boolean": ["yes", "1", "0", "TRUE", "True", "t", "perhaps", " true", "false", "False", "2"],
        "string": ["=1+1", " padded ", "x\ty", "-1", "A b", "a_b", "ftp://x.y", "http://a b", "https://", "-a", "NaN"],
        "list": ["a;;b", ";a", "a; b", "a;b;", "=x;y", " a", "a;b", "x"],
    }  # fmt: skip
    tries = [st.just(""), st.sampled_from(by_type[column.type])]
    allowed = [*column.enum, *column.item_enum]
    if allowed:
        tries.append(st.sampled_from([f"{allowed[0]}s", allowed[0].upper(), f" {allowed[0]}", allowed[-1]]))
    if column.is_list and allowed:
        tries.append(st.sampled_from([f"{allowed[0]};{allowed[-1]}", f"{allowed[0]};other"]))
    if column.type == "number":
        tries.append(st.floats().map(repr))
    if column.type == "integer":
        tries.append(st.integers(-(2**70), 2**70).map(str))
    if column.type == "date":
        tries.append(st.dates().map(str))
    text = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=12)
    return st.one_of(*tries, text.filter(lambda cell: '"' not in cell))


@st.composite
def corrupted(draw: st.DrawFn) -> tuple[str, Table]:
    """A dataset's name and some of its rows, with up to twenty cells overwritten."""
    dataset = draw(st.sampled_from([name for name in datasets() if not load_schema(name).closed]))
    rows = [dict(row) for row in shipped(dataset)]
    columns = load_schema(dataset).columns
    for _ in range(draw(st.integers(1, 20))):
        column = draw(st.sampled_from(columns))
        row = rows[draw(st.integers(0, len(rows) - 1))]
        row[column.name] = draw(wrong(column))
    if draw(st.booleans()):
        rows[-1]["record_id"] = rows[0]["record_id"]
    return dataset, rows


def write(folder: Path, dataset: str, rows: Table) -> Path:
    path = folder / "table.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, load_schema(dataset).names)
        writer.writeheader()
        writer.writerows(rows)
    return path


def by_engine(path: Path, dataset: str) -> set[Fault]:
    return {
        (finding.line - 2, str(finding.column), finding.rule.removeprefix("structure-"))
        for finding in check_files([path], dataset, select=["structure"])
        if finding.line is not None
    }


def by_frictionless(path: Path, dataset: str) -> set[Fault]:
    from frictionless import Package

    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "corrupted",
        "resources": [
            {
                "name": "table",
                "path": path.name,
                "schema": {
                    key: value
                    for key, value in json.loads((PACKAGE_ROOT / "schemas" / f"{dataset}.json").read_text()).items()
                    if key != "foreignKeys"
                },
            }
        ],
    }
    report = Package.from_descriptor(package, basepath=str(path.parent)).validate(limit_errors=1_000_000)
    assert not report.errors
    found = set()
    for error in report.tasks[0].errors:
        kind, note = error.type, error.note
        column = getattr(error, "field_name", "record_id")
        if kind == "type-error":
            name = "type"
        elif kind in ("primary-key", "unique-error"):
            name = "required" if "required" in note or "missing" in note.lower() or "none" in note.lower() else "unique"
        else:
            assert kind == "constraint-error", error
            name = next(
                name
                for part, name in {
                    '"required"': "required",
                    '"enum"': "enum",
                    '"pattern"': "pattern",
                    '"minimum"': "range",
                    '"maximum"': "range",
                    '"exclusiveMinimum"': "range",
                }.items()
                if part in note
            )
        found.add((error.row_number - 2, column, name))
    return found


_PANDERA_KINDS = {
    "not_nullable": "required",
    "isin": "enum",
    "items_isin": "enum",
    "items_are_strings": "list-item",
    "no_formula": "formula",
    "str_matches": "pattern",
    "finite": "type",
    "field_uniqueness": "unique",
    "greater_than": "range",
    "less_than": "range",
    "dtype": "dtype",
}


def typed(column: Column, cells: list[str]) -> pl.Series:
    """The cells in the column's type where all can be read, as texts where one cannot."""
    kinds: dict[str, Any] = {"number": pl.Float64, "integer": pl.Int64, "date": pl.Date}
    texts = [cell or None for cell in cells]
    if column.type == "boolean":
        words = {
            **dict.fromkeys(("true", "True", "TRUE", "1"), True),
            **dict.fromkeys(("false", "False", "FALSE", "0"), False),
        }
        if all(cell in words or cell is None for cell in texts):
            return pl.Series(column.name, [words.get(cell) if cell else None for cell in texts], pl.Boolean)
    if column.type == "integer":  # R writes whole numbers with an exponent
        texts = [cell and _without_exponent(cell) for cell in texts]
    series = pl.Series(column.name, texts, pl.String)
    if column.type not in kinds:
        return series
    readable = {
        "number": r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?(inf|nan)",
        "integer": r"[+-]?[0-9]+",
        "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    }[column.type]
    if not all(cell is None or re.fullmatch(readable, cell.strip(" "), re.ASCII) for cell in texts):
        return series
    stripped = series.str.strip_chars(" ")
    try:
        if column.type == "date":
            return stripped.str.to_date("%Y-%m-%d", strict=True)
        return stripped.cast(kinds[column.type], strict=True)
    except pl.exceptions.PolarsError:
        return series


def _without_exponent(cell: str) -> str:
    if not re.fullmatch(r" *[+-]?([0-9]{1,15}|[0-9]{1,4}\.[0-9]{1,11})[eE][+-]?[0-9]{1,3} *", cell):
        return cell
    number = Decimal(cell.strip(" "))
    return str(int(number)) if number == number.to_integral_value() else cell


def by_pandera(rows: Table, dataset: str) -> set[tuple[int | None, str, str]]:
    columns = load_schema(dataset).columns
    frame = pl.DataFrame([typed(column, [row[column.name] for row in rows]) for column in columns])
    schema = schema_of(pandera.polars, "polars", dataset, list(columns))
    try:
        schema.validate(frame, lazy=True)
    except pandera.polars.errors.SchemaErrors as errors:
        found = set()
        for case in errors.failure_cases.to_dicts():
            kind = next(kind for name, kind in _PANDERA_KINDS.items() if str(case["check"]).startswith(name))
            found.add((None if kind == "dtype" else case["index"], str(case["column"]), kind))
        return found
    return set()


def compare(dataset: str, rows: Table) -> None:
    columns = {column.name: column for column in load_schema(dataset).columns}
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), dataset, rows)
        ours = by_engine(path, dataset)
        stock = by_frictionless(path, dataset)
    expected = by_stock_standards(ours, rows, columns)
    integers = {name for name, column in columns.items() if column.type == "integer"}
    exponents = {item for item in stock if item[1] in integers and FRICTIONLESS_REFUSES.holds(rows[item[0]][item[1]])}
    refused = {item for item in exponents if item[2] == "type"}
    # What only we refuse, it reads, and may then find out of bounds.
    read = {(row, name, "range") for row, name, kind in ours - expected if kind == "type"}
    assert expected - refused == stock - read - refused
    frame = by_pandera(rows, dataset)
    unreadable = {name for _, name, kind in frame if kind == "dtype"}
    # A frame has types per column, so one cell that cannot be read turns the column into text.
    assert unreadable == {
        name
        for row, name, kind in ours
        if kind == "type" and not (columns[name].type == "number" and _is_float(rows[row][name]))
    }
    repeated = {(row, name, kind) for row, name, kind in frame if kind == "unique"}  # pandera names the first one too
    assert {item for item in ours if item[2] == "unique"} <= repeated
    others = {item for item in frame if item[2] not in ("dtype", "unique") and item[1] not in unreadable}
    expected = {item for item in ours if item[2] != "unique" and item[1] not in unreadable}
    assert {_one_name(item, columns) for item in others} == {_one_name(item, columns) for item in expected}


def _is_float(text: str) -> bool:
    """Whether a frame's column of numbers can hold it, be it infinite or NaN."""
    return bool(re.fullmatch(r"[+-]?(inf|nan|[0-9.]+[eE][+]?[0-9]+)", text.strip(" ")))


def _one_name(item: tuple[int | None, str, str], columns: dict[str, Column]) -> tuple[int | None, str, str]:
    """pandera checks list items in one go, and an infinite number is out of bounds too."""
    row, name, kind = item
    if columns[name].is_list and kind in ("formula", "list-item", "list-form", "spreadsheet-error", "enum"):
        return row, name, "list"
    if columns[name].type == "number" and kind in ("type", "range"):
        return row, name, "number"
    if columns[name].type == "string" and kind in ("formula", "spreadsheet-error", "pattern", "enum"):
        return row, name, "text"
    return item


def by_stock_standards(ours: set[Fault], rows: Table, columns: dict[str, Column]) -> set[Fault]:
    """Our faults without those of which a stated disagreement says that frictionless does not see them."""
    kept = set()
    for row, name, kind in ours:
        column, text = columns[name], rows[row][name]
        if column.item_enum:
            continue  # list enums are a property of ours: the stock reader refuses an enum on a list
        if kind in ("formula", "spreadsheet-error") and (column.pattern or column.enum):
            kept.add((row, name, "pattern" if column.pattern else "enum"))
            continue
        if kind == "type" and column.type == "number" and re.fullmatch("[+-]?nan", text.strip(), re.IGNORECASE):
            continue  # It reads NaN as a number; that it is no quantity shows only against a bound.
        if kind in ("type", "formula", "spreadsheet-error", "list-item", "list-form") and any(
            column.type in item.types and item.holds(text) for item in FRICTIONLESS_ACCEPTS
        ):
            continue
        kept.add((row, name, kind))
    return kept


@settings(max_examples=10, suppress_health_check=list(HealthCheck), derandomize=True)
@given(corrupted())
def test_three_validators_agree_on_corrupted_records(table: tuple[str, Table]) -> None:
    compare(*table)


@pytest.mark.parametrize("dataset", datasets())
def test_three_validators_agree_on_shipped_records(dataset: str) -> None:
    compare(dataset, shipped(dataset))


def test_the_known_disagreements_still_stand(tmp_path: Path) -> None:
    rows = [dict(row) for row in shipped("milestone_systems")]
    written = set()
    for number, known in enumerate(FRICTIONLESS_ACCEPTS):
        column = next(
            column
            for column in load_schema("milestone_systems").columns
            if column.type == known.types[0]
            and not (column.enum or column.pattern or column.item_enum or column.required or column.maximum)
        )
        assert known.holds(known.example)
        assert number < len(rows), "each example has a row of its own"
        rows[number][column.name] = known.example
        written.add((number, column.name))
    path = write(tmp_path, "milestone_systems", rows)
    assert sorted((row, name) for row, name, _ in by_engine(path, "milestone_systems")) == sorted(written)
    assert by_frictionless(path, "milestone_systems") == set()
