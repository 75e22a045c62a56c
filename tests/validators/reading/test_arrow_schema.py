"""What Parquet has no type for: durations, which are numbers in it, and columns of nothing."""

from __future__ import annotations

import base64
import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from compute_trends.validators.api import validate
from compute_trends.validators.reading.arrow_schema import durations


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_durations_are_no_numbers_though_they_are_stored_as_such(tmp_path: Path, unit: str) -> None:
    spans = pa.array([dt.timedelta(hours=100), None, dt.timedelta(days=-1)], pa.duration(unit))
    table = pa.table({"name": ["a", "b", "c"], "citations": [1, 2, 3], "training_time_hour": spans})
    pq.write_table(table, tmp_path / "spans.parquet")
    selected = ["structure-type", "structure-range", "structure-storage-type"]
    found = validate(tmp_path / "spans.parquet", "milestone_systems", select=selected)
    assert [(f.rule, f.line, f.value) for f in found] == [
        ("structure-storage-type", None, None),
        ("structure-type", 1, "100:00:00"),
        ("structure-type", 3, "-24:00:00"),
    ]
    assert [(f.line, f.value) for f in validate(table, "milestone_systems", select=["structure-type"])] == [
        (1, "100:00:00"),
        (3, "-24:00:00"),
    ]


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63) + 1])
def test_a_duration_that_nothing_holds_is_told(tmp_path: Path, number: int) -> None:
    table = pa.table({"name": ["a"], "training_time_hour": pa.array([number], pa.duration("s"))})
    pq.write_table(table, tmp_path / "spans.parquet")
    found = validate(tmp_path / "spans.parquet", "milestone_systems", select=["structure-storage-type"])
    assert [f.message for f in found] == ["stored as INTERVAL, declared as number"]


def test_durations_are_found_by_the_schema_of_arrow_or_not_at_all() -> None:
    kinds = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
    fields = [pa.field(f"in_{unit}_\u00e9", pa.duration(unit)) for unit in kinds]
    fields += [pa.field("number", pa.int64()), pa.field("list", pa.list_(pa.duration("s")))]
    message = base64.b64encode(pa.schema(fields).serialize().to_pybytes())
    assert durations(message) == {f"in_{unit}_\u00e9": per_second for unit, per_second in kinds.items()}
    for at in range(len(message)):
        for damaged in (message[:at], message[:at] + b"/" + message[at + 1 :]):
            assert all(per_second in kinds.values() for per_second in durations(damaged).values())


@pytest.mark.parametrize("column", ["base_model", "parameters", "publication_date", "open_weights"])
def test_a_column_of_nothing_is_stored_as_no_other_type(tmp_path: Path, column: str) -> None:
    pq.write_table(pa.table({"name": ["a"], column: pa.nulls(1)}), tmp_path / "none.parquet")
    found = validate(tmp_path / "none.parquet", "milestone_systems", select=["structure-storage-type"])
    assert list(found) == []
