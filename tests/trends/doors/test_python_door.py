"""`ct.trend` and its neighbours say what the command line says, in values."""

from __future__ import annotations

import datetime as dt
import inspect
import json
from dataclasses import fields, replace
from typing import Any

import pandas as pd
import polars as pl
import pytest
from click.testing import CliRunner

import compute_trends as ct
from compute_trends.catalog.errors import ComputeTrendsError
from compute_trends.cli.main import cli
from compute_trends.trends.choices.options import Options
from compute_trends.trends.doors import api
from compute_trends.trends.published.figures import figures

LARGE = "sevilla-large-scale-era"

pytestmark = pytest.mark.door


def _command(*arguments: str) -> Any:
    return json.loads(CliRunner().invoke(cli, [*arguments, "--format", "json"]).stdout)


def test_a_result_is_that_of_the_command() -> None:
    found = ct.trend(LARGE, since="2016-01-01", exclude="alphago-zero")
    said = _command("trend", LARGE, "--since", "2016-01-01", "--exclude", "alphago-zero")
    assert json.loads(json.dumps(found.as_dict())) == said
    assert (found.value, found.low, found.high) == (said["estimate"], said["low"], said["high"])
    assert (found.n, found.r2, found.unit, found.version) == (said["n"], said["r2"], "month", "2022.2.0")
    assert (found.question, found.note, found.level) == (said["question"], said["note"], 0.95)
    assert found.published is found.verdict is None  # no study printed a figure of these points


def test_the_published_figure_stands_beside_ours() -> None:
    found = ct.trend("sevilla-deep-learning-era")
    known = figures()["sevilla-table-3-all"]
    assert (found.published, found.verdict) == (known.value, "within")
    assert [item.figure for item in found.comparisons] == [known.id]


@pytest.mark.parametrize(("library", "kind"), [("pandas", pd.DataFrame), ("polars", pl.DataFrame)])
def test_points_are_a_frame_of_the_kind_asked_for(library: Any, kind: type) -> None:
    found = ct.trend(LARGE, as_=library)
    points = found.points
    assert isinstance(points, kind)
    assert list(points.columns) == list(_command("trend", LARGE, "--points")[0])
    used = points[points["left_out"] == ""] if library == "pandas" else points.filter(pl.col("left_out") == "")
    assert len(used) == found.n
    assert used["record_id"].is_unique if library == "pandas" else used["record_id"].is_unique().all()
    assert isinstance(found.to_frame(), kind)
    assert found.to_frame()["estimate"][0] == found.value


def test_points_say_their_units_and_keep_to_the_options() -> None:
    found = ct.trend(LARGE, until=dt.date(2019, 1, 1), exclude=["alphago-zero"], as_="pandas")
    points = found.points
    assert points.attrs["units"] == {"training_compute_flop": "FLOP"}
    assert points["publication_date"].dt.year.max() <= 2019
    assert dict(zip(points["record_id"], points["left_out"], strict=True))["alphago-zero"].startswith("excluded")


def test_an_answer_in_words_has_points_too() -> None:
    found = ct.trend("desislavov-flop-direction")
    assert isinstance(found.value, str)
    assert found.value in repr(found)
    assert found.points.num_rows >= found.n


def test_a_chart_is_altairs_and_its_lack_is_told() -> None:
    pytest.importorskip("altair", reason="the doors are tried without the extra that draws")
    assert ct.trend(LARGE).chart().to_dict()["title"]
    words = ct.trend("desislavov-flop-direction")
    without_axes = replace(words.computed, trend=replace(words.computed.trend, x=None, y=None))
    with pytest.raises(ComputeTrendsError, match=r"is an answer in words .* nothing to draw"):
        replace(words, computed=without_axes).chart()


def test_a_citation_is_of_this_figure_and_of_the_sources_of_its_points() -> None:
    found = ct.trend("sevilla-deep-learning-era", since="2012-01-01")
    own, *sources = found.cite().split("\n\n")
    assert "@misc{compute-trends-sevilla-deep-learning-era-2022.2.0," in own
    assert "--since 2012-01-01" in own
    assert f"n = {found.n}" in own
    assert [text.partition(",")[0] for text in sources] == ["@misc{epoch-2022-02"]
    assert json.loads(found.cite("json"))[0]["id"] in own
    assert found.question in found.cite("text").splitlines()[0]


def test_what_a_notebook_shows_is_short_and_escaped() -> None:
    found = ct.trend("sevilla-deep-learning-era")
    assert repr(found).startswith("<sevilla-deep-learning-era: 5.55 months (95% interval ")
    assert "<table>" in found._repr_html_()
    assert "within" in found._repr_html_()
    assert "<table>" in ct.reproduce("sevilla-2022")._repr_html_()
    assert "<table>" in ct.list_trends("alexnet")._repr_html_()


def test_figures_are_those_of_reproduce() -> None:
    found = ct.reproduce("hernandez-brown-2020")
    assert [row.as_dict() for row in found] == _command("reproduce", "hernandez-brown-2020")
    assert found.to_frame("pandas")["verdict"].tolist() == [row.verdict for row in found]
    assert found.failures == []
    assert len(ct.reproduce("hernandez-brown-2020", every=True)) > len(found)


