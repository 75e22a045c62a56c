"""The options that select a trend's points, shared by the commands on trends."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compute_trends.catalog.errors import UsageError
from compute_trends.cli.arguments import WholeNumber, day_option, one_of

if TYPE_CHECKING:
    from compute_trends.trends.points import Setting

_DAYS = ("as_of", "since", "until")
_WORDS = {"true": True, "false": False, "null": None}


def _once(_: click.Context, parameter: click.Parameter, values: tuple[Any, ...]) -> Any:
    """The one value of an option, which must not be given twice: of two, one would be taken in silence."""
    if len(values) > 1:
        raise UsageError(f"{parameter.opts[0]} is given {len(values)} times; it takes one value")
    return values[0] if values else None


_ONCE: dict[str, Any] = {"multiple": True, "callback": _once}


def selection_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that select points; the command gets them as `options` (`Options`) and `settings` (by name)."""

    @day_option("--as-of", help="Only what was published by this day.", **_ONCE)
    @day_option("--since", help="Only points from this day on.", **_ONCE)
    @day_option("--until", help="Only points up to this day.", **_ONCE)
    @click.option("--domain", metavar="NAME", help='Only points of this domain, as in "Vision".', **_ONCE)
    @click.option("--version", metavar="VERSION", help="Another version of the trend's dataset.", **_ONCE)
    @click.option("--frontier", is_flag=True, help="Only points that no earlier one beats: records of all time.")
    @click.option(
        "--exclude",
        multiple=True,
        metavar="RECORD",
        help="Compute as if there were no such record; may be repeated.",
    )
    @click.option(
        "--filling", metavar="NAME", help="What to take unknown training compute for, as far as the data go.", **_ONCE
    )
    @click.option("--only", multiple=True, metavar="RECORD", help="Take this point alone; repeated, these points.")
    @click.option(
        "--set",
        "assignments",
        multiple=True,
        metavar="NAME=VALUE",
        help="Another value for a setting that --sql shows; may be repeated.",
    )
    @wraps(command)
    def with_selection(*args: Any, assignments: tuple[str, ...], **kwargs: Any) -> Any:
        from compute_trends.trends.run import Options

        given = {
            **{name: day.date() if (day := kwargs.pop(name)) else None for name in _DAYS},
            **{name: kwargs.pop(name) for name in ("domain", "version", "frontier", "exclude", "only", "filling")},
        }
        options = Options(**given)
        return command(*args, options=options, settings=split_settings(assignments), **kwargs)

    return with_selection


def picture_options(what: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add `--plot` and the options of its look; the command gets them as `picture` (a path) and `style` (`Look`).

    Args:
        what: is drawn.
    """

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @click.option(
            "--plot",
            "picture",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help=f"Draw {what} as well: .svg, .png, .html, or .json, the Vega-Lite specification.",
        )
        @click.option("--width", type=WholeNumber(), metavar="PIXELS", help="Of the picture within its axes: 680.")
        @click.option("--height", type=WholeNumber(), metavar="PIXELS", help="Of the picture within its axes: 400.")
        @click.option("--theme", **one_of("theme", ("light", "dark")), help="Of the picture; light by default.")
        @wraps(command)
        def with_picture(
            *args: Any, picture: Path | None, width: int | None, height: int | None, theme: str | None, **kwargs: Any
        ) -> Any:
            given: dict[str, Any] = {"width": width, "height": height, "theme": theme}
            asked = {name: value for name, value in given.items() if value is not None}
            if asked and picture is None:
                raise UsageError(f"--{next(iter(asked))} is for --plot")
            style = None
            if picture is not None:  # refuse before the work is done
                from compute_trends.catalog.files.target import check_target
                from compute_trends.trends.pictures.files import picture_format
                from compute_trends.trends.pictures.look import Look

                picture_format(picture)
                check_target(picture, kwargs["output"].force)
                style = Look(**asked)
            return command(*args, picture=picture, style=style, **kwargs)

        return with_picture

    return decorate


def split_settings(assignments: Sequence[str]) -> dict[str, Setting]:
    """Settings from texts like "large_scale_z=1"; a value is a number, a date, true, false, null, or else a text.

    Raises:
        UsageError: a text has another form.
    """
    found: dict[str, Setting] = {}
    for text in assignments:
        name, equals, value = text.partition("=")
        if not (name and equals and value):
            raise UsageError(f"{text!r} is not of the form NAME=VALUE, as in large_scale_z=1")
        if name in found:
            raise UsageError(f"--set {name} is given twice; it takes one value")
        found[name] = _value(value)
    return found


def _value(text: str) -> Setting:
    if text in _WORDS:
        return _WORDS[text]
    try:
        return date.fromisoformat(text) if text.count("-") == 2 and len(text) == 10 else _number(text)
    except ValueError:
        return text


def _number(text: str) -> float:
    value = int(text) if text.lstrip("+-").isdecimal() else float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value
