"""Records of several datasets in one check are judged as each by itself, in whatever order they are given."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import pytest

from compute_trends.catalog.schema import load_schema
from compute_trends.validators.api import validate
from compute_trends.validators.reading.sources import dataset_names
from compute_trends.validators.submitting.template import render_example

OPEN = [name for name in dataset_names() if not load_schema(name).closed]


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A file with a real record of each dataset that takes submissions."""
    folder = tmp_path_factory.mktemp("examples")
    for name in OPEN:
        (folder / f"{name}.yaml").write_text(render_example(name), encoding="utf-8")
    return {name: folder / f"{name}.yaml" for name in OPEN}


def _told(paths: Sequence[Path]) -> list[str]:
    return sorted(str(finding.as_dict()) for finding in validate(list(map(str, paths))))


@pytest.fixture(scope="module")
def alone(examples: dict[str, Path]) -> dict[str, list[str]]:
    """What is found of each by itself."""
    return {name: _told([path]) for name, path in examples.items()}


#: Three that name records of each other, in each order, and all of them; some orders every time.
ORDERS = [*permutations(["accelerators", "milestone_systems", "benchmark_results"]), tuple(OPEN), tuple(OPEN[::-1])]


@pytest.mark.parametrize(
    "names",
    [pytest.param(names, marks=[] if at in (0, 5, 6) else pytest.mark.slow) for at, names in enumerate(ORDERS)],
)
def test_datasets_beside_each_other_are_judged_as_each_alone(
    examples: dict[str, Path], alone: dict[str, list[str]], names: tuple[str, ...]
) -> None:
    assert _told([examples[name] for name in names]) == sorted(found for name in names for found in alone[name])
