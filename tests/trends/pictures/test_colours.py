"""Colours that readers of every kind of colour vision tell apart, by simulation."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from compute_trends.trends.pictures.look import COLOURS, GREYS, Look
from compute_trends.trends.pictures.marks import _DASHES, _SHAPES

Floats = NDArray[np.float64]

#: Linear RGB as it is seen: Machado, Oliveira & Fernandes 2009, severity 1.
VISION = {
    "common": np.eye(3),
    "protanopia": np.array([
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998],
    ]),
    "deuteranopia": np.array([
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881],
    ]),
    "tritanopia": np.array([
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900],
    ]),
}  # fmt: skip
_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])
#: CIEDE2000; 2.3 is a difference that is just seen, side by side. Points of a picture lie apart and are small.
LEAST = 15.0


def _linear(colour: str) -> Floats:
    parts = np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)]) / 255
    found: Floats = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return found


def _lab(colour: str, vision: str) -> Floats:
    xyz = _XYZ @ np.clip(VISION[vision] @ _linear(colour), 0, 1) / _WHITE
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one: Floats, other: Floats) -> float:
    """CIEDE2000 of two colours in CIELAB, after Sharma, Wu & Dalal 2005."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(mean**7 / (mean**7 + 25**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    hue = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360
    t = (
        1 - 0.17 * np.cos(np.radians(hue - 30)) + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6)) - 0.2 * np.cos(np.radians(4 * hue - 63))
    )  # fmt: skip
    sl = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    sc, sh = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    turned = np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2)))
    rotation = -2 * np.sqrt(chroma**7 / (chroma**7 + 25**7)) * np.sin(turned)
    dl, dc, dh = (l2 - l1) / sl, (c2 - c1) / sc, dh / sh
    return float(np.sqrt(dl**2 + dc**2 + dh**2 + rotation * dc * dh))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (61, -5, 29), 22.8977),
        ((22.7233, 20.0904, -46.694), (23.0331, 14.973, -42.5619), 2.0373),
    ],
)
def test_the_difference_is_that_of_the_published_table(one: Floats, other: Floats, expected: float) -> None:
    assert difference(np.array(one, float), np.array(other, float)) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("vision", VISION)
def test_every_two_colours_of_series_differ_however_they_are_seen(vision: str) -> None:
    seen = {colour: _lab(colour, vision) for colour in (*COLOURS, *GREYS.values())}
    near = {pair: difference(seen[pair[0]], seen[pair[1]]) for pair in combinations(seen, 2)}
    assert min(near.values()) >= LEAST, min(near, key=lambda pair: near[pair])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", VISION)
def test_every_colour_stands_out_from_the_paper(theme: str, vision: str) -> None:
    paper = {"white": "#ffffff"}.get(Look(theme=theme).paper, Look(theme=theme).paper)
    for colour in (*COLOURS, *GREYS.values()):
        assert difference(_lab(colour, vision), _lab(paper, vision)) >= LEAST, colour


def test_every_colour_has_a_shape_and_a_dash_of_its_own() -> None:
    assert len(set(_SHAPES)) == len(_SHAPES) >= len(COLOURS)
    assert len({tuple(dash) for dash in _DASHES}) == len(_DASHES) >= len(COLOURS)
