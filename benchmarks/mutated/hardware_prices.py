"""Prices of chips: by the hour and to buy."""

from __future__ import annotations

from mutation_changes import Kinds

KINDS: Kinds = {
    "plausibility": (
        (
            "a purchase price as an hourly one",
            lambda n, o, c: n | {"price_kind": "on_demand_hour"} if n["price_kind"] == "purchase" else None,
        ),
    ),
}
