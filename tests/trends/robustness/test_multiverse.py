"""Multiverses of a made-up trend whose choices have known effects, and of real ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from compute_trends.catalog.errors import ComputeTrendsError, UsageError
from compute_trends.trends.choices.common import Choice, Level, estimators_of_doubling, estimators_of_growth, values
from compute_trends.trends.choices.options import Options, trend_variables
from compute_trends.trends.declaration import OPTIONS, Axis, Trend
from compute_trends.trends.estimators.robust import theil_sen_slope
from compute_trends.trends.methods.growth import doubling
from compute_trends.trends.points import Points
from compute_trends.trends.registry import get_trend, list_trends
from compute_trends.trends.results import TrendResult
from compute_trends.trends.robustness.effects import effects
from compute_trends.trends.robustness.multiverse import multiverse
from compute_trends.trends.robustness.selections import Selections
from compute_trends.trends.run import run_trend
from compute_trends.trends.script import parse_script

SCRIPT = parse_script(
    "made_up",
    """\
set variable milestone_systems = coalesce(getvariable('milestone_systems'), 'v2022_2_0.milestone_systems'); -- table
set variable pace = coalesce(getvariable('pace'), 90); -- days in which the systems double
set variable kind = coalesce(getvariable('kind'), 'a'); -- half of the systems
set variable unused = coalesce(getvariable('unused'), 0); -- nothing

-- Systems 30 days apart: kind b grows as kind a does, with a little noise, or with much where the table is a later one.
create or replace temp view made_up_systems as
select i as record_id, date '2015-01-01' + i::int * 30 as published, i * 30 as day, if(i % 2 = 0, 'a', 'b') as kind,
  2 ** (sin(i * i * 12.9898)
    * if((select count(*) from query_table(getvariable('milestone_systems'))) = 123, 0.08, 0.7)) as noise
from range(60) as t(i) where kind = getvariable('kind') or getvariable('kind') = 'both';

