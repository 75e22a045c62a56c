"""`compute-trends diff`."""

from __future__ import annotations

from pathlib import Path

import click

from compute_trends.cli.arguments import dataset_argument, root_option
from compute_trends.cli.output import Output, output_options


@click.command("diff")
@dataset_argument
@click.argument("before")
@click.argument("after")
@click.option("--limit", default=10, show_default=True, metavar="N", help="Records shown per list; 0 for all.")
@root_option
@output_options("table", "json", "markdown")
def command(dataset: str, before: str, after: str, limit: int, root: Path | None, output: Output) -> None:
    """Show what changed between two states of a dataset.

    BEFORE and AFTER are versions, "working" (records.csv of a checkout), or files: a records.csv or a Parquet file.
    Records are matched by record_id, which survives renaming.

    \b
    Examples:
      compute-trends diff milestone_systems 2024.10.0 2026.8.0
      compute-trends diff milestone_systems 2026.8.0 working --format markdown
    """
    from compute_trends.catalog.diff import diff
    from compute_trends.catalog.paths import PACKAGE_ROOT
    from compute_trends.cli.diff_texts import diff_document, diff_markdown, diff_text

    changes = diff(dataset, before, after, root or PACKAGE_ROOT)
    with output.text() as stream:
        if output.format == "json":
            from compute_trends.catalog.render import to_json

            stream.write(to_json(diff_document(changes), indent=2) + "\n")
        else:
            stream.write(diff_markdown(changes, limit) if output.format == "markdown" else diff_text(changes, limit))
