from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from compute_trends.explorer.computed.layers import together
from compute_trends.trends.pictures.draw import draw_trend
from compute_trends.trends.pictures.files import spec_of
from compute_trends.trends.run import run_trend


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    return spec_of(draw_trend(run_trend("sevilla-deep-learning-era-2026")))


def _names(layers: list[dict[str, Any]], kinds: list[str]) -> list[tuple[Any, ...]]:
    """Every name with its place and look, however the layers are parted."""
    found = []
    for layer, kind in zip(layers, kinds, strict=False):
        if kind == "names" and layer["mark"]["type"] == "text":
            for value in layer["data"]["values"]:
                own = [value.get(key, layer["mark"].get(key)) for key in ("align", "baseline", "dx", "dy")]
                found.append((value["text"], value["x"], value["y"], layer["mark"]["color"], *own))
    return sorted(found)


def test_names_of_a_look_become_one_layer_and_keep_their_places(spec: dict[str, Any]) -> None:
    layers, kinds = spec["layer"], spec["usermeta"]["layers"]
    before = deepcopy(layers)
    found, of = together(layers, kinds)
    assert layers == before
    assert _names(found, of) == _names(layers, kinds) != []
    assert kinds.count("names") > 20
    assert of.count("names") <= 3  # what is behind the letters, the letters, the lines to their points
    assert [kind for kind in of if kind != "names"] == [kind for kind in kinds if kind != "names"]
    others = [layer for layer, kind in zip(found, of, strict=True) if kind != "names"]
    assert others == [layer for layer, kind in zip(layers, kinds, strict=True) if kind != "names"]


def test_lines_of_names_stay_apart_and_lie_behind_the_letters(spec: dict[str, Any]) -> None:
    found, of = together(spec["layer"], spec["usermeta"]["layers"])
    [lines] = [
        layer for layer, kind in zip(found, of, strict=True) if kind == "names" and layer["mark"]["type"] == "line"
    ]
    assert found.index(lines) == of.index("names")
    assert lines["encoding"]["detail"] == {"field": "part", "type": "nominal"}
    ends = [value["part"] for value in lines["data"]["values"]]
    assert all(ends.count(part) == 2 for part in ends)


def test_layers_beyond_the_kinds_stay() -> None:
    layers: list[dict[str, Any]] = [
        {"data": {"values": [{}]}, "mark": {"type": "text"}, "encoding": {}},
        {"mark": "rule"},
    ]
    assert json.dumps(together(layers, ["footer"])) == json.dumps([layers, ["footer"]])
