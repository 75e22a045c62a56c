"""The colours of a picture in the dark: those of the pictures themselves, in the place of the light ones."""

from __future__ import annotations

from functools import cache

from compute_trends.trends.pictures.look import Look

_COLOURS = ("paper", "ink", "soft", "grid", "shade")


@cache
def dark_colours() -> dict[str, str]:
    """Colour of the light theme -> the one in the dark."""
    light, dark = Look(), Look(theme="dark")
    return {getattr(light, name): getattr(dark, name) for name in _COLOURS}
