"""The account: draws that keep the source's percentiles, identities, and words that a number carries."""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np
import pytest

from compute_trends.catalog.doors.load import load
from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.methods.fleet import Fleet
from compute_trends.trends.run import Options, reproduce, run_trend

#: 5th and 95th percentile over the median of each designer's H100-equivalents until 2025-Q4, as the source publishes.
CUMULATIVE = {"Nvidia": (0.871, 1.138), "Google": (0.809, 1.190), "AMD": (0.852, 1.170), "Amazon": (0.889, 1.141)}


@pytest.fixture(scope="module")
def fleet() -> Fleet:
    return Fleet(run_trend("industry-scale-installed").points)


def value(name: str, **settings: object) -> float:
    found = run_trend(f"industry-scale-{name}", settings=settings)  # type: ignore[arg-type]
    return float(found.estimate.value)


@pytest.mark.parametrize("designer", CUMULATIVE)
def test_draws_of_a_designer_have_the_published_percentiles(fleet: Fleet, designer: str) -> None:
    own = [row["designer"] == designer for row in fleet.rows]
    totals = (fleet.column("h100") * fleet.factors)[:, own].sum(axis=1)
    low, middle, high = np.quantile(totals, [0.05, 0.5, 0.95])
    assert low / middle == pytest.approx(CUMULATIVE[designer][0], abs=0.035)
    assert high / middle == pytest.approx(CUMULATIVE[designer][1], abs=0.035)


def test_a_row_is_drawn_within_its_percentiles(fleet: Fleet) -> None:
    drawn = fleet.column("h100") * fleet.factors
    low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
    assert np.median(np.abs(np.log(low / fleet.column("p05")))) < 0.03
    assert np.median(np.abs(np.log(high / fleet.column("p95")))) < 0.03


def test_growth_of_power_is_growth_of_computing_power_over_that_of_efficiency() -> None:
    assert value("power") == pytest.approx(value("installed") / value("efficiency"), rel=1e-9)


def test_deliveries_lie_in_the_published_interval() -> None:
    verdicts = {row.figure: row.verdict for row in reproduce("epoch-chip-sales-2026")}
    assert verdicts == {
        "chip-sales-growth": "within",
        "chip-sales-doubling": "within",
        "chip-sales-cumulative": "explained",
        "chip-sales-power": "explained",
    }


def test_a_quarter_with_an_incomplete_row_leaves_the_totals() -> None:
    found = run_trend("industry-scale-deliveries")
    quarters = found.points.texts("name")
    assert "2022 Q4" not in quarters
    assert "2026 Q1" not in quarters
    assert len(quarters) == 15


def test_the_stock_is_what_was_delivered_within_a_lifetime() -> None:
    found = run_trend("industry-scale-installed", settings={"lifetime_year": 2, "earlier_quarters": 0}).points
    stock = dict(zip(found.texts("name"), found.numbers("value"), strict=True))
    delivered = run_trend("industry-scale-deliveries").points
    last_eight = sum(delivered.numbers("delivered_h100")[-8:])
    assert stock["2025 Q4"] == pytest.approx(last_eight)


def test_a_shorter_life_and_a_larger_first_stock_move_the_growth_as_they_must() -> None:
    assert value("installed", earlier_quarters=0) > value("installed") > value("installed", earlier_quarters=8)
    assert value("installed-level", lifetime_year=2) < value("installed-level")


def test_use_outran_efficiency_exactly_if_power_grew() -> None:
    found = run_trend("industry-scale-elasticity").estimate
    assert (float(found.value) > 1) == (float(found.numbers["power_growth"]) > 1)  # type: ignore[arg-type]
    logs = {name: math.log(float(cell)) for name, cell in found.numbers.items() if "growth" in name and cell}  # type: ignore[arg-type]
    bound = (logs["installed_growth"] + logs["algorithm_growth"]) / (
        logs["fleet_efficiency_growth"] + logs["algorithm_growth"]
    )
    assert found.value == pytest.approx(bound)
    assert "upper bound" in found.note


def test_intervals_are_wider_than_independent_rows_would_make_them(fleet: Fleet) -> None:
    central, drawn = fleet.stock("h100", np.array([fleet.column("day").max()]))
    spread = np.quantile(drawn[:, 0], 0.95) / central[0] - 1
    rows = fleet.column("h100")
    alone = 1.645 * np.sqrt(((rows * np.std(fleet.factors, axis=0)) ** 2).sum()) / rows.sum()
    assert spread > 1.5 * alone


def test_known_training_is_a_small_lower_bound_of_what_was_available() -> None:
    found = run_trend("industry-scale-known-training").estimate
    assert 0 < float(found.low or 0) < float(found.value) < 0.1
    assert "lower bound" in found.note
    runs = run_trend("industry-scale-known-training").points
    assert {day.year for day in runs.texts("day")} == {2025}


def test_the_runs_of_the_account_are_those_of_the_rows_each_once() -> None:
    """Written out from the declared facts: no base model, the middle of the training in the year, one row of a run."""
    rows = load("milestone_systems").to_pylist()
    runs = [
        row
        for row in rows
        if row["training_compute_flop"] and not row["base_model"] and row["training_run"] in (None, row["record_id"])
        and (row["publication_date"] - timedelta(days=round((row["training_time_hour"] or 0) / 48))).year == 2025
    ]  # fmt: skip
    found = run_trend("industry-scale-known-training")
    assert sorted(found.points.texts("record_id")) == sorted(row["record_id"] for row in runs)
    total = sum(row["training_compute_flop"] for row in runs)
    assert found.estimate.numbers["known_training_flop"] == pytest.approx(total)
    tokens = run_trend("industry-scale-tokens").points.numbers("known_training_flop")[0]
    assert tokens == pytest.approx(total)
    each = run_trend("industry-scale-known-training", settings={"runs_once": False}).points.texts("record_id")
    assert set(each) - {row["record_id"] for row in runs} == {
        "deepseek-v3-mar-2025", "glm-4-6", "qwen3-235b-a22b-jul-2025", "qwen3-235b-a22b-thinking-jul-2025", "qwq-32b",
    } - {row["record_id"] for row in rows if row["base_model"]}  # fmt: skip


def test_assumptions_out_of_order_are_refused() -> None:
    with pytest.raises(ComputeTrendsError, match="are not in order"):
        value("available", utilisation=0.7)


def test_too_few_quarters_make_no_fit() -> None:
    with pytest.raises(ComputeTrendsError, match="at least 5"):
        run_trend("industry-scale-installed", Options(until="2024-06-30"))


def test_what_nobody_attributes_is_counted() -> None:
    found = run_trend("industry-scale-unattributed").estimate
    assert found.value == pytest.approx(0.051, abs=0.001)
