from __future__ import annotations

import subprocess
import sys

import pytest

from compute_trends.catalog.errors import UnknownNameError
from compute_trends.trends.declaration import OPTIONS, Trend
from compute_trends.trends.published import figures
from compute_trends.trends.registry import claims, get_trend, list_trends, studies, study_modules, trend_module
from compute_trends.trends.script import FOLDER, load_script

TRENDS = list_trends()


def test_every_script_has_its_module() -> None:
    assert study_modules()
    for stem in study_modules():
        assert (FOLDER / f"{stem}.py").is_file()


@pytest.mark.parametrize("trend", TRENDS, ids=lambda trend: trend.name)
def test_every_trend_is_well_declared(trend: Trend) -> None:
    stem = trend_module(trend.name)
    script = load_script(stem)
    assert trend.name.partition("-")[0] == stem.partition("_")[0], "the name begins with the study's first word"
    assert trend.question.endswith("?")
    assert trend.statement in script.statements
    assert trend.dataset in script.settings, "the script reads its dataset through query_table(getvariable(...))"
    assert set(trend.overrides) <= set(script.settings)
    text = script.preamble + script.statement(trend.statement)
    for option in OPTIONS:
        assert option not in trend.options or f"getvariable('{option}')" in text, f"{option} is honoured in the SQL"


def test_every_statement_is_used() -> None:
    for stem in study_modules():
        used = {trend.statement for trend in TRENDS if trend_module(trend.name) == stem}
        assert set(load_script(stem).statements) == used


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
