"""`compute-trends describe`."""

from __future__ import annotations

import click

from compute_trends.cli.arguments import columns_option, dataset_argument, version_option
from compute_trends.cli.output import Output, output_options


@click.command("describe")
@dataset_argument
@version_option
@columns_option
@output_options("table", "csv", "tsv", "json", "jsonl", "markdown")
def command(dataset: str, version: str | None, columns: list[str] | None, output: Output) -> None:
    """Show the columns of a dataset with type, unit and meaning.

    \b
    Examples:
      compute-trends describe milestone_systems
      compute-trends describe milestone_systems --columns parameters,tasks
      compute-trends describe accelerators --format json
    """
    from dataclasses import asdict, fields

    from compute_trends.catalog.describe import ColumnSummary, describe
    from compute_trends.catalog.render import python_rows
    from compute_trends.cli.tables import summary_text

    found = describe(dataset, version, columns)
    names = [field.name for field in fields(ColumnSummary)]
    output.write(
        lambda: python_rows(names, ([getattr(column, name) for name in names] for column in found.columns)),
        lambda: summary_text(found),
        lambda: asdict(found),
    )
