"""`compute-trends trend`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from compute_trends.catalog.errors import UsageError
from compute_trends.cli.arguments import WholeNumber, complete_datasets, complete_studies, trend_argument
from compute_trends.cli.output import Output, output_options
from compute_trends.cli.trend_options import picture_options, selection_options

if TYPE_CHECKING:
    from compute_trends.trends.pictures.look import Look
    from compute_trends.trends.points import Setting
    from compute_trends.trends.run import Options


@click.command("trend")
@trend_argument
@click.option("--list", "listing", is_flag=True, help="List the trends instead, those that hold the words of NAME.")
@click.option("--study", metavar="STUDY", shell_complete=complete_studies, help="With --list: of this study.")
@click.option("--dataset", metavar="DATASET", shell_complete=complete_datasets, help="With --list: from its rows.")
@click.option("--published", is_flag=True, help="With --list: those that recompute a published figure.")
@selection_options
@click.option("--sql", "script", is_flag=True, help="Print the SQL that selects the points, to run after views.sql.")
@click.option("--points", "listed", is_flag=True, help="List the points with their sources, and what was left out.")
@click.option(
    "--multiverse", "varied", is_flag=True, help="Rerun it under the other choices that its study declares defensible."
)
@click.option(
    "--limit",
    type=WholeNumber(),
    metavar="N",
    help="Analyses of --multiverse at most: 1500 by default, of more a sample is drawn.",
)
@output_options("text", "json", "jsonl", "csv", "markdown")
@picture_options("the trend")
def command(
    name: str | None,
    listing: bool,
    study: str | None,
    dataset: str | None,
    published: bool,
    options: Options,
    settings: dict[str, Setting],
    script: bool,
    listed: bool,
    picture: Path | None,
    style: Look | None,
    varied: bool,
    limit: int | None,
    output: Output,
) -> None:
    """Compute one trend and show the published value beside it.

    NAME is one that --list shows; --version asks it of the rows of another version. The options select other points
    than the published ones; a trend refuses those that make no sense for it.

    --multiverse says how far the estimate depends on the choices behind it: which table, outlier rule, era cut,
    confidence, fine-tuned systems, estimator. It shows the range over all their combinations, where the trend and the
    published value lie in it, and which choice moves it most. What the options set is no choice any more.

    --points lists every row behind the estimate: the record, its values, its source, and why a row was left out.
    --exclude and --only take single records out or alone: --exclude computes everything anew as if the record did not
    exist, scores and records of all time as well.

    \b
    Examples:
      compute-trends trend --list
      compute-trends trend --list 'doubling time' --dataset accelerators
      compute-trends trend sevilla-deep-learning-era
      compute-trends trend sevilla-large-scale-era --as-of 2021-01-01
      compute-trends trend sevilla-deep-learning-era --plot growth.svg
      compute-trends trend thompson-imagenet-computing-power --multiverse
      compute-trends trend sevilla-large-scale-era --points --format csv
      compute-trends trend sevilla-large-scale-era --exclude alphago-zero
    """
    from compute_trends.cli.progress import working
    from compute_trends.cli.texts.trend import trend_output
    from compute_trends.trends.doors.vintages import chosen
    from compute_trends.trends.run import run_trend, trend_script

    if listing:
        from compute_trends.cli.texts.trend_list import list_output
        from compute_trends.trends.doors.listing import list_trends

        if picture is not None:
            raise UsageError("--plot draws one trend: name it and leave out --list")
        output.write(**list_output(list_trends(name, study=study, dataset=dataset, published=published)))
        return
    if study or dataset or published:
        raise UsageError("--study, --dataset and --published are for --list")
    if name is None:
        raise UsageError("name a trend; compute-trends trend --list shows them")
    trend, options = chosen(name, options)
    if script:
        with output.text() as stream:
            stream.write(trend_script(trend, options, settings))
        return
    if listed:
        from compute_trends.cli.texts.points import points_output
        from compute_trends.trends.robustness.listing import list_points

        if picture is not None or varied:
            raise UsageError("--points lists the rows; leave out --plot and --multiverse")
        output.write(**points_output(list_points(trend, options, settings)))
        return
    if limit is not None and not varied:
        raise UsageError("--limit is for --multiverse")
    if varied:
        from compute_trends.cli.texts.multiverse import multiverse_output
        from compute_trends.trends.robustness.multiverse import LIMIT, multiverse

        if picture is not None:
            raise UsageError(
                "--plot draws the trend itself, not a multiverse; leave out one of --plot and --multiverse"
            )
        with working("rerunning"):
            reruns = multiverse(trend, options, settings, LIMIT if limit is None else limit)
        output.write(**multiverse_output(reruns))
        return
    with working("computing"):
        result = run_trend(trend, options, settings)
        if picture is not None:
            from compute_trends.trends.pictures.draw import draw_trend, save

            save(draw_trend(result, style), picture, output.force)
    output.write(**trend_output(result))
