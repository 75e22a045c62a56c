from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from compute_trends.catalog.errors import ComputeTrendsError, UnknownNameError
from compute_trends.trends.declaration import Comparison, Trend
from compute_trends.trends.estimate import Estimate
from compute_trends.trends.points import Points
from compute_trends.trends.published import VERDICTS, Figure, compare, figure, figures, unanswered
from compute_trends.trends.results import TrendResult
from compute_trends.trends.script import parse_script

FIGURE = Figure("some-figure", "some-study", "growth", "all", 2.5, 2.0, 3.0, 0.95, "x/year", 40, 0.61, "table 1", 1)


def result(
    value: float | str, n: int = 40, r2: float | None = 0.612, unit: str = "x/year", note: str = ""
) -> TrendResult:
    estimate = Estimate(value=value, n=n, low=2.2, high=2.9, r2=r2, note=note)
    trend = Trend(
        name="some-growth",
        study="some-study",
        question="How fast?",
        quantity="growth",
        subset="all",
        unit=unit,
        script=parse_script("some_study", ""),
        dataset="milestone_systems",
        estimate=lambda points: estimate,
    )
    return TrendResult(trend, "2022.2.0", {}, {}, Points(pa.table({})), estimate)


def verdict(value: float | str, published: Figure = FIGURE, **comparison: str) -> tuple[str, str]:
    row = compare(published, Comparison("some-figure", **comparison), result(value))
    return row.verdict, row.note


@pytest.mark.parametrize("value", [2.0, 2.5, 3.0])
def test_inside_the_interval_is_within(value: float) -> None:
    assert verdict(value) == ("within", "")


def test_outside_the_interval_is_outside_unless_a_cause_is_declared() -> None:
    assert verdict(3.01) == ("outside", "Outside 2 to 3, and no cause is known.")
    assert verdict(3.01, cause="The rows lack X.") == ("explained", "The rows lack X.")


def test_a_cause_does_not_make_an_estimate_inside_the_interval_explained() -> None:
    assert verdict(2.5, cause="The rows lack X.")[0] == "within"


def test_without_an_interval_the_difference_is_said() -> None:
    bare = replace(FIGURE, low=None, high=None)
    assert verdict(3.0, bare) == ("no interval", "Differs from the published figure by +0.5 (+20.0%).")
    assert verdict(2.54, bare) == ("no interval", "Equal to the published figure at its printed digits.")
    assert verdict(2.5, bare) == ("no interval", "Equal to the published figure.")
    assert verdict(3.0, bare, cause="Rounded.")[1].endswith("(+20.0%). Rounded.")


def test_a_reason_not_to_compare_is_the_verdict_whatever_the_numbers() -> None:
    assert verdict(9.0, not_comparable="Other models.") == ("not comparable", "Other models.")


def test_a_direction_has_no_interval() -> None:
    direction = replace(FIGURE, value="faster", low=None, high=None)
    assert verdict("faster", direction) == ("no interval", "A direction, not a number: as published.")
    assert verdict("slower", direction) == ("no interval", "A direction, not a number: not as published.")


def test_another_n_or_r2_than_printed_is_said() -> None:
    row = compare(FIGURE, Comparison("some-figure", note="Table 2 miscounts."), result(2.5, 41, 0.616, note="Few."))
    assert row.note == "n = 41, published 40. R2 = 0.62, published 0.61. Table 2 miscounts. Few."


def test_other_units_are_refused() -> None:
    with pytest.raises(ComputeTrendsError, match="some-growth is in 'month', but some-figure in 'x/year'"):
        compare(FIGURE, Comparison("some-figure"), result(2.5, unit="month"))


def test_a_figure_no_trend_answers_says_so() -> None:
    row = unanswered(FIGURE)
    assert (row.verdict, row.estimate, row.published) == ("not comparable", None, 2.5)
    assert row.note == "No trend recomputes this figure."


def test_a_row_has_exactly_the_agreed_keys() -> None:
    keys = "study quantity subset unit published published_low published_high estimate low high n r2 verdict note"
    assert " ".join(unanswered(FIGURE).as_dict()) == keys


def test_a_comparison_is_either_explained_or_not_comparable() -> None:
    with pytest.raises(ValueError, match="either a cause or a reason"):
        Comparison("some-figure", cause="a", not_comparable="b")


def test_the_shipped_figures_are_complete_and_ordered() -> None:
    found = figures()
    assert len(found) == 41
    for item in found.values():
        assert item.unit or isinstance(item.value, str), item.id
        assert item.reference, item.id
        if item.low is not None and item.high is not None:
            assert item.low <= float(item.value) <= item.high, item.id
    assert figure("thompson-flop-per-usd").decimals == -2
    assert figure("sevilla-table-4-large").decimals == 1
    with pytest.raises(UnknownNameError, match="did you mean sevilla-table-4-large"):
        figure("sevilla-table-5-large")


def test_a_damaged_table_of_figures_names_the_line(tmp_path: Path) -> None:
    head = "id,study,quantity,subset,value,low,high,level,unit,n,r2,reference\n"
    (tmp_path / "a.csv").write_text(head + "x,s,q,all,1,one,2,,month,,,t\n")
    with pytest.raises(ComputeTrendsError, match=r"a\.csv, line 2: could not convert string to float: 'one'"):
        figures(tmp_path / "a.csv")
    (tmp_path / "b.csv").write_text(head + "x,s,q,all,1,,,,month,,,t\n" * 2)
    with pytest.raises(ComputeTrendsError, match=r"b\.csv, line 3: the id x occurs twice"):
        figures(tmp_path / "b.csv")


def test_there_are_five_verdicts() -> None:
    assert VERDICTS == ("within", "explained", "outside", "no interval", "not comparable")
