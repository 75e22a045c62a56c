"""`compute-trends outdated`."""

from __future__ import annotations

import click

from compute_trends.cli.arguments import complete_datasets
from compute_trends.cli.output import Output, output_options


@click.command("outdated")
@click.argument("dataset", required=False, shell_complete=complete_datasets)
@output_options("text", "json", "jsonl", "csv", "markdown")
@click.pass_context
def command(ctx: click.Context, dataset: str | None, output: Output) -> None:
    """Ask the sources' addresses whether they hold something newer.

    Of a repository the commit is compared with the one that is held, of another address the date of its last change
    with the day of access. Nothing is downloaded. The exit status is 1 if something is newer, and 2 if no address
    could be reached. DATASET: only its sources.

    \b
    Examples:
      compute-trends outdated
      compute-trends outdated milestone_systems --format json
    """
    from dataclasses import asdict, fields

    from compute_trends.catalog.changes.outdated import Outdated, outdated
    from compute_trends.catalog.doors.render import python_rows
    from compute_trends.cli.texts.outdated import outdated_text

    found = outdated(dataset)
    names = [field.name for field in fields(Outdated)]
    output.write(
        lambda: python_rows(names, ([getattr(item, name) for name in names] for item in found)),
        lambda: outdated_text(found),
        lambda: [asdict(item) for item in found],
    )
    if found and all(item.state == "unreachable" for item in found):
        click.echo("Error: no address could be reached; is there a network?", err=True)
        ctx.exit(2)
    if any(item.state == "newer" for item in found):
        ctx.exit(1)
