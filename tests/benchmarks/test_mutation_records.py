"""The records that benchmarks/mutations.py makes: the same from one package on whatever day."""

from __future__ import annotations

import datetime as dt
import importlib.util
import random
from types import ModuleType

import pytest

import compute_trends
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.versions import find_version


@pytest.fixture(scope="module")
def mutation_records() -> ModuleType:
    path = PACKAGE_ROOT / "benchmarks" / "mutation_records.py"
    if not path.exists():
        pytest.skip("an installed copy has no benchmarks")
    spec = importlib.util.spec_from_file_location("mutation_records", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("dataset", ["milestone_systems", "benchmark_results", "accelerators", "hardware_prices"])
def test_no_date_is_later_than_the_newest_version_unless_a_shipped_one_is(
    mutation_records: ModuleType, dataset: str
) -> None:
    year, month, _ = map(int, find_version(dataset).version.split("."))
    latest = dt.date(year, month, 1)
    rows = compute_trends.load(dataset, as_="pyarrow").to_pylist()
    for row in rows:
        made = mutation_records.made_new(dataset, row, random.Random(1))
        column = mutation_records.DATES[dataset]
        shipped = row[column] or latest
        days = [dt.date.fromisoformat(made[name]) for name in (column, "citations_date") if name in made]
        assert all(day <= max(shipped, latest) for day in days), row["record_id"]
