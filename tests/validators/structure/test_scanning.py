"""Passing over a file in search of what may be wrong finds the same as judging every cell."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compute_trends.catalog.schema import load_schema
from compute_trends.validators.api import validate
from compute_trends.validators.reading import parquet_files as reading_parquet
from compute_trends.validators.reports.report import Report
from compute_trends.validators.structure import columns as by_column
from compute_trends.validators.structure import scan as scanning
from compute_trends.validators.structure.suspects import Suspect
from compute_trends.validators.structure.verdicts import CellSql

NOT_FINITE = [math.nan, math.inf, -math.inf]


def texts(*likely: str, alphabet: str) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(likely) | st.text(alphabet, max_size=12)


CELLS: dict[str, tuple[pa.DataType, st.SearchStrategy[Any]]] = {
    "record_id": (pa.string(), texts("a-system", "b", alphabet="ab-A= \n")),
    "name": (pa.string(), texts("A system", "=1", alphabet="ab= ")),
    "organizations": (pa.string(), texts("A;B", "A; B", "A;", ";A", "A;;B", " A", "=A", alphabet="A; =\t1")),
    "inclusion_criteria": (pa.string(), texts("highly_cited", "highly_cited;discretionary", alphabet="hi;_ ")),
    "confidence": (pa.string(), texts("confident", "likely", alphabet="likey ")),
    "source_url": (
        pa.string(),
        texts("http://a", "https://a", "https://", "http://", "https:// a", "ftp://a", alphabet="htps:/a \n\r\t\f\v="),
    ),
    "publication_date": (
        pa.string(),
        texts("2021-02-03", "2021-02-30", "0000-01-01", "2021-02-3\t", "2021/02/03", alphabet="0129-/ :+\t"),
    ),
    "citations": (pa.string(), texts("0", "-1", "007", "+5", "3.0", "1e3", "0x1F", alphabet="0129+-._eE \t")),
    "parameters": (pa.string(), texts("1e9", "0", "-1", "1e400", "1_0", "inf", "5e-324", alphabet="0129+-._eE naif")),
    "mfu_fraction": (pa.string(), texts("0.5", "1", "1.0000001", "0", alphabet="0129.e-")),
    "training_compute_flop": (
        pa.float64(),
        st.none() | st.sampled_from([0.0, -0.0, 5e-324, 1e24, -1e-9, *NOT_FINITE]) | st.floats(),
    ),
    "hfu_fraction": (pa.float64(), st.none() | st.sampled_from([0.0, 1.0, 1.0000000000000002, *NOT_FINITE])),
    "has_learning_component": (pa.string(), texts("true", "False", "1", "yes", alphabet="truefals01")),
    "shows_experimental_results": (pa.bool_(), st.none() | st.booleans()),
    "citations_date": (pa.date32(), st.none() | st.dates(dt.date(1, 1, 1))),
    "training_time_hour": (pa.decimal128(9, 2), st.none() | st.decimals(-9, 9, places=2)),
}
TABLE = st.fixed_dictionaries({name: st.lists(cells, min_size=20, max_size=20) for name, (_, cells) in CELLS.items()})


def told(report: Report) -> list[tuple[object, ...]]:
    return sorted((f.line or 0, f.column or "", f.rule, f.record or "", f.message, f.value or "") for f in report)


@settings(max_examples=6)
@given(columns=TABLE)
def test_every_way_finds_the_same(tmp_path_factory: pytest.TempPathFactory, columns: dict[str, list[Any]]) -> None:
    held = {name: pa.array(columns[name], CELLS[name][0]) for name in columns}
    table = pa.table(
        {**held, "name": [f"Zork {n}" for n in range(20)]}
    )  # rows of files that hold nothing are no records
    path = tmp_path_factory.getbasetemp() / "cells.parquet"
    pq.write_table(table, path)
    options: dict[str, Any] = {"dataset": "milestone_systems", "select": ["structure"]}
    judged = told(validate(path, **options))
    assert told(validate(table, **options)) == [item for item in judged if item[2] != "structure-storage-type"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scanning, "_FEW_ROWS", 0)
        assert told(validate(path, **options)) == judged
        patch.setattr(reading_parquet, "_LARGE_ROWS", 0)  # the dictionaries of these columns are small
        assert told(validate(path, **options)) == judged
        plain = path.with_name("plain.parquet")
        pq.write_table(table, plain, use_dictionary=False)  # its texts are read when they are judged
        assert told(validate(plain, **options)) == judged
        patch.setattr(by_column, "_DISTINCT_VALUES", 3)
        assert told(validate(path, **options)) == judged
        patch.setattr(by_column, "_WRONG_VALUES", 1)
        assert told(validate(path, **options)) == judged


def test_columns_with_few_values_are_known_from_the_dictionaries(tmp_path: Path) -> None:
    import duckdb

    rows = 20_000
    table = pa.table({"name": [f"System {row}" for row in range(rows)], "source": ["a", "b"] * (rows // 2)})
    path = tmp_path / "table.parquet"
    pq.write_table(table, path)
    reader = reading_parquet.ParquetReader(path, "table", duckdb.connect())
    assert reader._few_valued == {"c1"}


@pytest.mark.parametrize("least", [0.0, 1.0, 5e-324])
def test_not_a_number_is_found_though_the_statistics_of_parquet_leave_it_out(tmp_path: Path, least: float) -> None:
    path = tmp_path / "table.parquet"
    cells = [1.0, least] * scanning._FEW_ROWS + [math.nan]
    names = ["mfu_fraction", "parameters", *(["citations"] if least == 1 else [])]  # a count, stored as a number
    pq.write_table(pa.table(dict.fromkeys(names, cells)), path)
    report = validate(path, "milestone_systems", select=["structure-type"])
    found = {(finding.column, finding.line) for finding in report if finding.rule == "structure-type"}
    assert found == {(name, len(cells)) for name in names}


@settings(max_examples=10, deadline=None)
@given(TABLE)
def test_cells_that_are_not_suspect_have_the_same_value_by_the_shorter_way(columns: dict[str, list[Any]]) -> None:
    """The values of columns without a suspect cell are not looked at again."""
    schema = load_schema("milestone_systems")
    table = pa.table([pa.array(columns[name], kind) for name, (kind, _) in CELLS.items()], [*CELLS])
    connection = duckdb.connect(config={"threads": 1})
    connection.register("given", table)
    connection.execute("create table cells as select row_number() over () as _row, * from given")
    for name, kind, *_ in connection.execute("describe given").fetchall():
        cell = CellSql(schema[name], name, kind)
        differ = f"({cell.typed}) is distinct from ({cell.typed_usual})"
        found = connection.execute(
            f"select {name} from cells where not coalesce({Suspect(cell).sql}, false) and {differ}"
        )
        assert found.fetchall() == [], name
