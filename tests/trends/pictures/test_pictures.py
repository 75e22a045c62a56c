from __future__ import annotations

import builtins
import math
import re
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import altair
import pytest

from compute_trends.catalog.errors import ComputeTrendsError, MissingExtraError, UnknownNameError, UsageError
from compute_trends.trends.declaration import Axis, Picture
from compute_trends.trends.pictures.axes import log_ticks, scale_of
from compute_trends.trends.pictures.draw import draw_trend, render, save
from compute_trends.trends.pictures.labels import place_labels, record_setters, to_name
from compute_trends.trends.pictures.marks import names
from compute_trends.trends.pictures.series import Dot, series_order
from compute_trends.trends.pictures.together import draw_together
from compute_trends.trends.results import TrendResult
from compute_trends.trends.run import run_trend
from compute_trends.trends.studies.sevilla_2022 import STUDY

X, Y = Axis("x", "Size", scale="linear"), Axis("y", "Rate", "FLOP/s", "log")

#: One trend of each kind of chart.
KINDS = (
    "sevilla-large-scale-era-large-scale",  # eras, two published lines
    "thompson-imagenet-computing-power",  # both axes logarithmic
    "thompson-imagenet-exponential",  # y linear
    "thompson-continued-mmlu",  # a bent fit
    "hardware-fp32-rate",  # series told apart by a column
    "three-forces-effective-compute",  # a line for each series
    "epoch-hardware-tensor-against-fp32",  # a level line
    "hernandez-resnet-50-reduction",  # two points, no line
    "desislavov-energy-direction",  # an answer in words
)


@cache
def _result(name: str) -> TrendResult:
    return run_trend(name)


@cache
def _chart(name: str) -> Any:
    """The chart of a trend; nobody changes it."""
    return draw_trend(_result(name))


@cache
def _drawn(name: str) -> dict[str, Any]:
    """What a chart is in Vega-Lite, found valid; nobody changes it."""
    found: dict[str, Any] = _chart(name).to_dict()
    return found


def _layers(name: str) -> list[dict[str, Any]]:
    layers: list[dict[str, Any]] = _drawn(name)["layer"]
    return layers


def _of(layers: list[dict[str, Any]], mark: str) -> list[dict[str, Any]]:
    chosen = [
        layer for layer in layers if layer["mark"]["type"] == mark and ("color" in layer["encoding"] or mark == "rect")
    ]
    return [value for layer in chosen for value in layer["data"]["values"]]


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_chart_says_in_words_what_it_shows(name: str) -> None:
    result = _result(name)
    svg = render(_chart(name), "svg").decode()
    title = re.search(r"<title[^>]*>(.*?)</title>", svg)
    text = re.search(r"<desc[^>]*>(.*?)</desc>", svg)
    assert title is not None
    assert unescape(title[1]) == result.trend.question
    assert text is not None
    assert text[1].startswith(f"Scatter plot of {len(result.points):,} points")
    assert f"{result.trend.dataset} {result.version}" in unescape(text[1])
    assert "NaN" not in svg


def test_every_point_and_fit_is_drawn() -> None:
    result = _result("thompson-imagenet-computing-power")
    layers = _layers("thompson-imagenet-computing-power")
    assert len(_of(layers, "point")) == len(result.points)
    assert len(_of(layers, "area")) == len(result.estimate.curves[0].x)
    assert {value["line"] for value in _of(layers, "line")} == {
        "our fit: 0.0908",
        "published: 0.0908 (its slope, laid on our points)",
    }


def test_the_published_line_has_the_published_slope_and_the_centre_of_ours() -> None:
    layers = _layers("sevilla-pre-deep-learning-era")
    ours, published = (
        [value for value in _of(layers, "line") if value["line"].startswith(name)] for name in ("our fit", "published")
    )
    days = (published[-1]["x"] - published[0]["x"]) / 86_400_000
    doublings = math.log2(published[-1]["y"] / published[0]["y"])
    assert days / doublings / 30 == pytest.approx(21.3, rel=1e-4)
    dates = _result("sevilla-pre-deep-learning-era").points.x
    share = (dates.mean() - dates.min()) / (dates.max() - dates.min())
    at_centre = [
        math.log10(line[0]["y"]) + share * math.log10(line[-1]["y"] / line[0]["y"]) for line in (ours, published)
    ]
    assert at_centre[0] == pytest.approx(at_centre[1], abs=1e-3)


