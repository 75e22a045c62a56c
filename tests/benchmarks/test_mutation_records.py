"""The records that benchmarks/mutations.py makes, the same on whatever day, and what it does to them."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import pytest

import compute_trends
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import newest_release
from compute_trends.validators.reading.sources import dataset_names

BENCHMARKS = PACKAGE_ROOT / "benchmarks"
pytestmark = pytest.mark.skipif(not BENCHMARKS.is_dir(), reason="an installed copy has no benchmarks")


@pytest.fixture(scope="module")
def mutation_records() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        yield import_module("mutation_records")


@pytest.mark.parametrize("dataset", dataset_names())
def test_no_date_is_later_than_the_newest_version_unless_a_shipped_one_is(
    mutation_records: ModuleType, dataset: str
) -> None:
    column = mutation_records.date_column(dataset)
    latest = mutation_records.day_of(dataset)
    assert latest == min(latest, newest_release()).replace(day=1)
    for row in compute_trends.load(dataset, as_="pyarrow").to_pylist():
        made = mutation_records.made_new(dataset, row, random.Random(1))
        shipped = row.get(column) or latest
        days = [dt.date.fromisoformat(made[name]) for name in (column, "citations_date") if name in made]
        assert all(day <= max(shipped, latest) for day in days), row["record_id"]


def test_every_dataset_that_takes_submissions_is_corrupted_and_no_other(mutation_records: ModuleType) -> None:
    kinds = list(import_module("mutation_kinds").kinds())
    assert {kind.dataset for kind in kinds} == {name for name in dataset_names() if not load_schema(name).closed}
    assert len({(kind.dataset, kind.group, kind.title) for kind in kinds}) == len(kinds)
    declared = {path.stem for path in (BENCHMARKS / "mutated").glob("*.py")}
    assert declared <= set(dataset_names())
