"""Duplicates: what is found again under another id, and what is left alone."""

from __future__ import annotations

import datetime as dt
import itertools
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import compute_trends
from compute_trends.validators.api import validate
from compute_trends.validators.identities import NAMED

SOURCE = {"source": "submitted", "admission": "submitted"}


@cache
def rows(dataset: str) -> list[dict[str, Any]]:
    found = compute_trends.sql(f"select * from {dataset} where name is not null order by record_id").to_arrow_table()
    return [{key: value for key, value in row.items() if value is not None} | SOURCE for row in found.to_pylist()]


def copies(dataset: str, rename: Any, step: int = 9) -> list[dict[str, Any]]:
    return [
        plain(row) | {"record_id": f"copy-{number}", "name": renamed}
        for number, row in enumerate(rows(dataset)[::step])
        if (renamed := rename(row["name"]))
    ]


def plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, dt.date) else value for key, value in row.items()}


def found(records: list[dict[str, Any]], dataset: str, *rules: str) -> dict[str, set[str]]:
    report = validate(records, dataset, select=rules or ["duplicate"])
    said: dict[str, set[str]] = {}
    for finding in report:
        if finding.layer == "duplicate":
            said.setdefault(str(finding.record), set()).add(finding.rule)
    return said


@pytest.mark.parametrize("dataset", NAMED)
@pytest.mark.parametrize(
    "rename",
    [
        pytest.param(lambda name: name, id="the same name"),
        pytest.param(str.upper, id="upper case"),
        pytest.param(lambda name: name.replace("-", " ").replace("_", "-"), id="other punctuation"),
        pytest.param(lambda name: f"{name} (model)", id="a word added"),
        pytest.param(lambda name: f"The {name}", id="a word before"),
    ],
)
def test_at_least_19_of_20_copies_of_shipped_records_are_found(dataset: str, rename: Any) -> None:
    step = 1 if len(rows(dataset)) < 20 else 9
    records = copies(dataset, rename, step)
    assert len(found(records, dataset)) >= 0.95 * len(records)


NEW = {"record_id": "new", "publication_date": "2024-05-01", **SOURCE}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Grondhal V3", "Grondhal V3+"),
        ("Grondhal 2-7B", "Grondhal 2-70B"),
        ("Grondhal 1.6GF", "Grondhal 16GF"),
        ("Grondhal Haiku", "Grondhal Opus"),
        ("Grondhal (Mar 2024)", "Grondhal (May 2024)"),
    ],
)
def test_names_that_differ_in_version_size_or_variant_are_two(one: str, other: str) -> None:
    records = [NEW | {"name": one}, NEW | {"record_id": "newer", "name": other}]
    link = {"source_url": "https://example.org/a-paper"}
    assert found([record | link for record in records], "milestone_systems") == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Grøndhal v2", "grøndhal-2"),
        ("Grondhäl", "GRONDHAL"),
        ("Grondhal 175B (davinci)", "Grondhal-175B davinci"),
        ("Grondhal+", "grondhal plus"),
    ],
)
def test_case_accents_punctuation_and_the_v_of_versions_say_nothing(one: str, other: str) -> None:
    records = [NEW | {"name": one}, NEW | {"record_id": "newer", "name": other}]
    assert found(records, "milestone_systems", "duplicate-name") == {
        "new": {"duplicate-name"},
        "newer": {"duplicate-name"},
    }


def test_both_records_are_shown() -> None:
    (finding,) = validate(NEW | {"name": "Alex-Net"}, "milestone_systems", select=["duplicate-name"]).findings
    assert finding.value == "Alex-Net"
    assert "AlexNet (alexnet)" in finding.message
    assert finding.evidence == "milestone_systems/alexnet: AlexNet of 2012-09-30; here: Alex-Net of 2024-05-01"


def test_an_arxiv_link_is_one_whatever_its_version_and_form() -> None:
    links = (
        "https://arxiv.org/abs/2405.00001",
        "http://www.arxiv.org/pdf/2405.00001v3",
        "https://arxiv.org/pdf/2405.00001.pdf",
    )
    for one, other in itertools.combinations(links, 2):
        pair = [
            NEW | {"name": "Grondhal", "source_url": one},
            NEW | {"record_id": "newer", "name": "Grondhal base", "source_url": other},
        ]
        assert set(found(pair, "milestone_systems", "duplicate-link")) == {"new", "newer"}


def test_a_quantity_that_contradicts_makes_two_systems_of_one_paper() -> None:
    link = {"source_url": "https://example.org/a-paper"}
    pair = [
        NEW | link | {"name": "Grondhal", "parameters": 1e9},
        NEW | link | {"record_id": "newer", "name": "Grondhal base", "parameters": 3e9},
    ]
    assert found(pair, "milestone_systems", "duplicate-link") == {}
    pair[1]["parameters"] = 1.02e9
    assert set(found(pair, "milestone_systems", "duplicate-link")) == {"new", "newer"}


@pytest.mark.parametrize("dataset", NAMED)
def test_a_shipped_record_checked_again_meets_not_itself(dataset: str) -> None:
    records = [plain(row) for row in rows(dataset)[::40]]
    again = found(records, dataset, "duplicate-name")
    assert len(again) <= 0.02 * len(records)


def test_new_records_are_left_alone() -> None:
    held = rows("milestone_systems")
    new = [
        plain(row) | {"record_id": f"new-{n}", "name": f"Quorzalt{n:x}jw", "source_url": f"https://a{n}.org/p"}
        for n, row in enumerate(held)
    ]
    for record in new:
        record["publication_date"] = str(dt.date.fromisoformat(record["publication_date"]) + dt.timedelta(days=30))
    with_links = found(new, "milestone_systems", "duplicate-name", "duplicate-link", "duplicate-numbers")
    assert len(with_links) <= 0.01 * len(new)


PUNCTUATION = st.sampled_from([" ", "-", "_", ".", "  ", " - ", "/", ", "])


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_shipped_name_is_found_however_it_is_punctuated_and_cased(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([row["name"] for row in rows("milestone_systems")]))
    letters = []
    for char in name:
        if unicodedata.category(char)[0] in "LN" or char == "+":
            letters.append(char.upper() if data.draw(st.booleans()) and len(char.upper()) == 1 else char)
        elif unicodedata.category(char)[0] in "PZ":
            letters.append(data.draw(PUNCTUATION))
        else:
            letters.append(char)
    said = found([NEW | {"name": "".join(letters)}], "milestone_systems", "duplicate-name")
    assert said == {"new": {"duplicate-name"}}


def test_many_rows_of_one_name_cost_no_square(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    lines = (f"r-{n},Grondhal {'x' * (n % 3)},2024-05-01,https://example.org/p" for n in range(30_000))
    path.write_text("record_id,name,publication_date,source_url\n" + "\n".join(lines) + "\n")
    report = validate(path, "milestone_systems", select=["duplicate-name", "duplicate-link", "duplicate-numbers"])
    assert sum(finding.rule == "duplicate-name" for finding in report) == 30_000
