"""`compute-trends accept`."""

from __future__ import annotations

from pathlib import Path

import click

from compute_trends.cli.arguments import WholeNumber, complete_datasets, root_option


@click.command("accept")
@click.argument("file", metavar="FILE")
@click.option(
    "--dataset",
    metavar="DATASET",
    shell_complete=complete_datasets,
    help="What the records are meant for; found from the columns by default.",
)
@click.option(
    "--contributor",
    "contributors",
    multiple=True,
    metavar="NAME",
    help="Who found the records, to be credited in their history and in citations; may be repeated.",
)
@root_option
@click.option("--dry-run", is_flag=True, help="Say what would change and write nothing.")
@click.option(
    "--limit",
    type=WholeNumber(min=0),
    default=10,
    show_default=True,
    metavar="N",
    help="Records shown per list; 0 for all.",
)
@click.pass_context
def command(
    ctx: click.Context,
    file: str,
    dataset: str | None,
    contributors: tuple[str, ...],
    root: Path | None,
    dry_run: bool,
    limit: int,
) -> None:
    """Check records and add them to their dataset.

    The records of FILE go into records.csv of a checkout, all of them or none. An error refuses the file; warnings are
    shown and do not. New records are marked as submitted. A record_id that the dataset holds is a revision: cells that
    it states are changed, and source_url has to name the page that states them; of an upstream record they go to
    corrections.yaml; what a record that is held says again changes nothing. Run build afterwards.

    \b
    Examples:
      compute-trends accept new-chip.yaml --dry-run
      compute-trends accept new-chip.yaml
      compute-trends accept new-chip.yaml --contributor "Ada Lovelace"
    """
    import sys

    from compute_trends.catalog.files.waivers import waivers_path
    from compute_trends.catalog.paths import checkout_root
    from compute_trends.catalog.texts.terminal import visible_message
    from compute_trends.cli.output import note
    from compute_trends.cli.progress import interruptible, working
    from compute_trends.cli.texts.diff import diff_text
    from compute_trends.validators.engine.connection import connect
    from compute_trends.validators.reports.write import write_report
    from compute_trends.validators.submitting.accept import Acceptance, accept

    checkout, connection = checkout_root(root), connect()

    def run() -> Acceptance:
        return accept(checkout, file, dataset, dry_run=dry_run, connection=connection, contributors=contributors)

    with working("checking"):
        found = interruptible(connection, run)
    for text in found.report.notes:
        note(text)
    write_report(found.report, "text", sys.stdout)
    if found.changes is None:
        said = "nothing was accepted: mend the errors"
        if found.dataset is not None:
            where = waivers_path(found.dataset, checkout)
            said += f", or waive those that the check is wrong about in {where} (structure excepted)"
        note(said)
        ctx.exit(1)
    if found.changes.is_empty:
        note("the records are held, and the file says nothing new of them; nothing was written")
        return
    click.echo(visible_message("\n" + "\n".join(diff_text(found.changes, limit))))
    for path in found.written:
        click.echo(f"wrote {path}")
    if dry_run:
        click.echo("nothing was written (--dry-run)", err=True)
    else:
        click.echo("next: compute-trends build", err=True)
