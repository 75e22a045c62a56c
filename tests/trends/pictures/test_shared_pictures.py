"""What a picture must say wherever it is pasted: held on the specification of every trend's picture."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import compute_trends as ct
from compute_trends.catalog.doors.load import load
from compute_trends.catalog.errors import UnknownNameError, UsageError
from compute_trends.catalog.versions import package_version
from compute_trends.cli.main import cli
from compute_trends.trends.declaration import Axis
from compute_trends.trends.doors.vintages import typed
from compute_trends.trends.pictures.answers import answer
from compute_trends.trends.pictures.axes import scale_of
from compute_trends.trends.pictures.draw import draw_trend, render
from compute_trends.trends.pictures.files import _raised
from compute_trends.trends.pictures.labels import to_name
from compute_trends.trends.pictures.look import Look
from compute_trends.trends.pictures.marks import BAND, BEYOND_DASH
from compute_trends.trends.pictures.series import Dot
from compute_trends.trends.registry import list_trends
from compute_trends.trends.results import TrendResult

TRENDS = [trend.name for trend in list_trends()]
SOME = TRENDS[::20]

ResultOf = Callable[[str], TrendResult]


def _held(result: TrendResult) -> None:
    """What must hold of every picture."""
    spec: dict[str, Any] = draw_trend(result).to_dict()
    layers = spec["layer"]
    foot = " ".join(layers[-1]["mark"]["text"])
    assert result.rows in foot
    assert result.data_until in foot
    assert typed(result.trend) in foot
    assert f"compute-trends {package_version()}" in foot
    assert "Sources: " in foot
    assert foot in spec["description"]
    for reason in list(result.left_out)[:1]:
        assert reason in foot or "the whole note" in foot
    if result.trend.x is None or result.trend.y is None:
        return
    bands = [layer for layer in layers if layer["mark"]["type"] == "area"]
    legends = [layer for layer in layers if layer["mark"]["type"] == "square"]
    assert len(bands) == len(legends)
    assert all(layer["encoding"]["color"]["scale"]["domain"] == [BAND] for layer in legends)
    _intervals(result, spec)
    _within_bounds(result, bands)
    _beyond(result, spec)
    _named(result, spec)
    [points] = [layer for layer in layers if "tooltip" in layer["encoding"]]
    names = [item["field"] for item in points["encoding"]["tooltip"]]
    assert {"name", "x", "y", "record_id"} <= set(names)
    assert all("record_id" in value for value in points["data"]["values"])
    if result.trend.x.scale == "time":
        assert all(end["utc"] for end in points["encoding"]["x"]["scale"]["domain"])
    shapes = points["encoding"]["shape"]["scale"]
    assert len(set(shapes["range"])) == len(shapes["domain"])
    if said := answer(result):
        assert spec["title"]["subtitle"][0].startswith(said.split(" takes ")[0][:40])


def _intervals(result: TrendResult, spec: dict[str, Any]) -> None:
    """An interval that is printed is drawn: as a band, as the place of the estimate, or below the plot."""
    found, drawn = result.estimate, set(spec["usermeta"]["layers"])
    if isinstance(found.value, str) or (found.low is None and found.high is None):
        return
    assert drawn & {"bands", "interval below"} or found.place is not None
    assert found.place is None or "further" in drawn
    assert len(found.levels) * 2 <= spec["usermeta"]["layers"].count("further")


def _within_bounds(result: TrendResult, bands: list[dict[str, Any]]) -> None:
    """Nothing is drawn where no value is: no error above 1, no inverse of one below 1."""
    axis = result.trend.y
    assert axis is not None
    for layer in bands:
        assert all(
            axis.least <= value[end] <= axis.most for value in layer["data"]["values"] for end in ("low", "high")
        )
        low, high = layer["encoding"]["y"]["scale"]["domain"]
        assert axis.least <= low < high <= axis.most


def _beyond(result: TrendResult, spec: dict[str, Any]) -> None:
    """A line that goes on beyond its points is dashed there, and the facts say so."""
    spans = [curve for curve in result.estimate.curves if curve.span]
    further = any(curve.span and (curve.x[0] < curve.span[0] or curve.x[-1] > curve.span[1]) for curve in spans)
    dashed = [layer for layer in spec["layer"] if layer["mark"].get("strokeDash") == BEYOND_DASH]
    assert bool(dashed) is further
    assert any("thin and dashed: the line beyond" in fact for fact in spec["title"]["subtitle"]) is further


def _named(result: TrendResult, spec: dict[str, Any]) -> None:
    """One minus a score is not called an error, and an axis of ratios says relative to what."""
    score = re.search(r"\(?1-(\w+)", result.trend.quantity)
    axis = result.trend.y
    assert axis is not None
    if score:
        told = [*spec["title"]["text"], spec["title"]["subtitle"][0], axis.title]
        assert not any("error" in text.lower() for text in told)
    assert axis.unit != "x" or re.search(r" over |[Rr]elative to ", axis.title)


@pytest.mark.parametrize("name", SOME)
def test_a_picture_says_what_it_rests_on(name: str, result_of: ResultOf) -> None:
    _held(result_of(name))


@pytest.mark.slow
@pytest.mark.parametrize("name", TRENDS)
def test_every_picture_says_what_it_rests_on(name: str, result_of: ResultOf) -> None:
    _held(result_of(name))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("thompson-imagenet-computing-power", "Halving the error takes 2,073 times the consolidated computing power"),
        ("sevilla-deep-learning-era", "Training compute doubles every 5.55 months"),
        ("cottier-training-cost", "Amortised training cost grows 2.29× a year"),
        ("hernandez-alexnet-reduction", "44.9 times less training compute than the first run that reached it"),
        ("thompson-coco-operations", "Halving 1 − AP takes "),
        (
            "thompson-imagenet-exponent",
            "Halving the error takes 2,073 times the consolidated computing power (95% inter",
        ),
        ("thompson-imagenet-projection", "An error of 5% takes 1.24×10²⁶ FLOP"),
        ("thompson-wmt-en-fr-projection", "A BLEU of 50% takes "),
        ("thompson-imagenet-exponential", "Ten times the consolidated computing power adds 1.28 to 1/error"),
        ("thompson-imagenet-per-year", "At given network operations the error falls by 5.6% a year"),
        ("thompson-continued-mmlu", "Ten times the training compute goes with 3.91 times the odds"),
        ("cottier-cost-per-flop", "Training cost per FLOP falls by 33% a year (90% interval 24% to 40%)"),
        ("use-chatgpt-messages", "Messages to ChatGPT grow "),
        ("inference-prices-mmlu-gpt-3-5-turbo", "The lowest price per token falls 9.35-fold a year"),
        ("hardware-tpu-rate", "0.965 times the trend of GPUs in matrix FLOP/s"),
        ("systems-from-academia", "38.5% of systems are from academia"),
        ("hardware-history-break", "Growth changed in 2008-12"),
        ("hernandez-alexnet-doubling", "Efficiency doubles every "),
        ("desislavov-flop-direction", "FLOP per forward pass: faster for the frontier"),
        ("capability-on-weirdml", "The odds of the highest score grow "),
        ("capability-per-compute", "Ten times the training compute goes with "),
        ("capability-compute-halving-gpqa", "The least training compute at a fixed score halves every "),
        ("sevilla-systems", ""),
    ],
)
def test_the_answer_is_in_a_readers_words(name: str, words: str, result_of: ResultOf) -> None:
    assert answer(result_of(name)).startswith(words)


def test_a_point_answers_with_the_facts_of_its_record(result_of: ResultOf) -> None:
    spec = draw_trend(result_of("sevilla-deep-learning-era")).to_dict()
    [points] = [layer for layer in spec["layer"] if "tooltip" in layer["encoding"]]
    told = {value["record_id"]: value for value in points["data"]["values"]}
    rows = {row["record_id"]: row for row in load("milestone_systems", "2022.2.0").to_pylist()}
    assert told["alphago-zero"]["source"] == rows["alphago-zero"]["source"]
    assert told["alphago-zero"]["organisation"] == ";".join(rows["alphago-zero"]["organizations"])
    assert {"organisation", "source", "link"} <= {item["field"] for item in points["encoding"]["tooltip"]}


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("hardware-memory", ["1 GB", "10 GB", "100 GB"]),
        ("cottier-training-cost", ["100,000", "1 million", "10 million"]),
        ("thompson-imagenet-operations", ["20%", "30%"]),
        ("thompson-continued-mmlu", ["40%", "90%", "chance: 25%", "ceiling: 93.5%"]),
    ],
)
def test_ticks_are_in_units_for_people(name: str, labels: list[str], result_of: ResultOf) -> None:
    svg = render(draw_trend(result_of(name)), "svg").decode()
    assert set(labels) <= set(re.findall(r">([^<>]+)</text>", svg))


def test_digits_are_raised_in_a_png_and_stand_as_letters_in_an_svg(result_of: ResultOf) -> None:
    svg = render(draw_trend(result_of("thompson-imagenet-projection")), "svg").decode()
    assert "1.24×10²⁶ FLOP" in svg
    raised = _raised(svg)
    assert '1.24×10<tspan dy="-0.35em" font-size="75%">26</tspan>' in raised
    assert 'aria-label="' not in raised or "<tspan" not in "".join(re.findall(r'aria-label="([^"]*)"', raised))


def test_a_look_sets_size_and_colours(result_of: ResultOf) -> None:
    result = result_of("sevilla-deep-learning-era")
    dark = draw_trend(result, Look(900, 500, "dark")).to_dict()
    assert (dark["width"], dark["height"], dark["background"]) == (900, 500, "#14171c")
    plain = draw_trend(result).to_dict()
    assert (plain["width"], plain["height"], plain["background"]) == (680, 400, "white")
    with pytest.raises(UnknownNameError, match="did you mean dark"):
        Look(theme="drak")
    with pytest.raises(UsageError, match="between 200 and 4000 pixels, not 20"):
        Look(width=20)


def test_a_specification_is_as_wide_as_its_page_and_a_png_says_its_resolution(result_of: ResultOf) -> None:
    chart = draw_trend(result_of("sevilla-deep-learning-era"))
    assert json.loads(render(chart, "json"))["width"] == "container"
    png = render(chart, "png")
    start = png.index(b"pHYs") + 4
    assert int.from_bytes(png[start : start + 4]) == round(144 / 0.0254)  # pixels per metre
    page = render(chart, "html").decode()
    assert "svg.marks{width:calc(100vw - 16px)" in page  # on a phone the whole picture, not a plot without width
    assert "prefers-color-scheme:dark" in page
    assert "width=device-width" in page
    assert '"bind":"scales"' in page.replace(" ", "")


def test_a_projection_is_drawn_dashed_beyond_the_last_point_with_its_backtest(tmp_path: Path) -> None:
    target = tmp_path / "ahead.json"
    arguments = ["project", "epoch-training-compute", "--to", "2030-01-01", "--plot", str(target), "--theme", "dark"]
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 0, done.stderr
    spec = json.loads(target.read_text("utf-8"))
    found = ct.project("epoch-training-compute", "2030-01-01")
    [dashed] = [layer for layer in spec["layer"] if layer["mark"].get("strokeDash")]
    texts = [layer["mark"].get("text") for layer in spec["layer"]]
    [words] = [text for text in texts if isinstance(text, list) and text[0].startswith("2030-01-01: ")][-1:]
    assert words[-1] == f"such intervals held {found.check.coverage:.1%} of {found.check.predictions:,} later points"
    assert dashed["data"]["values"][1]["y"] == pytest.approx(found.estimate, rel=1e-6)
    assert f"held {found.check.coverage:.1%}" in " ".join(spec["title"]["subtitle"])
    assert spec["background"] == "#14171c"


def test_what_cannot_be_drawn_so_is_refused_before_the_work() -> None:
    said = [
        (["trend", "sevilla-systems", "--plot", "a.gif"], "no picture format 'gif'"),
        (["trend", "sevilla-systems", "--width", "700"], "--width is for --plot"),
        (["project", "epoch-training-compute", "--to", "2030-01-01", "--plot", "a.gif"], "no picture format 'gif'"),
        (["trend", "sevilla-systems", "--plot", "a.svg", "--theme", "drak"], "did you mean dark"),
        (["trend", "sevilla-systems", "--plot", "a.svg", "--width", "20"], "between 200 and 4000"),
    ]
    for arguments, told in said:
        refused = CliRunner().invoke(cli, arguments)
        assert refused.exit_code == 2
        assert told in refused.stderr


def test_rings_are_explained_and_few_points_have_none(result_of: ResultOf) -> None:
    chart = draw_trend(result_of("sevilla-deep-learning-era")).to_dict()
    [ring] = [layer for layer in chart["layer"] if layer["mark"].get("filled") is False]
    many = len(ring["data"]["values"])
    [told] = [line for line in chart["title"]["subtitle"] if line.startswith("ringed: ")]
    found = re.fullmatch(r"ringed: points beyond all before them, (\d+) of (\d+) named", told)
    assert found is not None
    texts = [layer for layer in chart["layer"] if "text" in layer["encoding"]]
    assert (int(found[1]), int(found[2])) == (len(texts) / 2, many)  # a halo and the letters of each name
    [points] = [layer for layer in chart["layer"] if "tooltip" in layer["encoding"]]
    assert ring["mark"]["size"] > 2 * points["encoding"]["size"]["value"]  # the shape stays in sight
    few = draw_trend(result_of("patterson-utilisation")).to_dict()
    assert not any(line.startswith("ringed") for line in few["title"]["subtitle"])
    assert not [layer for layer in few["layer"] if layer["mark"].get("filled") is False]
    texts = [layer for layer in few["layer"] if "text" in layer["encoding"]]
    assert len({value["text"] for layer in texts for value in layer["data"]["values"]}) == 6


def _ringed(chart: dict[str, Any]) -> set[str]:
    return {
        value["name"]
        for layer in chart["layer"] if layer["mark"].get("filled") is False
        for value in layer["data"]["values"]
    }  # fmt: skip


def test_the_lowest_are_ringed_where_the_fall_of_the_lowest_is_asked_for(result_of: ResultOf) -> None:
    result = result_of("capability-compute-at-gpt-3-5-turbo")
    chart = draw_trend(result).to_dict()
    texts = {
        value["text"] for layer in chart["layer"] if "text" in layer["encoding"] for value in layer["data"]["values"]
    }
    assert "phi-3-mini 3.8B" in texts
    assert not [text for text in texts if text.startswith("Grok")]
    assert not _ringed(draw_trend(result_of("capability-compute-halving")).to_dict())  # each level has lows of its own


def test_what_cannot_be_a_record_is_not_ringed(result_of: ResultOf) -> None:
    for name in ("hardware-history-transistors", "use-chatgpt-users"):  # without names; reports of one product
        chart = draw_trend(result_of(name)).to_dict()
        assert not any(line.startswith("ringed") for line in chart["title"]["subtitle"])
        assert not [text for layer in chart["layer"] for text in [layer["mark"].get("text")] if "microp" in str(text)]


def test_points_that_run_nowhere_have_their_records_at_the_top() -> None:
    values = (10.0, 9.0, 11.0, 9.5, 10.5, 8.9, 9.9)
    points = [Dot("", float(at), value, f"n{at}") for at, value in enumerate(values)]
    x = scale_of(Axis("x", "Day", "date", "time"), [dot.x for dot in points])
    y = scale_of(Axis("y", "Rate", "FLOP/s", "log"), values)
    assert {dot.name for dot in to_name(points[:], x, y, level=False)[:2]} == {"n2", "n0"}
    falling = [Dot("", float(at), 10.0 - at, f"n{at}") for at in range(9)]
    y = scale_of(Axis("y", "Rate", "FLOP/s", "log"), [dot.y for dot in falling])
    assert len(to_name(falling, x, y, level=False)) == 9


def test_a_rate_that_may_be_no_change_says_so(result_of: ResultOf) -> None:
    told = answer(result_of("inference-prices-arena-claude-3-5-sonnet"))
    assert told.endswith("; by its interval there may be no change")
    assert not answer(result_of("inference-prices-mmlu-gpt-3")).endswith("no change")
