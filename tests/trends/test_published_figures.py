from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from compute_trends.catalog.errors import ComputeTrendsError, UnknownNameError
from compute_trends.trends.declaration import Comparison, Trend
from compute_trends.trends.methods.estimate import Estimate
from compute_trends.trends.points import Points
from compute_trends.trends.published.figures import PUBLISHED, Figure, figure, figures
from compute_trends.trends.published.verdicts import VERDICTS, Reproduced, compare, tally
from compute_trends.trends.results import TrendResult
from compute_trends.trends.run import reproduce
from compute_trends.trends.script import parse_script

FIGURE = Figure(
    "some-figure", "some-study", "growth", "all", 2.5, 2.0, 3.0, 0.95, "x/year", 40, 0.61, "table 1", True, 1
)


def result(
    value: float | str, n: int = 40, r2: float | None = 0.612, unit: str = "x/year", note: str = "",
    ours: tuple[float | None, float | None] = (2.2, 2.9),
) -> TrendResult:  # fmt: skip
    estimate = Estimate(value=value, n=n, low=ours[0], high=ours[1], r2=r2, note=note)
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
    return TrendResult(trend, {"milestone_systems": "2022.2.0"}, {}, {}, Points(pa.table({})), estimate)


def verdict(
    value: float | str,
    published: Figure = FIGURE,
    ours: tuple[float | None, float | None] = (2.2, 2.9),
    **comparison: str,
) -> tuple[str, str]:
    told = Comparison("some-figure", **comparison)  # type: ignore[arg-type]
    row = compare(published, told, result(value, unit=published.unit, ours=ours))
    return row.verdict, row.note


@pytest.mark.parametrize("value", [2.0, 2.5, 3.0])
def test_inside_the_interval_is_within(value: float) -> None:
    assert verdict(value) == ("within", "")


def test_outside_the_interval_is_outside_unless_a_cause_is_declared() -> None:
    assert verdict(3.01) == ("outside", "Outside 2 to 3. No cause is known.")
    assert verdict(3.01, cause="The rows lack X.") == ("explained", "Outside 2 to 3. The rows lack X.")


def test_a_known_difference_keeps_its_verdict_and_does_not_fail() -> None:
    def row(**comparison: str) -> Reproduced:
        return compare(FIGURE, Comparison("some-figure", **comparison), result(3.01))  # type: ignore[arg-type]

    known = row(known="Other rows.")
    assert (known.verdict, known.fails) == ("outside", False)
    assert known.note.endswith("Other rows.")
    assert row().fails


def test_a_cause_does_not_make_an_estimate_inside_the_interval_explained() -> None:
    assert verdict(2.5, cause="The rows lack X.")[0] == "within"


def test_without_a_published_interval_the_figure_is_held_against_ours() -> None:
    bare = replace(FIGURE, low=None, high=None)
    assert verdict(2.7, bare) == ("agrees", "Differs from the published figure by +0.2 (+8.0%).")
    assert verdict(2.54, bare) == ("agrees", "Equal to the published figure at its printed digits.")
    far = replace(bare, value=3.5)
    assert verdict(2.7, far)[0] == "differs"
    assert verdict(2.7, far, cause="Rounded.")[0] == "explained"
    assert verdict(2.7, far, cause="Rounded.")[1].endswith("(-22.9%). Rounded.")


def test_a_number_without_any_interval_agrees_at_its_printed_digits() -> None:
    bare = replace(FIGURE, low=None, high=None)
    assert verdict(2.54, bare, ours=(None, None))[0] == "agrees"
    assert verdict(2.56, bare, ours=(None, None))[0] == "differs"


@pytest.mark.parametrize(
    ("ours", "unit"), [((0.9, 4.0), "x/year"), ((1.2, 12.1), "x/year"), ((-1.0, 4.0), "month"), ((1.0, None), "month")]
)
def test_an_interval_that_is_wide_or_holds_no_change_cannot_tell(
    ours: tuple[float | None, float | None], unit: str
) -> None:
    bare = replace(FIGURE, low=None, high=None, unit=unit)
    assert verdict(2.7, bare, ours=ours)[0] == "too wide to tell"
    assert verdict(2.54, bare, ours=ours)[0] == "agrees"


