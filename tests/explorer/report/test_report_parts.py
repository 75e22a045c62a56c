from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compute_trends.catalog.changes.diff import diff
from compute_trends.catalog.errors import UnknownNameError, UsageError
from compute_trends.catalog.versions import datasets, versions
from compute_trends.explorer.report.answers import beside, headlines, told_together
from compute_trends.explorer.report.movements import movements, unmoved
from compute_trends.explorer.report.quality import quality
from compute_trends.trends.published.figures import figures
from compute_trends.trends.run import reproduce
from compute_trends.validators.explaining.coverage import coverage

PATTERSON = reproduce("patterson-2021")[0]


NUMBERS = st.floats(-1e30, 1e30)


@given(NUMBERS, NUMBERS, st.lists(st.none() | NUMBERS, min_size=4, max_size=4))
def test_both_figures_are_drawn_to_one_scale_in_their_order(
    published: float, ours: float, ends: list[float | None]
) -> None:  # fmt: skip
    low, high, our_low, our_high = ends
    row = replace(
        PATTERSON,
        published=published,
        published_low=low,
        published_high=high,
        estimate=ours,
        low=our_low,
        high=our_high,
    )
    drawn = beside(row).drawn
    assert drawn is not None
    values = [published, low, high, ours, our_low, our_high]
    places = [place for span in drawn for place in (span.at, span.low, span.high)]
    known = [(value, place) for value, place in zip(values, places, strict=True) if value is not None]
    assert [place is None for place in places] == [value is None for value in values]
    assert all(0 <= place <= 1 for _, place in known if place is not None)
    assert [place for _, place in sorted(known)] == sorted(place for _, place in known if place is not None)


def test_a_direction_in_words_is_not_drawn() -> None:
    assert beside(replace(PATTERSON, published="rises", estimate="rises")).drawn is None
    assert beside(replace(PATTERSON, estimate=None)).drawn is None
    assert beside(replace(PATTERSON, estimate=None)).ours == "none"


@pytest.mark.slow
def test_every_headline_stands_beside_its_published_figure() -> None:
    rows = [item for study in headlines().values() for item in study]
    quoted = [item for item in figures().values() if item.headline]
    assert sorted(item.row.figure for item in rows) == sorted(item.id for item in quoted)
    assert {item.reference for item in rows} == {item.reference for item in quoted}
    assert told_together(rows)


def test_what_moved_is_what_the_diff_says() -> None:
    (moved,) = movements(of=["algorithmic_efficiency"])
    before, after = versions("algorithmic_efficiency")[-2:]
    changes = diff("algorithmic_efficiency", before, after)
    cells = [cell for item in changes.revised for cell in item.cells]
    assert moved.changes == changes
    assert moved.cells == len(cells) > 0
    assert moved.explained == sum(cell.why is not None for cell in cells) == sum(count for _, count in moved.reasons)
    assert moved.attribution is None
    record = moved.telling[0].record
    assert [cell.column for cell in moved.cells_of(record)] == [cell.column for cell in moved.telling[0].cells]


@pytest.mark.slow
def test_a_headline_is_attributed_and_the_parts_sum_to_its_movement() -> None:
    (moved,) = movements({"milestone_systems": "2026.8.0"}, of=[])
    found = moved.attribution
    assert found is not None
    assert sum(part.contribution for part in found.groups) == pytest.approx(found.movement)
    assert sum(item.effect for item in found.influential) + found.remainder == pytest.approx(found.movement)


def test_datasets_with_one_version_cannot_have_moved() -> None:
    assert {name for name in datasets() if len(versions(name)) == 1} == set(unmoved())


@pytest.mark.parametrize(
    ("since", "error", "said"),
    [
        ({"benchmarks": versions("benchmarks")[-1]}, UsageError, "no later version to compare with"),
        ({"benchmarks": "2020.1.0"}, UnknownNameError, "no version of benchmarks '2020.1.0'"),
        ({"benchmark": "2020.1.0"}, UnknownNameError, "did you mean benchmarks"),
    ],
)
def test_a_comparison_that_cannot_be_made_is_refused(
    since: dict[str, str], error: type[Exception], said: str
) -> None:  # fmt: skip
    with pytest.raises(error, match=said):
        movements(since)


def test_quality_counts_what_is_known_and_what_the_rules_find() -> None:
    found = quality(["training_energy", "hardware_prices"])
    energy, prices = sorted(found.coverage, key=lambda item: item.summary.dataset, reverse=True)
    assert energy.headline is not None
    assert energy.known(energy.headline) == 1 - energy.headline.nulls / energy.summary.rows
    assert 0 < prices.cells < 1
    standing = {item.dataset: item for item in found.findings}["hardware_prices"]
    fires = [item for item in coverage("hardware_prices") if item.rule.binds == "all" and item.firing]
    assert {item.rule.id for item in standing.judgements} == {item.rule.id for item in fires}
    assert standing.records == len({record for item in standing.judgements for record in item.firing})
    assert standing.open_errors == 0  # a release refuses what is neither right nor waived
    assert len(found.waivers) == 1
    assert found.expired == 0
    assert found.audited.corrected <= len(found.audited.found)
    assert sum(count for *_, count in found.audited.verdicts) == len(found.audited.found)


def test_how_sure_values_are_is_counted_by_what_their_column_says() -> None:
    (found,) = quality(["ai_usage"]).sureness
    assert found.column == "confidence"
    assert found.total == quality(["ai_usage"]).coverage[0].summary.rows
