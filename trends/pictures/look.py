"""How large a picture is and in which colours it is drawn: one look for all layers of a chart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from threading import RLock

from compute_trends.catalog.errors import UnknownNameError, UsageError

THEMES = ("light", "dark")
#: Of series, in their order. Near Okabe and Ito's, moved until readers of every kind of colour vision tell each from
#: each, and from the greys: a test simulates protanopia, deuteranopia and tritanopia.
COLOURS = ("#245fb7", "#f3a427", "#359967", "#a67a9f", "#b84e00", "#6dbefd")
#: Of series that hold what is left.
GREYS = {"unknown": "#636363", "other": "#b7b7b7"}
#: Of our line or number, where there is one.
OURS = COLOURS[4]

_LEAST, _MOST = 200, 4000  # pixels


@dataclass(frozen=True)
class Look:
    """Width and height of what lies within the axes, in pixels, and the theme.

    Raises:
        UsageError: a size that no picture has.
        UnknownNameError: no such theme.
    """

    width: int = 680
    height: int = 400
    theme: str = "light"

    def __post_init__(self) -> None:
        if self.theme not in THEMES:
            raise UnknownNameError("theme", self.theme, THEMES)
        for name, value in (("width", self.width), ("height", self.height)):
            if not _LEAST <= value <= _MOST:
                raise UsageError(f"the {name} of a picture is between {_LEAST} and {_MOST} pixels, not {value}")

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.width, self.height

    def _of(self, light: str, dark: str) -> str:
        return light if self.theme == "light" else dark

    @property
    def paper(self) -> str:
        """Behind everything."""
        return self._of("white", "#14171c")

    @property
    def ink(self) -> str:
        """Of names, rings and published lines."""
        return self._of("#111111", "#f2f2f2")

    @property
    def soft(self) -> str:
        """Of what stands beside the picture."""
        return self._of("#333333", "#c9c9c9")

    @property
    def grid(self) -> str:
        """Of the lines behind the points."""
        return self._of("#e0e0e0", "#333a44")

    @property
    def shade(self) -> str:
        """Of the eras, laid on thinly."""
        return self._of("black", "white")


_PLAIN = Look()
_look: ContextVar[Look | None] = ContextVar("look", default=None)


def look() -> Look:
    """The look of the chart that is being drawn."""
    return _look.get() or _PLAIN


@contextmanager
def drawn_in(chosen: Look | None) -> Iterator[None]:
    """Draw charts in a look; None is the one that there is."""
    token = _look.set(chosen or look())
    try:
        with _DRAWING, _unchecked():
            yield
    finally:
        _look.reset(token)


_DRAWING = RLock()  # what Altair checks is one for all threads


@contextmanager
def _unchecked() -> Iterator[None]:
    """Without Altair's check of every part, half of the time of a drawing; `to_dict` checks the whole."""
    try:
        from altair.utils.schemapi import debug_mode
    except ImportError:  # told where it is needed
        yield
        return
    with debug_mode(False):
        yield
