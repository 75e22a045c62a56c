"""`compute-trends trend`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from compute_trends.catalog.errors import UsageError
from compute_trends.cli.arguments import trend_argument
from compute_trends.cli.output import Output, output_options
from compute_trends.cli.trend_options import selection_options

if TYPE_CHECKING:
    from compute_trends.trends.results import Setting
    from compute_trends.trends.run import Options


@click.command("trend")
@trend_argument
@click.option("--list", "listing", is_flag=True, help="List the trends instead.")
@selection_options
@click.option("--sql", "script", is_flag=True, help="Print the SQL that selects the points, to run after views.sql.")
@click.option(
    "--plot",
    "picture",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Draw the trend as well: .svg, .png or .html.",
)
@output_options("text", "json", "jsonl", "csv", "markdown")
def command(
    name: str | None,
    listing: bool,
    options: Options,
    settings: dict[str, Setting],
    script: bool,
    picture: Path | None,
    output: Output,
) -> None:
    """Compute one trend and show the published value beside it.

    NAME is one that --list shows. The options select other points than the published ones; a trend refuses those that
    make no sense for it.

    \b
    Examples:
      compute-trends trend --list
      compute-trends trend sevilla-deep-learning-era
      compute-trends trend sevilla-large-scale-era --as-of 2021-01-01
      compute-trends trend sevilla-deep-learning-era --plot growth.svg
    """
    from compute_trends.cli.progress import working
    from compute_trends.cli.trend_texts import list_output, trend_output
    from compute_trends.trends.registry import list_trends
    from compute_trends.trends.run import run_trend, trend_script

    if listing:
        output.write(**list_output(list_trends()))
        return
    if name is None:
        raise UsageError("name a trend; compute-trends trend --list shows them")
    if script:
        with output.text() as stream:
            stream.write(trend_script(name, options, settings))
        return
    if picture is not None:  # refuse before the work is done
        from compute_trends.catalog.target import check_target
        from compute_trends.trends.pictures import draw_trend, picture_format, save

        picture_format(picture)
        check_target(picture, output.force)
    with working("computing"):
        result = run_trend(name, options, settings)
        if picture is not None:
            save(draw_trend(result), picture, output.force)
    output.write(**trend_output(result))
