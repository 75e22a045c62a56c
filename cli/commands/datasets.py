"""`compute-trends datasets`."""

from __future__ import annotations

import click

from compute_trends.cli.output import Output, output_options


@click.command("datasets")
@output_options("table", "csv", "tsv", "json", "jsonl", "markdown")
def command(output: Output) -> None:
    """List the datasets and their versions.

    The newest version of a dataset comes first; it is what its plain name stands for.

    \b
    Examples:
      compute-trends datasets
      compute-trends datasets --format json
    """
    from compute_trends.catalog.doors.describe import overview
    from compute_trends.catalog.doors.render import python_rows
    from compute_trends.cli.texts.datasets import overview_table

    found = overview()
    columns = ["dataset", "version", "newest", "rows", "one_row_is"]
    output.write(
        lambda: python_rows(columns, ([getattr(item, name) for name in columns] for item in found)),
        lambda: overview_table(found),
    )
