from __future__ import annotations

import io
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from compute_trends.explorer.computed import pictures
from compute_trends.explorer.computed.svg import short
from compute_trends.trends.pictures.draw import draw_trend
from compute_trends.trends.pictures.files import render_spec, spec_of
from compute_trends.trends.run import run_trend

vl_convert = pytest.importorskip("vl_convert")
image = pytest.importorskip("PIL.Image")

#: Points with two lines, rings and names; bands.
DRAWN = ("sevilla-deep-learning-era", "thompson-imagenet-computing-power")


def pixels(svg: str) -> Any:
    return np.asarray(image.open(io.BytesIO(vl_convert.svg_to_png(svg))).convert("L"), dtype=float)


@pytest.fixture(scope="module", params=DRAWN)
def both(request: pytest.FixtureRequest) -> tuple[str, str]:
    """A picture as Vega draws it, and written short."""
    whole = render_spec(spec_of(draw_trend(run_trend(request.param))), "svg").decode()
    return whole, short(whole)


def test_a_picture_is_written_short_and_drawn_alike(both: tuple[str, str]) -> None:
    whole, brief = map(pixels, both)
    assert whole.shape == brief.shape
    assert (np.abs(whole - brief) > 60).mean() < 0.005  # edges of letters and points, moved by a twentieth of a pixel
    assert len(both[1]) < 0.7 * len(both[0])


def test_a_picture_has_one_role_one_title_and_one_text(both: tuple[str, str]) -> None:
    root = ElementTree.fromstring(both[1])
    names = [key for item in root.iter() for key in item.attrib if key == "role" or key.startswith("aria-")]
    assert names == ["role", "aria-labelledby"]
    held = {item.get("id"): item.text for item in root}
    texts = [held[name] for name in root.get("aria-labelledby", "").split()]
    assert len(texts) == 2
    assert all(texts)


def test_every_word_of_the_picture_is_kept_and_its_points_are_short(both: tuple[str, str]) -> None:
    whole, brief = ("".join(ElementTree.fromstring(text).itertext()).split() for text in both)
    assert whole == brief
    assert both[1].count("<use ") > 20


def test_what_is_not_a_point_keeps_its_looks() -> None:
    marks = "".join(f'<path d="M0,0L{x},9" stroke="#{x}{x}{x}" fill="none" opacity="1"/>' for x in range(1, 4))
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><defs><clipPath id="c"><path d="M0,0h9v9h-9Z"/>'
        f'</clipPath></defs><g class="a"><g role="x" clip-path="url(#c)">{marks}</g><g/></g></svg>'
    )
    root = ElementTree.fromstring(short(svg))
    [group] = [item for item in root.iter() if item.get("clip-path")]
    assert group.attrib == {"clip-path": "url(#c)", "fill": "none"}
    assert [item.attrib for item in group] == [{"d": f"M0,0L{x},9", "stroke": f"#{x}{x}{x}"} for x in range(1, 4)]
    assert len(list(root.iter("{http://www.w3.org/2000/svg}path"))) == 4


def test_a_trend_without_an_answer_has_no_picture_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    from compute_trends.catalog.errors import ComputeTrendsError

    def refuse(_: object) -> None:
        raise ComputeTrendsError("nothing to draw")

    monkeypatch.setattr(pictures, "run_trend", refuse)
    assert pictures.compute("sevilla-systems")["why"] == "nothing to draw"
