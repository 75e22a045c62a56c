"""The rules on hardware prices, held against the shipped prices and against mistakes made in them."""

from __future__ import annotations

import math
from typing import Any

import duckdb
import pandas as pd
import pytest

from compute_trends import load
from compute_trends.validators.api import validate
from compute_trends.validators.explaining.coverage import coverage
from compute_trends.validators.registry import rules_for
from compute_trends.validators.rules.hardware_prices.price_implausible import BOUNDS

OWN = [rule.id for rule in rules_for("hardware_prices") if len(rule.datasets) == 1]


@pytest.fixture(scope="module")
def prices() -> pd.DataFrame:
    """The shipped prices that no rule on plausibility warns about."""
    frame = load("hardware_prices", as_="pandas")
    found = {item.record for item in validate(frame, "hardware_prices", select=OWN)}
    return frame[~frame["record_id"].isin(found)]


def found_in(frame: pd.DataFrame, rule: str) -> set[str]:
    return {str(item.record) for item in validate(frame, "hardware_prices", select=[rule])}


@pytest.mark.parametrize(("factor", "least"), [(1e-6, 1.0), (1e-3, 0.98), (1e3, 0.99), (1e6, 1.0), (1e9, 1.0)])
@pytest.mark.parametrize("column", ["price_usd", "price_usd_per_chip_hour"])
def test_a_slipped_price_is_found(prices: pd.DataFrame, column: str, factor: float, least: float) -> None:
    rows = prices[prices[column].notna()].copy()
    rows[column] = rows[column] * factor
    assert len(found_in(rows, "price-implausible")) >= least * len(rows)


def test_a_purchase_entered_as_a_rental_is_found_and_the_reverse(prices: pd.DataFrame) -> None:
    bought = prices[prices["price_kind"] == "purchase"].copy()
    bought["price_kind"] = "on_demand_hour"
    assert len(found_in(bought, "price-not-of-its-kind")) == len(bought)
    bought["price_usd_per_chip_hour"], bought["price_usd"] = bought["price_usd"], None
    assert len(found_in(bought, "price-implausible")) == len(bought)
    rented = prices[prices["price_kind"] != "purchase"].copy()
    rented["price_kind"] = "purchase"
    rented["price_usd"], rented["price_usd_per_chip_hour"] = rented["price_usd_per_chip_hour"], None
    assert len(found_in(rented, "price-implausible")) == len(rented)


def test_exchanged_commitments_are_found(prices: pd.DataFrame) -> None:
    """Of a submission of its own days, so that the shipped offers cannot help."""
    rented = prices[prices["price_kind"] != "purchase"].copy()
    rented["vendor"] = rented["vendor"] + " II"
    turned = {"on_demand_hour": "reserved_3y_hour", "reserved_3y_hour": "on_demand_hour"}
    assert found_in(rented, "reserved-price-above-on-demand") == set()
    offer = rented.groupby(["accelerator", "vendor", "price_date"])["price_kind"].transform("nunique")
    rows = rented[offer == 3].copy()
    rows["price_kind"] = rows["price_kind"].map(lambda kind: turned.get(kind, kind))
    found = found_in(rows, "reserved-price-above-on-demand")
    committed = rows[rows["price_kind"] == "reserved_3y_hour"]
    assert len(found & set(committed["record_id"])) >= 0.95 * len(committed)


def test_a_reserved_price_above_the_shipped_offer_on_demand_is_found() -> None:
    offer = {
        "record_id": "new-offer", "accelerator": "nvidia-tesla-k80", "accelerator_name": "NVIDIA Tesla K80",
        "vendor": "Microsoft Azure", "locations": ["West US 2"], "price_date": "2018-12-30", "source": "submission",
        "price_kind": "reserved_1y_hour", "price_usd_per_chip_hour": 1.9, "admission": "submitted",
    }  # fmt: skip
    found = list(validate([offer], "hardware_prices", select=["reserved-price-above-on-demand"]))
    assert [item.column for item in found] == ["price_usd_per_chip_hour"]
    assert "0.9" in found[0].message
    assert str(found[0].evidence).startswith("hardware_prices/nvidia-tesla-k80-on-demand")


