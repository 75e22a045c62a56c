"""Reports on use and spending: kinds of users, categories and periods are kept, rows without a number accounted for."""

from pathlib import Path

import pytest

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.records import Record, render_csv
from compute_trends.catalog.importers import ai_usage, compute_spend
from compute_trends.catalog.schema import load_schema
from compute_trends.tests.catalog.importers.edited import edited

FIXTURES = Path(__file__).parents[2] / "fixtures"
USE = FIXTURES / "ai_usage" / "usage.csv"
SPEND = FIXTURES / "compute_spend" / "spend.csv"


def used() -> dict[str, Record]:
    return {record["record_id"]: record for record in ai_usage.read([USE]).records}


def spent() -> dict[str, Record]:
    return {record["record_id"]: record for record in compute_spend.read([SPEND]).records}


def test_users_have_their_period_and_rates_are_a_day() -> None:
    found = used()
    weekly = found["openai-chatgpt-weekly-users-2024-12-04"]
    assert (weekly["active_users"], weekly["active_users_period"]) == (300_000_000, "week")
    assert weekly["sent_message_per_day"] == 1e9
    tokens = found["google-google-all-ai-products-tokens-2025-09-30"]
    assert (tokens["active_users"], tokens["active_users_period"], tokens["processed_token_per_day"]) == (
        None,
        None,
        4.3e13,
    )


def test_every_link_of_a_report_is_kept() -> None:
    row = used()["deepseek-chat-and-api-for-v3-and-r1-tokens-2025-02-28"]
    assert row["source_url"].startswith("https://trelis.substack.com/")
    assert len(row["source_urls"]) == 1


def test_a_subset_of_users_is_not_in_the_standard_view() -> None:
    found = used()
    assert found["openai-chatgpt-weekly-users-2025-10-14"]["in_standard_view"] is False
    assert found["openai-chatgpt-weekly-users-2023-03-25"]["in_standard_view"] is True


def test_a_row_without_a_number_is_left_out_and_accounted_for() -> None:
    imported = ai_usage.read([USE])
    assert [(item.name, item.reason) for item in imported.left_out] == [
        ("32% enterprise API share", "states no users, messages or tokens")
    ]
    assert (imported.files[0].rows, len(imported.records), imported.unknown_columns) == (6, 5, [])


def test_a_sum_says_what_it_was_spent_on_and_over_what_time() -> None:
    found = spent()
    assert found["openai-2024-research-cloud-compute"]["categories"] == ["research_cloud_compute"]
    assert found["openai-2025-all-compute"]["categories"] == ["research_cloud_compute", "inference_cloud_compute"]
    assert found["openai-2022-compute-and-data"]["categories"][-1] == "data"
    assert found["anthropic-2025-07-rate-inference-cloud-compute"]["period_kind"] == "annualized_rate"


def test_a_date_is_read_as_it_is_written_and_corrected_elsewhere() -> None:
    assert spent()["openai-2025-all-compute"]["report_date"].year == 202


def test_the_records_render() -> None:
    assert render_csv(load_schema("ai_usage"), ai_usage.read([USE]).records).count("\n") == 6
    assert render_csv(load_schema("compute_spend"), compute_spend.read([SPEND]).records).count("\n") == 5


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Active users time period", "Period", r"column 'Active users time period' is missing"),
        (
            ",Weekly,",
            ",Fortnightly,",
            r"line 2, column 'Active users time period': 'Fortnightly' is not a known label .known labels: Daily",
        ),
        (",Weekly,", ",,", r"line 2, column 'Active users time period': '' is empty: users of what period"),
        ("50000000.0", "50M", r"line 2, column 'Active users': '50M'"),
        (",Likely,", ",Certain,", r"line 2, column 'Confidence': 'Certain'"),
    ],
)
def test_a_table_of_use_that_changed_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = edited(tmp_path, USE, old, new)
    with pytest.raises(ImportRefusedError, match=message):
        ai_usage.read([path])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Amount", "Sum", r"column 'Amount' is missing"),
        (
            ",Data",
            ",Salaries",
            r"line 2, column 'Category': '.*holds 'Salaries', which is not a known label .known labels: R&D cloud",
        ),
        (
            ",Year,",
            ",Quarter,",
            r"line 2, column 'Period type': 'Quarter' is not a known label .known labels: Year, Annualized",
        ),
    ],
)
def test_a_table_of_spending_that_changed_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = edited(tmp_path, SPEND, old, new)
    with pytest.raises(ImportRefusedError, match=message):
        compute_spend.read([path])
