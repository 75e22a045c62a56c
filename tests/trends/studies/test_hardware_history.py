"""Machines since 1946: published doubling times, growth against growth, and a break that is found."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from compute_trends.trends.methods.against import break_year, growth_against
from compute_trends.trends.points import Points
from compute_trends.trends.run import reproduce, run_trend


def test_published_doubling_times_of_efficiency_lie_in_our_intervals() -> None:
    assert [row.verdict for row in reproduce("koomey-2011")] == ["agrees", "agrees"]
    found = run_trend("hardware-history-efficiency").estimate
    assert (found.value, found.n) == (pytest.approx(1.576, abs=0.001), 80)
    assert found.r2 == pytest.approx(0.983, abs=0.001)


@pytest.mark.parametrize(
    ("name", "value", "n"),
    [
        ("transistors", 1.997, 99),
        ("single-thread-before-2005", 1.863, 41),
        ("single-thread-since-2005", 6.008, 33),
    ],
)
def test_doubling_times_are_the_plain_fits(name: str, value: float, n: int) -> None:
    found = run_trend(f"hardware-history-{name}").estimate
    assert (found.value, found.n) == (pytest.approx(value, abs=0.001), n)


def test_hardware_kept_up_before_gpus_and_was_outrun_since() -> None:
    before = run_trend("hardware-history-outgrown-before").estimate
    since = run_trend("hardware-history-outgrown-since-fastest").estimate
    assert before.low < 1 < before.high  # type: ignore[operator]
    assert since.low > 1.9  # type: ignore[operator]


def test_growth_over_growth_is_recovered() -> None:
    days = np.arange(0.0, 3650, 100)
    table = pa.table(
        {
            "series": ["training compute"] * days.size + ["machine"] * days.size,
            "day": [*days, *days],
            "value": [*4.0 ** (days / 365), *2.0 ** (days / 365)],
        }
    )
    found = growth_against("training compute", "machine", noise=1.0)(Points(table, "day", "value"))
    assert found.value == pytest.approx(2)
    assert found.numbers["machine_growth"] == pytest.approx(2)


def test_a_break_is_found_where_it_is() -> None:
    days = np.arange(0.0, 36500, 365)
    logs = np.where(days < 18250, 0.1 * days / 365, 5 + 0.5 * (days - 18250) / 365)
    noise = np.random.default_rng(1).normal(0, 0.05, days.size)
    found = break_year()(Points(pa.table({"day": days, "flop": 10 ** (logs + noise)}), "day", "flop"))
    assert found.value == pytest.approx(1970 + 50, abs=1.1)
    assert found.numbers["growth_before"] == pytest.approx(10**0.1, rel=0.02)
    assert found.low <= found.value <= found.high  # type: ignore[operator]


def test_records_are_of_all_time() -> None:
    names = run_trend("hardware-history-outgrown-since-fp32-records").points.where("series", "training compute")
    flops = names.numbers("value")
    assert (np.diff(flops) >= 0).all()
