"""The table that the structure layer is measured on, in every format: made-up systems, with errors at known places.

Errors are seeded in 0.1% of the rows (of few rows: each kind once), the same at every run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

#: What is wrong: row (from 0), column, rule.
Cell = tuple[int, str, str]

COLUMNS = {
    "record_id": "'system-' || i",
    "name": "'System ' || i",
    "organizations": "['Google', 'OpenAI', 'Google;Stanford University'][1 + i % 3]",
    "domains": "['Language', 'Vision', 'Multimodal;Language;Vision'][1 + i % 3]",
    "publication_date": "date '2000-01-01' + (i % 9000)::integer",
    "publication_date_precision": "['day', 'month', null][1 + i % 3]",
    "citations": "case when i % 5 > 0 then i % 5000 end",
    "inclusion_criteria": "['highly_cited', 'sota_improvement;highly_cited', null][1 + i % 3]",
    "parameters": "case when i % 4 > 0 then round(exp(random() * 20) * 1000) end",
    "training_compute_flop": "case when i % 3 > 0 then exp(random() * 30) * 1e12 end",
    "training_dataset_size_datapoint": "case when i % 3 > 0 then round(exp(random() * 20) * 1000) end",
    "epochs": "case when i % 3 = 0 then 1 + random() * 300 end",
    "training_time_hour": "case when i % 3 = 0 then 1 + random() * 3000 end",
    "training_hardware": "['NVIDIA A100', 'NVIDIA V100', null][1 + i % 3]",
    "confidence": "['confident', 'likely', 'speculative'][1 + i % 3]",
    "mfu_fraction": "case when i % 7 = 0 then 0.1 + random() * 0.5 end",
    "training_cost_2023_usd": "case when i % 5 = 0 then exp(random() * 20) end",
    "source": "'epoch-2026-08'",
    "source_url": "'https://arxiv.org/abs/' || (2000 + i % 20) || '.' || i",
    "admission": "'submitted'",
}
#: Errors of any table, and errors that only text can hold: column, wrong value, rule.
TYPED_ERRORS = [
    ("parameters", "-1.5e9", "range"),
    ("training_compute_flop", "0", "range"),
    ("mfu_fraction", "42.0", "range"),
    ("confidence", "certain", "enum"),
    ("inclusion_criteria", "highly_cited;famous", "enum"),
    ("source_url", "arxiv.org/abs/1", "pattern"),
    ("record_id", "System {row}", "pattern"),
    ("source", None, "required"),
    ("publication_date", None, "required"),
    ("record_id", "system-{before}", "unique"),
]
TEXT_ERRORS = [
    ("parameters", "1,500,000", "type"),
    ("training_compute_flop", "12 ZFLOP", "type"),
    ("publication_date", "2021-02-30", "type"),
    ("citations", "many", "type"),
]


#: Formats whose cells are all texts, and what separates them.
DELIMITERS = {".csv": ",", ".tsv": "\t"}


def make_table(path: Path, rows: int) -> set[Cell]:
    """Write the table in the format of the suffix; return the seeded truth."""
    is_text = path.suffix in DELIMITERS
    errors = TYPED_ERRORS + (TEXT_ERRORS if is_text else [])
    connection = duckdb.connect()
    connection.execute("set enable_progress_bar = false")
    connection.execute("select setseed(0.5)")
    connection.execute("set threads = 1")  # random() would depend on the schedule
    selected = ", ".join(f"{value} as {name}" for name, value in COLUMNS.items())
    connection.execute(f"create table t as select {selected} from range({rows}) r(i) order by i")
    if is_text:
        for name in COLUMNS:
            connection.execute(f"alter table t alter {name} type varchar")
    truth = set()
    seeds = max(len(errors), rows // 1000)  # every kind at least once
    for number in range(seeds):
        row = (number * rows + rows // 2) // seeds
        column, value, rule = errors[number % len(errors)]
        value = value.format(row=row, before=row - 1) if value else None
        connection.execute(f"update t set {column} = ? where rowid = ?", [value, row])
        truth.add((row, column, rule))
    WRITERS[path.suffix](connection, path)
    return truth


def _copied(options: str) -> Callable[[duckdb.DuckDBPyConnection, Path], None]:
    def write(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        connection.execute(f"copy (from t order by rowid) to '{path}' ({options})")

    return write


def _records(connection: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    found = connection.execute("from t order by rowid")
    while rows := found.fetchmany(10_000):
        yield from (dict(zip(COLUMNS, row, strict=True)) for row in rows)


def _write_yaml(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    import yaml

    # A cell on a line of its own, so that the line of a finding tells the row.
    dumped = yaml.dump(list(_records(connection)), Dumper=yaml.CSafeDumper, sort_keys=False, width=10_000)
    path.write_text(dumped, encoding="utf-8")


def _write_xlsx(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("systems")
    sheet.append(list(COLUMNS))
    for record in _records(connection):
        sheet.append(list(record.values()))
    book.save(path)


WRITERS = {
    ".csv": _copied("header"),
    ".tsv": _copied("header, delimiter '\t'"),
    ".parquet": _copied("format parquet, compression zstd"),
    ".jsonl": _copied("format json"),
    ".json": _copied("format json, array true"),
    ".yaml": _write_yaml,
    ".xlsx": _write_xlsx,
}

#: The row of the line, or of the row of a sheet or table, at which ours finds something.
ROW_OF: dict[str, Callable[[int], int]] = {
    ".csv": lambda line: line - 2,
    ".tsv": lambda line: line - 2,
    ".parquet": lambda line: line - 1,
    ".jsonl": lambda line: line - 1,
    ".json": lambda line: line - 1,  # of a document that is read as a whole, records are counted
    ".yaml": lambda line: (line - 1) // len(COLUMNS),
    ".xlsx": lambda line: line - 2,
}

#: What people call the formats.
NAMES = {
    ".csv": "CSV",
    ".tsv": "TSV",
    ".parquet": "Parquet",
    ".jsonl": "JSON Lines",
    ".json": "JSON",
    ".yaml": "YAML",
    ".xlsx": "XLSX",
}


def cells_of(suffix: str, findings: Iterable[Mapping[str, Any]]) -> set[Cell]:
    """What ours found in a table of this format, as `check --format json` lists it."""
    return {(ROW_OF[suffix](f["line"]), f["column"], f["rule"].removeprefix("structure-")) for f in findings}
