"""`find`, and the other places that know what people call things."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

import compute_trends as ct
from compute_trends.catalog.doors.find import near_records
from compute_trends.catalog.errors import UnknownNameError, UsageError
from compute_trends.cli.commands.find import command
from compute_trends.cli.main import cli
from compute_trends.cli.texts.find import KINDS


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("GPT-4", "gpt-4-mar-2023"),
        ("gpt4", "gpt-4-mar-2023"),
        ("alphago zero", "alphago-zero"),
        ("Nvidia H100 80G", "nvidia-h100-sxm5-80-gb"),
        ("https://arxiv.org/abs/2005.14165", "gpt-3-175b-davinci"),
        ("https://arxiv.org/pdf/2005.14165v4.pdf#page=3", "gpt-3-175b-davinci"),
        ("arXiv:2005.14165v2", "gpt-3-175b-davinci"),
        ("2005.14165v1", "gpt-3-175b-davinci"),
        ("https://doi.org/10.48550/arXiv.2005.14165", "gpt-3-175b-davinci"),
        ("https://ar5iv.labs.arxiv.org/html/2005.14165", "gpt-3-175b-davinci"),
        ("https://huggingface.co/papers/2005.14165", "gpt-3-175b-davinci"),
        ("2005.14165", "gpt-3-175b-davinci"),
        ("doubling time of training compute", "sevilla-deep-learning-era"),
        ("doubling time", "sevilla-deep-learning-era"),
        ("how fast does training compute grow", "epoch-frontier-training-compute"),
        ("How fast has training compute grown?", "sevilla-deep-learning-era"),
        ("capability-open-lag", "capability-open-lag"),
        ("training cost", "cottier-training-cost"),
        ("memory_bandwidth_byte_per_s", "memory_bandwidth_byte_per_s"),
        ("training-utilisation-above-one", "training-utilisation-above-one"),
        ("training_energy", "training_energy"),
    ],
)
def test_the_first_answer_is_what_people_mean(text: str, name: str) -> None:
    assert ct.find(text)[0].name == name


def test_trends_that_people_start_with_come_before_others_as_near() -> None:
    found = [item.name for item in ct.find("training compute") if item.kind == "trend"]
    assert found[:2] == ["sevilla-deep-learning-era", "epoch-frontier-training-compute"]
    assert len(found) > 100


def test_the_chip_comes_before_systems_and_prices_of_it() -> None:
    found = ct.find("H100")
    assert found[0].dataset == "accelerators"
    assert found[0].title.startswith("NVIDIA H100")
    assert {item.dataset for item in found} >= {"accelerators", "accelerator_systems", "hardware_prices"}


def test_the_whole_name_of_a_family_leads_to_its_chips_and_a_part_of_it_does_not() -> None:
    assert {item.name for item in ct.find("tesla k40", dataset="accelerators")[:6]} >= {
        "nvidia-tesla-k40c",
        "nvidia-tesla-k40m",
    }
    assert ct.find("H100/H200", dataset="accelerators")[0].title.startswith("NVIDIA H100")
    assert not any("H200" in item.title for item in ct.find("H100", dataset="accelerators")[:5])


@pytest.mark.parametrize("kind", KINDS)
def test_kind_and_dataset_narrow(kind: str) -> None:
    assert {item.kind for item in ct.find("training", kind=kind)} == {kind}
    assert all(item.dataset == "milestone_systems" for item in ct.find("training", dataset="milestone_systems"))


def test_the_command_of_an_answer_shows_it() -> None:
    found = ct.find("memory bandwidth")
    assert {item.kind for item in found} >= {"trend", "rule", "column"}
    for item in {item.kind: item for item in found}.values():
        shown = run(*item.command.split()[1:])
        assert shown.exit_code == 0, item.command
        assert (item.title if item.kind == "trend" else item.name) in " ".join(shown.stdout.split())


def test_the_text_says_how_many_there_are_and_the_rows_hold_all() -> None:
    text = run("find", "GPT-4", "--limit", "2").stdout
    assert "gpt-4-mar-2023  GPT-4 (Mar 2023)" in text
    assert "more; --limit 0 shows all" in text
    assert "$ compute-trends history gpt-4-mar-2023\n" in text
    rows = json.loads(run("find", "GPT-4", "--format", "json").stdout)
    assert [row["name"] for row in rows] == [item.name for item in ct.find("GPT-4")]
    assert "records of" in text
    assert len(run("find", "GPT-4", "--format", "csv").stdout.splitlines()) == len(rows) + 1


def test_nothing_found_is_told_and_nothing_asked_is_refused() -> None:
    found = run("find", "zzzqqxx")
    assert (found.exit_code, found.stdout) == (1, "nothing goes by 'zzzqqxx'; fewer or other words may find it\n")
    assert "holds nothing to look for" in run("find", "--", "-- --").stderr
    with pytest.raises(UsageError, match="nothing to look for"):
        ct.find("?")
    with pytest.raises(UnknownNameError, match="did you mean record"):
        ct.find("x", kind="records")


def test_the_command_knows_the_kinds() -> None:
    (option,) = [item for item in command.params if item.name == "kind"]
    assert str(option.metavar) == f"[{'|'.join(KINDS)}]"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["history", "gpt-4"], "no record 'gpt-4'; did you mean gpt-4-mar-2023 or gpt-4-jun-2023?"),
        (["explain", "--record", "GPT-4"], "did you mean gpt-4-mar-2023 or"),
        (["estimate", "--record", "gpt-4"], "did you mean gpt-4-mar-2023 or"),
        (["history", "h100"], "did you mean nvidia-h100-sxm5-80-gb?"),
        (["history", "alphago-zer"], "did you mean alphago-zero"),
        (["trend", "epoch-training-compute", "--exclude", "gpt-4"], "did you mean gpt-4"),
    ],
)
def test_an_unknown_record_is_offered_by_its_name(arguments: list[str], told: str) -> None:
    said = run(*arguments)
    assert said.exit_code == 2
    assert told in said.stderr


def test_near_records_are_among_those_that_there_are() -> None:
    assert near_records("gpt-4", ["gpt-4-jun-2023", "alexnet"]) == ["gpt-4-jun-2023"]
    assert near_records("gpt-4", []) == []


def test_history_names_the_records_that_other_datasets_call_so() -> None:
    text = " ".join(run("history", "gpt-3").stdout.split())
    assert text.startswith("gpt-3 in training_energy")
    assert "Also of that name, in" in text
    assert "milestone_systems: gpt-3-175b-davinci (GPT-3 175B (davinci))" in text
    assert "Also of that name" not in run("history", "gpt-3", "--dataset", "training_energy").stdout
