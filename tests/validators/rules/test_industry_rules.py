"""The rules on deliveries, clusters, use, spending and prices of tokens, held against mistakes in shipped records."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from compute_trends import load
from compute_trends.validators.api import validate
from compute_trends.validators.registry import rules_for

DATASETS = ("chip_deliveries", "gpu_clusters", "ai_usage", "compute_spend", "inference_prices", "computers")


def frame(dataset: str) -> pd.DataFrame:
    found = load(dataset, as_="pandas")
    assert isinstance(found, pd.DataFrame)
    return found


def found_in(rows: pd.DataFrame, dataset: str, *rules: str) -> set[str]:
    return {str(item.record) for item in validate(rows, dataset, select=rules)}


def new(dataset: str, record_id: str, **cells: Any) -> dict[str, Any]:
    """A shipped record as a submission of another id, with some cells changed."""
    rows = frame(dataset)
    row = rows[rows["record_id"] == record_id].iloc[0]
    kept = {name: value for name, value in row.items() if not (isinstance(value, float | None) and pd.isna(value))}
    kept = {name: value for name, value in kept.items() if value is not pd.NA}
    return kept | {"record_id": "a-new-one", "admission": "submitted", "source": "submitted"} | cells


def rules_on(dataset: str, record: dict[str, Any]) -> set[str]:
    own = [rule.id for rule in rules_for(dataset)]
    return {item.rule for item in validate([record], dataset, select=own)}


@pytest.mark.parametrize("dataset", DATASETS)
def test_few_shipped_records_have_findings_of_these_rules(dataset: str) -> None:
    own = [rule.id for rule in rules_for(dataset) if len(rule.datasets) == 1]
    rows = frame(dataset)
    found = {item.record for item in validate(rows, dataset, select=own)}
    assert len(found) <= 0.01 * len(rows), sorted(map(str, found))


def test_a_quarter_counted_twice() -> None:
    again = new("chip_deliveries", "nvidia-a100-2022-q1", chip_count=212200)
    assert rules_on("chip_deliveries", again) == {"delivery-counted-twice"}


def test_units_without_a_chip_we_hold() -> None:
    base = {"quarter_start": "2026-07-01", "quarter_end": "2026-09-30"}
    unknown = new("chip_deliveries", "nvidia-a100-2022-q1", accelerators=["nvidia-q9000"], **base)
    assert "accelerator-unknown" in rules_on("chip_deliveries", unknown)
    none = new("chip_deliveries", "nvidia-a100-2022-q1", accelerators=None, **base)
    assert "delivery-chip-missing" in rules_on("chip_deliveries", none)


def test_a_family_holds_chips_of_one_designer() -> None:
    base = {"quarter_start": "2026-07-01", "quarter_end": "2026-09-30"}
    family = new("chip_deliveries", "nvidia-h100-h200-amazon-2022-q3", **base)
    assert "delivery-chip-of-another-designer" not in rules_on("chip_deliveries", family)
    mixed = family | {"accelerators": "nvidia-h100-sxm5-80-gb;amd-instinct-mi300x"}
    assert "delivery-chip-of-another-designer" in rules_on("chip_deliveries", mixed)


@pytest.mark.parametrize("quantity", ["chip_count", "compute_h100_equivalent", "power_w"])
def test_percentiles_out_of_order(quantity: str) -> None:
    rows = frame("chip_deliveries")
    rows = rows[rows[f"p05_{quantity}"].notna() & (rows[f"p05_{quantity}"] < rows[f"p95_{quantity}"])].copy()
    low, high = rows[f"p05_{quantity}"].copy(), rows[f"p95_{quantity}"].copy()
    rows[f"p05_{quantity}"], rows[f"p95_{quantity}"] = high, low
    assert len(found_in(rows, "chip_deliveries", "delivery-percentiles-out-of-order")) == len(rows) > 400


SLIPS = [(column, factor) for column in ("chip_count", "compute_h100_equivalent", "power_w")
         for factor in (1e-6, 1e-3, 1e3, 1e6)]  # fmt: skip


@pytest.fixture(scope="module")
def slips() -> dict[tuple[str, float], tuple[int, int]]:
    """By column and factor: how many deliveries have the slip, and in how many it is found; each is judged alone."""
    shipped, slipped = frame("chip_deliveries"), {}
    shipped = shipped[(shipped["chip_count"] > 1e4) & shipped["power_w"].notna()]
    for at, (column, factor) in enumerate(SLIPS):
        rows = shipped.copy()
        rows[column] = (rows[column] * factor).round().astype(rows[column].dtype)
        rows["record_id"] = f"s{at}-" + rows["record_id"]
        slipped[column, factor] = rows[rows[column] > 0]
    rules = ("delivery-equivalents-implausible", "delivery-power-implausible")
    found = found_in(pd.concat(slipped.values()), "chip_deliveries", *rules)
    return {slip: (len(rows), len(found.intersection(rows["record_id"]))) for slip, rows in slipped.items()}


@pytest.mark.parametrize(("column", "factor"), SLIPS)
def test_a_slip_of_the_unit_in_a_delivery(
    column: str, factor: float, slips: dict[tuple[str, float], tuple[int, int]]
) -> None:
    rows, found = slips[column, factor]
    assert found >= 0.98 * rows > 0


def test_prices_per_thousand_for_per_million_tokens() -> None:
    rows = frame("inference_prices")
    rows = rows[rows["record_kind"] == "price_and_score"].copy()
    rows["blended_price_usd_per_megatoken"] = rows["blended_price_usd_per_megatoken"] / 1000
    assert len(found_in(rows, "inference_prices", "inference-price-implausible")) >= 0.9 * len(rows)


def test_input_for_blended_price() -> None:
    cells = {"input_price_usd_per_megatoken": 30.0, "output_price_usd_per_megatoken": 60.0}
    right = new("inference_prices", "gpt-4-0314-2023-03-14-mmlu", benchmark="A new benchmark", **cells)
    assert rules_on("inference_prices", right) == set()
    wrong = right | {"blended_price_usd_per_megatoken": 30.0}
    assert rules_on("inference_prices", wrong) == {"blended-price-recomputed", "inference-price-differs"}
    said = [item.message for item in validate([wrong], "inference_prices", select=["blended-price-recomputed"])]
    assert "which is the price of input" in said[0]


def test_weekly_for_monthly_users() -> None:
    """Of a submission alone: the shipped rows that are weekly, called monthly, against the shipped monthly ones."""
    weekly = new("ai_usage", "meta-meta-ai-assistant-weekly-users-2024-09-25", usage_date="2024-10-01")
    assert rules_on("ai_usage", weekly) == set()
    assert "usage-off-series" in rules_on("ai_usage", weekly | {"active_users_period": "month"})
    monthly = new("ai_usage", "meta-meta-ai-assistant-monthly-users-2024-10-30", usage_date="2024-10-01")
    assert "usage-off-series" in rules_on("ai_usage", monthly | {"active_users_period": "week"})
    daily = new("ai_usage", "meta-meta-ai-assistant-monthly-users-2024-10-30", usage_date="2024-10-01")
    assert "usage-users-out-of-order" in rules_on("ai_usage", daily | {"active_users_period": "day"})


def test_a_planned_cluster_with_a_past_date() -> None:
    rows = frame("gpu_clusters")
    rows = rows[(rows["status"] == "existing") & rows["first_operational_date"].notna()].copy()
    rows["status"] = "planned"
    assert len(found_in(rows, "gpu_clusters", "cluster-status-contradicts-date")) == len(rows)


def test_a_cluster_that_is_its_own_successor() -> None:
    rows = frame("gpu_clusters")
    rows = rows[rows["superseded_by"].notna()].copy()
    rows["superseded_by"] = rows["name"]
    assert len(found_in(rows, "gpu_clusters", "cluster-names-itself")) == len(rows) > 20


@pytest.mark.parametrize("factor", [1e-3, 1e3, 1e6])
def test_power_that_the_chips_cannot_draw(factor: float) -> None:
    rows = frame("gpu_clusters")
    rows = rows[rows["power_w"].notna() & rows["primary_chip_count"].notna() & rows["accelerator"].notna()].copy()
    rows = rows[rows["secondary_chip_count"].isna()]
    rows["power_w"] = rows["power_w"] * factor
    found = found_in(rows, "gpu_clusters", "cluster-power-implausible")
    assert len(found) >= 0.98 * len(rows)


def test_a_plan_may_lie_ahead_and_a_machine_that_runs_may_not() -> None:
    record = new("gpu_clusters", "xai-colossus-memphis-phase-3", first_operational_date="2199-01-01", name="A new one")
    assert rules_on("gpu_clusters", record | {"status": "planned"}) == set()
    assert rules_on("gpu_clusters", record) == {"cluster-status-contradicts-date"}


def test_the_spending_of_a_month_for_a_year() -> None:
    rows = frame("compute_spend")
    for record_id in rows.loc[rows["period_kind"] == "year", "record_id"]:
        record = new("compute_spend", record_id)
        beside = rows[rows["record_id"] != record_id]
        others = [row for row in beside["record_id"] if record_id.split("-")[0] in row and "data" not in record_id]
        found = rules_on("compute_spend", record | {"spend_usd": record["spend_usd"] / 12})
        if len(others) > 1:
            assert found & {"spend-off-others", "spend-part-above-whole"}, record_id


def test_tokens_of_a_whole_run_for_one_answer() -> None:
    rows = frame("inference_prices")
    rows = rows[rows["record_kind"] == "benchmark_run"].copy()
    rows["output_token_per_sample"] = rows["output_token_per_sample"] * rows["sample_count"]
    assert len(found_in(rows, "inference_prices", "tokens-per-sample-implausible")) >= 0.9 * len(rows)