def test_two_published_values_are_two_lines_of_different_dashes() -> None:
    layers = _layers("sevilla-large-scale-era-large-scale")
    [lines] = [layer for layer in layers if "strokeDash" in layer["encoding"]]
    scale = lines["encoding"]["strokeDash"]["scale"]
    assert scale["domain"][0] == "our fit: 10.7 months"
    laid = "(its slope, laid on our points)"
    assert {f"published: 9.9 months {laid}", f"published: 10.7 months {laid}"} <= set(scale["domain"])
    assert len({tuple(dash) for dash in scale["range"]}) == len(scale["domain"]) == len(set(scale["domain"]))


def test_series_differ_in_colour_and_shape() -> None:
    marks = [layer for layer in _layers("hardware-fp32-rate") if layer["mark"]["type"] == "point"]
    [points] = [layer for layer in marks if "color" in layer["encoding"]]
    for channel in ("color", "shape"):
        scale = points["encoding"][channel]["scale"]
        assert len(set(scale["range"])) == len(scale["domain"]) > 3


def test_the_three_eras_have_four_series_and_three_shades() -> None:
    assert isinstance(STUDY.picture, Picture)
    layers = draw_together(STUDY.picture).to_dict()["layer"]
    assert len({value["series"] for value in _of(layers, "point")}) == 4
    assert len(_of(layers, "rect")) == 3


def test_a_page_needs_no_network_and_names_its_language(tmp_path: Path) -> None:
    save(_chart("sevilla-deep-learning-era"), tmp_path / "trend.html")
    text = (tmp_path / "trend.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in text
    assert "<title>How fast has training compute grown since 2010?</title>" in text
    assert 'role="img" aria-label="How fast' in text
    assert re.search(r'(src|href)="http', text) is None


def test_a_png_is_a_png(tmp_path: Path) -> None:
    save(_chart("sevilla-pre-deep-learning-era"), tmp_path / "trend.png")
    assert (tmp_path / "trend.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("name", "kinds"),
    [("patterson-gpt-3", ["ours", "published"]), ("three-forces-inference-energy", ["ours"])],
)  # fmt: skip
def test_a_single_number_stands_beside_the_published_one(name: str, kinds: list[str]) -> None:
    result = _result(name)
    chart = draw_trend(result).to_dict()
    *layers, _ = chart["layer"]
    rows = layers[0]["data"]["values"]
    assert [row["kind"] for row in rows] == kinds
    for layer in layers:
        low, high = layer["encoding"]["x"]["scale"]["domain"]
        assert all(low < row["low"] <= row["x"] <= row["high"] < high for row in rows)
    assert rows[0]["x"] == pytest.approx(result.estimate.value)
    assert " ".join(chart["title"]["text"]) == result.trend.question
    assert chart["description"].startswith(f"Picture of {len(kinds)} number")


def test_a_number_without_an_interval_is_written_not_put_on_an_axis() -> None:
    chart = draw_trend(_result("sevilla-systems")).to_dict()
    texts = [layer["mark"]["text"] for layer in chart["layer"][:-1]]
    assert texts == ["123 systems", "published: 123 systems"]
    assert not any("encoding" in layer for layer in chart["layer"][:-1])
    assert chart["description"].startswith("The number 123 systems.")


def test_an_answer_in_words_without_axes_has_nothing_to_draw() -> None:
    result = _result("sevilla-systems")
    with pytest.raises(ComputeTrendsError, match="an answer in words without points over an axis: nothing to draw"):
        draw_trend(replace(result, estimate=replace(result.estimate, value="many")))


def test_without_the_extra_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *args: Any, **more: Any) -> Any:
        if name.partition(".")[0] in ("altair", "vl_convert"):
            raise ImportError(name)
        return real(name, *args, **more)

    result = _result("sevilla-deep-learning-era")
    chart = draw_trend(result)
    monkeypatch.setattr(builtins, "__import__", refuse)
    for draw in (lambda: draw_trend(result), lambda: render(chart, "svg")):
        with pytest.raises(MissingExtraError, match=r"pip install 'compute-trends\[plot\]'$"):
            draw()


def test_a_file_is_replaced_only_when_asked(tmp_path: Path) -> None:
    chart = _chart("hernandez-resnet-50-reduction")
    path = tmp_path / "trend.svg"
    path.write_text("mine")
    with pytest.raises(UsageError, match="exists"):
        save(chart, path)
    assert path.read_text() == "mine"
    save(chart, path, force=True)
    assert path.read_text().startswith("<svg")


def test_an_unknown_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="no picture format 'gif'"):
        save(_chart("sevilla-deep-learning-era"), tmp_path / "trend.gif")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (50.0, 2e5, [1e2, 1e3, 1e4, 1e5]),
        (2.0, 300.0, [2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0]),
        (2.6, 11.0, [3.0, 4.0, 5.0, 6.0, 8.0, 10.0]),
    ],
)
def test_logarithmic_ticks_are_powers_of_ten_where_there_are_enough(
    low: float, high: float, ticks: list[float]
) -> None:
    assert log_ticks(low, high) == ticks


