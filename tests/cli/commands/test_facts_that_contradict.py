"""Facts that contradict their record, on the command line: named, refused or listed, nothing dropped in silence."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result

from compute_trends.catalog.paths import PACKAGE_ROOT

Run = Callable[..., Result]
Row = dict[str, str]

RECORDS = Path("datasets", "milestone_systems", "records.csv")
HEADER = (  # noqa: SIM905
    "system,stated_compute_flop,training_compute_method,training_compute_low_flop,training_compute_high_flop,"
    "active_parameters,active_parameters_basis,training_chip_hour,utilisation_assumed_fraction,passes_or_tokens,"
    "compute_scope_note_code,inference_flop_per_token,locator,second_reading"
).split(",")
#: What is wrong of each system; the last two are left out, the others become findings.
WRONG: tuple[Row, ...] = (
    {"system": "GPT-3 175B (davinci)", "stated_compute_flop": "3.14e23", "training_compute_low_flop": "1e24"},
    {"system": "K-EXAONE 2.0", "stated_compute_flop": "3.55e24", "active_parameters": "9e15"},
    {"system": "FLAN 137B", "stated_compute_flop": "2.047e24", "training_chip_hour": "3840"},
    {"system": "LaMDA", "stated_compute_flop": "3.6e23", "active_parameters": "1e9"},
    {"system": "No Such System", "stated_compute_flop": "1e20"},
)
FINDINGS = {
    "training-compute-outside-bounds": "low 1e+24, value 3.14e+23, high unknown FLOP are not in rising order",
    "active-parameters-exceed-parameters": "9e+15 active parameters of 7.5e+11",
    "chip-hours-of-a-stage": "they are of the fine-tuning, or wrong",
}


@pytest.fixture
def few(checkout: Path) -> Path:
    """A checkout that holds the systems of which something wrong is said."""
    path = checkout / RECORDS
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        names = {row["system"] for row in WRONG}
        rows, header = [row for row in reader if row["name"] in names], reader.fieldnames or ()
    assert len(rows) == len(WRONG) - 1
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    for released in (PACKAGE_ROOT / RECORDS).parent.glob("*.parquet"):
        shutil.copy(released, path.parent)
    return checkout


@pytest.mark.slow
def test_facts_that_contradict_are_listed_by_import_named_by_check_and_refused_by_release(run: Run, few: Path) -> None:
    path = few.parent / "facts_2031-01.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, HEADER, restval="")
        writer.writeheader()
        writer.writerows(WRONG)
    result = run("import", "epoch-notes", str(path), "--root", str(few))
    assert result.exit_code == 0, result.output
    listed = " ".join(result.stdout.split())
    assert "left out (2):" in listed
    assert "row 5 'No Such System': no milestone system of that name is held" in listed
    assert "row 4 'LaMDA': read beside a training compute of 3.6e+23 FLOP; the record states 3.55e+23 FLOP" in listed
    assert "beyond structure; compute-trends check lists them" in " ".join(result.stderr.split())
    checked = run("check", str(few / RECORDS), "--select", ",".join(FINDINGS))
    assert checked.exit_code == 1
    told = " ".join(checked.stdout.split())
    assert [
        rule for rule, message in FINDINGS.items() if f"error {rule}: line" not in told or message not in told
    ] == []
    refused = run("release", "2031.1.0", "--dataset", "milestone_systems", "--root", str(few))
    assert refused.exit_code == 1
    assert "in records.csv; correct what is wrong, waive what" in " ".join(refused.stderr.split())


@pytest.mark.parametrize(
    ("countries", "told"),
    [
        (["Holy See"], ["no carbon intensity is held of Holy See"]),
        (["Atlantis"], ["no carbon intensity is held of Atlantis"]),
        (["France", "Atlantis", "Turkiye"], ["held of Atlantis seen:", "held of Turkiye; did you mean Türkiye?"]),
        (["France", "Chile"], []),
    ],
)
def test_a_country_without_intensity_is_named(run: Run, tmp_path: Path, countries: list[str], told: list[str]) -> None:
    path = tmp_path / "system.yaml"
    record: dict[str, Any] = {"record_id": "made-up", "name": "Made Up", "countries": countries}
    path.write_text(yaml.safe_dump(record), encoding="utf-8")
    options = ("--dataset", "milestone_systems", "--select", "country-without-intensity", "--fail-on", "warning")
    result = run("check", str(path), *options)
    assert result.exit_code == bool(told)
    text = " ".join(result.stdout.split())
    assert [message for message in told if message not in text] == []
    assert text.count("warning country-without-intensity") == len(told)


@pytest.mark.slow
def test_systems_whose_countries_have_no_intensity_are_counted_with_them(run: Run) -> None:
    text = " ".join(run("trend", "carbon-countries-of-organisations").stdout.split())
    several = "United Kingdom of Great Britain and Northern Ireland, United States of America"
    assert "no intensity is held of France in that year" in text
    assert f"no intensity is held of {several} in that year" in text