@pytest.mark.parametrize("interval", [(0.5, 3.0), (1.1, 11.1)])
def test_a_published_interval_that_is_too_wide_cannot_tell_either(interval: tuple[float, float]) -> None:
    wide = replace(FIGURE, low=interval[0], high=interval[1])
    assert verdict(2.7, wide)[0] == "too wide to tell"
    assert verdict(2.5, wide)[0] == "agrees"
    assert verdict(99.0, wide)[0] == "outside"


def test_figures_of_the_same_points_count_once() -> None:
    row = compare(FIGURE, Comparison("some-figure"), result(2.5))
    other = replace(row, figure="other", command="compute-trends trend some-growth --frontier")
    assert tally([row, replace(row, figure="again"), other]) == "2 within"


def test_a_reason_not_to_compare_is_the_verdict_whatever_the_numbers() -> None:
    assert verdict(9.0, not_comparable="Other models.") == ("not comparable", "Other models.")


def test_a_direction_has_no_interval() -> None:
    direction = replace(FIGURE, value="faster", low=None, high=None)
    assert verdict("faster", direction) == ("agrees", "A direction, not a number: as published.")
    assert verdict("slower", direction) == ("differs", "A direction, not a number: not as published.")


def test_another_n_or_r2_than_printed_is_said() -> None:
    row = compare(FIGURE, Comparison("some-figure", note="Table 2 miscounts."), result(2.5, 41, 0.616, note="Few."))
    assert row.note == "n = 41, published 40. R2 = 0.62, published 0.61. Table 2 miscounts. Few."


def test_other_units_are_refused() -> None:
    with pytest.raises(ComputeTrendsError, match="some-growth is in 'month', but some-figure in 'x/year'"):
        compare(FIGURE, Comparison("some-figure"), result(2.5, unit="month"))


def test_a_row_has_exactly_the_agreed_keys() -> None:
    keys = (
        "figure trend command study quantity subset unit published published_low published_high estimate low high n r2 "
        "data_to verdict known note"
    )
    assert " ".join(compare(FIGURE, Comparison("some-figure"), result(2.5)).as_dict()) == keys


def test_every_figure_has_a_trend_a_verdict_and_a_cause_where_it_differs() -> None:
    found = reproduce()
    assert {row.figure for row in found} == set(figures())
    for row in found:
        assert row.verdict in VERDICTS
        assert not row.fails, row.figure
        if row.verdict in ("outside", "differs"):
            assert row.known


def test_a_comparison_is_either_explained_or_not_comparable() -> None:
    with pytest.raises(ValueError, match="one of cause, known and not_comparable"):
        Comparison("some-figure", cause="a", not_comparable="b")


def test_the_shipped_figures_are_complete_and_ordered() -> None:
    found = figures()
    with PUBLISHED.open(encoding="utf-8", newline="") as stream:
        assert list(found) == [row["id"] for row in csv.DictReader(stream)]
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
    head = "id,study,quantity,subset,value,low,high,level,unit,n,r2,reference,headline\n"
    (tmp_path / "a.csv").write_text(head + "x,s,q,all,1,one,2,,month,,,t,\n")
    with pytest.raises(ComputeTrendsError, match=r"a\.csv, line 2: could not convert string to float: 'one'"):
        figures(tmp_path / "a.csv")
    (tmp_path / "b.csv").write_text(head + "x,s,q,all,1,,,,month,,,t,\n" * 2)
    with pytest.raises(ComputeTrendsError, match=r"b\.csv, line 3: the id x occurs twice"):
        figures(tmp_path / "b.csv")


def test_there_are_seven_verdicts() -> None:
    assert VERDICTS == (
        "within", "agrees", "explained", "outside", "differs", "too wide to tell", "not comparable",
    )  # fmt: skip
