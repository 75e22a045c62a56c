"""The movement of an estimate is attributed exactly, and to the records that caused it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from compute_trends.catalog.errors import UnknownNameError, UsageError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.versions import datasets
from compute_trends.trends.registry import get_trend
from compute_trends.trends.robustness.attribution import Changes, attribute, headline, shapley

TREND = "sevilla-deep-learning-era-2026"


def _state(path: Path, compute: dict[str, float], year_of: dict[str, int]) -> str:
    """A records.csv of systems, each with its training compute in FLOP and its year."""
    columns = load_schema("milestone_systems").names
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
        writer.writeheader()
        for key, flop in sorted(compute.items()):
            writer.writerow(
                {
                    "record_id": key,
                    "name": key.upper(),
                    "publication_date": f"{year_of[key]}-01-01",
                    "training_compute_flop": repr(flop),
                    "source": "epoch-2026-08",
                    "admission": "upstream",
                }
            )
    return str(path)


YEARS = {f"s{index}": 2010 + index for index in range(10)}
#: Ten-fold in a year: a doubling in 365 log10(2) days.
STEADY = {key: 10.0 ** (18 + year - 2010) for key, year in YEARS.items()}


def test_shapley_values_of_a_known_game() -> None:
    values = {
        frozenset(members): float(len(members) ** 2 + (10 if "new" in members and "removed" in members else 0))
        for members in ((), ("new",), ("revised",), ("removed",), ("new", "revised"), ("new", "removed"),
                        ("revised", "removed"), ("new", "revised", "removed"))
    }  # fmt: skip
    assert shapley(values) == pytest.approx({"new": 8.0, "revised": 3.0, "removed": 8.0})


def test_records_are_grouped_by_how_they_differ() -> None:
    changes = Changes.between(
        {"a": {"x": 1}, "b": {"x": 1, "y": None}, "c": {"x": 1}}, {"a": {"x": 2}, "b": {"x": 1}, "d": {"x": 3}}
    )
    assert changes.groups == {"a": "revised", "c": "removed", "d": "new"}
    assert changes.applied({"new", "removed"}) == [{"x": 1}, {"x": 1, "y": None}, {"x": 3}]


def test_equal_states_move_nothing(tmp_path: Path) -> None:
    path = _state(tmp_path / "a.csv", STEADY, YEARS)
    found = attribute("milestone_systems", path, path, TREND)
    assert found.movement == found.remainder == 0
    assert found.influential == ()
    assert found.within_noise is True


def test_one_revision_carries_the_whole_movement(tmp_path: Path) -> None:
    before = _state(tmp_path / "a.csv", STEADY, YEARS)
    after = _state(tmp_path / "b.csv", {**STEADY, "s9": STEADY["s9"] * 100}, YEARS)
    found = attribute("milestone_systems", before, after, TREND)
    assert found.before.estimate == pytest.approx(365.25 * 0.3010299956639812 / 30, rel=1e-3)
    assert found.movement < 0
    shares = {item.group: (item.records, item.contribution) for item in found.groups}
    assert shares == {"new": (0, 0), "revised": (1, pytest.approx(found.movement)), "removed": (0, 0)}
    (only,) = found.influential
    assert (only.record, only.name, only.group) == ("s9", "S9", "revised")
    assert only.effect == pytest.approx(found.movement)
    assert found.remainder == pytest.approx(0)


def test_contributions_and_effects_sum_to_the_movement(tmp_path: Path) -> None:
    years = {**YEARS, "extra": 2018, "odd": 2012}
    before = _state(tmp_path / "a.csv", {**STEADY, "odd": 1e23}, years)
    kept = {key: flop for key, flop in STEADY.items() if key != "s4"}
    after = _state(tmp_path / "b.csv", {**kept, "extra": 3e24, "s7": 5e26}, years)
    found = attribute("milestone_systems", before, after, TREND, top=2)
    assert {item.group: item.records for item in found.groups} == {"new": 1, "revised": 1, "removed": 2}
    assert sum(item.contribution for item in found.groups) == pytest.approx(found.movement, abs=1e-12)
    assert sum(item.effect for item in found.influential) + found.remainder == pytest.approx(found.movement, abs=1e-12)
    assert len(found.influential) == 2
    assert found.influential[0].record == "odd"


def test_headlines_are_trends_on_their_dataset() -> None:
    declared = [name for name in datasets() if load_schema(name).headline_trend]
    assert declared
    for dataset in declared:
        assert get_trend(headline(dataset)).dataset == dataset
    with pytest.raises(UsageError, match="has no headline trend"):
        headline("hardware_prices")


def test_trend_on_another_dataset_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="trend on accelerators"):
        attribute("accelerators", "2026.5.0", "2026.5.0", TREND, PACKAGE_ROOT)


def test_a_record_whose_source_alone_changed_is_no_revision() -> None:
    held = {"record_id": "a", "training_compute_flop": 1e20, "source": "epoch-2026-08", "source_url": None}
    old = {"a": held, "b": {**held, "record_id": "b"}}
    new = {
        "a": {**held, "source": "epoch-2026-09", "source_url": "https://example.org/a"},
        "b": {**old["b"], "training_compute_flop": 2e20, "source": "epoch-2026-09"},
    }
    assert Changes.between(old, new).groups == {"b": "revised"}
