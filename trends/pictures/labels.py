"""Which points of a picture are named, and where the names stand: beside their points, on no other point or name."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import correlation, fmean

from compute_trends.trends.pictures.axes import Scale
from compute_trends.trends.pictures.series import Dot

Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels

#: So many points or fewer are all named, room given.
FEW_POINTS = 8

_MOST_LABELS = 14
_MOST_ON_LINES = 3  # samples of lines under a label
_TELLING, _TOLD = 3, 2.0  # points, and standard errors of a slope, from which on it has a direction
_LONGEST_NAME = 36
_LETTER, _LINE_HEIGHT = 6.6, 13.0  # pixels of a label
_REACH = 4.0  # pixels that a point takes around its centre
_NEAR = 20.0  # pixels; a label further from its point gets a line to it
_PLACES = (
    ("right", -8, 0), ("left", 8, 0), ("center", 0, -14), ("center", 0, 14), ("right", -6, -12), ("left", 6, 12),
    ("left", 6, -12), ("right", -6, 12), ("right", 8, -14), ("right", -24, -22), ("left", 24, 22), ("left", 24, -22),
    ("right", -24, 22), ("right", -30, -36), ("left", 30, 36), ("left", 30, -36), ("right", -30, 36),
    ("center", 0, -36), ("center", 0, 36), ("right", -50, 0), ("left", 50, 0), ("right", -60, -50), ("left", 60, 50),
    ("left", 60, -50), ("right", -60, 50), ("center", 0, -64), ("center", 0, 64),
)  # fmt: skip


@dataclass(frozen=True)
class Label:
    """A name beside a point: the text, the point, and where the text stands from it, in pixels."""

    text: str
    x: float
    y: float
    dx: float
    dy: float
    align: str

    @property
    def distant(self) -> bool:
        """Whether a line must lead from the point to its name."""
        return math.hypot(self.dx, self.dy) > _NEAR


def record_setters(
    points: Sequence[Dot], x: Scale, y: Scale, rising: bool | None = None, backwards: bool = False
) -> list[Dot]:
    """The points that are further than every one before them along x: the last first, then by how far they leapt.

    Args:
        points: to choose from; those without a name set records, but are not returned.
        x, y: the axes, which say what "further" is.
        rising: whether more is further; None: as the points run.
        backwards: from the right to the left, for the best that is reached with at least so much x.
    """
    if rising is None:
        rising = _rises(points, x, y)
    sign = 1.0 if rising else -1.0
    along = -1.0 if backwards else 1.0
    found: list[tuple[float, Dot]] = []
    best = -math.inf
    for dot in sorted(points, key=lambda dot: (along * dot.x, -sign * dot.y)):
        place = sign * y.straight(dot.y)
        if place > best:
            found.append((place - best, dot))
            best = place
    named = [(leap, dot) for leap, dot in found if dot.name]
    return [dot for _, dot in named[-1:]] + [dot for _, dot in sorted(named[:-1], key=lambda pair: -pair[0])]


def to_name(points: Sequence[Dot], x: Scale, y: Scale, level: bool, lowest: bool = False) -> list[Dot]:
    """The points to name, the most important first: the record setters; where points are few, then the others.

    Over time, and for an error, a record is what lies beyond all before it in the direction of the points. What falls
    with more of a quantity x, but is better when high (images per second), has its records from the other end.

    Args:
        points: those that may be named.
        x, y: the axes.
        level: whether the points are held against a level line, so that the highest are the records.
        lowest: whether the lowest are the records, however the points run.
    """
    backwards = not level and x.axis.scale != "time" and not _rises(points, x, y) and not y.axis.is_part
    rising = False if lowest else True if level or backwards else None
    found = record_setters(points, x, y, rising, backwards and not lowest)
    return found + [dot for dot in points if dot.name and dot not in found] if len(points) <= FEW_POINTS else found


def alone(points: Sequence[Dot]) -> list[Dot]:
    """The points that are a series by themselves among larger ones: what the picture is about, or its exception."""
    counts = Counter(dot.series for dot in points)
    return [dot for dot in points if dot.name and counts[dot.series] == 1 and len(counts) > 1] if points else []


def place_labels(
    setters: Sequence[Dot], crowd: Sequence[tuple[float, float]], taken: Sequence[Box], size: tuple[int, int],
    x: Scale, y: Scale, lines: Sequence[tuple[float, float]] = (),
) -> list[Label]:  # fmt: skip
    """Names beside points where they overlap neither one another nor any point; those without room are left out.

    Args:
        setters: points to name, the most important first.
        crowd: places of all points in pixels, which no label covers.
        taken: boxes in pixels that a label must not touch.
        size: width and height of the picture in pixels.
        x, y: the axes.
        lines: places along the lines in pixels, of which a label covers few.
    """
    width, height = size
    boxes, found, used = list(taken), list[Label](), set[str]()
    for dot in setters:
        text = shortened(dot.name)
        if text in used or len(found) == _MOST_LABELS:
            continue
        left, top = x.share(dot.x) * width, (1 - y.share(dot.y)) * height
        wide = _LETTER * len(text)
        options: list[tuple[int, int, list[Box], Label]] = []
        for order, (align, dx, dy) in enumerate(_PLACES):
            begin = left + dx - {"right": wide, "center": wide / 2, "left": 0.0}[align]
            box = (begin, top + dy - _LINE_HEIGHT / 2, begin + wide, top + dy + _LINE_HEIGHT / 2)
            if box[0] < 2 or box[1] < 2 or box[2] > width - 2 or box[3] > height - 2:
                continue
            label = Label(text, dot.x, dot.y, dx, dy, align)
            parts = [box, *(_leader(left, top, label) if label.distant else ())]
            if any(_touch(part, other) for part in parts for other in boxes) or _covered(box, crowd, _REACH):
                continue
            on_lines = _covered(box, lines, 0.0)
            if on_lines <= _MOST_ON_LINES:
                options.append((on_lines, order, parts, label))
        if options:
            _, _, parts, label = min(options, key=lambda option: option[:2])
            boxes += parts
            used.add(text)
            found.append(label)
    return found


def shortened(name: str) -> str:
    """A name of bearable length, cut between words where there are any."""
    if len(name) <= _LONGEST_NAME:
        return name
    cut = name[: _LONGEST_NAME - 1]
    words = cut.rsplit(" ", 1)[0]
    return (words if len(words) > _LONGEST_NAME / 2 else cut).rstrip(" ,;(") + "…"


def _leader(left: float, top: float, label: Label) -> list[Box]:
    """Small boxes along the line from a point to its name, which other names keep off."""
    shares = (0.2, 0.35, 0.5, 0.65, 0.8)
    places = [(left + share * label.dx, top + share * label.dy) for share in shares]
    return [(px, py, px, py) for px, py in places]


def _covered(box: Box, places: Sequence[tuple[float, float]], reach: float) -> int:
    left, top, right, bottom = box[0] - reach, box[1] - reach, box[2] + reach, box[3] + reach
    return sum(left < px < right and top < py < bottom for px, py in places)


def _touch(one: Box, other: Box) -> bool:
    gap = 2.0
    return (
        one[0] < other[2] + gap and other[0] < one[2] + gap and one[1] < other[3] + gap and other[1] < one[3] + gap
    )  # fmt: skip


def _rises(points: Sequence[Dot], x: Scale, y: Scale) -> bool:
    """Whether the points run upwards, or nowhere that can be told."""
    across, up = ([scale.straight(value) for value in values] for scale, values in (
        (x, [dot.x for dot in points]), (y, [dot.y for dot in points])
    ))  # fmt: skip
    if len(points) < _TELLING or len(set(across)) == 1 or len(set(up)) == 1:
        return sum(along * (value - fmean(up)) for along, value in zip(across, up, strict=True)) >= 0
    related = correlation(across, up)
    return related >= 0 or related**2 * (len(points) - 2) < _TOLD**2 * (1 - related**2)