def test_ticks_are_few_over_many_powers_and_never_missing() -> None:
    assert 5 <= len(log_ticks(1e-3, 1e27)) <= 12
    for width in (1.02, 1.1, 1.5, 4.0, 60.0):
        for low in (1.01, 1.9, 6.3, 9.7):
            ticks = log_ticks(low, low * width)
            assert 2 <= len(ticks) <= 12
            assert low * 0.99 <= ticks[0] < ticks[-1] <= low * width * 1.01


def test_record_setters_are_those_beyond_all_before_them() -> None:
    points = [Dot("", float(at), rate, f"n{at}") for at, rate in enumerate((1.0, 10.0, 5.0, 10.0, 1e4, 2e4))]
    x, y = scale_of(X, [dot.x for dot in points]), scale_of(Y, [dot.y for dot in points])
    assert {dot.name for dot in record_setters(points, x, y)} == {"n0", "n1", "n4", "n5"}
    assert record_setters(points, x, y)[0].name == "n5"
    assert {dot.name for dot in record_setters(points, x, y, rising=False)} == {"n0"}


def test_labels_do_not_overlap_and_stay_inside() -> None:
    points = [Dot("", float(at), 10.0 ** (at / 50), f"a rather long name {at}") for at in range(60)]
    x, y = scale_of(X, [dot.x for dot in points]), scale_of(Y, [dot.y for dot in points])
    found = place_labels(points, [], [], (600, 300), x, y)
    assert 2 <= len(found) <= 14
    boxes = []
    for label in found:
        left = x.share(label.x) * 600 + label.dx
        wide = 6.6 * len(label.text)
        left -= {"right": wide, "center": wide / 2, "left": 0.0}[label.align]
        top = (1 - y.share(label.y)) * 300 + label.dy
        assert left >= 0
        assert left + wide <= 600
        boxes.append((left, top - 6, left + wide, top + 6))
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_a_label_covers_no_point_and_a_distant_one_has_a_line_to_its_point() -> None:
    points = [Dot("", float(at), 10.0**at, f"name {at}") for at in range(5)]
    x, y = scale_of(X, [dot.x for dot in points]), scale_of(Y, [dot.y for dot in points])
    middle = (300.0, 150.0)  # of the picture, where the third point lies
    near = [(middle[0] + right, middle[1] + down) for right in range(-60, 61, 5) for down in (-14, -7, 0, 7, 14)]
    [label] = place_labels([points[2]], near, [], (600, 300), x, y)
    assert label.distant
    left = middle[0] + label.dx - {"right": 1.0, "center": 0.5, "left": 0.0}[label.align] * 6.6 * len(label.text)
    top = middle[1] + label.dy - 6.5
    assert not [(at, down) for at, down in near if left < at < left + 6.6 * len(label.text) and top < down < top + 13]
    layers = names(altair, [label], x, y)
    assert [layer.to_dict()["mark"]["type"] for layer in layers] == ["line", "text", "text"]


def test_long_names_are_cut_between_words() -> None:
    [label] = place_labels(
        [Dot("", 1.0, 10.0, "Big Transformer for Back-Translation of Everything")], [], [], (600, 300),
        scale_of(X, [0.0, 2.0]), scale_of(Y, [1.0, 100.0]),
    )  # fmt: skip
    assert label.text == "Big Transformer for…"


def test_what_falls_but_is_better_when_high_has_its_records_at_the_other_end() -> None:
    points = [Dot("", 10.0**at, rate, f"n{at}") for at, rate in enumerate((1e4, 1e5, 1e2, 1e3, 10.0))]
    x = scale_of(Axis("x", "Operations", "FLOP", "log"), [dot.x for dot in points])
    rates = scale_of(Axis("y", "Images", "image/s", "log"), [dot.y for dot in points])
    errors = scale_of(Axis("error_fraction", "Error", "1", "log"), [dot.y for dot in points])
    assert {dot.name for dot in record_setters(points, x, rates, rising=True, backwards=True)} == {"n4", "n3", "n1"}
    assert to_name(points, x, rates, level=False)[0].name == "n1"
    assert to_name(points, x, errors, level=False)[0].name == "n4"


@pytest.mark.parametrize("name", ["amodei-largest-runs", "desislavov-flop-at-accuracy", "hobbhahn-besiroglu-gpus"])
def test_band_and_published_line_lie_within_the_axes(name: str) -> None:
    layers = _layers(name)
    low, high = layers[0]["encoding"]["y"]["scale"]["domain"]
    ends = [value[key] for value in _of(layers, "area") for key in ("low", "high")]
    ends += [value["y"] for value in _of(layers, "line")]
    assert low <= min(ends)
    assert max(ends) <= high


