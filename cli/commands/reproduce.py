"""`compute-trends reproduce`."""

from __future__ import annotations

import click

from compute_trends.cli.arguments import study_argument
from compute_trends.cli.output import Output, output_options


@click.command("reproduce")
@study_argument
@output_options("table", "json", "jsonl", "csv", "tsv", "markdown")
@click.pass_context
def command(ctx: click.Context, study: str | None, output: Output) -> None:
    """Recompute the published figures and show them beside ours.

    All studies, or the one named. The verdict on a figure is "within" where our estimate lies in the published
    interval, "explained" where it does not for a reason that can be checked, "outside" where none is known, "no
    interval" or "not comparable". The exit status is 1 if any figure is outside.

    \b
    Examples:
      compute-trends reproduce
      compute-trends reproduce sevilla-2022 --format json
    """
    from compute_trends.cli.progress import working
    from compute_trends.cli.texts.trend import reproduced_output
    from compute_trends.trends.published import OUTSIDE
    from compute_trends.trends.run import reproduce

    with working("recomputing the published figures"):
        found = reproduce(study)
    output.write(**reproduced_output(found))
    if any(row.verdict == OUTSIDE for row in found):
        ctx.exit(1)
