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
@click.option("--trend", metavar="NAME", help="Also say why the estimate of this trend moved.")
@click.option("--headline", is_flag=True, help="The same, for the trend that people quote of the dataset.")
@root_option
@output_options("table", "json", "markdown")
def command(
    dataset: str,
    before: str,
    after: str,
    limit: int,
    trend: str | None,
    headline: bool,
    root: Path | None,
    output: Output,
) -> None:
    """Show what changed between two states of a dataset.

    BEFORE and AFTER are versions, "unreleased" (records.csv of a checkout), or files: a records.csv or a Parquet file.
    Records are matched by record_id, which survives renaming.

    --trend and --headline split the movement of an estimate among new, revised and removed records and name the
    records whose change moved it most; this takes some seconds.

    \b
    Examples:
      compute-trends diff milestone_systems 2024.10.0 2026.8.0
      compute-trends diff milestone_systems 2026.8.0 unreleased --format markdown
      compute-trends diff milestone_systems 2024.10.0 2026.8.0 --headline
    """
    from compute_trends.catalog.changes.diff import diff
    from compute_trends.catalog.errors import UsageError
    from compute_trends.catalog.paths import PACKAGE_ROOT
    from compute_trends.catalog.texts.terminal import visible_message
    from compute_trends.cli.texts.attribution import attribution_document, attribution_text
    from compute_trends.cli.texts.diff import diff_document, diff_markdown, diff_text

    if trend and headline:
        raise UsageError("--trend and --headline both name a trend; give one of them")
    output.spare((before, after))
    changes = diff(dataset, before, after, root or PACKAGE_ROOT)
    moved = None
    if trend or headline:
        from compute_trends.cli.progress import working
        from compute_trends.trends.robustness import attribution

        with working("attributing"):
            name = trend or attribution.headline(dataset)
            moved = attribution.attribute(dataset, before, after, name, root or PACKAGE_ROOT)
    with output.text() as stream:
        if output.format == "json":
            from compute_trends.catalog.doors.render import write_document

            document = diff_document(changes)
            if moved:
                document["attribution"] = attribution_document(moved)
            write_document(document, stream)
        else:
            markdown = output.format == "markdown"
            if moved:
                said = attribution_text(moved, markdown) + "\n"
                stream.write(said if markdown else visible_message(said))
            lines = diff_markdown(changes, limit) if markdown else diff_text(changes, limit)
            text = "\n".join(lines) + "\n"
            stream.write(text if markdown else visible_message(text))
