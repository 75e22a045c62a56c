"""Trends on training compute end where too little of it is known, in numbers, words and pictures."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from compute_trends.catalog.doors.connect import connect
from compute_trends.catalog.doors.load import load
from compute_trends.catalog.errors import UnknownNameError, UsageError
from compute_trends.trends.estimators.calendar import to_days
from compute_trends.trends.known.fillings import FILLINGS, filled_sql
from compute_trends.trends.pictures.draw import draw_trend
from compute_trends.trends.pictures.series import dots, later_dots
from compute_trends.trends.registry import get_trend, list_trends
from compute_trends.trends.results import TrendResult
from compute_trends.trends.robustness.bounds import bounds
from compute_trends.trends.robustness.listing import list_points
from compute_trends.trends.robustness.multiverse import multiverse
from compute_trends.trends.run import Options, run_trend, select_points, trend_script

ResultOf = Callable[[str], TrendResult]
NEWEST, OLDER = "epoch-training-compute-2026", "epoch-training-compute"
END = date(2023, 6, 30)


def test_the_points_end_with_the_line_and_the_others_are_counted(result_of: ResultOf) -> None:
    found = result_of(NEWEST)
    assert (found.ends, found.data_until) == (END, "data to 2026-08")
    assert max(found.points.texts("publication_date")) <= END
    assert found.subset == "notable models, 2010 to 2023-06"
    assert found.beyond is not None
    assert found.left_out["published after the end of the line"] == len(found.beyond) > 100
    assert min(found.beyond.texts("publication_date")) > END
    assert "The line ends in 2023-06" in found.note
    assert "0 of 20 of the leading developers" in found.note


def test_every_trend_on_training_compute_past_2022_says_what_is_known(result_of: ResultOf) -> None:
    said = 0
    for trend in list_trends():
        found = result_of(trend.name)
        assert found.data_until.startswith("data to ")
        if not trend.about_compute or not found.data_to or found.data_to <= "2022-12":
            assert found.known is None
            continue
        assert found.known is not None, trend.name
        assert found.known.years[-1].period <= found.data_to[:4]
        assert found.known.sentence in found.note
        if trend.endless:
            assert trend.endless in found.note
            assert (found.ends, found.beyond is None or len(found.beyond)) == (None, 0), trend.name
        else:
            assert found.ends is None or max(found.points.x) <= (END - date(1970, 1, 1)).days
        said += 1
    assert said > 80


def test_every_trend_on_training_compute_takes_the_fillings(result_of: ResultOf) -> None:
    unknown = "training compute is not known"
    for trend in list_trends():
        if not trend.about_compute or (result_of(trend.name).data_to or "") <= "2022-12":
            continue
        points, left_out = select_points(trend, Options(filling="median"))
        without = result_of(trend.name)
        if trend.dataset == "benchmark_results":  # a model that nobody dates stays unknown
            assert left_out.get(unknown, 0) < without.left_out[unknown] // 2, trend.name
            assert len(points) > len(without.points)
        else:  # of the first decades nothing is known that could fill
            assert left_out.get(unknown, 0) <= without.left_out.get(unknown, 0) // 10, trend.name


def test_a_trend_over_benchmarks_counts_its_own_models(result_of: ResultOf) -> None:
    found = result_of("thompson-continued-mmlu")
    assert found.known is not None
    models = load_rows("mmlu")
    for share in found.known.years:
        named = {name for name, day, _ in models if day and day.year == int(share.period)}
        known = {name for name, day, flop in models if day and day.year == int(share.period) and flop}
        assert (share.known, share.systems) == (len(known), len(named)), share.period
    assert found.known.leading_years[-1].systems > 10
    assert "After 2024" not in found.note
    halving = result_of("capability-compute-halving")
    assert "After 2023-12 the training compute of fewer than half of the leading developers' models" in halving.note


def load_rows(benchmark: str) -> list[tuple[str, date | None, float | None]]:
    """Model, day and training compute, one for each model, written out without the code that is tested."""
    systems = {row["name"]: row["training_compute_flop"] for row in load("milestone_systems").to_pylist()}
    found: dict[str, tuple[date | None, float | None]] = {}
    for row in load("benchmark_results", "2026.8.1").to_pylist():
        if row["benchmark"] != benchmark or not row["is_primary_metric"]:
            continue
        key = row["name"] or row["record_id"]
        day, flop = found.get(key, (None, None))
        days = [item for item in (day, row["publication_date"] or row["version_release_date"]) if item]
        flop = flop or row["training_compute_flop"] or systems.get(row["milestone_system"])
        found[key] = min(days, default=None), flop
    return [(name, *cells) for name, cells in found.items()]


def test_a_filled_model_has_one_value_in_all_its_results_and_known_ones_theirs() -> None:
    plain, filled = (
        select_points(get_trend("thompson-continued-mmlu"), options)[0]
        for options in (Options(), Options(filling="low"))
    )
    known = dict(zip(plain.texts("name"), plain.x, strict=True))
    others = dict(zip(filled.texts("name"), filled.x, strict=True))
    assert known.items() <= others.items()
    assert len(others) == len(filled)
    assert max(others[name] for name in others.keys() - known.keys()) < max(known.values())
    marked = run_trend("thompson-continued-mmlu", Options(filling="low")).filled
    assert len(marked) == len(filled) - len(plain)


def test_a_trend_cannot_both_end_and_say_why_it_does_not() -> None:
    with pytest.raises(ValueError, match="cannot say why it does not"):
        replace(get_trend(NEWEST), endless="It goes on.")


def test_a_last_day_that_was_asked_for_is_kept_and_the_selection_said() -> None:
    found = run_trend(NEWEST, Options(until=date(2026, 8, 31)))
    assert max(found.points.texts("publication_date")).year == 2026
    assert found.ends is None
    assert "In no half-year after 2023-06" in found.note


def test_a_trend_of_another_quantity_does_not_end(result_of: ResultOf) -> None:
    assert result_of("desislavov-language-flop-per-token").known is None
    with pytest.raises(UsageError, match="hardware-power has no use for --filling; it takes"):
        run_trend("hardware-power", Options(filling="low"))
    with pytest.raises(UnknownNameError, match="no filling 'hihg'; did you mean high"):
        run_trend(NEWEST, Options(filling="hihg"))


def test_the_printed_script_selects_the_same_points(result_of: ResultOf) -> None:
    for options in (Options(), Options(filling="frontier", exclude=("grok-4",)), Options(domain="Vision")):
        cursor = connect().execute(trend_script(NEWEST, options))
        rows = [
            dict(zip((name for name, *_ in cursor.description or ()), row, strict=True)) for row in cursor.fetchall()
        ]
        found = run_trend(NEWEST, options)
        assert len(rows) == len(found.points) + sum(found.left_out.values())
        kept = [row["record_id"] for row in rows if row["training_compute_flop"] and not row["beyond_known"]]
        assert kept == found.points.texts("record_id")


def test_a_listing_says_which_rows_lie_beyond(result_of: ResultOf) -> None:
    rows = list_points(NEWEST).rows
    later = [row for row in rows if row.left_out == "published after the end of the line"]
    beyond = result_of(NEWEST).beyond
    assert beyond is not None
    assert len(later) == len(beyond)


def test_fillings_leave_no_system_unknown_and_known_ones_as_they_are() -> None:
    table = "v2026_8_0.milestone_systems"
    rows = {}
    for name in FILLINGS:
        filled = filled_sql(f"from {table} where year(publication_date) > 2015", name)
        rows[name] = dict(connect().execute(f"select record_id, training_compute_flop from ({filled})").fetchall())
    known = {record: value for record, value in rows["none"].items() if value is not None}
    unknown = rows["none"].keys() - known.keys()
    assert len(unknown) > 300
    for name in FILLINGS:
        assert {record: rows[name][record] for record in known} == known
    for record in unknown:
        low, median, high = (rows[name][record] for name in ("low", "median", "high"))
        assert low <= median <= high
        assert rows["frontier"][record] >= median or rows["frontier"][record] == pytest.approx(median)
    assert rows["frontier"]["claude-opus-4-8"] == max(known.values())


def test_bounds_are_the_trend_under_every_filling(result_of: ResultOf) -> None:
    found = {item.filling: item for item in bounds(result_of(NEWEST))}
    assert list(found) == list(FILLINGS)
    every = run_trend(NEWEST, Options(until=date(2026, 8, 31)))
    assert found["none"].estimate == every.estimate.value
    assert found["low"].n == found["high"].n == len(every.points) + every.left_out["training compute is not known"]
    filled = run_trend(NEWEST, Options(filling="high"))
    assert filled.estimate.value == found["high"].estimate
    assert bounds(filled) == ()
    assert "a supposition, no estimate" in filled.note
    assert len(filled.filled) == every.left_out["training compute is not known"]
    assert bounds(result_of("sevilla-deep-learning-era")) == ()
    json.dumps([item.as_dict() for item in found.values()], allow_nan=False)


def test_bounds_of_what_takes_seconds_have_no_interval(result_of: ResultOf) -> None:
    found = bounds(result_of("sevilla-further-second-boundary"))
    assert {(item.low, item.high) for item in found} == {(None, None)}
    assert found[0].estimate == run_trend("sevilla-further-second-boundary", Options(filling="none")).estimate.value


def test_later_points_are_hollow_and_bear_no_name(result_of: ResultOf) -> None:
    found = result_of(NEWEST)
    later = later_dots(found)
    assert found.beyond is not None
    assert len(later) == len(found.beyond)
    assert all(dot.hollow and not dot.name for dot in later)
    spec = draw_trend(found).to_dict(validate=False)
    text = spec["description"]
    assert "data to 2026-08" in text
    assert "Hollow: 140 points, after 2023-06" in text
    assert "Grok 4" not in text
    hollow = [layer for layer in spec["layer"] if layer["mark"].get("filled") is False]
    assert any(len(layer["data"]["values"]) == len(later) for layer in hollow)


@pytest.mark.parametrize("options", [Options(until=date(2026, 8, 31)), Options(filling="low")])
def test_no_later_point_is_called_a_record_even_where_it_takes_part(options: Options) -> None:
    found = run_trend(NEWEST, options)
    last = (END - date(1970, 1, 1)).days
    assert {dot.name for dot in dots(found, "points") if dot.x > last} == {""}
    assert sum(dot.hollow for dot in dots(found, "points")) == len(found.filled)


def test_reruns_under_other_choices_end_where_the_trend_does(result_of: ResultOf) -> None:
    found = multiverse(NEWEST, limit=4)
    assert found.result.ends == END
    assert max(item.n or 0 for item in found.analyses) <= result_of(NEWEST).estimate.n


def test_a_result_without_dates_goes_to_the_month_of_its_version(result_of: ResultOf) -> None:
    assert result_of("patterson-gpt-3").data_until == "data to 2021-04"
    assert result_of("thompson-imagenet-operations").data_until == "data to 2022-08"
    assert result_of(OLDER).data_until == "data to 2024-09"
    assert result_of("hernandez-alexnet-reduction").as_dict()["data_to"] == "2019-05"


@pytest.mark.parametrize("name", ["systems-cost", "systems-power"])
def test_no_point_is_named_of_a_time_of_which_too_little_is_known(name: str) -> None:
    found = dots(run_trend(name), "all")
    end = to_days(date(2023, 6, 30))
    assert any(dot.x > end for dot in found)
    assert max(dot.x for dot in found if dot.name) <= end
