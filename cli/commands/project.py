"""`compute-trends project`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from compute_trends.cli.arguments import Number, one_of, required_trend_argument
from compute_trends.cli.output import Output, output_options
from compute_trends.cli.trend_options import picture_options, selection_options

if TYPE_CHECKING:
    from compute_trends.trends.pictures.look import Look
    from compute_trends.trends.points import Setting
    from compute_trends.trends.run import Options


@click.command("project")
@required_trend_argument
@click.option(
    "--to",
    metavar="DATE|VALUE",
    required=True,
    help="The date to project to, or the value to be reached, of the quantity and in the unit that the trend fits.",
)
@click.option(
    "--level",
    type=Number(),
    default=0.95,
    show_default=True,
    metavar="FRACTION",
    help="Of the interval, between 0 and 1.",
)
@click.option(
    "--backtest",
    **one_of("backtest", ("rolling", "vintages")),
    default="rolling",
    help="Check it on the rows of today (rolling), or from every released version on what came after it (vintages).",
)
@selection_options
@output_options("text", "json", "jsonl", "csv", "markdown")
@picture_options("the projection")
def command(
    name: str,
    to: str,
    level: float,
    backtest: str,
    options: Options,
    settings: dict[str, Setting],
    output: Output,
    picture: Path | None,
    style: Look | None,
) -> None:
    """Continue a trend's line, with how often its interval held before.

    To a date, the value that a single further observation is expected to have; to a value, the date (or the
    computation) at which an observation of that value is expected. The trend must be one straight line on
    logarithmic axes; the value is one of what it fits, as 1/error, not error, in thompson-imagenet-computing-power.
    Every projection comes with its backtest: forecasts as far ahead as this one, made at earlier dates, the share of
    later points that their intervals held, and how far these lay from the line on average. It cuts the rows of today
    at each date: revisions and additions made since are in it. With --backtest vintages every released version
    projects by itself and is held against what was published after it. What cannot be checked is not projected.

    \b
    Examples:
      compute-trends project epoch-training-compute-2026 --to 2028-01-01
      compute-trends project sevilla-deep-learning-era-2026 --to 1e27
      compute-trends project thompson-imagenet-computing-power --to 20 --level 0.9
      compute-trends project epoch-training-compute --to 1e27 --backtest vintages
      compute-trends project epoch-training-compute --to 2028-01-01 --plot a.svg
    """
    from compute_trends.catalog.doors.render import python_rows
    from compute_trends.cli.progress import working
    from compute_trends.cli.texts.project import projection_text
    from compute_trends.trends.doors.api import target
    from compute_trends.trends.doors.vintages import chosen
    from compute_trends.trends.robustness.projection import project

    wanted = target(to)
    trend, left = chosen(name, options)
    with working("projecting"):
        found = project(trend, wanted, left, settings, level, backtest)
        if picture is not None:
            from compute_trends.trends.pictures.continued import draw_projection
            from compute_trends.trends.pictures.draw import save

            save(draw_projection(found, style), picture, output.force)
    row = found.as_row()
    output.write(
        lambda: python_rows(list(row), [list(row.values())]), lambda: projection_text(found), lambda: found.as_dict()
    )
