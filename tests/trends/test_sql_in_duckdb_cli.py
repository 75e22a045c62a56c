"""The study scripts run unchanged in the DuckDB command line after the generated views."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from compute_trends.catalog.doors.connect import views_sql
from compute_trends.catalog.versions import find_version
from compute_trends.trends.registry import FOLDER, list_trends, study_modules
from compute_trends.trends.results import TrendResult
from compute_trends.trends.run import Options, run_trend, trend_script
from compute_trends.trends.script import load_script

DUCKDB = shutil.which("duckdb", path=str(Path(sys.executable).parent)) or shutil.which("duckdb")


@pytest.fixture(scope="module")
def views(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "views.sql"
    path.write_text(views_sql())
    return path


def in_cli(views: Path, script: str) -> list[list[dict[str, Any]]]:
    """The result of every query of a script, as rows."""
    assert DUCKDB, "the duckdb command is missing: pip install duckdb-cli"
    done = subprocess.run(
        [DUCKDB, "-bail", "-json", "-init", str(views)], input=script, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    decoder, text, found = json.JSONDecoder(), done.stdout.strip(), []
    while text:
        rows, end = decoder.raw_decode(text)
        found.append(rows)
        text = text[end:].strip()
    return found


@pytest.mark.parametrize("stem", study_modules())
def test_a_script_gives_the_points_of_its_trends(
    stem: str, views: Path, result_of: Callable[[str], TrendResult]
) -> None:
    results = in_cli(views, (FOLDER / f"{stem}.sql").read_text())
    statements = dict(zip(load_script(FOLDER / f"{stem}.sql").statements, results, strict=True))
    # of any module: a second one of a study may use the first one's script
    plain = [trend for trend in list_trends() if trend.script.study == stem and not trend.overrides]
    assert plain, "some trend of a study uses the script as it stands"
    checked = set()
    for trend in plain:
        result = result_of(trend.name)
        points, left_out = result.points, result.left_out
        if result.version != find_version(trend.dataset, trend.script.versions[trend.dataset]).version:
            continue
        rows = statements[trend.statement]
        assert len(rows) == len(points) + sum(left_out.values()), trend.name
        if trend.y and not left_out:
            assert [row[trend.y.column] for row in rows] == pytest.approx(list(points.y)), trend.name
        checked.add(trend.name)
    assert checked


def test_the_script_of_a_trend_with_options_runs_too(views: Path) -> None:
    name, options = "sevilla-large-scale-era-2026", Options(domain="Vision", frontier=True)
    (rows,) = in_cli(views, trend_script(name, options, {"low_outlier_z": -1.5}))
    found = run_trend(name, options, {"low_outlier_z": -1.5})
    assert len(rows) == len(found.points) + sum(found.left_out.values())


@pytest.mark.parametrize("is_whole", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["studies", "trends"])
def test_printed_scripts_of_all_studies_run_in_one_session_in_any_order(
    is_whole: bool, views: Path, result_of: Callable[[str], TrendResult]
) -> None:
    """Each study's once, by a trend that sets something where there is one; then of all that set something."""
    trends = list_trends()
    random.Random(2022).shuffle(trends)
    set_something = [trend for trend in trends if trend.overrides or trend.version is None]
    wanted = {trend.script.study: trend.name for trend in [*trends, *set_something]}
    names = [*wanted.values(), *(trend.name for trend in set_something if is_whole)]
    results = in_cli(views, "".join(map(trend_script, names)))
    assert len(results) == len(names) > (50 if is_whole else 20)
    for name, rows in zip(names, results, strict=True):
        result = result_of(name)
        assert len(rows) == len(result.points) + sum(result.left_out.values()), name
        if result.trend.y and not result.left_out:
            assert [row[result.trend.y.column] for row in rows] == pytest.approx(list(result.points.y)), name