-- name: made-up
select record_id, published, 1e18 * 2 ** (day / getvariable('pace')::double) * noise as flop from made_up_systems
where getvariable('since') is null or published >= getvariable('since')
order by published, record_id;
""",
)
PACE = values("pace", "pace", ("90 days", 90), ("180 days", 180), ("270 days", 270))
KIND = values("kind", "kind", ("a", "a"), ("b", "b"), ("both", "both"))
UNUSED = values("unused", "unused", ("nothing", 0), ("nothing else", 1))
ESTIMATOR = estimators_of_doubling(30)


def made_up(*choices: Choice) -> Trend:
    return Trend(
        name="made-up",
        study="made-up",
        question="How fast?",
        quantity="doubling time",
        subset="all",
        unit="month",
        script=SCRIPT,
        dataset="milestone_systems",
        estimate=doubling(resamples=50, noise_factor=1),
        x=Axis("published", "Publication date", scale="time"),
        y=Axis("flop", "Training compute", "FLOP", "log"),
        options=("since",),
        choices=choices,
    )


def test_the_choice_that_is_known_to_matter_most_comes_first() -> None:
    found = multiverse(made_up(KIND, PACE, ESTIMATOR))
    assert found.combinations == len(found.analyses) == 27
    assert found.seed is None
    most, *rest = found.effects
    assert most.choice == "pace"
    assert most.range == pytest.approx(3, rel=0.02)  # the doubling takes three times as long
    assert most.share > 0.99
    assert all(effect.range < 1.05 for effect in rest)
    assert [level.label for level in most.levels] == ["90 days", "180 days", "270 days"]
    assert [level.mean for level in most.levels] == pytest.approx([3, 6, 9], rel=0.03)
    assert found.lowest == pytest.approx(3, rel=0.05)
    assert found.highest == pytest.approx(9, rel=0.05)
    assert found.median == pytest.approx(6, rel=0.05)
    assert found.tenth < found.median < found.ninetieth


def test_every_analysis_is_what_a_run_of_the_trend_with_its_settings_gives() -> None:
    trend = made_up(KIND, PACE, ESTIMATOR)
    found = multiverse(trend)
    for analysis in found.analyses:
        if analysis.choices["estimator"] == "least squares":
            pace = float(analysis.choices["pace"].split()[0])
            expected = run_trend(trend, settings={"kind": analysis.choices["kind"], "pace": pace}).estimate
            assert analysis.estimate == pytest.approx(expected.value, rel=1e-9)
            assert analysis.n == expected.n
    (own,) = found.places
    assert own.label == "this trend"
    assert own.value == run_trend(trend).estimate.value
    assert own.share_below < 1 / 3


def test_other_tables_are_choices_and_the_noisier_one_spreads() -> None:
    table = Choice("table", (Level("2022.2.0"), Level("2024.10.0", version="2024.10.0")))
    found = multiverse(made_up(table, KIND))
    assert {effect.choice for effect in found.effects} == {"table", "kind"}
    spread = {
        label: np.ptp([item.estimate for item in found.analyses if item.choices["table"] == label])
        for label in ("2022.2.0", "2024.10.0")
    }
    assert spread["2024.10.0"] > spread["2022.2.0"]


def test_a_choice_without_effect_is_left_out_and_named() -> None:
    found = multiverse(made_up(UNUSED, KIND))
    assert found.inert == ("unused",)
    assert found.combinations == 3
    with pytest.raises(UsageError, match=r"has no choices to vary: the points are the same either way \(unused\)"):
        multiverse(made_up(UNUSED))


def test_what_the_user_sets_is_no_choice_any_more() -> None:
    trend = made_up(PACE, KIND)
    found = multiverse(trend, settings={"pace": 270})
    assert {effect.choice for effect in found.effects} == {"kind"}
    assert found.lowest == pytest.approx(9, rel=0.05)
    since = multiverse(trend, Options(since=date(2017, 1, 1)))
    assert max(item.n or 0 for item in since.analyses) < 40
    with pytest.raises(UsageError, match="made-up has no choices to vary; the options decide all it has"):
        multiverse(made_up(PACE), settings={"pace": 270})
    with pytest.raises(UsageError, match=r"made-up has no choices to vary$"):
        multiverse(made_up())


def test_too_many_combinations_are_sampled_alike_every_time() -> None:
    trend = made_up(KIND, PACE, ESTIMATOR)
    found, again = multiverse(trend, limit=20), multiverse(trend, limit=20)
    assert found.seed is not None
    assert found.combinations == 27
    assert len({tuple(item.choices.values()) for item in found.analyses}) == len(found.analyses) == 20
    assert found.analyses == again.analyses
    assert multiverse(trend, limit=20, seed=3).analyses != found.analyses
    assert found.effects[0].choice == "pace"
    with pytest.raises(UsageError, match="needs 2 analyses or more, not 1"):
        multiverse(trend, limit=1)


def test_analyses_without_an_estimate_are_counted() -> None:
    since = values("since", "since", ("any", None), ("never", date(2030, 1, 1)))
    falling = values("pace", "pace", ("90 days", 90), ("backwards", -90))
    found = multiverse(made_up(since, falling, ESTIMATOR))
    assert sum(found.failures.values()) == 9
    assert found.failures["y does not grow, so never doubles"] == 3
    assert any("there is no point" in reason for reason in found.failures)
    assert len(found.estimates) == 3
    never = next(effect for effect in found.effects if effect.choice == "since").levels[1]
    assert (never.mean, never.analyses, never.failures) == (None, 0, 6)
    json.dumps(found.as_dict(), allow_nan=False)


def test_effects_are_differences_where_an_estimate_is_not_positive() -> None:
    choices = (values("a", "a", ("x", 1), ("y", 2)), values("b", "b", ("u", 1), ("v", 2)))
    found = effects(
        choices,
        [({"a": a, "b": b}, (-1.0 if a == "x" else 3.0) + (0 if b == "u" else 0.5)) for a in "xy" for b in "uv"],
    )
    assert [(item.choice, item.range, item.geometric) for item in found] == [("a", 4, False), ("b", 0.5, False)]
    assert [item.share for item in found] == pytest.approx([16 / 16.25, 0.25 / 16.25])  # without interaction: all of it


def test_a_choice_has_two_levels_with_different_labels() -> None:
    with pytest.raises(ValueError, match="needs two levels or more"):
        Choice("one", (Level("only"),))
    with pytest.raises(ValueError, match="different labels"):
        Choice("same", (Level("a"), Level("a")))


def test_estimators_agree_on_a_clean_line_and_two_of_them_shrug_off_a_wild_point() -> None:
    days = np.arange(0, 3000, 30.0)
    clean = 10.0 ** (18 + days / 1000)
    wild = clean.copy()
    wild[-1] *= 1e6
    for choice, expected in (
        (estimators_of_doubling(30), np.log10(2) * 1000 / 30),
        (estimators_of_growth(365), 10**0.365),
    ):
        numbers = {}
        for level in choice.levels:
            assert level.estimate is not None
            assert level.estimate(Points(pa.table({"x": days, "y": clean}), "x", "y")) == pytest.approx(expected)
            numbers[level.label] = level.estimate(Points(pa.table({"x": days, "y": wild}), "x", "y"))
        assert abs(numbers["least squares"] / expected - 1) > 0.05
        assert numbers["least absolute deviations"] == pytest.approx(expected, rel=0.01)
        assert numbers["Theil-Sen"] == pytest.approx(expected, rel=0.02)


def test_theil_sen_agrees_with_scipy_also_where_x_repeats() -> None:
    from scipy.stats import theilslopes

    generator = np.random.default_rng(5)
    x, y = np.repeat(np.arange(30.0), 3), generator.normal(0, 1, 90)
    assert theil_sen_slope(x, y) == pytest.approx(theilslopes(y, x).slope)
    with pytest.raises(ComputeTrendsError, match="too many pairs"):
        theil_sen_slope(np.arange(10_001), np.arange(10_001))


VARIED = [trend for trend in list_trends() if trend.choices]
FIRST_OF_STUDY = {trend.study: trend.name for trend in reversed(VARIED)}


def _asks_for_the_same(levels: Sequence[Level], result: TrendResult) -> bool:
    """Whether levels give a trend's statement the variables that it has anyway, so that it cannot select otherwise."""
    trend = result.trend
    own = {**dict.fromkeys(OPTIONS), **trend_variables(trend, Options(), None), **result.settings}
    return all(
        level.statement in ("", trend.statement)
        and level.version in (None, result.version)
        and all(name in own and own[name] == value for name, value in level.variables.items())
        for level in levels
    )


