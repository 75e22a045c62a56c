"""Plausibility of milestone systems: shipped records with one thing corrupted are found out."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Hashable, Mapping
from typing import Any

import pytest

import compute_trends
from compute_trends.catalog.versions import current_day
from compute_trends.validators.api import validate
from compute_trends.validators.estimates.sql import prepare
from compute_trends.validators.registry import rules_for
from compute_trends.validators.rules.shared.trend_lines import TrendLine

#: Rules that hold a record against the tables; those that hold it against its estimates have tests of their own.
RULES = [
    rule for rule in rules_for("milestone_systems") if rule.layer == "plausibility" and rule.prepare is not prepare
]
OURS = [rule.id for rule in RULES]
ARXIV_MONTH = ["arxiv-month-differs", "arxiv-month-contradicts"]
Record = dict[str, Any]
Corruption = Callable[[Record], Record]


@functools.cache
def shipped() -> tuple[Record, ...]:
    """The shipped records, nulls left out, in a fixed order that follows no column."""
    relation = compute_trends.sql("select * from milestone_systems order by md5(record_id)")
    rows = relation.fetchall()
    return tuple(
        {name: value for name, value in zip(relation.columns, row, strict=True) if value is not None} for row in rows
    )


def said(records: list[Record], rules: list[str]) -> frozenset[tuple[str, str]]:
    """(rule, record_id) of what `rules` find, all records checked as submitted."""
    new = [record | {"record_id": f"copy-of-{record['record_id']}", "admission": "submitted"} for record in records]
    report = validate(new, "milestone_systems", select=rules) if new else ()
    return frozenset((finding.rule, str(finding.record).removeprefix("copy-of-")) for finding in report)


def found(records: list[Record], rules: list[str]) -> set[str]:
    """The record_ids on which one of `rules` fires, all records checked as submitted."""
    return {record_id for _, record_id in said(records, rules)}


@functools.cache
def said_of_shipped() -> frozenset[tuple[str, str]]:
    """(rule, record_id) of what is found in copies of all the shipped records."""
    return said(list(shipped()), OURS)


def sample(number: int, *columns: str, where: Callable[[Record], bool] = lambda _: True) -> list[Record]:
    """Some shipped records that have all of `columns`."""
    return [record for record in shipped() if all(name in record for name in columns) and where(record)][:number]


def shares(
    records: list[Record], corruptions: Mapping[Hashable, Corruption], rules: list[str] = OURS
) -> dict[Hashable, float]:
    """By name of the corruption: the share of the records that nothing was said of before, and now is.

    All corrupted copies are checked side by side: the rules judge each record by itself.
    """
    suspect = {record_id for rule, record_id in said_of_shipped() if rule in rules}
    clean = [record for record in records if record["record_id"] not in suspect]
    assert len(clean) >= 0.7 * len(records) > 0
    corrupted = [
        record | corrupt(record) | {"record_id": f"{at}-of-{record['record_id']}"}
        for at, corrupt in enumerate(corruptions.values())
        for record in clean
    ]
    ids = found(corrupted, rules)
    return {
        name: sum(f"{at}-of-{record['record_id']}" in ids for record in clean) / len(clean)
        for at, name in enumerate(corruptions)
    }


def detected(records: list[Record], corrupt: Corruption, rules: list[str] = OURS) -> float:
    """The share of the records that nothing was said of before, and of which something is said when corrupted."""
    return shares(records, {"": corrupt}, rules)[""]


def times(column: str, factor: float) -> Corruption:
    """A slip of the unit: `column` off by `factor`."""
    return lambda record: {column: record[column] * factor}


def slips(column: str, *factors: float) -> dict[Hashable, Corruption]:
    """Slips of the unit of one column, by factor."""
    return {factor: times(column, factor) for factor in factors}


def test_slips_of_1e6_and_1e9_in_parameters_are_found_out() -> None:
    found_out = shares(sample(200, "parameters"), slips("parameters", 1e6, 1e9, 1e-6, 1e-9))
    assert min(found_out.values()) >= 0.95, found_out


def test_slips_of_1e6_and_1e9_in_training_data_are_found_out() -> None:
    column, least = "training_dataset_size_datapoint", {1e6: 0.95, 1e9: 0.99, 1e-6: 0.95, 1e-9: 0.99}
    found_out = shares(sample(300, column), slips(column, *least))
    assert all(found_out[factor] >= share for factor, share in least.items()), found_out


def test_slips_of_1e3_are_found_out_where_the_name_states_the_parameters() -> None:
    applies = found([r | {"parameters": 1} for r in sample(1100, "parameters")], ["parameters-unlike-name"])
    records = sample(50, "parameters", where=lambda record: record["record_id"] in applies)
    assert len(records) == 50
    found_out = shares(records, slips("parameters", 1e3, 1e-3), ["parameters-unlike-name"])
    assert found_out == {1e3: 1.0, 1e-3: 1.0}


@pytest.mark.parametrize(
    ("column", "beside"),
    [
        ("training_power_w", "hardware_quantity"),
        ("hardware_acquisition_cost_usd", "hardware_quantity"),
        ("training_cost_cloud_usd", "training_cost_2023_usd"),
        ("training_cost_upfront_usd", "training_cost_2023_usd"),
    ],
)
def test_slips_of_1e3_are_found_out_beside_a_second_quantity(column: str, beside: str) -> None:
    records = sample(50, column, beside)
    found_out = shares(records, slips(column, 1e3, 1e-3))
    assert min(found_out.values()) >= 0.9, found_out


@pytest.mark.parametrize(
    ("column", "least"),
    [
        ("batch_size", {1e6: 0.8, 1e-6: 0.8}),
        ("training_time_hour", {3600.0: 0.95, 1 / 3600: 0.5}),
        ("citations", {1e6: 0.8}),
        ("epochs", {1e6: 0.95}),
    ],
)
def test_slips_in_what_only_its_own_range_bounds(column: str, least: dict[float, float]) -> None:
    def slip(factor: float) -> Corruption:
        whole = column == "citations"
        return lambda record: {column: max(1, round(record[column] * factor)) if whole else record[column] * factor}

    found_out = shares(sample(50, column), {factor: slip(factor) for factor in least})
    assert all(found_out[factor] >= share for factor, share in least.items()), found_out


def test_percentages_taken_for_fractions_twice_are_found_out() -> None:
    assert detected(sample(50, "mfu_fraction"), times("mfu_fraction", 0.01)) == 1.0
    assert detected(sample(50, "hfu_fraction"), times("hfu_fraction", 0.01)) == 1.0


def test_swapped_parameters_and_training_data_are_found_out_where_the_data_exceeds_every_model() -> None:
    names = ("parameters", "training_dataset_size_datapoint")
    records = sample(50, *names, where=lambda record: record[names[1]] > 7e12)
    assert detected(records, lambda r: {names[0]: r[names[1]], names[1]: r[names[0]]}) >= 0.95


def test_dates_that_contradict_the_arxiv_id_are_found_out() -> None:
    records = sample(50, "source_url", where=lambda record: "arxiv.org/abs" in record["source_url"])

    def moved(days: int) -> Corruption:
        return lambda record: {"publication_date": record["publication_date"] + dt.timedelta(days)}

    days: dict[Hashable, Corruption] = {number: moved(number) for number in (95, -95, -800, 800)}
    found_out = shares(records, days, ARXIV_MONTH)
    assert found_out[95] == found_out[-95] == 1.0
    contradicting = shares(records, {number: days[number] for number in (-800, 800)}, ["arxiv-month-contradicts"])
    assert min(contradicting.values()) >= 0.98, contradicting


def test_a_chip_newer_than_the_system_is_found_out() -> None:
    records = sample(50, "training_hardware", where=lambda record: record["publication_date"] < dt.date(2024, 1, 1))
    newer = detected(records, lambda _: {"training_hardware": ["Google TPU v7 Ironwood"]}, OURS)
    assert newer == 1.0


def test_a_base_model_newer_than_the_system_is_found_out() -> None:
    records = sample(50, "base_model", where=lambda record: record["publication_date"] < dt.date(2026, 1, 1))
    assert detected(records, lambda _: {"base_model": ["Kimi K3"]}) == 1.0


def test_impossible_days_are_found_out() -> None:
    rules = ["date-before-field", "date-in-future"]
    before, ahead = dt.date(1900, 1, 1), current_day() + dt.timedelta(1)
    found_out = shares(
        sample(50),
        {"before": lambda _: {"publication_date": before}, "ahead": lambda _: {"publication_date": ahead}},
        rules,
    )
    assert found_out == {"before": 1.0, "ahead": 1.0}


def test_other_spellings_are_found_out() -> None:
    records = sample(50, "organizations", where=lambda record: len(record["organizations"][0]) > 6)
    spelt: dict[Hashable, Corruption] = {
        "upper case": lambda r: {"organizations": [r["organizations"][0].upper()]},
        "a letter less": lambda r: {"organizations": [r["organizations"][0][:-1]]},
    }
    found_out = shares(records, spelt)
    assert min(found_out.values()) >= 0.95, found_out
    assert detected(sample(50, "domains"), lambda r: {"domains": [r["domains"][0].lower()]}) == 1.0
    assert detected(sample(50, "countries"), lambda _: {"countries": ["USA"]}) == 1.0


def test_copies_of_shipped_records_have_hardly_an_error_and_few_warnings() -> None:
    per_rule: dict[str, set[str]] = {}
    for rule, record_id in said_of_shipped():
        per_rule.setdefault(rule, set()).add(record_id)
    errors = {rule.id for rule in RULES if rule.severity == "error"}
    in_error = set().union(*(records for rule, records in per_rule.items() if rule in errors))
    assert len(in_error) <= 0.005 * len(shipped())
    often = {rule for rule, records in per_rule.items() if len(records) > 0.015 * len(shipped())}
    # Dates of conferences and sizes of fine-tuning data, which the shipped records are full of.
    assert often == {"arxiv-month-differs", "dataset-size-off-trend"}


def test_the_dates_that_hernandez_and_brown_published_are_found_out() -> None:
    published = compute_trends.sql("from v2020_6_0.algorithmic_efficiency").to_arrow_table()
    report = validate(published, "algorithmic_efficiency", select=ARXIV_MONTH)
    assert len({finding.record for finding in report}) == 6


def test_a_finding_names_what_it_was_held_against() -> None:
    record = {"record_id": "x", "training_hardware": ["NVIDIA A100 SXM4 40 GB"], "publication_date": "2015-03-01"}
    finding = validate(record, "milestone_systems", select=["chip-much-newer-than-system"]).findings[0]
    assert finding.evidence == "accelerators/nvidia-a100-sxm4-40-gb"
    assert "2020-05-14" in finding.message


def test_a_base_model_of_the_same_submission_is_said_to_be_that() -> None:
    base = {"record_id": "b", "name": "Grondhal", "publication_date": "2025-03-01"}
    tuned = {"record_id": "a", "name": "Grondhal tuned", "publication_date": "2024-03-01", "base_model": ["Grondhal"]}
    report = validate([base, tuned], "milestone_systems", select=["base-model-newer-than-system"])
    assert [found.evidence for found in report if found.record == "a" and found.layer == "plausibility"] == [
        "submitted beside it: b"
    ]


@pytest.mark.parametrize(
    ("known_to", "rule", "said"),
    [
        ("year", "chip-newer-than-system", "135 days after 2019-12-31, the last day of the stated year"),
        ("month", "chip-much-newer-than-system", "469 days after 2019-01-31, the last day of the stated month"),
        ("day", "chip-much-newer-than-system", "499 days after 2019-01-01"),
    ],
)
def test_a_system_known_to_the_month_or_year_is_held_against_its_last_day(known_to: str, rule: str, said: str) -> None:
    record = {
        "record_id": "x",
        "training_hardware": ["NVIDIA A100 SXM4 40 GB"],
        "publication_date": "2019-01-01",
        "publication_date_precision": known_to,
    }
    (found,) = [found for found in validate(record, "milestone_systems", select=OURS) if found.rule in OURS]
    assert (found.rule, found.message.endswith(said)) == (rule, True)


@pytest.mark.parametrize(("month", "gap"), [("1812", "13 months after"), ("2012", ""), ("2201", "13 months before")])
def test_a_date_known_to_the_year_is_held_against_the_arxiv_id_by_its_nearest_month(month: str, gap: str) -> None:
    dated = {"publication_date": "2020-01-01", "publication_date_precision": "year"}
    record = {"record_id": "x", "source_url": f"https://arxiv.org/abs/{month}.01234"} | dated
    rules = ARXIV_MONTH
    said = [found.message for found in validate(record, "milestone_systems", select=rules) if found.rule in rules]
    assert [text.startswith(f"known to the year and dated {gap}") for text in said] == [True] * bool(gap)


def test_a_trend_line_is_exponential_between_its_years() -> None:
    line = TrendLine("most", ((2000, 1e3), (2010, 1e7)), "parameter", "This test.")
    bounds = [
        compute_trends.sql(f"select {line.sql()} from (select date '{day}' as publication_date)").fetchall()[0][0]
        for day in ("1990-05-05", "2000-01-01", "2005-01-01", "2010-01-01", "2020-05-05")
    ]
    assert bounds == pytest.approx([1e3, 1e3, 1e5, 1e7, 1e7], rel=0.01)
    assert [threshold.value for threshold in line.thresholds] == [1e3, 1e7]
    extremes = [bound for since in (1990, 2005, 2010, 2020) for bound in line.extremes(since)]
    assert extremes == pytest.approx([1e3, 1e7, 1e5, 1e7, 1e7, 1e7, 1e7, 1e7])
