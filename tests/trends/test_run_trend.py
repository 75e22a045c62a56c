"""The machinery around a trend, on a made-up study over a made-up table."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest

from compute_trends.catalog.doors.connect import connect
from compute_trends.catalog.errors import ComputeTrendsError, UnknownNameError, UsageError
from compute_trends.catalog.versions import find_version
from compute_trends.trends.declaration import Axis, Comparison, Trend, on_rows_of
from compute_trends.trends.methods.estimate import Method
from compute_trends.trends.methods.growth import count, doubling, growth, power_law_slope
from compute_trends.trends.points import Points
from compute_trends.trends.registry import get_trend, list_trends
from compute_trends.trends.run import Options, run_trend, trend_script
from compute_trends.trends.script import parse_script

SCRIPT = parse_script(
    "made_up",
    """\
set variable milestone_systems = coalesce(getvariable('milestone_systems'), 'v2022_2_0.milestone_systems'); -- table
set variable as_of = coalesce(getvariable('as_of'), date '2022-01-31'); -- last date known
set variable least_flop = coalesce(getvariable('least_flop'), 0); -- smallest compute kept

-- Compute doubles every 90 days (three months) where the table is the oldest, and every 60 in later ones.
create or replace temp view made_up_systems as
with pace as (
  select if(count(*) = 123, 90.0, 60.0) as days from query_table(getvariable('milestone_systems'))
)
select 's' || i as record_id, date '2015-01-01' + i::int * 30 as published, 1e18 * 2 ** (i * 30.0 / days) as flop,
  1e6 * 2 ** (i * 15.0 / days) as size, if(i % 2 = 0, ['Vision'], ['Language', 'Speech']) as domains
from range(40) as t(i), pace
union all values ('u1', date '2016-01-01', null, 1, ['Vision']), ('u2', date '2016-02-01', null, 1, []),
  ('z', date '2016-03-01', 0, 1, ['Vision']);

-- name: made-up-growth
select record_id, published, flop, size from made_up_systems
where published <= getvariable('as_of') and (flop is null or flop <= 0 or flop >= getvariable('least_flop'))
  and (getvariable('since') is null or published >= getvariable('since'))
  and (getvariable('domain') is null or list_contains(domains, getvariable('domain')))
