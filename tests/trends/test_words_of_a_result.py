"""What a result says of itself follows the options: question, label, published figures."""

from __future__ import annotations

import re
from datetime import date

import pytest

from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.declaration import Trend
from compute_trends.trends.registry import get_trend, list_trends
from compute_trends.trends.run import Options, run_trend, select_points

_YEAR = re.compile(r"(?<![A-Za-z] )(?<!WMT)(?<!et al\. )\b(?:19|20)\d\d(?:-\d\d)?\b")

#: Trends over time, of which a period may be asked.
OVER_TIME = [trend.name for trend in list_trends() if "since" in trend.options and trend.x and trend.x.scale == "time"]


def test_without_options_a_result_speaks_as_its_trend_is_declared() -> None:
    found = run_trend("sevilla-deep-learning-era")
    assert (found.question, found.subset) == (found.trend.question, found.trend.subset)
    assert list(found.published) == [item for item in found.trend.comparisons if not item.given]
    assert found.published


def test_a_period_that_was_asked_for_stands_in_place_of_the_declared_one() -> None:
    found = run_trend("three-forces-flop-per-usd", Options(since=date(2014, 1, 1), until=date(2018, 1, 1)))
    assert found.subset == "fastest 16-bit or 32-bit rate, 2014-02 to 2017-12"
    early = run_trend("sevilla-pre-deep-learning-era", Options(since=date(1959, 1, 1), until=date(2009, 12, 31)))
    assert early.subset == "1959-01 to 2009-06, all, low outliers removed"
    assert not early.published


@pytest.mark.parametrize(
    ("name", "options", "question"),
    [
        (
            "sevilla-deep-learning-era",
            Options(since=date(2015, 1, 1)),
            "How fast has training compute grown from 2015-02 to 2022-01?",
        ),
        (
            "amodei-largest-runs-2026",
            Options(since=date(2005, 1, 1), version="2024.10.0"),
            (
                "How fast did the computation of the largest training runs double from 2007-06 to 2017-10, "
                "on the rows of 2024.10.0?"
            ),
        ),
        (
            "epoch-training-compute",
            Options(domain="Vision", frontier=True),
            (
                "By what factor does training compute grow per year among notable models, Vision alone, "
                "records of all time?"
            ),
        ),
    ],
)
def test_the_question_is_that_of_the_points(name: str, options: Options, question: str) -> None:
    assert run_trend(name, options).question == question


@pytest.mark.parametrize("name", OVER_TIME[::4])
def test_no_declared_period_outlives_an_option(name: str) -> None:
    _only_its_own_years(get_trend(name))


@pytest.mark.slow
@pytest.mark.parametrize("name", OVER_TIME)
def test_no_declared_period_of_any_trend_outlives_an_option(name: str) -> None:
    _only_its_own_years(get_trend(name))


def _only_its_own_years(trend: Trend) -> None:
    days = sorted(_days(trend))
    first = days[len(days) // 4]
    try:
        found = run_trend(trend, Options(since=first))
    except ComputeTrendsError:
        pytest.skip("no answer on so few points")
    dates = sorted(day for day in found.points.texts(trend.x.column if trend.x else ""))
    span = {f"{day:%Y-%m}" for day in (dates[0], dates[-1])}
    words = f"{found.question} {found.subset}"
    for fixed in ("on the rows of 20\\d\\d", "study of 2022", "found in 2022", "WMT-14"):
        words = re.sub(fixed, "", words)
    assert set(_YEAR.findall(words)) <= span


def _days(trend: Trend) -> list[date]:
    points, _ = select_points(trend)
    return points.texts(trend.x.column if trend.x else "")


def test_what_holds_by_construction_is_said_in_the_result() -> None:
    found = run_trend("three-forces-life-energy")
    assert found.estimate.value == pytest.approx(run_trend("three-forces-energy-per-frontier-model").estimate.value)
    assert "by construction" in found.note
    assert found.as_dict()["by_construction"].startswith("Equal to three-forces-energy-per-frontier-model")
    assert get_trend("sevilla-deep-learning-era").by_construction == ""
