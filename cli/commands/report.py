"""`compute-trends report`."""

from __future__ import annotations

from pathlib import Path

import click

from compute_trends.cli.arguments import force_option


@click.command("report")
@click.option(
    "--out", "path", type=click.Path(path_type=Path), required=True, metavar="FILE", help="The page to write: a .html."
)
@click.option(
    "--since",
    multiple=True,
    metavar="DATASET=VERSION",
    help="Compare with this version of a dataset, not with the one before its newest; may be given again.",
)
@force_option
def command(path: Path, since: tuple[str, ...], force: bool) -> None:
    """Write one page: headline figures, what moved since the last version and why, quality of the data.

    The page holds all that it shows, so that it can be sent by mail, kept and printed. It takes a minute or two, and
    the extra "site". The file appears whole or not at all.

    \b
    Examples:
      compute-trends report --out report.html
      compute-trends report --out new.html --since milestone_systems=2024.10.0
    """
    from compute_trends.catalog.texts.terminal import unobeyed, visible
    from compute_trends.cli.arguments import split_pins
    from compute_trends.cli.progress import working
    from compute_trends.explorer.report.page import PARTS, write_report

    with working("writing the report:", len(PARTS)) as step:
        size = write_report(path, split_pins(since), force, step)
    click.echo(f"{unobeyed(visible(str(path)))}: {size / 1e6:.1f} MB")
