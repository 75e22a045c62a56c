"""`compute-trends head`."""

from __future__ import annotations

import click

from compute_trends.catalog.texts.paragraphs import terminal_width
from compute_trends.cli.arguments import WholeNumber, columns_option, dataset_argument, version_option
from compute_trends.cli.output import Output, output_options


@click.command("head")
@dataset_argument
@click.option(
    "-n",
    "--rows",
    "count",
    type=WholeNumber(min=0),
    metavar="N",
    default=10,
    show_default=True,
    help="Rows to show.",
)
@version_option
@columns_option
@output_options("table", "csv", "tsv", "json", "jsonl", "markdown", piped="csv")
def command(dataset: str, count: int, version: str | None, columns: list[str] | None, output: Output) -> None:
    """Show the first rows of a dataset.

    Rows are sorted by record_id. A table shows as many of the columns as fit; --columns chooses others.

    \b
    Examples:
      compute-trends head accelerators -n 5
      compute-trends head milestone_systems --columns name,publication_date,tasks
      compute-trends head milestone_systems --version 2022.2.0 --format csv
    """
    from compute_trends.catalog.doors.connect import relation
    from compute_trends.catalog.doors.render import box, python_rows
    from compute_trends.cli.texts.datasets import head_table

    found = relation(dataset, version, columns).limit(count)
    output.write(
        lambda: python_rows(found.columns, found.fetchall()),
        lambda: head_table(found) if columns is None else box(found, terminal_width(None), max(count, 1)),
    )
