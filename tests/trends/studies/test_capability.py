"""The study of capability: frontiers, lags, cost at a fixed score, on known series and against the shipped rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest

from compute_trends.catalog.doors.load import load
from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.doors.listing import list_trends
from compute_trends.trends.estimators.saturating import s_curve_fit, weighted_s_curves
from compute_trends.trends.methods.frontiers import frontier_rise, odds_rise, record_places, rise_per_tenfold, steps
from compute_trends.trends.methods.lags import months_behind, points_behind
from compute_trends.trends.methods.lowest import fall_at_fixed_scores, with_unknown
from compute_trends.trends.methods.survival import median_time
from compute_trends.trends.methods.told_apart import NOT_IDENTIFIED, progress_at_fixed_score
from compute_trends.trends.points import Points
from compute_trends.trends.registry import module_trends
from compute_trends.trends.results import TrendResult
from compute_trends.trends.robustness.multiverse import multiverse
from compute_trends.trends.run import Options, run_trend

ResultOf = Callable[[str], TrendResult]
TRENDS = [*module_trends("capability"), *module_trends("capability_cost")]
ROWS = load("benchmark_results", "2026.8.2").to_pylist()
INDEX = [row for row in ROWS if row["benchmark"] == "epoch_capabilities_index"]
START = date(2023, 1, 1)


def points(x: str, y: str, settings: dict[str, float] | None = None, **columns: object) -> Points:
    return Points(pa.table(columns), x, y, settings or {})


def days(number: int, every: int = 30) -> list[date]:
    return [START + timedelta(days=every * step) for step in range(number)]


@pytest.mark.parametrize("name", [trend.name for trend in TRENDS])
def test_every_trend_has_an_answer_with_an_interval_or_says_that_there_is_none(name: str, result_of: ResultOf) -> None:
    found = result_of(name).estimate
    assert found.n > 3
    if isinstance(found.value, str):
        assert (found.value, found.low, found.high) == (NOT_IDENTIFIED, None, None)
    else:
        assert found.low is not None
        assert found.low <= found.value
        assert found.high is None or found.value <= found.high


def test_the_three_questions_are_answered_with_intervals_where_trends_are_listed() -> None:
    listed = {item.name: item for item in list_trends(study="capability")}
    for name in ("capability-index", "capability-compute-halving", "capability-price", "capability-open-lag"):
        item = listed[name]
        assert isinstance(item.value, float)
        assert item.low is not None
        assert item.high is not None
        assert item.n


# --- How fast it rises


def test_of_one_day_the_highest_sets_the_record_and_ties_set_none() -> None:
    x, y = np.array([1.0, 0.0, 1.0, 2.0, 3.0]), np.array([5.0, 4.0, 6.0, 6.0, 7.0])
    assert list(record_places(x, y)) == [1, 2, 4]
    assert list(record_places(x, y, before=6.0)) == [4]
    assert steps(x, y, 9.0) == ((0.0, 1.0, 1.0, 3.0, 3.0, 9.0), (4.0, 4.0, 6.0, 6.0, 7.0, 7.0))


def test_a_known_rise_is_recovered_whatever_lesser_models_score() -> None:
    when = days(40)
    best = [100 + 15 * (day - START).days / 365 for day in when]
    given = points(
        "day", "score", day=[*when, *when], score=[*best, *(score - 20 for score in best)],
        name=[f"m{place}" for place in range(80)], best_before=[-1e9] * 80,
    )  # fmt: skip
    found = frontier_rise()(given)
    assert found.value == pytest.approx(15)
    assert found.low == pytest.approx(15)
    assert found.n == 40
    with pytest.raises(ComputeTrendsError, match="0 models set a record; a line needs at least 3"):
        frontier_rise()(points("day", "score", day=when, score=best, name=["m"] * 40, best_before=[1e3] * 40))


def test_the_frontier_of_the_index_is_that_of_the_rows(result_of: ResultOf) -> None:
    found = result_of("capability-index")
    held = {row["name"]: row["score_index"] for row in INDEX if row["publication_date"] >= date(2023, 3, 15)}
    assert len(found.points) == len(held)
    marked = [
        name
        for name, is_record in zip(found.points.texts("name"), found.points.texts("is_record_setter"), strict=True)
        if is_record
    ]
    assert len(marked) == found.estimate.n
    assert held[marked[-1]] == max(held.values())
    assert [held[name] for name in marked] == sorted(held[name] for name in marked)


def test_records_are_those_of_all_time_in_a_later_period() -> None:
    later = run_trend("capability-index", Options(since=date(2025, 1, 1)))
    best = max(row["score_index"] for row in INDEX if row["publication_date"] < date(2025, 1, 1))
    assert later.estimate.numbers["first_record"] > best  # type: ignore[operator]


def test_a_version_has_its_own_day_unless_asked_otherwise() -> None:
    name = "GPT-4o (Nov 2024)"
    own = next(row["publication_date"] for row in INDEX if row["name"] == name)

    def day(**settings: str) -> date:
        found = run_trend("capability-index", settings=dict(settings)).points
        return dict(zip(found.texts("name"), found.texts("publication_date"), strict=True))[name]  # type: ignore[no-any-return]

    assert (day(), day(dated_by="model")) == (date(2024, 11, 1), own)


def test_growing_odds_are_recovered_and_the_better_form_is_named() -> None:
    when = days(30)
    years = [(day - START).days / 365 for day in when]
    odds = [0.1 * 8**year for year in years]
    score = [0.25 + 0.75 * value / (1 + value) for value in odds]
    columns = {"best_before": [-1e9] * 30, "chance_score": [0.25] * 30, "ceiling_score": [1.0] * 30}
    found = odds_rise(resamples=50)(points("day", "score", day=when, score=score, **columns))
    assert found.value == pytest.approx(8)
    assert found.numbers["better_form"] == "S-curve"
    assert found.numbers["months_from_tenth_to_nine_tenths"] == pytest.approx(12 * 2 * np.log(9) / np.log(8))
    line = [0.3 + 0.2 * year for year in years]
    assert odds_rise(resamples=50)(points("day", "score", day=when, score=line, **columns)).note.endswith(
        "A straight line fits the records better."
    )


def test_weights_choose_the_points_of_an_s_curve() -> None:
    x, share = np.linspace(-2, 2, 9), 1 / (1 + 10 ** -np.linspace(-2, 2, 9))
    share[0] = 0.9
    weights = np.ones((1, 9))
    weights[0, 0] = 0
    assert weighted_s_curves(x, share, 0, 1, weights)[0] == pytest.approx(
        s_curve_fit(x[1:], share[1:], 0, 1).coefficients
    )


def test_points_per_tenfold_are_recovered() -> None:
    flop = [10.0**power for power in range(20, 27)]
    found = rise_per_tenfold()(points("flop", "score", flop=flop, score=[5.0 * power for power in range(20, 27)]))
    assert (found.value, found.low, found.high) == (pytest.approx(5), pytest.approx(5), pytest.approx(5))


# --- Who follows


def _followers(lag_days: int, until: int = 40) -> Points:
    when = days(until)
    late = [day + timedelta(days=lag_days) for day in when]
    heights = [100.0 + step for step in range(until)]
    return points(
        "day", "score", day=[*when, *late], score=[*heights, *heights],
        standing=["ahead"] * until + ["behind"] * until, followed=["a"] * until + ["b"] * until,
        is_counted=[True] * 2 * until,
    )  # fmt: skip


def test_a_known_lag_is_recovered_in_months_and_in_points() -> None:
    lagging = _followers(90)
    found = months_behind(resamples=100)(lagging)
    assert found.value == pytest.approx(90 / 30.4375)
    assert found.numbers["points_not_reached_yet"] == 0
    assert [curve.label for curve in found.curves] == ["best of a", "best of b"]
    ahead = points_behind(resamples=100)(lagging)
    assert 0 < float(ahead.value) <= 3  # three steps while both rise, none once the first has stopped


def test_scores_that_nobody_behind_has_reached_have_no_lag_and_are_counted() -> None:
    every = _followers(90)
    cut = every.take([*range(40), *range(40, 60)])
    found = months_behind(resamples=100)(cut)
    assert found.value == pytest.approx(90 / 30.4375)
    assert found.numbers["points_not_reached_yet"] == 20
    assert "up to 139, have not been reached yet" in found.note
    with pytest.raises(ComputeTrendsError, match="no model of the group behind is selected"):
        months_behind()(every.take(range(40)))


def test_open_weights_are_those_that_index_and_systems_call_so(result_of: ResultOf) -> None:
    found = result_of("capability-open-lag")
    access = {row["name"]: row["model_accessibility"] for row in INDEX}
    for name, standing in zip(found.points.texts("name"), found.points.texts("standing"), strict=True):
        if access[name] is not None:
            assert (standing == "behind") == access[name].startswith("open_weights"), name
            assert access[name] != "unreleased"
    assert found.left_out["whether the weights are open is not known"] > 0
    assert len(found.points) + sum(found.left_out.values()) == len(INDEX)


def test_a_country_follows_another_by_setting() -> None:
    other = run_trend("capability-china-lag", settings={"behind_country": "France"}).estimate
    assert other.value == run_trend("capability-france-lag").estimate.value
    with pytest.raises(ComputeTrendsError, match="did you mean France"):
        run_trend("capability-china-lag", settings={"behind_country": "Frace"})


def test_grace_of_some_points_shortens_the_lag(result_of: ResultOf) -> None:
    graced = run_trend("capability-open-lag", settings={"allowance": 3}).estimate
    assert float(graced.value) < float(result_of("capability-open-lag").estimate.value)


# --- What a score costs


def test_a_known_fall_at_fixed_scores_is_recovered_per_year_and_as_halving_time() -> None:
    when = days(36)
    cost = [1e24 * 4 ** (-(day - START).days / 365) for day in when]
    given = points(
        "day", "cost", day=[*when, *when], cost=[*cost, *(value * 100 for value in cost)],
        score=[50.0] * 36 + [60.0] * 36, model=[f"m{place}" for place in range(72)],
    )  # fmt: skip
    found = fall_at_fixed_scores(resamples=50)(given)
    assert (found.value, found.low) == (pytest.approx(4), pytest.approx(4))
    assert found.numbers["scores"] == 2
    assert fall_at_fixed_scores(as_halving=True, resamples=50)(given).value == pytest.approx(6)
    with pytest.raises(ComputeTrendsError, match="no score has 40 lowest values"):
        fall_at_fixed_scores(least=40)(given)


def test_a_score_counts_on_its_own_benchmark_alone() -> None:
    when = days(8)
    one = points(
        "day", "cost", day=[*when, *when], cost=[*(2.0**-place for place in range(8)), *(9.0,) * 8],
        score=[0.5] * 8 + [0.9] * 8, model=[f"m{place}" for place in range(16)], benchmark=["a"] * 8 + ["b"] * 8,
    )  # fmt: skip
    assert fall_at_fixed_scores(resamples=20)(one).numbers["scores"] == 1


def test_models_of_unknown_computation_are_counted(result_of: ResultOf) -> None:
    found = result_of("capability-compute-halving")
    unknown = len(INDEX) - len(found.points)
    assert found.left_out == {"training compute is not known": unknown}
    assert found.estimate.numbers["unknown_share"] == pytest.approx(unknown / len(INDEX))
    assert f"The training compute of {unknown} of {len(INDEX)} models" in found.note


def test_the_share_of_the_unknown_stands_behind_what_the_method_says() -> None:
    given = points("flop", "score", flop=[1e20, 1e21, 1e22], score=[1.0, 2.0, 3.0], models=[4] * 3, unknown=[1] * 3)
    found = with_unknown(rise_per_tenfold())(given)
    assert found.numbers["unknown_share"] == 0.25
    assert found.note.endswith("The training compute of 1 of 4 models (25%) is unknown.")


def test_the_level_is_that_of_a_model_that_has_one(result_of: ResultOf) -> None:
    found = result_of("capability-compute-at-gpt-4")
    level = next(row["score_index"] for row in INDEX if row["name"] == "GPT-4 (Mar 2023)")
    assert min(found.points.numbers("score")) == level
    with pytest.raises(ComputeTrendsError, match=r"GPT-4 \(Mar 2023\) has no score on mmlu"):
        run_trend("capability-compute-at-gpt-4", settings={"benchmark": "mmlu"})


def _computed(seed: int, noise: float, spread: float = 1.0) -> Points:
    generator = np.random.default_rng(seed)
    years = generator.uniform(0, 4, 300)
    log_flop = 22 + 0.4 * years + spread * generator.normal(size=300)
    score = 10 * (log_flop + years * np.log10(3)) + noise * generator.normal(size=300)
    return points(
        "flop", "score", {"widest_factor": 10}, flop=10**log_flop, score=score,
        publication_date=[START + timedelta(days=float(year * 365)) for year in years],
    )  # fmt: skip


def test_progress_that_was_put_in_is_told_apart_from_computation() -> None:
    found = progress_at_fixed_score(resamples=100)(_computed(1, 0.5))
    assert found.value == pytest.approx(3, rel=0.02)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 3 < found.high


@pytest.mark.parametrize(
    ("noise", "spread", "why"), [(25.0, 1.0, "apart|span"), (0.5, 0.001, "follow from each other")]
)
def test_progress_is_not_identified_where_noise_or_time_decides(noise: float, spread: float, why: str) -> None:
    found = progress_at_fixed_score(resamples=100)(_computed(2, noise, spread))
    assert (found.value, found.low) == (NOT_IDENTIFIED, None)
    assert any(word in found.note for word in why.split("|"))


def test_a_plain_regression_on_the_shipped_rows_has_no_one_answer(result_of: ResultOf) -> None:
    every = result_of("capability-progress").estimate
    systems = run_trend("capability-progress", settings={"compute_source": "systems"}).estimate
    assert (every.value, every.n, systems.value, systems.n) == (NOT_IDENTIFIED, 89, NOT_IDENTIFIED, 42)
    answers = [
        [round(float(found.numbers[f"factor_{name}"] or 0), 1) for name in ("score_on_compute", "compute_on_score")]
        for found in (every, systems)
    ]
    assert answers == [[13.0, 2.1], [196.2, 5.6]]


# --- When a benchmark is used up


def test_the_median_time_counts_those_that_still_wait() -> None:
    given = points(
        "day", "months", day=days(6), months=[10.0, 20.0, 30.0, 40.0, 50.0, 60.0],
        done=[True, False, True, True, False, True],
    )  # fmt: skip
    # Kaplan and Meier: 5/6, then 5/6 x 3/4, then 5/6 x 3/4 x 2/3
    assert median_time("done")(given).value == 40
    none = points("day", "months", day=days(3), months=[1.0, 2.0, 3.0], done=[True, False, False])
    with pytest.raises(ComputeTrendsError, match="it happened to 1 of 3, too few for a median"):
        median_time("done")(none)


def test_a_benchmark_is_saturated_by_the_first_model_that_came_so_far(result_of: ResultOf) -> None:
    found = result_of("capability-saturation")
    rows = {row["name"]: row for row in found.points.table.to_pylist()}
    assert (rows["GSM8K"]["saturated_by"], rows["GSM8K"]["saturated_day"]) == ("GPT-4", date(2023, 3, 14))
    assert all(row["best_score"] < row["chance_score"] + 0.9 * (row["ceiling_score"] - row["chance_score"])
               for row in rows.values() if not row["is_saturated"])  # fmt: skip
    assert "WMT 2014 English-German" not in rows
    assert found.estimate.numbers["happened"] == sum(row["is_saturated"] for row in rows.values())


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        ("capability-index", {"day of a result", "models", "estimator"}),
        ("capability-open-lag", {"day of a result", "models", "a score is reached", "over scores"}),
        ("capability-compute-halving", {"computation", "sureness", "day of a result", "new lows"}),
        ("capability-price", {"models that reason", "new lows"}),
    ],
)
def test_the_choices_of_a_trend_are_run_through(name: str, choices: set[str]) -> None:
    found = multiverse(name, limit=4)
    assert {effect.choice for effect in found.effects} | set(found.inert) <= choices
    assert set(found.analyses[0].choices) <= choices
    assert found.estimates


def test_one_resample_without_an_answer_leaves_the_estimate_without_an_interval() -> None:
    few = points(
        "day", "cost", day=days(4), cost=[8.0, 4.0, 2.0, 1.0], score=[1.0] * 4, model=["a", "b", "c", "d"]
    )  # fmt: skip
    found = fall_at_fixed_scores(resamples=1)(few)  # hardly any draw has all four
    assert float(found.value) > 1
    assert (found.low, found.high) == (None, None)
