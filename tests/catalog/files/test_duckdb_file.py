from __future__ import annotations

from pathlib import Path

from compute_trends.catalog.doors.export import export


def test_the_same_tables_are_the_same_bytes_as_a_duckdb_file(tmp_path: Path) -> None:
    for name in ("first", "second"):
        export(["training_energy", "milestone_systems"], tmp_path / f"{name}.duckdb")
    assert (tmp_path / "first.duckdb").read_bytes() == (tmp_path / "second.duckdb").read_bytes()