def test_trends_of_every_kind_declare_choices() -> None:
    studies = {trend.study for trend in VARIED}
    assert {"sevilla-2022", "sevilla-further", "thompson-2022", "epoch-2024", "hardware"} <= studies
    assert len(VARIED) > 100


@pytest.mark.parametrize("trend", VARIED, ids=lambda trend: trend.name)
def test_the_first_levels_are_what_the_trend_does(trend: Trend, result_of: Callable[[str], TrendResult]) -> None:
    result, levels = result_of(trend.name), [choice.levels[0] for choice in trend.choices]
    points = result.points
    if trend.name == FIRST_OF_STUDY[trend.study] or not _asks_for_the_same(levels, result):
        with Selections(trend) as selections:
            points = selections.points(levels)
        assert points.table.equals(result.points.table)
        assert points.settings == result.settings
    estimates = [level.estimate(points) for level in levels if level.estimate is not None]
    assert not estimates or estimates == pytest.approx([result.estimate.value], rel=1e-9)


def test_sevilla_depends_most_on_the_table() -> None:
    found = multiverse("sevilla-large-scale-era", limit=100)
    assert found.combinations == 1458
    assert len(found.analyses) == 100
    assert found.effects[0].choice == "table"
    assert {place.label for place in found.places} == {"this trend", "published"}
    assert all(3 < value < 8 for value in found.estimates)


def test_the_projection_differs_by_the_form_of_the_law() -> None:
    found = multiverse("thompson-imagenet-projection")
    assert found.effects[0].choice == "form"
    assert found.effects[0].range > 10
    assert get_trend("thompson-imagenet-projection").unit == "FLOP"


@pytest.mark.parametrize(
    "decided", [{"lifetime_year": 4, "earlier_quarters": 4}, pytest.param({}, marks=pytest.mark.slow)], ids=len
)
def test_what_is_assumed_is_an_arm_though_it_moves_no_point(decided: dict[str, int]) -> None:
    found = multiverse("industry-scale-available", settings=decided)
    moved = {effect.choice: effect.range for effect in found.effects}
    assert len(moved) == 4 - len(decided)
    assert found.inert == ()
    assert moved["utilisation"] == pytest.approx(0.5 / 0.1)
    assert moved["share in operation"] == pytest.approx(0.95 / 0.6)


def test_the_pace_of_algorithms_moves_the_growth_of_service() -> None:
    found = multiverse("industry-scale-service", limit=6)
    assert "algorithms halve" not in found.inert
