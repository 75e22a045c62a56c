"""The rows behind an estimate, and single records taken out or alone."""

from __future__ import annotations

from datetime import date

import pytest

from compute_trends.catalog.doors.load import load
from compute_trends.catalog.errors import ComputeTrendsError, UnknownNameError, UsageError
from compute_trends.trends.robustness.listing import list_points
from compute_trends.trends.run import Options, run_trend, trend_script

LARGE = "sevilla-large-scale-era"


def test_every_point_is_listed_with_its_record_value_and_source() -> None:
    found = list_points(LARGE)
    result = run_trend(LARGE)
    points = [row for row in found.rows if not row.left_out]
    assert [row.record_id for row in points] == result.points.texts("record_id")
    assert [row.y for row in points] == list(result.points.y)
    sources = {row["record_id"]: row["source"] for row in load("milestone_systems", "2022.2.0").to_pylist()}
    assert all(row.source == sources[row.record_id] and row.dataset == "milestone_systems" for row in points)
    assert found.columns[:4] == ["record_id", "name", "publication_date", "training_compute_flop"]


def test_what_was_left_out_is_listed_with_the_reason_that_the_result_counts() -> None:
    for name in ("sevilla-deep-learning-era-2026", "hardware-flop-per-usd", "thompson-imagenet-hardware-burden"):
        found = list_points(name)
        counts: dict[str, int] = {}
        for row in found.rows:
            if row.left_out:
                counts[row.left_out] = counts.get(row.left_out, 0) + 1
        assert counts == dict(run_trend(name).left_out)
        assert counts
    low = [row for row in list_points("sevilla-deep-learning-era").rows if "low outlier" in row.left_out]
    assert low


def test_without_a_record_the_records_of_all_time_are_those_of_the_others() -> None:
    """Sevilla et al. 2022, table 6: 7.5 months without AlphaGo Master and AlphaGo Zero, n = 9, R2 0.93."""
    found = run_trend(LARGE, Options(frontier=True, exclude=("alphago-master", "alphago-zero"))).estimate
    assert found.value == pytest.approx(7.5, abs=0.05)
    assert (found.n, found.r2) == (9, pytest.approx(0.93, abs=0.005))
    assert found.n > run_trend(LARGE, Options(frontier=True)).estimate.n


def test_an_excluded_record_is_listed_as_such() -> None:
    found = list_points(LARGE, Options(exclude=("alphago-zero",)))
    assert [row.record_id for row in found.rows if row.left_out == "excluded by --exclude"] == ["alphago-zero"]


def test_only_the_wanted_points_are_fitted() -> None:
    wanted = ("alphago-lee", "alphago-zero", "gnmt")
    found = run_trend(LARGE, Options(only=wanted))
    assert sorted(found.points.texts("record_id")) == sorted(wanted)
    assert found.question.endswith("alphago-lee and alphago-zero and gnmt alone?")
    with pytest.raises(ComputeTrendsError, match="one point"):
        run_trend(LARGE, Options(only=("gnmt",)))


@pytest.mark.parametrize("option", ["exclude", "only"])
@pytest.mark.parametrize(
    ("record", "error", "message"),
    [
        ("alphago-zer", UnknownNameError, "no record in milestone_systems 'alphago-zer'; did you mean alphago-zero"),
        ("alexnet", UsageError, "alexnet is no point of sevilla-large-scale-era: the trend does not select it"),
    ],
)
def test_a_record_that_is_no_point_is_named(
    option: str, record: str, error: type[ComputeTrendsError], message: str
) -> None:
    options = Options(exclude=(record,)) if option == "exclude" else Options(only=(record,))
    with pytest.raises(error, match=message):
        run_trend(LARGE, options)


def test_a_row_without_a_value_is_no_point_for_that_reason() -> None:
    row = next(row for row in list_points("sevilla-deep-learning-era-2026").rows if "not known" in row.left_out)
    with pytest.raises(UsageError, match=f"{row.record_id} is no point .*: training compute is not known"):
        run_trend("sevilla-deep-learning-era-2026", Options(exclude=(row.record_id,)))


def test_one_record_cannot_be_out_and_alone() -> None:
    with pytest.raises(UsageError, match="named by --exclude and by --only"):
        run_trend(LARGE, Options(exclude=("gnmt",), only=("gnmt",)))


def test_the_printed_sql_selects_the_same_points() -> None:
    options = Options(frontier=True, exclude=("alphago-master", "alphago-zero"), since=date(2015, 9, 1))
    text = trend_script(LARGE, options)
    assert "where record_id not in ('alphago-master', 'alphago-zero')" in text
    assert run_trend(LARGE, options).settings["milestone_systems"] == "v2022_2_0.milestone_systems"


def test_a_quotient_does_without_a_chip_as_well_as_without_a_system() -> None:
    name = "three-forces-energy-per-frontier-model"
    every = run_trend(name).estimate
    chip = next(row.record_id for row in list_points(name).rows if row.dataset == "accelerators" and not row.left_out)
    system = next(row.record_id for row in list_points(name).rows if row.dataset == "milestone_systems")
    assert run_trend(name, Options(exclude=(chip, system))).estimate.n == every.n - 2
