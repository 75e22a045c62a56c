from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from click.testing import Result

Run = Callable[..., Result]
NAME = "thompson-imagenet-computing-power"


def test_a_multiverse_fits_80_columns_and_names_the_choice_that_matters(run: Run) -> None:
    result = run("trend", NAME, "--multiverse")
    text = " ".join(result.stdout.split())
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert "20 analyses: every combination of 3 choices." in text
    assert "The choice that moves it most is results" in text
    assert "this trend 0.0908" in text
    assert "published 0.0908" in text
    assert "Without effect on the points: table." in text


def test_long_labels_are_wrapped_in_their_column(run: Run) -> None:
    lines = run("trend", "cottier-training-cost", "--multiverse", "--limit", "30").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert any("drawn at random (seed 2022)" in line for line in lines)


def test_json_and_csv_hold_every_analysis(run: Run) -> None:
    found = json.loads(run("trend", NAME, "--multiverse", "--format", "json").stdout)
    rows = list(csv.DictReader(io.StringIO(run("trend", NAME, "--multiverse", "--format", "csv").stdout)))
    assert found["run"] == found["combinations"] == len(found["analyses"]) == len(rows) == 20
    assert found["lowest"] <= found["tenth"] <= found["median"] <= found["ninetieth"] <= found["highest"]
    assert {row["estimator"] for row in rows} == {item["choices"]["estimator"] for item in found["analyses"]}
    assert float(rows[0]["estimate"]) == pytest.approx(found["analyses"][0]["estimate"])


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("sevilla-systems", "--multiverse"), "sevilla-systems has no choices to vary"),
        ((NAME, "--limit", "5"), "--limit is for --multiverse"),
        ((NAME, "--multiverse", "--limit", "1"), "needs 2 analyses or more, not 1"),
        ((NAME, "--multiverse", "--plot", "x.svg"), "leave out one of --plot and --multiverse"),
        ((NAME, "--multiverse", "--domain", "Vision"), "has no use for --domain"),
    ],
)
def test_what_cannot_be_varied_is_one_line_and_exit_2(run: Run, args: tuple[str, ...], message: str) -> None:
    result = run("trend", *args)
    assert result.exit_code == 2
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == ""
