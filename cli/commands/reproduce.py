"""`compute-trends reproduce`."""

from __future__ import annotations

import click

from compute_trends.cli.arguments import study_argument
from compute_trends.cli.output import Output, output_options


@click.command("reproduce")
@study_argument
@click.option("--all", "every", is_flag=True, help="All figures, not the headlines alone.")
@output_options("table", "json", "jsonl", "csv", "tsv", "markdown")
@click.pass_context
def command(ctx: click.Context, study: str | None, every: bool, output: Output) -> None:
    """Recompute the published figures and show them beside ours.

    The headlines, or all figures with --all; of all studies, or of the one named. The verdict on a figure is
    "within" where our estimate lies in the published interval; where the study printed none, "agrees" where the figure
    lies in our interval or equals ours at its printed digits. It is "explained" where it does not for a reason that can
    be checked, else "outside" or "differs"; "too wide to tell" where the interval spans a factor of ten or holds no
    change; or "not comparable". The exit status is 1 if a figure is outside or differs that is not known to.

    \b
    Examples:
      compute-trends reproduce
      compute-trends reproduce --all
      compute-trends reproduce sevilla-2022 --all --format json
    """
    from compute_trends.cli.progress import working
    from compute_trends.cli.texts.trend import reproduced_output
    from compute_trends.trends.run import reproduce

    with working("recomputing the published figures"):
        found = reproduce(study, every)
    output.write(**reproduced_output(found))
    if any(row.fails for row in found):
        ctx.exit(1)
