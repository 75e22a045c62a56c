"""The audit: what mending contradictions moves, and how many of them were missed."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import pytest

from compute_trends.catalog.doors.connect import connect
from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.trends.estimators.recapture import missed_by_both
from compute_trends.trends.robustness.multiverse import multiverse
from compute_trends.trends.run import Options, run_trend
from compute_trends.trends.studies.audit import STUDY

KINDS = ("deep-learning", "large-scale", "record-setters")


def test_a_known_number_of_things_is_recovered_from_two_independent_searches() -> None:
    generator = np.random.Generator(np.random.SFC64(5))
    held = []
    for _ in range(400):
        one, two = generator.random((2, 200)) < np.array([[0.6], [0.7]])
        found = missed_by_both(int(one.sum()), int(two.sum()), int((one & two).sum()))
        held.append(found.low <= 200 - int((one | two).sum()) <= found.high)
    assert np.mean(held) == pytest.approx(0.95, abs=0.04)


def test_counts_that_cannot_be_are_refused() -> None:
    with pytest.raises(ComputeTrendsError, match="cannot have 4 in common"):
        missed_by_both(3, 9, 4)


def test_the_published_counts_of_the_readers_give_what_the_page_says() -> None:
    found = run_trend("audit-missed").estimate
    assert (found.numbers["found_by_first"], found.numbers["found_by_second"], found.n) == (20, 32, 35)
    assert float(found.value) == pytest.approx(21 * 33 / 18 - 1 - 35)
    assert "2 or 3 more (0 to 7) were missed by both" in STUDY.differences


def test_the_page_counts_kinds_of_slips_as_the_table_has_them() -> None:
    rows = connect().execute("select slip, verdict from compute_contradictions").fetchall()
    slips = Counter(slip for slip, verdict in rows if verdict == "contradiction")
    verdicts = Counter(verdict for _, verdict in rows)
    for number, words in (
        (slips["missing_factor"], "lack a factor"),
        (slips["scope"], "are figures of another system"),
        (slips["double_count"], "count a factor twice"),
        (slips["arithmetic_slip"], "are slips of arithmetic"),
        (slips["wrong_rate"], "take a rate of other hardware"),
        (slips["unit"], "another unit"),
        (verdicts["other_column"], "rows have another column wrong"),
        (verdicts["estimates_disagree"], "notes name estimates that disagree"),
    ):
        assert f"{number} {words}" in STUDY.differences


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_says_how_far_each_headline_moves(kind: str) -> None:
    stated, certain, every = (run_trend(f"audit-{kind}{end}").estimate for end in ("-stated", "", "-all"))
    for found in (stated, certain, every):
        assert f"{float(found.value):.2f}" in STUDY.differences
        assert stated.low is not None and stated.high is not None
        assert stated.low < float(found.value) < stated.high


def test_which_contradictions_are_mended_is_a_choice_of_the_multiverse() -> None:
    found = multiverse("audit-deep-learning")
    assert found.combinations == 6
    assert len({round(value, 4) for value in found.estimates}) > 3
    assert "values of the training compute" in {item.choice for item in found.effects}


def test_systems_of_one_training_run_count_once() -> None:
    held = (
        connect()
        .execute(
            "select count(*) filter (coalesce(training_run, record_id) = record_id), "
            "count(*) filter (training_run <> record_id) from milestone_systems where training_compute_flop is not null"
        )
        .fetchone()
    )
    assert held is not None
    assert held[1] == 11
    assert run_trend("audit-training-runs").estimate.value == held[0]


def test_what_is_mended_is_what_the_corrected_version_holds() -> None:
    mended = run_trend("audit-record-setters").points
    corrected = run_trend("audit-record-setters-stated", Options(version="2026.8.1")).points
    assert mended.texts("record_id") == corrected.texts("record_id")
    assert np.allclose(mended.y, corrected.y)


def test_the_values_of_alphago_of_2024_slow_the_growth_of_large_scale_systems() -> None:
    as_of = Options(as_of=date(2022, 1, 31))
    now, before = (run_trend(f"audit-large-scale-to-2022{end}", as_of).estimate.value for end in ("", "-before"))
    assert (round(float(now), 2), round(float(before), 2)) == (6.46, 8.06)


def test_games_can_be_asked_without_those_that_omit_self_play() -> None:
    both, alike = run_trend("audit-games"), run_trend("audit-games-alike")
    gone = set(both.points.texts("record_id")) - set(alike.points.texts("record_id"))
    assert gone == {"alphago-zero", "alphazero", "muzero", "alphastar"}
    assert any("generation of the data" in reason for reason in alike.left_out)