def test_the_cheaper_offer_is_called_submitted_beside_it_where_we_do_not_ship_it() -> None:
    offer = {"accelerator": "nvidia-tesla-k80", "vendor": "Example Cloud", "price_date": "2018-12-30"}
    prices = [("o1", "on_demand_hour", 0.4), ("o2", "reserved_1y_hour", 0.9)]
    names = ("record_id", "price_kind", "price_usd_per_chip_hour")
    rows = [offer | dict(zip(names, price, strict=True)) for price in prices]
    found = validate(rows, "hardware_prices", select=["reserved-price-above-on-demand"])
    said = [(item.record, item.evidence) for item in found if item.rule == "reserved-price-above-on-demand"]
    assert said == [("o2", "submitted beside it: o1")]


def test_few_shipped_prices_are_warned_about() -> None:
    counts = {item.rule.id: item for item in coverage("hardware_prices")}
    assert counts["price-implausible"].applicable == len(load("hardware_prices"))
    assert 1 <= counts["price-implausible"].firing <= 0.01 * counts["price-implausible"].applicable
    assert all(counts[rule].firing == 0 for rule in ("price-not-of-its-kind", "reserved-price-above-on-demand"))


def test_a_fully_evidenced_copy_of_a_shipped_price_passes(prices: pd.DataFrame) -> None:
    rows = prices[prices["accelerator"].notna()].copy()
    rows["admission"] = "submitted"
    rows["source_url"] = rows["source_url"].fillna("https://example.org/prices")
    assert len(rows) > 750
    assert {item.record for item in validate(rows, "hardware_prices", select=OWN)} == set()


def test_what_was_measured_for_the_bounds_still_holds() -> None:
    connection = duckdb.connect()
    connection.register("shipped", load("hardware_prices", "2025.6.0"))
    connection.register("chips", load("accelerators", "2026.5.0"))
    connection.execute(
        """create table logs as
           with p as (select *, coalesce(price_usd, price_usd_per_chip_hour) as price from shipped),
           m as (select a.record_id, median(b.price) as usual from p a join p b on a.accelerator = b.accelerator
             and a.price_kind = b.price_kind and a.record_id <> b.record_id
             group by all having count(*) >= 2)
           select if(price_kind = 'purchase', 'bought', 'hour') as kind, log10(price) as plain,
             log10(price / tdp_w) as per_w, log10(price / fp32_vector_flop_per_s) as per_flop_per_s,
             log10(price / usual) as to_median
           from p left join m using (record_id) left join chips c on c.record_id = p.accelerator"""
    )
    for name, _, low, high, n, outside in BOUNDS:
        kind, _, column = name.partition("_")
        column = column or "plain"
        measured = connection.execute(
            f"select count({column}), count(*) filter ({column} not between {low} and {high}) from logs "
            f"where kind = '{kind}'"
        ).fetchall()
        assert measured == [(n, outside)], name
        assert high - low <= (math.inf if column == "plain" and kind == "bought" else 3), name


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"source_url": None}, "price-source-missing"),
        ({"accelerator": None}, "price-chip-missing"),
        ({"vendor": None}, "price-vendor-missing"),
        ({"price_usd": 28750}, "price-not-of-its-kind"),
    ],
)
def test_evidence_is_asked_of_a_submitted_price(change: dict[str, Any], rule: str) -> None:
    record = {
        "record_id": "new-price", "accelerator": "nvidia-h100-sxm5-80-gb", "accelerator_name": "NVIDIA H100 SXM5 80GB",
        "vendor": "Example Cloud", "price_kind": "on_demand_hour", "price_date": "2025-03-03", "source": "submission",
        "price_usd_per_chip_hour": 2.99, "source_url": "https://example.org/prices", "admission": "submitted",
    }  # fmt: skip
    assert [item.rule for item in validate([record], "hardware_prices", select=OWN)] == []
    assert [item.rule for item in validate([record | change], "hardware_prices", select=OWN)] == [rule]
