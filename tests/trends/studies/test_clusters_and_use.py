"""Leading clusters, shares of countries, use by product and kind, and a laboratory's spending."""

from __future__ import annotations

import pytest

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.run import Options, reproduce, run_trend


def test_every_figure_on_clusters_is_agreed_with() -> None:
    assert [(row.figure, row.verdict) for row in reproduce("pilz-2025")] == [
        (name, "agrees")
        for name in (
            "pilz-performance", "pilz-cost", "pilz-power", "pilz-share-us", "pilz-share-china", "pilz-leading-chips",
            "pilz-leading-cost", "pilz-leading-power",
        )
    ]  # fmt: skip


def test_leading_clusters_exist_and_are_no_doubles() -> None:
    found = run_trend("clusters-performance")
    assert found.estimate.n == 58
    assert found.estimate.value == pytest.approx(9.74, abs=0.01)
    days = found.points.texts("first_operational_date")
    assert min(days).year == 2019
    assert str(max(days)) <= "2025-03-31"


def test_a_phase_that_a_later_one_took_in_does_not_count_beside_it() -> None:
    names = set(run_trend("clusters-share-united-states").points.texts("name"))
    assert "xAI Colossus Memphis Phase 2" in names
    assert "xAI Colossus Memphis Phase 1" not in names


def test_shares_of_countries_and_sectors_follow_the_settings() -> None:
    united, china = (run_trend(f"clusters-share-{name}").estimate for name in ("united-states", "china"))
    assert float(united.value) + float(china.value) < 1
    standing = run_trend("clusters-share-china", settings={"rows": "all"}).estimate
    assert float(standing.value) > float(china.value)  # the anonymous ones stand there


def test_kinds_of_users_are_never_one_series() -> None:
    rows = run_trend("use-chatgpt-users").points.table.to_pylist()
    assert {row["active_users_period"] for row in rows} == {"week"}
    assert len(rows) == 9
    assert run_trend("use-chatgpt-users").estimate.value == pytest.approx(3.16, abs=0.01)


def test_subsets_of_users_are_left_out_and_counted() -> None:
    assert "subset of its users" in run_trend("use-chatgpt-users").note


def test_tokens_grow_by_the_reports_of_one_company() -> None:
    assert run_trend("use-google-tokens").estimate.value == pytest.approx(32.3, abs=0.1)


def test_research_is_a_share_of_two_sums() -> None:
    assert run_trend("use-research-share-openai-2024").estimate.value == pytest.approx(4.0 / 5.8)
    assert run_trend("use-research-share-openai-2025").estimate.value == pytest.approx(9 / 16)
    with pytest.raises(ComputeTrendsError, match="one of them is not known"):
        run_trend("use-research-share-openai-2024", settings={"company": "Anthropic"})


def test_a_report_is_known_from_its_day_on() -> None:
    with pytest.raises(ComputeTrendsError):
        run_trend("use-chatgpt-users", Options(as_of="2024-01-01"))
