"""A specification with fewer layers, drawn alike: one layer for all names of a look, which Vega compiles once.

Charts for files write each name as layers of its own, since its place beside its point is a property of the mark.
"""

from __future__ import annotations

import json
from typing import Any

Layer = dict[str, Any]

#: Properties of a mark that each name has its own of.
_OWN = ("align", "baseline", "dx", "dy")


def together(layers: list[Layer], kinds: list[str]) -> tuple[list[Layer], list[str]]:
    """The layers, those of names that look alike as one, where they stood; and the kind of each.

    Args:
        layers: of a specification.
        kinds: of the layers, in their order; a layer beyond them has none.
    """
    found: list[Layer] = []
    kept: list[str] = []
    of_look: dict[str, Layer] = {}
    for place, layer in enumerate(layers):
        kind = kinds[place] if place < len(kinds) else ""
        look = _look(layer) if kind == "names" else ""
        if look and look in of_look:
            of_look[look]["data"]["values"] += _values(layer, len(of_look[look]["data"]["values"]))
            continue
        if look:
            layer = of_look[look] = _shared(layer)
        found.append(layer)
        kept.append(kind)
    merged = list(of_look.values())
    places = [place for place, layer in enumerate(found) if any(layer is item for item in merged)]
    merged.sort(key=lambda layer: layer["mark"]["type"] != "line")  # lines to points lie behind all letters
    for place, layer in zip(places, merged, strict=True):
        found[place] = layer
    return found, kept[: len(kinds)]


def _look(layer: Layer) -> str:
    """All that a layer has in common with others that look alike; "" for one that stays by itself."""
    if set(layer) != {"data", "mark", "encoding"} or layer["mark"].get("type") not in ("text", "line"):
        return ""
    mark = {key: value for key, value in layer["mark"].items() if key not in _OWN}
    return json.dumps([mark, layer["encoding"]], sort_keys=True)


def _shared(layer: Layer) -> Layer:
    """The layer with the places of its names told by the data."""
    mark, encoding = dict(layer["mark"]), dict(layer["encoding"])
    if mark["type"] == "line":
        encoding["detail"] = {"field": "part", "type": "nominal"}
    else:
        mark |= {key: {"expr": f"datum.{key}"} for key in _OWN if key in mark}
    return {**layer, "mark": mark, "encoding": encoding, "data": {"values": _values(layer, 0)}}


def _values(layer: Layer, part: int) -> list[dict[str, Any]]:
    mark = layer["mark"]
    own = {"part": part} if mark["type"] == "line" else {key: mark[key] for key in _OWN if key in mark}
    return [{**value, **own} for value in layer["data"]["values"]]
