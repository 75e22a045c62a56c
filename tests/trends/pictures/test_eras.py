"""The shades of eras behind pictures of training compute over time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from compute_trends.trends.estimators.calendar import to_days
from compute_trends.trends.pictures.draw import draw_trend
from compute_trends.trends.pictures.eras import cuts_of
from compute_trends.trends.results import TrendResult
from compute_trends.trends.run import run_trend

CUTS = [to_days(date(2010, 1, 1)), to_days(date(2015, 9, 1))]


def edges(result: TrendResult) -> list[float]:
    """The days on which one shade gives way to the next."""
    layers = draw_trend(result).to_dict()["layer"]
    shades = [layer["data"]["values"][0] for layer in layers if layer["mark"]["type"] == "rect"]
    return [shade["from"] / 86_400_000 for shade in shades if "from" in shade][1:]


@pytest.mark.parametrize("name", ["sevilla-deep-learning-era", "sevilla-further-first-boundary"])
def test_the_eras_are_cut_where_the_script_cuts_them(name: str, result_of: Callable[[str], TrendResult]) -> None:
    assert edges(result_of(name)) == CUTS


def test_eras_move_with_the_setting() -> None:
    later = run_trend("sevilla-deep-learning-era", settings={"large_scale_era_since": date(2016, 6, 1)})
    assert edges(later) == [CUTS[0], to_days(date(2016, 6, 1))]


def test_a_script_that_cuts_no_eras_has_none(result_of: Callable[[str], TrendResult]) -> None:
    result = result_of("epoch-training-compute")
    assert cuts_of(result.settings) is None
    assert edges(result) == []


def test_scripts_that_cut_eras_cut_them_on_the_same_days(result_of: Callable[[str], TrendResult]) -> None:
    cuts = {cuts_of(result_of(name).settings) for name in ("sevilla-deep-learning-era", "sevilla-further-eras")}
    assert cuts == {(date(2010, 1, 1), date(2015, 9, 1))}
