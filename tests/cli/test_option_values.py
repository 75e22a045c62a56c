"""Values of options made up by a grammar of ways out: none reads, writes or calls anything that its command does not.

A sample of 50 runs, or all 220 with the environment variable CT_EXHAUSTIVE=1.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result

from compute_trends.catalog.versions import all_versions
from compute_trends.trends.registry import list_trends

VALUES = 220
SAMPLE = VALUES if os.environ.get("CT_EXHAUSTIVE") else 50

#: Commands, with {} where a value goes that names something of ours or selects.
COMMANDS = (
    ("head", "{}"),
    ("head", "training_energy", "--columns", "{}"),
    ("head", "training_energy", "--version", "{}"),
    ("describe", "{}"),
    ("describe", "training_energy", "--version", "{}"),
    ("cite", "{}"),
    ("history", "{}"),
    ("history", "--dataset", "{}", "gpt-3"),
    ("diff", "milestone_systems@{}", "milestone_systems@2022.2.0"),
    ("diff", "{}", "{}"),
    ("sql", "--pin", "training_energy={}", "from training_energy limit 1"),
    ("sql", "--pin", "{}=2021.4.0", "select 1"),
    ("template", "{}"),
    ("explain", "{}"),
    ("reproduce", "{}"),
    ("trend", "{}"),
    ("estimate", "{}"),
    ("project", "patterson-gpt-3", "--to", "{}"),
    ("trend", "sevilla-deep-learning-era", "--domain", "{}"),
    ("trend", "sevilla-deep-learning-era", "--version", "{}"),
    ("trend", "sevilla-deep-learning-era", "--since", "{}"),
    ("check", "-", "--dataset", "{}"),
    ("check", "-", "--select", "{}"),
    ("verify", "--format", "{}"),
)


def _value(pick: Callable[[Any], Any], folder: Any, port: int) -> str:
    path = pick(
        (
            "secret.csv",
            f"{folder}/secret.parquet",
            f"file://{folder}/secret.csv",
            f"http://127.0.0.1:{port}/secret.parquet",
            f"s3://127.0.0.1:{port}/x.csv",
            f"{folder}/*.csv",
            "../../../../etc/passwd",
            "/proc/self/environ",
        )
    )
    read = f"read_text('{path}')"
    return str(
        pick(
            (
                path,
                f"{path}\x00",
                f"'{path}'",
                f'"{path}"',
                f"x'; copy (from {read}) to '{folder}/stolen.csv'; --",
                f"x') from {read} --",
                f"x from {read}",
                f"training_energy, {read}",
                f"(select content from {read})",
                f"name) as t, {read} --",
                f"2021.4.0'; install httpfs from 'http://127.0.0.1:{port}'; --",
                f"query('from {read}')",
                f"getenv('COMPUTE_TRENDS_SECRET') || '{path}'",
                f"$$ || (from {read}) || $$",
                f"v2022_2_0.milestone_systems; attach '{folder}/stolen.duckdb'",
                f"{path}\n::error::{path}",
            )
        )
    )


@pytest.mark.parametrize("part", range(5))
def test_no_value_gets_out(part: int, outside: Any, run: Callable[..., Result]) -> None:
    trends = list_trends()
    for number in range(part, SAMPLE, 5):
        pick = random.Random(number).choice
        value = _value(pick, outside.folder, outside.port)
        if pick((True, False)):
            trend = pick(trends)
            setting = pick([*trend.script.settings, *all_versions()])
            arguments = [pick(("trend", "trend", "project")), trend.name, "--set", f"{setting}={value}"]
            arguments += ["--to", "2030-01-01"] if arguments[0] == "project" else []
        else:
            arguments = [part.replace("{}", value) for part in pick(COMMANDS)]
        result = run(*arguments, stdin="")
        outside.assert_untouched(result.output, (number, arguments))
        assert "an error of compute-trends" not in result.output, (number, arguments, result.output)
        assert result.exit_code in (0, 1, 2), (number, arguments)
        if "=" in arguments[-1] and "priced_chip" not in arguments[-1] and "--set" in arguments:
            assert result.exit_code == 2, (number, arguments, result.output)
