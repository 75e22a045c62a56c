"""References: names, links, sources and ids that lead somewhere, and what is said of those that do not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import compute_trends
from compute_trends.catalog.files.source_keys import source_keys
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.texts import yaml_text
from compute_trends.validators.api import validate
from compute_trends.validators.reading.sources import dataset_names
from compute_trends.validators.registry import all_rules
from compute_trends.validators.rules.shared.references import OFFERED_NAMES


def said(record: dict[str, Any] | list[dict[str, Any]], dataset: str, *rules: str) -> list[tuple[str, str | None]]:
    return [(finding.rule, finding.column) for finding in validate(record, dataset, select=rules or ["reference"])]


@pytest.mark.parametrize("dataset", [name for name in dataset_names() if not load_schema(name).closed])
def test_every_declared_reference_is_checked_with_its_severity(dataset: str) -> None:
    declared = [column for column in load_schema(dataset).columns if column.reference]
    unknown = "quorzaltjw-9000"
    records = [{column.name: [unknown] if column.is_list else unknown} for column in declared]
    findings = validate(records, dataset, select=["reference"]).findings if records else []
    for row, column in enumerate(declared, 1):
        rules = [finding.rule for finding in findings if (finding.line, finding.column) == (row, column.name)]
        assert len(rules) == 1, column.name
        assert column.reference is not None
        assert all_rules()[rules[0]].severity == column.reference["severity"]


def test_each_item_of_a_list_is_told_apart_and_near_names_are_offered() -> None:
    hardware = ["NVIDIA A100 SMX4 80 GB", "Google TPU v3", "NVIDIA Q9000"]
    findings = validate({"training_hardware": hardware}, "milestone_systems", select=["accelerator-unknown"]).findings
    assert {finding.value for finding in findings} == {hardware[0], hardware[2]}
    misspelt = next(finding for finding in findings if finding.value == hardware[0])
    assert "(nvidia-a100-sxm4-80-gb)" in misspelt.message


def test_a_chip_submitted_beside_the_system_may_be_named(tmp_path: Any) -> None:
    (tmp_path / "chip.yaml").write_text("record_id: quorzalt-1\nname: Quorzalt 1\nmemory_byte: 1e9\ntdp_w: 5\n")
    (tmp_path / "system.yaml").write_text(
        "record_id: a\npublication_date: 2024-01-01\ntraining_hardware: [Quorzalt 1]\n"
    )
    findings = validate(tmp_path, select=["accelerator-unknown"]).findings
    assert [finding.rule for finding in findings if finding.rule == "accelerator-unknown"] == []


MISSPELLINGS: dict[str, Callable[[str, int], str]] = {
    "swapped": lambda name, at: name[:at] + name[at + 1] + name[at] + name[at + 2 :],
    "dropped": lambda name, at: name[:at] + name[at + 1 :],
    "doubled": lambda name, at: name[:at] + name[at] + name[at:],
}


@pytest.mark.parametrize("how", MISSPELLINGS)
def test_a_misspelt_name_finds_its_own_and_no_far_one_is_offered(how: str) -> None:
    rows = compute_trends.sql("select name from milestone_systems where name is not null order by record_id")
    names = [name for (name,) in rows.fetchall()[::11] if len(name) > 3 and name[1:3].isalpha() and name[1] != name[2]]
    assert len(names) > 40
    records = [{"base_model": [MISSPELLINGS[how](name, 1)]} for name in names]
    messages: dict[int | None, str] = {
        finding.line: finding.message
        for finding in validate(records, "milestone_systems", select=["system-unknown"])
        if finding.rule == "system-unknown"
    }
    found = sum(f"{name} (" in messages.get(row, f"{name} (") for row, name in enumerate(names, 1))
    assert len(messages) > 0.9 * len(names)
    assert found >= 0.95 * len(names)
    (far,) = validate({"base_model": ["o'neil"]}, "milestone_systems", select=["system-unknown"]).findings
    assert "near to it" not in far.message


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("https://www.例え.jp/x", None),
        ("https://例え.テスト/x", None),
        ("HTTPS://ARXIV.ORG/abs/2005.14165", None),
        ("https://xn--r8jz45g.xn--zckzah/x", None),
        ("https://user:pw@arxiv.org/abs/2005.14165", "the link holds a user name"),
        ("https://arxiv/abs/2005.14165", "the link leads to no page that everybody can open"),
        ("https://a.example.org/paper", "the link leads to no page that everybody can open"),
    ],
)
def test_public_links_are_told_from_those_that_few_can_open(link: str, said: str | None) -> None:
    record = {"source_url": link}
    findings = validate(record, "milestone_systems", select=["milestone-source-missing"]).findings
    assert [found.message for found in findings if found.rule == "milestone-source-missing"] == [said] * bool(said)


@pytest.mark.parametrize("dataset", dataset_names())
def test_the_sources_a_record_may_name_are_those_of_its_origin(dataset: str) -> None:
    origin = yaml_text.read(PACKAGE_ROOT / "datasets" / dataset / "origin.yaml")
    assert source_keys(dataset) == tuple(sorted(origin["sources"]))


def test_a_wrong_source_and_a_wrong_admission_are_told_apart() -> None:
    wrong = [
        {"record_id": "a", "source": "epoch-2036-08", "admission": "submitted"},
        {"record_id": "a", "source": "submitted", "admission": "upstream"},
    ]
    first, second = (
        next(item for item in validate(record, "milestone_systems", select=["source-unknown"]) if item.column)
        for record in wrong
    )
    assert (first.column, first.value) == ("source", "epoch-2036-08")
    assert str(first.message).endswith(", submitted")
    assert (second.column, second.value) == ("admission", "upstream")
    assert "is no source" not in str(second.message)


NOWHERE = (
    "https://localhost/paper",
    "http://192.168.0.1/paper",
    "https://arxiv/abs/2005.14165",
    "http://https://arxiv.org/abs/2005.14165",
    "https:///arxiv.org/abs/2005.14165",
    "https://arxiv,org/abs/2005.14165",
    "https://arxiv..org/abs/2005.14165",
    "https://arxiv.org/abs/2005.141",
    "https://arxiv.org/abs/2013.14165",
    "https://-/x",
)
NO_LINKS = ("ftp://a.org/x", "doi:10.1145/3065386", "10.1145/3065386", "a.org/x", "https://a.org/x y")
UNUSUAL = (
    "https://arxiv.org/abs/cs/0112017",
    "https://arxiv.org/pdf/0704.0001v2.pdf",
    "https://doi.org/10.1145/3065386",
    "HTTPS://münchen.de/paper?a=b#c",
    "https://web.archive.org/web/2020/http://a.b/c",
)


def test_links_that_lead_nowhere_are_found_and_unusual_ones_left_alone() -> None:
    wrong: list[dict[str, Any]] = [{"source_url": link} for link in NOWHERE]
    wrong += [{"source_urls": [link]} for link in NO_LINKS]
    unusual: list[dict[str, Any]] = [{"source_urls": [link]} for link in UNUSUAL]
    findings = validate(wrong + unusual, "milestone_systems", select=["link-malformed"]).findings
    found = [(finding.line, finding.rule, finding.column) for finding in findings]
    expected = [(row, "link-malformed", *record) for row, record in enumerate(wrong, 1)]
    assert found == expected


def test_a_revision_keeps_its_id_and_another_record_may_not_take_it() -> None:
    record = {"record_id": "gpt-3-175b-davinci", "admission": "submitted"}
    rules = ("record-id-taken", "record-id-unlike-name")
    assert said(record | {"name": "GPT-3 175B (Davinci)"}, "milestone_systems", *rules) == []
    assert ("record-id-taken", "record_id") in said(record | {"name": "Quorzalt"}, "milestone_systems", *rules)


def test_unknown_items_are_told_in_the_order_in_which_the_file_has_them() -> None:
    names = [f"Unheard {number * 37 % 200}" for number in range(200)]
    record = {"record_id": "a", "base_model": names}
    assert [f.value for f in validate(record, "milestone_systems", select=["system-unknown"])] == names


def test_of_very_many_names_the_first_are_compared_with_ours_and_the_others_say_so() -> None:
    names = ["AlexNett", *(f"Base {at:05}" for at in range(OFFERED_NAMES)), "~AlexNett"]
    lists = [names[at : at + 200] for at in range(0, len(names), 200)]
    records = [{"record_id": f"made-up-{at}", "base_model": listed} for at, listed in enumerate(lists)]
    report = validate(records, "milestone_systems", select=["system-unknown"])
    found = {f.value: f.message.partition("; ")[2] for f in report if f.rule == "system-unknown"}
    assert set(found) == set(names)
    assert found["AlexNett"].startswith("near to it: AlexNet (alexnet)")
    assert found["~AlexNett"] == "only 3,000 of such names were compared with those that there are"
