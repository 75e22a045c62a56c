"""Published growth rates of the largest runs, of notable models and of the cost of frontier training."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest
from scipy.stats import linregress

from compute_trends.catalog.doors.load import load
from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.registry import module_trends
from compute_trends.trends.run import Options, reproduce, run_trend


def test_each_published_rate_has_its_verdict() -> None:
    rows = {study: reproduce(study) for study in ("amodei-hernandez-2018", "epoch-2024", "cottier-2024")}
    assert {study: [row.verdict for row in found] for study, found in rows.items()} == {
        "amodei-hernandez-2018": ["explained"],
        "epoch-2024": ["explained", "within", "within", "within"],
        "cottier-2024": ["within", "within", "explained"],
    }
    json.dumps([row.as_dict() for found in rows.values() for row in found], allow_nan=False)


def test_the_cloud_cost_of_the_systems_that_the_study_priced_as_well_grows_no_slower() -> None:
    """What the cause of the difference says of our side: prices of 16 systems, 3.55x a year."""
    both = (
        "alphastar", "falcon-180b", "gpt-3-175b-davinci", "gpt-4-mar-2023", "gemini-1-0-ultra", "gopher-280b", "jft",
        "meena", "megatron-bert", "megatron-lm-8-3b", "megatron-turing-nlg-530b", "palm-540b", "roberta-large",
        "switch", "t5-11b", "xception",
    )  # fmt: skip
    found = run_trend("cottier-cloud-cost-2026", Options(until=date(2024, 10, 31), only=both)).estimate
    assert (found.n, found.value) == (16, pytest.approx(3.55, abs=0.01))


@pytest.mark.parametrize(
    ("name", "value", "n"),
    [
        ("amodei-largest-runs", 2.64, 11),
        ("amodei-ten-largest-runs", 3.14, 29),
        ("amodei-largest-runs-2026", 4.52, 9),
        ("epoch-training-compute", 4.086, 365),
        ("cottier-training-cost", 2.294, 37),
    ],
)
def test_estimates_are_the_plain_fits(name: str, value: float, n: int) -> None:
    result = run_trend(name)
    found = result.estimate
    assert found.n == n
    assert found.value == pytest.approx(value, abs=0.006)
    fit = linregress(result.points.x, np.log10(result.points.y))
    assert found.r2 == pytest.approx(fit.rvalue**2)
    growing = found.value if result.trend.unit == "x/year" else None
    if growing is not None:
        assert growing == pytest.approx(10 ** (fit.slope * 365))
    assert found.low is not None
    assert found.high is not None
    assert found.low < float(found.value) < found.high


def test_the_interval_of_the_ten_largest_holds_the_published_doubling_time() -> None:
    found = run_trend("amodei-ten-largest-runs").estimate
    assert found.low is not None
    assert found.high is not None
    assert found.low < 3.4 < found.high


def test_the_interval_of_notable_models_overlaps_the_published_one() -> None:
    row = reproduce("epoch-2024")[0]
    assert row.figure == "epoch-training-compute"
    assert row.published_low is not None
    assert row.high is not None
    assert row.published_low < row.high


@pytest.mark.parametrize(
    "name", ["amodei-ten-largest-runs", "epoch-frontier-training-compute", "cottier-training-cost"]
)
def test_ranks_are_those_among_the_systems_known_by_that_day(name: str) -> None:
    result = run_trend(name)
    systems = [
        (row["publication_date"], row["training_compute_flop"])
        for row in load("milestone_systems", result.version).to_pylist()
        if row["training_compute_flop"]
    ]
    columns = ("publication_date", "training_compute_flop", "rank_at_release")
    for day, compute, rank in zip(*(result.points.texts(column) for column in columns), strict=True):
        assert rank == sum(other <= day and flop >= compute for other, flop in systems)
        assert rank <= 10


def test_the_rank_is_a_setting() -> None:
    five = run_trend("cottier-training-cost", settings={"largest_rank": 5}).estimate
    assert five.n < 37


def test_fine_tunes_can_be_left_out() -> None:
    without = run_trend("epoch-training-compute", settings={"with_fine_tunes": False})
    assert 300 < without.estimate.n < 365
    bases = {row["record_id"]: row["base_model"] for row in load("milestone_systems", "2024.10.0").to_pylist()}
    assert not any(bases[record] for record in without.points.texts("record_id"))


def test_the_frontier_option_keeps_records_alone_of_the_ten_largest() -> None:
    records = run_trend("epoch-training-compute", Options(frontier=True)).points
    assert np.all(np.diff(records.y) >= 0)
    largest = run_trend("epoch-frontier-training-compute").points
    assert set(records.texts("record_id")) < set(largest.texts("record_id"))


def test_records_of_a_domain_are_those_among_its_systems() -> None:
    vision = run_trend("epoch-training-compute", Options(frontier=True, domain="Vision")).points
    assert len(vision) > 3
    assert np.all(np.diff(vision.y) >= 0)


def test_a_domain_and_a_period_select() -> None:
    language = run_trend("epoch-training-compute", Options(domain="Language", since=date(2018, 1, 1)))
    assert min(language.points.texts("publication_date")) >= date(2018, 1, 1)
    assert language.estimate.n < 365


def test_an_empty_selection_names_its_options() -> None:
    for name in ("amodei-largest-runs", "epoch-training-compute", "cottier-training-cost"):
        with pytest.raises(ComputeTrendsError, match="--until 1900-01-01"):
            run_trend(name, Options(until=date(1900, 1, 1)))


def test_unknown_costs_are_counted() -> None:
    assert run_trend("cottier-training-cost").left_out == {"training cost is not known": 31}


def test_each_original_stands_beside_the_newest_rows() -> None:
    for stem in ("amodei_hernandez_2018", "epoch_2024", "cottier_2024"):
        names = {trend.name for trend in module_trends(stem)}
        originals = {name for name in names if not name.endswith("-2026")}
        assert originals
        assert {f"{name}-2026" for name in originals} <= names
