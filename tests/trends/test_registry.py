from __future__ import annotations

import re
import subprocess
import sys

import pytest

from compute_trends.catalog.errors import UnknownNameError
from compute_trends.trends.declaration import OPTIONS, Trend
from compute_trends.trends.published.figures import figures
from compute_trends.trends.registry import FOLDER, claims, get_trend, list_trends, scripts, studies

TRENDS = list_trends()


@pytest.mark.parametrize("trend", TRENDS, ids=lambda trend: trend.name)
def test_every_trend_is_well_declared(trend: Trend) -> None:
    script = trend.script
    assert trend.name.partition("-")[0] == script.study.partition("_")[0], "the name begins with the study's first word"
    assert trend.question.endswith("?")
    assert trend.statement in script.statements
    assert trend.dataset in script.settings, "the script reads its dataset through query_table(getvariable(...))"
    assert set(trend.overrides) <= set(script.settings)
    text = script.preamble + script.statement(trend.statement)
    for option in OPTIONS:
        assert option not in trend.options or f"getvariable('{option}')" in text, f"{option} is honoured in the SQL"


def test_every_statement_is_used() -> None:
    for script in scripts():
        used = {trend.statement for trend in TRENDS if trend.script.study == script.study}
        assert set(script.statements) == used


def test_a_version_stands_in_the_script_alone() -> None:
    assert all(script.versions for script in scripts())
    for path in FOLDER.glob("*.py"):
        again = re.findall(r"(?:^|[ (])version=|\"version\"", path.read_text(encoding="utf-8"), re.MULTILINE)
        # the table of later years is another choice, not the trend's own
        assert len(again) <= (path.stem == "hernandez_brown_2020"), path


def test_every_figure_is_claimed_at_most_once_and_exists() -> None:
    assert set(claims()) <= set(figures())


def test_names_are_found_and_nearest_ones_offered() -> None:
    assert get_trend("sevilla-systems").study == "sevilla-2022"
    with pytest.raises(UnknownNameError, match="no trend 'sevilla-sistems'; did you mean sevilla-systems"):
        get_trend("sevilla-sistems")
    with pytest.raises(UnknownNameError, match="did you mean sevilla-2022"):
        claims("sevila-2022")


def test_studies_come_in_the_order_of_the_figures() -> None:
    assert studies()[0] == "sevilla-2022"
    assert len(set(studies())) == len(studies())


def test_one_study_is_found_without_importing_the_others() -> None:
    code = (
        "import sys; from compute_trends.trends.registry import claims, get_trend, study_modules; "
        "claims('sevilla-2022'); get_trend('sevilla-systems'); "
        "print([stem for stem in study_modules() if 'compute_trends.trends.studies.' + stem in sys.modules])"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert output.strip() == "['sevilla_2022']"
