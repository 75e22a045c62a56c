"""How much of the training compute is known, on made-up systems and on the shipped ones."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from compute_trends.catalog.doors.connect import connect
from compute_trends.trends.known.leading_developers import LEADING_DEVELOPERS, is_leading_sql, listed
from compute_trends.trends.known.shares import Known, Share, known_in

SYSTEMS = """
create table systems as select * from (values
  (date '2021-03-01', ['OpenAI'], 1e20), (date '2023-02-01', ['OpenAI'], 1e24), (date '2023-03-01', ['Meta AI'], null),
  (date '2023-08-01', ['Anthropic'], null), (date '2023-09-01', ['Google DeepMind', 'A University'], 1e24),
  (date '2023-10-01', ['xAI'], null), (date '2024-01-01', ['Alibaba'], 1e24), (date '2024-02-01', ['Facebook'], 0),
  (date '2024-03-01', null, null)
) t(publication_date, organizations, training_compute_flop)
"""


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    made = duckdb.connect()
    made.execute(SYSTEMS)
    return made


def test_shares_count_systems_by_year_and_half_year(connection: duckdb.DuckDBPyConnection) -> None:
    found = known_in(connection, "systems")
    assert found.years == (Share("2021", 1, 1), Share("2023", 2, 5), Share("2024", 1, 3))
    assert found.leading_years == (Share("2021", 1, 1), Share("2023", 2, 5), Share("2024", 0, 1))
    assert [(share.period, share.fraction) for share in found.leading_half_years] == [
        ("2021-H1", 1), ("2023-H1", 0.5), ("2023-H2", pytest.approx(1 / 3)), ("2024-H1", 0),
    ]  # fmt: skip


def test_a_line_ends_with_the_last_half_year_in_which_half_is_known(connection: duckdb.DuckDBPyConnection) -> None:
    assert known_in(connection, "systems").until == date(2023, 6, 30)
    assert known_in(connection, "systems", as_of=date(2023, 9, 15)).until == date(2023, 12, 31)


def test_no_line_ends_before_2023() -> None:
    assert Known((), (), ()).until == date(2022, 12, 31)
    assert Known((), (), (Share("2019-H1", 1, 1), Share("2022-H2", 0, 9))).until == date(2022, 12, 31)


def test_the_sentence_counts_the_last_year(connection: duckdb.DuckDBPyConnection) -> None:
    assert known_in(connection, "systems").sentence == (
        "Of the systems of 2024, training compute is known for 1 of 3 and for 0 of 1 of the leading developers "
        "(OpenAI, Anthropic, Google, Meta and xAI)."
    )


@pytest.mark.parametrize(
    ("organization", "leads"),
    [
        ("OpenAI", True), ("Google Research, Brain Team", True), ("DeepMind", True), ("Meta AI", True), ("xAI", True),
        ("Facebook AI Research", True), ("google brain", True), ("MetaMind Inc", False), ("xAIlabs", False),
        ("Alibaba", False), ("University of Google", False),
    ],
)  # fmt: skip
def test_an_organisation_belongs_to_a_developer_by_the_first_words_of_its_name(organization: str, leads: bool) -> None:
    found = duckdb.execute(f"select {is_leading_sql('[$1]')}", [organization]).fetchall()
    assert found == [(leads,)]


def test_each_leading_developer_stands_in_the_rows() -> None:
    rows = connect().execute("select distinct unnest(organizations) from milestone_systems").fetchall()
    names = {name for (name,) in rows}
    assert list(LEADING_DEVELOPERS) == ["OpenAI", "Anthropic", "Google", "Meta", "xAI"]
    assert listed() == "OpenAI, Anthropic, Google, Meta and xAI"
    for words in LEADING_DEVELOPERS.values():
        for word in words:
            assert any(name.startswith(word) for name in names), word


def test_known_training_compute_falls_from_two_thirds_to_a_quarter_and_to_none_of_the_leading() -> None:
    found = known_in(connect(), "v2026_8_0.milestone_systems")
    years = {share.period: share for share in found.years}
    assert f"{years['2022']}" == "2022 66%"
    assert f"{years['2026']}" == "2026 28%"
    assert found.leading_years[-1] == Share("2026", 0, 20)
    assert found.until == date(2023, 6, 30)
