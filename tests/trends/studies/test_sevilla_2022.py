"""The first study, on the shipped rows of versions 2022.2.0 and 2026.8.0."""

from __future__ import annotations

import json
from datetime import date
from functools import cache

import numpy as np
import pytest

from compute_trends.catalog.doors.load import load
from compute_trends.trends.estimators.calendar import to_days
from compute_trends.trends.estimators.selection import record_setters, rolling_z_scores
from compute_trends.trends.published.figures import figures
from compute_trends.trends.published.verdicts import Reproduced
from compute_trends.trends.run import Options, reproduce, run_trend
from compute_trends.trends.studies.sevilla_2022 import TRENDS


@cache
def _rows() -> list[Reproduced]:
    return reproduce("sevilla-2022")


def test_all_figures_of_the_tables_are_recomputed_and_none_is_outside() -> None:
    assert {row.figure for row in _rows()} == {item.id for item in figures().values() if item.study == "sevilla-2022"}
    assert {row.figure for row in _rows() if row.verdict != "within"} == {
        "sevilla-systems", "sevilla-table-6-without-alphago", "sevilla-table-7-games",
    }  # fmt: skip
    assert {row.verdict for row in _rows()} == {"within", "agrees"}
    assert len(json.dumps([row.as_dict() for row in _rows()], allow_nan=False)) > 1000


@pytest.mark.parametrize(
    ("name", "months", "n"),
    [
        ("sevilla-pre-deep-learning-era", 21.3, 19),
        ("sevilla-deep-learning-era-regular-scale", 5.85, 80),
        ("sevilla-large-scale-era-large-scale", 10.7, 19),
        ("sevilla-large-scale-era-regular-scale", 5.76, 60),
        ("sevilla-large-scale-era", 6.66, 79),
        ("sevilla-deep-learning-era", 5.55, 99),
    ],
)
def test_the_plain_fits_are_those_of_the_conventions(name: str, months: float, n: int) -> None:
    found = run_trend(name).estimate
    assert found.n == n
    assert found.value == pytest.approx(months, abs=0.05)
    assert found.low is not None
    assert found.high is not None
    assert found.low < float(found.value) < found.high


def test_our_intervals_overlap_every_published_one() -> None:
    for row in _rows():
        if row.published_low is not None and row.published_high is not None:
            assert row.low is not None
            assert row.high is not None
            assert row.low < row.published_high
            assert row.high > row.published_low


def test_the_miscounts_of_table_2_are_said() -> None:
    notes = {row.subset: row.note for row in _rows()}
    assert notes["2010-01 to 2022-02, regular scale"].startswith("n = 80, published 72.")
    assert notes["2015-09 to 2022-02, large scale"].startswith("n = 19, published 16.")


@pytest.mark.parametrize("version", ["2022.2.0", "2026.8.0"])
def test_the_scores_in_sql_are_those_of_the_estimator(version: str) -> None:
    table = load("milestone_systems", version)
    as_of = date(2026, 8, 19)
    systems = [row for row in table.to_pylist() if row["training_compute_flop"] and row["publication_date"] <= as_of]
    scores = rolling_z_scores(
        [to_days(row["publication_date"]) for row in systems], [row["training_compute_flop"] for row in systems]
    )
    expected = {row["record_id"]: z for row, z in zip(systems, scores, strict=True)}
    seen = 0
    for name in ("sevilla-pre-deep-learning-era", "sevilla-deep-learning-era"):
        points = run_trend(name, Options(version=version, as_of=as_of, until=as_of)).points
        for record, z in zip(points.texts("record_id"), points.numbers("z_score"), strict=True):
            assert z == pytest.approx(expected[record], abs=1e-9)
            assert z >= -2
        seen += len(points)
    assert seen == sum(z >= -2 for z in expected.values())


def test_the_scales_part_the_era() -> None:
    regular, large, both = (
        set(run_trend(f"sevilla-large-scale-era{suffix}").points.texts("record_id"))
        for suffix in ("-regular-scale", "-large-scale", "")
    )
    assert regular | large == both
    assert not regular & large


def test_the_records_within_a_period_are_a_setting() -> None:
    every = run_trend("sevilla-deep-learning-era").points
    records = run_trend("sevilla-deep-learning-era", Options(frontier=True), {"records_within_period": True}).points
    assert 5 < len(records) < len(every)
    assert list(records.y) == list(every.y[record_setters(every.x, every.y)])
    assert np.all(np.diff(records.y) > 0)


@pytest.mark.parametrize(
    ("name", "until", "months", "n", "r2"),
    [
        ("sevilla-pre-deep-learning-era", None, 19.9, 10, 0.83),
        ("sevilla-deep-learning-era", date(2015, 8, 31), 7.2, 7, 0.81),
        ("sevilla-large-scale-era", None, 8.5, 7, 0.66),
    ],
)
def test_the_frontier_holds_the_records_of_all_time_as_table_6_does(
    name: str, until: date | None, months: float, n: int, r2: float
) -> None:
    found = run_trend(name, Options(frontier=True, until=until)).estimate
    assert found.value == pytest.approx(months, abs=0.05)
    assert found.n == n
    assert found.r2 == pytest.approx(r2, abs=0.005)


def test_a_system_that_equals_the_record_is_one() -> None:
    records = run_trend("sevilla-pre-deep-learning-era", Options(frontier=True)).points.y
    assert np.any(np.diff(records) == 0)
    assert np.all(np.diff(records) >= 0)


def test_as_of_hides_later_systems_from_the_scores_too() -> None:
    early = run_trend("sevilla-deep-learning-era", Options(as_of=date(2016, 6, 30))).points
    late = run_trend("sevilla-deep-learning-era", Options(until=date(2016, 6, 30))).points
    assert max(early.texts("publication_date")) <= date(2016, 6, 30)
    assert max(late.texts("publication_date")) <= date(2016, 6, 30)
    scores = [dict(zip(p.texts("record_id"), p.numbers("z_score"), strict=True)) for p in (early, late)]
    common = scores[0].keys() & scores[1].keys()
    assert any(scores[0][record] != pytest.approx(scores[1][record]) for record in common)


def test_a_domain_selects_its_systems_without_rescoring_them() -> None:
    every = run_trend("sevilla-deep-learning-era").points
    vision = run_trend("sevilla-deep-learning-era", Options(domain="Vision")).points
    scores = dict(zip(every.texts("record_id"), every.numbers("z_score"), strict=True))
    assert 0 < len(vision) < len(every)
    for record, z in zip(vision.texts("record_id"), vision.numbers("z_score"), strict=True):
        assert z == scores[record]


def test_a_threshold_is_a_setting() -> None:
    wide = run_trend("sevilla-large-scale-era-large-scale", settings={"large_scale_z": 0.5}).estimate.n
    narrow = run_trend("sevilla-large-scale-era-large-scale", settings={"large_scale_z": 1.2}).estimate.n
    assert wide > 19 > narrow


def test_the_same_questions_are_asked_of_the_newest_rows() -> None:
    names = {trend.name for trend in TRENDS}
    first = {name for name in names if not name.endswith(("-2024", "-2026"))}
    assert names == first | {f"{name}-{year}" for name in first for year in (2024, 2026)}
    found = run_trend("sevilla-deep-learning-era-2026")
    assert found.version == "2026.8.0"
    assert found.left_out["training compute is not known"] > 0
    assert run_trend("sevilla-systems-2024").estimate.value == 867
    assert run_trend("sevilla-systems-2026").estimate.value == 1050
    assert run_trend("sevilla-systems").estimate.value == 123
