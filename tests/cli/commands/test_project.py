from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from click.testing import Result

from compute_trends.catalog.errors import UsageError
from compute_trends.cli.trend_options import split_settings
from compute_trends.trends.doors.api import target

Run = Callable[..., Result]
ERA = "sevilla-large-scale-era"


def test_a_projection_fits_80_columns_and_carries_its_backtest(run: Run) -> None:
    result = run("project", ERA, "--to", "2023-01-01")
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert "95% interval" in result.stdout
    assert "Backtest" in result.stdout
    assert "95% promised" in result.stdout
    assert "In the past the interval" in result.stdout
    assert "\x1b" not in result.stdout


def test_json_has_the_same_and_options_and_settings_reach_it(run: Run) -> None:
    args = ("project", ERA, "--to", "1e25", "--level", "0.8", "--domain", "Language", "--set", "low_outlier_z=-3")
    found = json.loads(run(*args, "--format", "json").stdout)
    assert found["options"] == {"domain": "Language", "low_outlier_z": -3}
    assert found["settings"]["low_outlier_z"] == -3
    assert found["level"] == found["backtest"]["level"] == 0.8
    assert found["low"] < found["estimate"] < found["high"]
    text = run(*args).stdout
    assert "(--domain Language, --set low_outlier_z=-3)" in " ".join(text.split())
    assert found["estimate"] in text
    row = json.loads(run(*args, "--format", "jsonl").stdout)
    assert row["backtest_coverage"] == found["backtest"]["coverage"]
    assert row["options"] == ["domain=Language", "low_outlier_z=-3"]


def test_a_value_is_shown_with_what_it_is_a_value_of(run: Run) -> None:
    args = ("project", "thompson-imagenet-computing-power", "--to", "20")
    assert "20 (1/error)" in run(*args).stdout
    found = json.loads(run(*args, "--format", "json").stdout)
    assert (found["to"], found["to_quantity"], found["to_unit"]) == (20, "1/error", "1")


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        ((ERA, "--to", "2020-01-01"), 2, "2020-01-01 is no later than the last point"),
        (
            ("thompson-imagenet-computing-power", "--to", "0.05"),
            2,
            "the line is at 0.05 (1/error) where consolidated computing power is",
        ),
        ((ERA, "--to", "1e5"), 2, "the line is at 100000 FLOP (training compute) on"),
        (("thompson-imagenet-computing-power", "--to", "-1"), 2, "axis of 1/error: give a positive number"),
        ((ERA, "--to", "2030-01-01", "--level", "high"), 2, "'high' is not a number"),
        ((ERA, "--to", "soon"), 2, "--to soon is neither a date (2030-01-01) nor a number (1e27)"),
        ((ERA, "--to", "2030"), 2, "write 2030-01-01 for the date, 2030.0 for a value"),
        ((ERA, "--to", "2030-02-30"), 2, "neither a date"),
        ((ERA, "--to", "nan"), 2, "lies nowhere on a logarithmic axis"),
        (("sevilla-systems", "--to", "2030-01-01"), 1, "has no line to project"),
        (("hernandez-alexnet-doubling", "--to", "2021-01-01"), 1, "too few to check a projection"),
        (("no-such-trend", "--to", "2030-01-01"), 2, "no-such-trend"),
        ((ERA, "--to", "2023-01-01", "--set", "large_scale_z"), 2, "not of the form NAME=VALUE"),
        ((ERA, "--to", "2023-01-01", "--set", "large_scale=1"), 2, "did you mean large_scale_z"),
        ((ERA,), 2, "--to"),
    ],
)
def test_errors_are_sentences(run: Run, args: tuple[str, ...], code: int, message: str) -> None:
    result = run("project", *args)
    assert result.exit_code == code, result.output
    assert message in " ".join(result.stderr.split())
    assert "Traceback" not in result.output
    assert result.stdout == ""


def test_targets_and_settings_are_read() -> None:
    assert target("2030-01-02") == date(2030, 1, 2)
    assert target("1e27") == 1e27
    assert target("2030.0") == 2030
    with pytest.raises(UsageError):
        target("2030-13-01")
    assert split_settings(("a=1", "b=-2.5", "c=2020-01-01", "d=true", "e=Vision", "f=null", "g=1e3", "h=inf")) == {
        "a": 1, "b": -2.5, "c": date(2020, 1, 1), "d": True, "e": "Vision", "f": None, "g": 1000, "h": "inf",
    }  # fmt: skip


def test_a_trend_with_another_setting_says_so_and_gets_no_verdict(run: Run) -> None:
    text = run("trend", ERA, "--set", "low_outlier_z=-3").stdout
    assert "(--set low_outlier_z=-3)" in " ".join(text.split())
    assert "within" not in text
    assert "within" in run("trend", ERA).stdout
