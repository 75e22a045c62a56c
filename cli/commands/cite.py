"""`compute-trends cite`."""

from __future__ import annotations

import click

from compute_trends.cli.arguments import one_of, optional_dataset_argument


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
    from compute_trends.catalog.doors.cite import cite
    from compute_trends.catalog.texts.paragraphs import paragraph, terminal_width

    text = cite(dataset, style)
    if style == "text":
        text = "\n".join(paragraph(line, terminal_width(), rest="  ") for line in text.splitlines())
    click.echo(text)
    if dataset is None:
        click.echo("A dataset's sources are to be cited with it: compute-trends cite DATASET", err=True)
