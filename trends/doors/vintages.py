"""The same trend on the rows of another version: one trend with `--version`, whose older names are names too."""

from __future__ import annotations

from dataclasses import replace

from compute_trends.trends.choices.options import Options
from compute_trends.trends.declaration import Trend
from compute_trends.trends.registry import get_trend, of_version, own_name


def chosen(name: str, options: Options) -> tuple[Trend, Options]:
    """The trend that a name and a version stand for, and the options that are left.

    Where a trend is asked on the rows of several versions, a version of these means the question as it is asked there:
    as of the day of its export, with its own words. Of any other, the rows alone are others.

    Args:
        name: of a trend.
        options: with the version, if one was given.

    Raises:
        UnknownNameError: no such trend.
    """
    plain = get_trend(name)
    trend = of_version(name, options.version)
    return trend, replace(options, version=None) if trend is not plain else options


def typed(trend: Trend) -> str:
    """A trend as a person asks for it."""
    name = own_name(trend)
    return name if name == trend.name else f"{name} --version {trend.version}"
