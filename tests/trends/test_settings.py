"""Settings take what their script declares: values of one kind, of a list, and tables that we hold."""

from __future__ import annotations

import re
from datetime import date

import pytest

from compute_trends.catalog.errors import UnknownNameError, UsageError
from compute_trends.catalog.versions import all_versions
from compute_trends.trends.choices.settings import allowed_values, checked_settings
from compute_trends.trends.points import Setting
from compute_trends.trends.registry import get_trend, list_trends, scripts
from compute_trends.trends.robustness.multiverse import multiverse
from compute_trends.trends.run import Options, run_trend, trend_script
from compute_trends.trends.script import Script

SEVILLA = "sevilla-deep-learning-era"
ANY_TEXT = {"priced_chip"}  # a pattern


@pytest.mark.parametrize("script", scripts(), ids=lambda script: script.study)
def test_every_table_of_a_script_is_a_setting_called_after_its_dataset(script: Script) -> None:
    text = script.preamble + "".join(script.statements.values())
    calls = re.findall(r"query_table\((.*?)\)\)|(read_\w+|glob|query)\(", text)
    assert {name for name, other in calls if not other} <= {f"getvariable('{dataset}'" for dataset in all_versions()}
    assert [other for _, other in calls if other] == []


@pytest.mark.parametrize("script", scripts(), ids=lambda script: script.study)
def test_every_text_of_a_script_says_what_it_may_be(script: Script) -> None:
    texts = {name for name, default in script.defaults.items() if default.startswith("'")} - all_versions().keys()
    for name in texts - ANY_TEXT:
        allowed = allowed_values(script.settings[name])
        assert script.defaults[name].strip("'") in allowed, f"{name}: its meaning begins with: one of a, b, c: ..."


def test_what_trends_themselves_set_is_allowed() -> None:
    for trend in list_trends():
        script = trend.script
        own = {name: value for name, value in trend.overrides.items() if name in script.settings}
        assert checked_settings(trend, own) == own, trend.name
        for choice in trend.choices:
            for level in choice.levels:
                varied = {name: value for name, value in level.variables.items() if name in script.settings}
                assert checked_settings(trend, varied) == varied, (trend.name, level.label)


@pytest.mark.parametrize(
    "table",
    [
        "/etc/passwd",
        "secret.csv",
        "https://127.0.0.1:9/x.parquet",
        "s3://bucket/x.parquet",
        "v2022_2_0.accelerators",
        "v2022_2_0.milestone_systems; select 1",
        "main.milestone_systems",
        "2023.1.0",
        "",
        7,
        True,
    ],
)
def test_a_table_is_a_version_that_we_hold(table: Setting) -> None:
    for run in (run_trend, trend_script, multiverse):
        with pytest.raises(UnknownNameError, match="no version of milestone_systems"):
            run(SEVILLA, None, {"milestone_systems": table})
    with pytest.raises(UnknownNameError, match="no version of accelerators"):  # one that is joined
        run_trend("patterson-gpt-3", settings={"accelerators": table})


def test_a_table_of_another_version_is_what_the_result_names() -> None:
    by_option = run_trend(SEVILLA, Options(version="2024.10.0"))
    for table in ("2024.10.0", "v2024_10_0.milestone_systems"):
        by_setting = run_trend(SEVILLA, settings={"milestone_systems": table})
        assert (by_setting.version, by_setting.estimate) == ("2024.10.0", by_option.estimate)
    newest = run_trend(SEVILLA, settings={"milestone_systems": "milestone_systems"})
    assert newest.version == run_trend(SEVILLA, Options(version=newest.version)).version
    assert run_trend(SEVILLA, settings={"milestone_systems": None}).version == "2022.2.0"
    with pytest.raises(UsageError, match="are two versions; give one"):
        run_trend(SEVILLA, Options(version="2022.2.0"), {"milestone_systems": "2024.10.0"})


def test_a_table_that_was_set_is_no_choice_any_more() -> None:
    found = multiverse(SEVILLA, settings={"milestone_systems": "2024.10.0", "window_days": 364}, limit=4)
    assert found.result.version == "2024.10.0"
    assert all("table" not in analysis.choices for analysis in found.analyses)


@pytest.mark.parametrize(
    ("trend", "setting", "value", "near"),
    [
        (SEVILLA, "lowest_confidence", "bogus", "there is confident, likely, speculative"),
        (SEVILLA, "lowest_confidence", "likly", "did you mean likely"),
        ("sevilla-further-language", "wanted_domain", "Languge", "did you mean Language"),
        ("sevilla-further-industry", "wanted_sector", "government", "there is academia, both, industry"),
        ("desislavov-energy-frontier", "hardware_format", "fp3", "did you mean fp32_vector"),
        ("three-forces-algorithmic-efficiency", "performance_level", "vgg", "there is alexnet, gnmt"),
        ("thompson-flop-per-usd", "price_kind", "monthly", "there is on_demand_hour, purchase"),
    ],
)
def test_a_setting_with_a_list_of_values_refuses_others(trend: str, setting: str, value: str, near: str) -> None:
    with pytest.raises(UnknownNameError, match=f"no value of the setting {setting} '{value}'; {near}"):
        run_trend(trend, settings={setting: value})


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("with_fine_tunes", 1, "is true or false, not 1"),
        ("with_fine_tunes", "yes", "is true or false, not yes"),
        ("window_days", True, "is a number, not True"),
        ("window_days", date(2020, 1, 1), "is a number, not 2020-01-01"),
        ("as_of", "yesterday", "is a day: YYYY-MM-DD"),
        ("as_of", 2020, "is a day: YYYY-MM-DD"),
    ],
)
def test_a_value_of_another_kind_is_refused(setting: str, value: Setting, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        run_trend(SEVILLA, settings={setting: value})


def test_null_is_the_default_of_the_script() -> None:
    trend = get_trend(SEVILLA)
    assert checked_settings(trend, dict.fromkeys(trend.script.settings)) == dict.fromkeys(trend.script.settings)
    default = run_trend(SEVILLA).estimate
    assert run_trend(SEVILLA, settings={"lowest_confidence": None, "window_days": None}).estimate == default
