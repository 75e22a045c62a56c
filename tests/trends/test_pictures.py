from __future__ import annotations

from pathlib import Path

import pytest

from compute_trends.catalog.errors import ComputeTrendsError, UnknownNameError
from compute_trends.trends.pictures import draw_three_eras, draw_trend, save
from compute_trends.trends.run import run_trend


def test_a_picture_says_what_it_shows(tmp_path: Path) -> None:
    result = run_trend("sevilla-deep-learning-era")
    save(draw_trend(result), tmp_path / "trend.svg")
    text = (tmp_path / "trend.svg").read_text(encoding="utf-8")
    assert f"<title>{result.trend.question}</title>" in text
    assert 'role="img"' in text


def test_every_point_and_fit_is_drawn() -> None:
    result = run_trend("thompson-imagenet-computing-power")
    layers = draw_trend(result).to_dict()["layer"]
    assert [len(layer["data"]["values"]) for layer in layers] == [61, len(result.points), 61]
    assert [layer["mark"]["type"] for layer in layers] == ["area", "point", "line"]


def test_a_page_needs_no_network(tmp_path: Path) -> None:
    save(draw_trend(run_trend("sevilla-deep-learning-era")), tmp_path / "trend.html")
    text = (tmp_path / "trend.html").read_text(encoding="utf-8")
    assert 'src="http' not in text


def test_a_png_is_a_png(tmp_path: Path) -> None:
    save(draw_trend(run_trend("sevilla-pre-deep-learning-era")), tmp_path / "trend.png")
    assert (tmp_path / "trend.png").read_bytes().startswith(b"\x89PNG")


def test_the_three_eras_have_four_series() -> None:
    layers = draw_three_eras().to_dict()["layer"]
    assert len({value["series"] for layer in layers for value in layer["data"]["values"] if "series" in value}) == 4


def test_a_trend_without_axes_has_no_picture() -> None:
    with pytest.raises(ComputeTrendsError, match="nothing to draw"):
        draw_trend(run_trend("sevilla-systems"))


def test_an_unknown_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="no picture format 'gif'"):
        save(draw_trend(run_trend("sevilla-deep-learning-era")), tmp_path / "trend.gif")
    assert not list(tmp_path.iterdir())
