"""Runs commands in this process, on the shipped data."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from compute_trends.cli.main import cli


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run `compute-trends ARGS...` on an 80-column terminal that is none."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("COMPUTE_TRENDS_DEBUG", raising=False)

    def run(*args: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(cli, list(args), input=stdin, prog_name="compute-trends")

    return run
