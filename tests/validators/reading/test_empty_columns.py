"""A column that holds nothing is known for it in every format, and judged like one that is lacking."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import compute_trends as ct
from compute_trends.catalog.schema import load_schema
from compute_trends.validators.engine.connection import connect
from compute_trends.validators.reading.sources import find_sources, open_source

FILLED = {
    "record_id": ["a", "b"],
    "name": ["A", None],
    "publication_date": ["2021-02-03", "2021-02-04"],
    "parameters": [None, 5.0],
    "domains": ["Language", None],
}
EMPTY: dict[str, Any] = {"confidence": [None] * 2, "epochs": [None] * 2, "tasks": [None] * 2, "citations": [None] * 2}
KINDS = {"parameters": pa.float64(), "epochs": pa.float64(), "tasks": pa.list_(pa.string()), "citations": pa.int64()}
ROWS = [{name: cells[row] for name, cells in (FILLED | EMPTY).items()} for row in range(2)]


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    frame = pd.DataFrame(rows, dtype=object)
    if path.suffix == ".csv":
        frame.to_csv(path, index=False)
    elif path.suffix == ".xlsx":
        frame.to_excel(path, index=False)
    elif path.suffix == ".json":
        path.write_text(json.dumps(rows))
    elif path.suffix == ".yaml":
        path.write_text("".join("- " + json.dumps(row) + "\n" for row in rows))
    else:
        columns = {name: pa.array([row[name] for row in rows], KINDS.get(name, pa.string())) for name in rows[0]}
        pq.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".json", ".yaml", ".parquet"])
def test_columns_without_a_value_are_known(tmp_path: Path, suffix: str, rows: int) -> None:
    path = written(tmp_path / f"systems{suffix}", ROWS[:rows])
    connection = connect()
    (source,) = find_sources([path])
    raw = open_source(source, connection).load(connection, "raw_0", load_schema("milestone_systems"))
    empty = {name for name in raw.names if name in ROWS[0] and raw.is_empty(name)}
    # Parquet tells of whole numbers without reading them, and is not asked.
    expected = set(EMPTY) - ({"citations"} if suffix == ".parquet" else set())
    assert empty == {*expected, *(name for name, cells in FILLED.items() if cells[:rows] == [None] * rows)}
    counts = ", ".join(f"count(c{raw.names.index(name)})" for name in sorted(empty))
    assert set(connection.execute(f"select {counts} from {raw.relation}").fetchall()[0]) == {0}


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".json", ".yaml", ".parquet"])
def test_a_required_value_that_is_lacking_in_every_row_is_told_of_each(tmp_path: Path, suffix: str) -> None:
    rows = [{**row, "publication_date": None, "source": None, "admission": "submitted"} for row in ROWS]
    report = ct.validate(written(tmp_path / f"systems{suffix}", rows), "milestone_systems")
    lacking = {(finding.record, finding.column) for finding in report if finding.rule == "structure-required"}
    assert lacking == {(record, column) for record in ("a", "b") for column in ("publication_date", "source")}
