"""Records of very much text are asked about in slices: the findings are those of all of them at once."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compute_trends.catalog.schema import load_schema
from compute_trends.validators.api import validate
from compute_trends.validators.engine import asking, slices
from compute_trends.validators.engine.connection import connect
from compute_trends.validators.engine.submission import create_absent

SCHEMA = load_schema("milestone_systems")
MB = 1 << 20


def found(connection: duckdb.DuckDBPyConnection, sizes: list[int]) -> list[slices.Slice]:
    """The slices of records whose texts and lists have so many bytes."""
    connection.execute("drop table if exists submitted_milestone_systems")
    create_absent(connection, "submitted_milestone_systems")
    connection.execute(
        "insert into submitted_milestone_systems by name "
        "select unnest(range(?)) as _row, repeat('x', unnest(?::BIGINT[])) as reference, ['y'] as organizations",
        [len(sizes), sizes],
    )
    given = ["reference", "organizations"]
    parts = slices.slices(connection, SCHEMA, given, len(sizes))
    # What is known of the texts spares to weigh them, and changes nothing.
    assert slices.slices(connection, SCHEMA, given, len(sizes), sum(sizes) + len(sizes)) == parts
    return parts


@settings(max_examples=25)
@given(st.lists(st.sampled_from([0, 10, 900, 5000]), min_size=1, max_size=40))
def test_slices_hold_every_row_once_in_order_and_no_more_than_they_may(sizes: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patched, connect() as connection:
        patched.setattr(slices, "_ROWS", 8)
        patched.setattr(slices, "_WHOLE_BYTE", 6000)
        patched.setattr(slices, "_SLICE_BYTE", 4000)
        parts = found(connection, sizes)
        weights = [size + slices._ITEM_BYTE + 1 for size in sizes]
        vectors = [weights[at : at + 8] for at in range(0, len(weights), 8)]
        assert bool(parts) == any(sum(vector) > 6000 for vector in vectors)
        rows = [row for part in parts for row in range(part.first, part.last + 1)]
        assert rows == (list(range(len(sizes))) if parts else [])
        for part in parts:
            taken = weights[part.first : part.last + 1]
            is_light = any(sum(vector) <= 6000 for vector in vectors)
            assert is_light or sum(taken) <= 4000 + max(taken)


def test_ordinary_records_are_no_matter_for_slices() -> None:
    with connect() as connection:
        assert found(connection, [300] * 5000) == []
        assert found(connection, [20_000] * 40) == []
        heavy = found(connection, [20_000] * 3000)
        assert [(part.last + 1 - part.first) * 20_000 // (16 * MB) for part in heavy] == [0, 0, 0, 1]  # the last: 18 MB


RECORDS: list[dict[str, Any]] = [
    {"record_id": f"made-up-{at}", "name": f"Made-up {at}", "publication_date": f"2021-02-{at + 1:02}"}
    | more
    | {"reference": f"Paper {at} " + "on computation " * 50, "source": "epoch-2026-08", "admission": "submitted"}
    for at, more in enumerate(
        [
            {"domains": ["Language", "language"]},
            {"parameters": 1e9, "training_compute_flop": 1e40},
            {"organizations": ["Zork Institute"], "source_url": "https://example.org/a b"},
            {},
            {"name": "Made-up 1"},
            {"training_hardware": ["NVIDIA A100"], "publication_date": "2012-01-01"},
            {"base_model": ["Nobody knows"], "approach": "tbd"},
            {"record_id": "alexnet", "name": "AlexNet", "admission": "upstream"},
        ]
    )
]


def test_findings_in_slices_are_those_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = validate(RECORDS, "milestone_systems").findings
    assert len({finding.rule for finding in whole}) > 8
    monkeypatch.setattr(slices, "_ROWS", 4)
    monkeypatch.setattr(slices, "_WHOLE_BYTE", 1000)
    monkeypatch.setattr(slices, "_SLICE_BYTE", 1000)
    asked: list[object] = []
    rows_of = slices.Slice.rows.fget
    monkeypatch.setattr(slices.Slice, "rows", property(lambda part: (asked.append(part), rows_of(part))[1]))  # type: ignore[misc]
    assert validate(RECORDS, "milestone_systems").findings == whole
    assert len(set(asked)) > 3


def test_a_condition_that_takes_too_much_memory_is_no_crash_of_a_rule() -> None:
    class Tight:
        def execute(self, statement: str) -> None:
            raise duckdb.OutOfMemoryException("too little")

    tight: Any = Tight()
    with pytest.raises(duckdb.OutOfMemoryException):
        asking.ask_rows(tight, ["count(*)"])