order by published, record_id;
""",
)


def made_up(**changes: object) -> Trend:
    settings: dict[str, object] = {
        "name": "made-up-growth",
        "study": "made-up",
        "question": "How fast?",
        "quantity": "doubling time",
        "subset": "all",
        "unit": "month",
        "script": SCRIPT,
        "dataset": "milestone_systems",
        "estimate": doubling(),
        "x": Axis("published", "Publication date", scale="time"),
        "y": Axis("flop", "Training compute", "FLOP", "log"),
        "options": ("as_of", "since", "domain"),
    }
    return Trend(**{**settings, **changes})  # type: ignore[arg-type]


def test_known_growth_comes_back_through_sql_and_estimator() -> None:
    found = run_trend(made_up())
    assert found.estimate.value == pytest.approx(3, rel=1e-9)
    assert found.estimate.n == 40
    assert found.estimate.low is not None
    assert found.estimate.high is not None
    assert found.estimate.low < 3 < found.estimate.high
    assert run_trend(made_up(estimate=doubling(noise_factor=1))).estimate.low == pytest.approx(3, rel=1e-9)


def test_growth_per_year_is_the_same_line_in_another_unit() -> None:
    found = run_trend(made_up(estimate=growth(), unit="x/year"))
    assert found.estimate.value == pytest.approx(2 ** (365 / 90), rel=1e-9)


def test_a_trend_that_no_registry_knows_runs_and_prints_its_sql() -> None:
    known = get_trend("sevilla-large-scale-era")
    renamed = replace(known, name="made-up-era")
    assert run_trend(renamed).estimate.value == run_trend(known).estimate.value
    assert trend_script(renamed) == trend_script(known)


def test_the_version_is_the_one_that_the_script_reads_unless_the_trend_asks_for_another() -> None:
    assert made_up().version == "2022.2.0"
    assert made_up(version="2026.8.0").version == "2026.8.0"
    assert made_up(version=None).version is None
    assert made_up(dataset="accelerators").version is None


def test_the_same_question_on_other_rows_has_the_name_and_the_day_of_them() -> None:
    later = on_rows_of("2024.10.0", made_up(comparisons=(Comparison("sevilla-systems"),)), note="Later.")
    assert (later.name, later.question) == ("made-up-growth-2024", "How fast, on the rows of 2024?")
    assert (later.statement, later.version) == ("made-up-growth", "2024.10.0")
    assert later.overrides == {"as_of": date(2024, 10, 31)}
    assert (later.comparisons, later.note) == ((), "Later.")
    assert run_trend(later).estimate.value == pytest.approx(2, rel=1e-9)


def test_a_power_law_comes_back() -> None:
    trend = made_up(
        estimate=power_law_slope(), x=Axis("flop", "Compute", "FLOP", "log"), y=Axis("size", "Size", "", "log")
    )
    found = run_trend(trend, settings={"least_flop": 1e17})
    assert found.estimate.value == pytest.approx(0.5, rel=1e-9)
    assert found.estimate.low == pytest.approx(0.5, rel=1e-6)


def test_rows_that_cannot_stand_on_the_axes_are_counted() -> None:
    found = run_trend(made_up())
    assert found.left_out == {"training compute is not known": 2, "training compute is not positive": 1}
    assert found.note == (
        "2 rows left out: training compute is not known. 1 row left out: training compute is not positive."
    )


def test_the_version_option_changes_the_table() -> None:
    found = run_trend(made_up(), Options(version="2026.8.0"))
    assert found.estimate.value == pytest.approx(2, rel=1e-9)
    assert found.version == "2026.8.0"
    assert run_trend(made_up(version=None)).version == find_version("milestone_systems").version
    with pytest.raises(UnknownNameError, match=r"2021\.1\.0"):
        run_trend(made_up(), Options(version="2021.1.0"))


def test_options_and_settings_reach_the_statement() -> None:
    assert run_trend(made_up(), Options(domain="Speech")).estimate.n == 20
    assert run_trend(made_up(), Options(since=date(2016, 1, 1), as_of=date(2016, 12, 31))).estimate.n == 12
    assert run_trend(made_up(), settings={"least_flop": 2e18}).estimate.n == 37
    assert run_trend(made_up(overrides={"as_of": date(2015, 12, 31)})).estimate.n == 13
    # an option wins over the trend's own override
    assert run_trend(made_up(overrides={"as_of": date(2015, 1, 1)}), Options(as_of=date(2015, 12, 31))).estimate.n == 13


def test_an_option_the_trend_does_not_honour_is_refused() -> None:
    with pytest.raises(UsageError, match="no use for --frontier; it takes --as-of, --since, --domain, --version"):
        run_trend(made_up(), Options(frontier=True))
    with pytest.raises(UnknownNameError, match="did you mean least_flop"):
        run_trend(made_up(), settings={"least_flops": 1})


def test_an_interval_of_dates_without_a_day_is_refused() -> None:
    with pytest.raises(UsageError, match="nothing lies between 2020-01-01 and 2019-01-01"):
        run_trend(made_up(), Options(since=date(2020, 1, 1), as_of=date(2019, 1, 1)))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (Options(domain="Chemistry"), "no domain in milestone_systems .Chemistry.; there is "),
        (Options(since=date(2018, 3, 1), as_of=date(2018, 3, 20)), "one point cannot be fitted.*--since 2018-03-01"),
        (Options(only=("s1",)), "selected with --only s1;"),
        (Options(since=date(2021, 1, 1)), "there is no point.*--since 2021-01-01; as of 2022-01-31, unless --as-of"),
        (Options(domain="Vision", since=date(2016, 1, 1), as_of=date(2016, 1, 2)), "1 left out: training compute is"),
    ],
)
def test_a_selection_without_an_answer_names_the_options(options: Options, message: str) -> None:
    with pytest.raises(ComputeTrendsError, match=message):
        run_trend(made_up(), options)


def test_a_count_counts_all_rows_of_a_trend_without_axes() -> None:
    found = run_trend(made_up(estimate=count(), x=None, y=None, unit="system"))
    assert (found.estimate.value, found.estimate.n) == (43, 43)


def test_a_result_is_plain_json() -> None:
    found = json.loads(json.dumps(run_trend(made_up(), Options(domain="Speech")).as_dict(), allow_nan=False))
    assert found["estimate"] == pytest.approx(3)
    assert found["settings"]["as_of"] == "2022-01-31"
    assert found["options"] == {"domain": "Speech"}


def test_an_interval_without_an_upper_end_says_so() -> None:
    # Four points with noise far above their growth: some resamples fall.
    options = Options(since=date(2017, 1, 1), as_of=date(2017, 4, 1))
    found = run_trend(made_up(estimate=doubling(noise_factor=100)), options)
    assert found.estimate.high is None
    assert "no upper end" in found.estimate.note


@pytest.mark.parametrize("method", [doubling, growth])
def test_growth_beyond_any_number_is_no_infinity(method: Callable[[], Method]) -> None:
    table = pa.table({"x": [0, 1, 2000, 2010], "y": [1e3, 1e300, 1e301, 1e302]})
    found = method()(Points(table, "x", "y"))
    numbers = [found.value, found.low, found.high, *found.numbers.values(), *found.curves[0].y, *found.curves[0].high]
    assert all(number is None or math.isfinite(number) for number in numbers)


def test_points_too_close_in_time_for_a_growth_per_year_are_refused() -> None:
    with pytest.raises(ComputeTrendsError, match="orders of magnitude in 365 units of time is beyond any number"):
        growth()(Points(pa.table({"x": [0, 1], "y": [1.0, 100.0]}), "x", "y"))


def test_equal_values_never_double() -> None:
    with pytest.raises(ComputeTrendsError, match="it does not grow, so never doubles"):
        doubling()(Points(pa.table({"x": [0, 1, 5], "y": [0.3, 0.3, 0.3]}), "x", "y"))


def test_the_curve_passes_through_points_on_a_line() -> None:
    found = run_trend(made_up())
    (curve,) = found.estimate.curves
    assert curve.x[0] == found.points.x[0]
    assert curve.y[0] == pytest.approx(found.points.y[0])
    assert curve.y[-1] == pytest.approx(found.points.y[-1])
    assert curve.low is not None
    assert curve.low[0] < curve.y[0]


def test_the_script_of_a_trend_selects_its_points() -> None:
    text = trend_script(made_up(), Options(domain="Vision"), {"least_flop": 5e18})
    rows = connect().execute(text).fetchall()
    expected = run_trend(made_up(), Options(domain="Vision"), {"least_flop": 5e18})
    assert len(rows) == expected.estimate.n + sum(expected.left_out.values())


def test_a_declaration_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="not kebab-case"):
        made_up(name="Made_up")
    with pytest.raises(ValueError, match="unknown options: \\['colour'\\]"):
        made_up(options=("colour",))
    with pytest.raises(ValueError, match="not time, log or linear"):
        Axis("flop", "Compute", "FLOP", "logarithmic")


def _without_points(trend: Trend) -> list[Options]:
    late, early = Options(since=date(2035, 1, 1)), Options(until=date(1900, 1, 1))
    return [options for option, options in (("since", late), ("until", early)) if option in trend.options]


@pytest.mark.parametrize(
    "name",
    ["capability-on-gpqa", "capability-saturation", "capability-open-gap", "capability-compute-halving",
     "industry-scale-power-level", "systems-above-1e25", "thompson-continued-mmlu"],
)  # fmt: skip
def test_a_period_without_points_is_a_sentence(name: str) -> None:
    trend = get_trend(name)
    for options in _without_points(trend):
        with pytest.raises(ComputeTrendsError, match=name):
            run_trend(trend, options)


@pytest.mark.slow
def test_no_trend_fails_otherwise_on_a_period_without_points() -> None:
    for trend in list_trends():
        for options in _without_points(trend):
            with pytest.raises(ComputeTrendsError):
                run_trend(trend, options)