def test_projections_and_multiverses_are_those_of_the_commands() -> None:
    name = "epoch-training-compute-2026"
    found = ct.project(name, "2028-01-01", level=0.9)
    assert found.as_dict() == _command("project", name, "--to", "2028-01-01", "--level", "0.9")
    assert ct.project(name, dt.datetime(2028, 1, 1), level=0.9).estimate == found.estimate
    assert found.to_frame("pandas")["estimate"][0] == found.estimate
    assert "2028-01-01" in repr(found)
    reruns = ct.multiverse("thompson-imagenet-computing-power")
    assert json.loads(json.dumps(reruns.as_dict())) == _command(
        "trend", "thompson-imagenet-computing-power", "--multiverse"
    )
    assert len(reruns.to_frame("polars")) == len(reruns.analyses)
    assert "analyses" in repr(reruns)


def test_lists_are_narrowed_by_words_study_and_dataset() -> None:
    every = ct.list_trends()
    assert [
        item.name for item in ct.list_trends("AlexNet efficiency", study="hernandez-brown-2020", published=True)
    ] == [
        "hernandez-alexnet-doubling",
    ]
    assert {item.study for item in ct.list_trends(study="sevilla-2022")} == {"sevilla-2022"}
    assert 0 < len(ct.list_trends(dataset="accelerators")) < len(every)
    assert every.to_frame("pandas")["name"].tolist() == [item.name for item in every]


def test_a_trend_on_the_rows_of_another_version_is_the_same_trend_with_a_version() -> None:
    (listed,) = [item for item in ct.list_trends() if item.name == "sevilla-deep-learning-era"]
    assert listed.versions == ("2022.2.0", "2024.10.0", "2026.8.0")
    assert not [item for item in ct.list_trends() if item.name == "sevilla-deep-learning-era-2026"]
    found, older_name = ct.trend(listed.name, version="2026.8.0"), ct.trend("sevilla-deep-learning-era-2026")
    assert found.as_dict() == older_name.as_dict()
    assert found.command == "compute-trends trend sevilla-deep-learning-era --version 2026.8.0"
    said = _command("trend", listed.name, "--version", "2026.8.0")
    assert json.loads(json.dumps(found.as_dict())) == said
    assert ct.trend(listed.name, version="2022.2.0").value == ct.trend(listed.name).value


def test_listed_values_are_those_that_the_trends_give() -> None:
    for name in (LARGE, "hernandez-moore", "desislavov-flop-direction"):
        (listed,), found = [item for item in ct.list_trends() if item.name == name], ct.trend(name)
        assert listed.n == found.n
        for ours, theirs in ((listed.value, found.value), (listed.low, found.low), (listed.high, found.high)):
            assert ours == (pytest.approx(theirs, rel=1e-6) if isinstance(theirs, float) else theirs)


@pytest.mark.parametrize(
    ("given", "arguments"),
    [
        ({"name": "sevilla-deep-learning-er"}, ["sevilla-deep-learning-er"]),
        ({"name": LARGE, "domain": "Visio"}, [LARGE, "--domain", "Visio"]),
        ({"name": LARGE, "version": "2022.2.1"}, [LARGE, "--version", "2022.2.1"]),
        ({"name": LARGE, "only": "alphago-zer"}, [LARGE, "--only", "alphago-zer"]),
        ({"name": LARGE, "large_scale": 1}, [LARGE, "--set", "large_scale=1"]),
        ({"name": LARGE, "large_scale_z": "2020-01-01"}, [LARGE, "--set", "large_scale_z=2020-01-01"]),
        ({"name": "thompson-flop-per-usd", "frontier": True}, ["thompson-flop-per-usd", "--frontier"]),
        ({"name": LARGE, "since": "2030-01-01", "until": "2020-01-01"},
         [LARGE, "--since", "2030-01-01", "--until", "2020-01-01"]),
    ],
)  # fmt: skip
def test_what_the_command_refuses_is_refused_with_the_same_sentence(given: Any, arguments: list[str]) -> None:
    said = CliRunner().invoke(cli, ["trend", *arguments]).stderr
    with pytest.raises(ComputeTrendsError) as refused:
        ct.trend(**given)
    assert said == f"Error: {refused.value}\n"


@pytest.mark.parametrize("value", ["2020", "20200101", "soon", 2020])
def test_what_is_no_day_is_refused_as_by_the_command(value: Any) -> None:
    said = CliRunner().invoke(cli, ["trend", LARGE, "--since", str(value)]).stderr
    with pytest.raises(ComputeTrendsError) as refused:
        ct.trend(LARGE, since=value)
    assert str(refused.value) in said


@pytest.mark.parametrize("to", ["2028", "soon"])
def test_a_target_that_could_be_either_is_refused_as_by_the_command(to: str) -> None:
    said = CliRunner().invoke(cli, ["project", "epoch-training-compute-2026", "--to", to]).stderr
    with pytest.raises(ComputeTrendsError) as refused:
        ct.project("epoch-training-compute-2026", to)
    assert said == f"Error: {refused.value}\n"


@pytest.mark.parametrize("function", [api.trend, api.multiverse, api.project])
def test_every_option_of_a_trend_is_an_argument(function: Any) -> None:
    assert {item.name for item in fields(Options)} <= set(inspect.signature(function).parameters)
