"""`compute-trends cite`."""

from __future__ import annotations

import click

from compute_trends.cli.arguments import one_of, optional_dataset_argument

_MAX_WIDTH = 100


@click.command("cite")
@optional_dataset_argument
@click.option(
    "--format",
    "style",
    default="text",
    help="text by default; json is CSL-JSON.",
    **one_of("format", ("text", "bibtex", "json")),
)
def command(dataset: str | None, style: str) -> None:
    """Print how to cite the package, or a dataset and its sources.

    \b
    Examples:
      compute-trends cite
      compute-trends cite milestone_systems --format bibtex
    """
    from textwrap import fill

    from compute_trends.catalog.doors.cite import cite
    from compute_trends.cli.output import terminal_width

    text = cite(dataset, style)
    if style == "text":
        width = min(terminal_width(), _MAX_WIDTH)
        text = "\n".join(
            fill(line, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
            for line in text.splitlines()
        )
    click.echo(text)
    if dataset is None:
        click.echo("A dataset's sources are to be cited with it: compute-trends cite DATASET", err=True)