def test_a_band_without_bounds_leaves_room_for_the_points_and_says_that_it_is_cut() -> None:
    result = _result("sevilla-further-image-generation")
    [curve] = result.estimate.curves
    assert curve.low is not None
    wide = replace(curve, low=tuple(value * 1e-60 for value in curve.low))
    chart = draw_trend(replace(result, estimate=replace(result.estimate, curves=(wide,)))).to_dict()
    [band] = [layer for layer in chart["layer"] if layer["mark"]["type"] == "area"]
    low, high = band["encoding"]["y"]["scale"]["domain"]
    assert math.log10(high / low) < 3 * math.log10(result.points.y.max() / result.points.y.min())
    assert "the band of the fit reaches beyond the axis" in chart["title"]["subtitle"]


def _line_labels(name: str) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for value in _of(_layers(name), "line"):
        found.setdefault(value["line"], []).append(value["y"])
    return found


def test_a_reduction_is_a_line_from_the_first_point_down_by_the_factor() -> None:
    lines = _line_labels("hernandez-alexnet-reduction")
    ours, published = lines
    assert (ours, published) == ("ours: 44.9×", "published: 44× (its factor, laid on our points)")
    assert lines[published][0] / lines[published][-1] == pytest.approx(44, rel=1e-4)


def test_a_slope_with_something_held_fixed_is_drawn_through_the_centre() -> None:
    points = _result("thompson-squad-fixed-year").points
    [(label, heights)] = _line_labels("thompson-squad-fixed-year").items()
    assert label == "our slope: -0.0341"
    slope = math.log10(heights[1] / heights[0]) / math.log10(points.x.max() / points.x.min())
    assert slope == pytest.approx(-0.0341, abs=5e-5)


def test_an_answer_in_words_shows_the_two_fits_behind_it() -> None:
    assert list(_line_labels("desislavov-flop-direction")) == [
        "fit of all: 1.09× a year",
        "fit of record setters: 1.95× a year",
    ]


def test_a_group_against_the_trend_of_another_is_a_multiple_of_that_trend() -> None:
    lines = _line_labels("hardware-tpu-rate")
    value = float(_result("hardware-tpu-rate").estimate.value)
    assert list(lines) == ["trend of GPUs", f"that trend times {value:.3f}"]
    assert lines[f"that trend times {value:.3f}"][0] / lines["trend of GPUs"][0] == pytest.approx(value)


def test_a_force_has_one_colour_in_all_pictures() -> None:
    colours = set()
    for name in ("three-forces-cost-per-frontier-model", "three-forces-cost-per-frontier-model-since-2010"):
        [layer] = [layer for layer in _layers(name) if "tooltip" in layer["encoding"]]
        scale = layer["encoding"]["color"]["scale"]
        colours.add(dict(zip(scale["domain"], scale["range"], strict=True))["training compute"])
    assert len(colours) == 1


def test_what_several_forces_add_up_to_is_a_line_of_its_own() -> None:
    layers = _layers("three-forces-energy-per-frontier-model")
    line = [
        value
        for value in _of(layers, "line")
        if value["line"].startswith("growth of training energy per frontier model")
    ]
    years = (line[1]["x"] - line[0]["x"]) / 86_400_000 / 365
    assert (line[1]["y"] / line[0]["y"]) ** (1 / years) == pytest.approx(
        _result("three-forces-energy-per-frontier-model").estimate.value, rel=1e-3
    )
    [dashes] = [layer["encoding"]["strokeDash"]["scale"] for layer in layers if layer["mark"]["type"] == "line"]
    assert len({tuple(dash) for dash in dashes["range"]}) == len(dashes["domain"]) == 3
    [legend] = [layer["encoding"]["color"]["legend"] for layer in layers if layer["mark"]["type"] == "line"]
    assert legend["values"] == ["growth of training energy per frontier model: 3.17× a year"]


def test_what_is_left_is_grey_and_last_and_a_kind_has_one_colour_everywhere() -> None:
    points = [Dot(kind, 0.0, 1.0, "") for kind in ("TPU", "other", "other", "GPU", "GPU", "unknown", "other")]
    assert series_order(points) == ["GPU", "TPU", "unknown", "other"]
    colours = []
    for name in ("hardware-fp32-rate", "hardware-fp16-tensor-rate", "hardware-tpu-rate"):
        [points_layer] = [
            layer for layer in _layers(name) if layer["mark"]["type"] == "point" and "color" in layer["encoding"]
        ]
        scale = points_layer["encoding"]["color"]["scale"]
        colours.append(dict(zip(scale["domain"], scale["range"], strict=True))["GPU"])
    assert len(set(colours)) == 1
