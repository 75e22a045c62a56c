"""A picture of Vega written short: a third of the size, drawn alike, and read as one picture with a title and a text.

Vega gives every mark a role, a class and attributes that say nothing. What is left out here is not drawn; what many
marks share is written once; places are told to a tenth of a pixel.
"""

from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree

Element = ElementTree.Element

_SVG = "http://www.w3.org/2000/svg"
_HEAD = "{" + _SVG + "}"
_FEWEST = 20  # points of one shape and look, from which on the shape is written once
_SHORTEST = 20  # characters of such a shape

_SAID_TWICE = {"class", "role", "pointer-events"}  # of marks; the picture as a whole has its own
_PLAIN = {"opacity": "1", "fill-opacity": "1", "stroke-opacity": "1", "version": "1.1"}  # as it is by itself
_SHARED = (
    "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "stroke-miterlimit",
    "font-size", "font-weight", "font-style", "text-anchor",
)  # fmt: skip
_LEAVES = {"path", "line", "rect", "text", "circle"}
_PLACED = {"d", "transform", "x", "y", "x1", "x2", "y1", "y2", "width", "height"}
_NUMBER = re.compile(r"-?\d*\.?\d+(?:e[-+]?\d+)?")
_MOVE = re.compile(r"translate\((?P<x>[-\d.]+)(?:[, ]+(?P<y>[-\d.]+))?\)")


def short(svg: str) -> str:
    """The picture in fewer letters, with its title and text."""
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(svg)
    _share_shapes(root)
    _plain(root)
    for item in list(root):
        _tidy(item)
    _one_font(root)
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")


def _name(item: Element) -> str:
    return item.tag.removeprefix(_HEAD)


def _share_shapes(root: Element) -> None:
    """Write the shape of many points once."""
    marks = [(item, look) for item in root.iter(f"{_HEAD}path") if (look := _look(item))]
    counts = Counter(look for _, look in marks)
    kept = {look: f"s{place}" for place, look in enumerate(look for look, n in counts.items() if n >= _FEWEST)}
    if not kept:
        return
    for item, look in marks:
        if look in kept:
            x, y = _moved(item.get("transform", ""))
            item.attrib.clear()
            item.attrib |= {"href": f"#{kept[look]}", "x": x, "y": y}
            item.tag = f"{_HEAD}use"
    shapes = Element(f"{_HEAD}defs")
    for look, name in kept.items():
        ElementTree.SubElement(shapes, f"{_HEAD}path", {"id": name, **dict(look)})
    heads = [place for place, item in enumerate(root) if _name(item) in ("title", "desc")]
    root.insert(max(heads, default=-1) + 1, shapes)


def _look(item: Element) -> tuple[tuple[str, str], ...]:
    """The shape of a point and how it is drawn, all but its place; () of what is no point."""
    if len(item.get("d", "")) < _SHORTEST or not _MOVE.fullmatch(item.get("transform", "")):
        return ()
    return tuple((key, text) for key, text in sorted(item.items()) if key != "transform" and not _says_nothing(key))


def _says_nothing(key: str) -> bool:
    return key.startswith("aria-") or key in _SAID_TWICE


def _plain(root: Element) -> None:
    """Take away attributes that change nothing, and tell places shortly."""
    for item in root.iter():
        kept = {
            key: _rounded(text) if key in _PLACED and _name(item) != "svg" and not item.get("id", "").startswith("s")
            else text
            for key, text in item.items()
            if (item is root and key != "class") or not _says_nothing(key)
        }  # fmt: skip
        item.attrib.clear()
        item.attrib |= {key: text for key, text in kept.items() if _PLAIN.get(key) != text}
        x, y = _moved(item.get("transform", ""))
        if not x:
            continue
        if (x, y) == ("0", "0"):
            del item.attrib["transform"]
        elif _name(item) == "line":
            _place_line(item, float(x), float(y))
        elif _name(item) == "text" and not len(item) and item.get("x") is None:
            del item.attrib["transform"]
            item.attrib |= {"x": x, "y": y}


def _moved(transform: str) -> tuple[str, str]:
    """How far a transformation moves; two empty texts where it is something else."""
    found = _MOVE.fullmatch(transform)
    return (found["x"], found["y"] or "0") if found else ("", "")


def _place_line(line: Element, x: float, y: float) -> None:
    ends = {"x1": x, "y1": y, "x2": x, "y2": y}
    placed = {key: _rounded(str(float(line.get(key, "0")) + start)) for key, start in ends.items()}
    for key in ("transform", *ends):
        line.attrib.pop(key, None)
    line.attrib |= {key: text for key, text in placed.items() if text != "0"}


def _rounded(text: str) -> str:
    return _NUMBER.sub(lambda found: _tenth(found[0]), text)


def _tenth(number: str) -> str:
    return f"{float(number):.1f}".removesuffix(".0").replace("-0.", "-.").removeprefix("0") or "0"


def _tidy(item: Element) -> None:
    """Take away what is not drawn below an element, and groups that group nothing."""
    if _name(item) in ("defs", "clipPath"):
        return
    for child in list(item):
        _tidy(child)
    kept: list[Element] = []
    for child in item:
        if _is_unseen(child):
            continue
        kept += list(child) if _name(child) == "g" and not child.attrib else [child]
    for child in kept:
        child.tail = None if _name(item) == "g" else child.tail
    item[:] = kept
    if _name(item) == "g":
        item.text = None
        _lift(item)


def _is_unseen(item: Element) -> bool:
    name = _name(item)
    if name == "g":
        return not len(item)
    if item.get("display") == "none":
        return True
    # A group of Vega has no fill of its own, so that a path without one and without a line is not seen.
    return name == "path" and not (item.get("d") and {"fill", "stroke"}.intersection(item.attrib))


def _lift(group: Element) -> None:
    """Say once, of a group, what all of its marks have; a shape that is used has its own looks, and would take them."""
    if len(group) < 2 or any(_name(item) not in _LEAVES for item in group):
        return
    for key in _SHARED:
        texts = {item.get(key) for item in group}
        if len(texts) == 1 and (text := texts.pop()) is not None and key not in group.attrib:
            group.set(key, text)
            for item in group:
                del item.attrib[key]


def _one_font(root: Element) -> None:
    """Name the font once, where all texts have the same."""
    named = [item for item in root.iter() if "font-family" in item.attrib]
    fonts = {item.get("font-family", "") for item in named}
    if len(fonts) == 1:
        for item in named:
            del item.attrib["font-family"]
        root.set("font-family", fonts.pop())
