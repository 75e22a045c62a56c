"""`compute-trends import`."""

from __future__ import annotations

from pathlib import Path

import click

from compute_trends.catalog.texts.numbers import count
from compute_trends.cli.arguments import InputFile, root_option


def _formats(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from compute_trends.catalog.importers.formats import formats
    from compute_trends.catalog.texts.paragraphs import table

    rows = [[name, importer.DATASET, importer.SUMMARY] for name, importer in formats().items()]
    click.echo(table(["format", "dataset", "files"], rows, fixed=("format",)).rstrip("\n"))
    ctx.exit()


@click.command("import")
@click.argument("format_name", metavar="FORMAT")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=InputFile())
@root_option
@click.option("--list", is_flag=True, is_eager=True, expose_value=False, callback=_formats, help="List the formats.")
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="KEY",
    help="Key of the export in origin.yaml, as epoch-2025-12; found from the date of the file by default. Once for all "
    "FILEs, or once for each, in their order.",
)
@click.option("--dry-run", is_flag=True, help="Say what would change and write nothing.")
@click.option(
    "--without",
    multiple=True,
    metavar="COLUMN",
    help="Leave a column, by its name upstream or ours, as it is held; may be repeated.",
)
@click.option("--as-published", is_flag=True, help="Leave corrections.yaml unapplied.")
@click.option("--allow-older", is_flag=True, help="Accept an export older than the one held.")
@click.option("--allow-missing", is_flag=True, help="Accept missing columns; their values become unknown.")
@click.option("--allow-reordered", is_flag=True, help="Accept columns in another order; they are read by name.")
@click.option("--allow-rescaled", is_flag=True, help="Accept values that moved tenfold in the median, or are cut.")
@click.option("--allow-unreadable", is_flag=True, help="Accept cells that cannot be read; they become unknown.")
@click.option("--allow-removals", is_flag=True, help="Accept the loss of many of the source's records.")
def command(
    format_name: str,
    files: tuple[Path, ...],
    root: Path | None,
    sources: tuple[str, ...],
    without: tuple[str, ...],
    dry_run: bool,
    as_published: bool,
    allow_older: bool,
    allow_missing: bool,
    allow_reordered: bool,
    allow_rescaled: bool,
    allow_removals: bool,
    allow_unreadable: bool,
) -> None:
    """Turn upstream files into the records of a dataset.

    Replaces the records of the files' source in records.csv, applies corrections.yaml and accounts for every row in
    origin.yaml. Submitted records stay; one that upstream now has keeps its id, its evidence and every cell that
    upstream does not state. Records with errors of structure are refused: they are written to a file beside the first
    FILE, with the findings, and the dataset stays as it was.

    \b
    Examples:
      compute-trends import --list
      compute-trends import epoch-models frontier.csv --allow-removals --dry-run
    """
    from compute_trends.catalog.importers.run import commit, prepare
    from compute_trends.catalog.paths import checkout_root
    from compute_trends.catalog.texts.terminal import visible_message
    from compute_trends.cli.progress import working
    from compute_trends.cli.texts.imported import import_text
    from compute_trends.validators.submitting.candidate import check_candidate

    checkout = checkout_root(root)
    flags = {
        "older": allow_older,
        "missing": allow_missing,
        "reordered": allow_reordered,
        "rescaled": allow_rescaled,
        "removals": allow_removals,
        "unreadable": allow_unreadable,
    }
    allow = [name for name, given in flags.items() if given]
    with working("importing"):
        candidate = prepare(
            checkout, format_name, files, as_published=as_published, allow=allow, sources=sources, without=without
        )
        findings = check_candidate(candidate, files[0].absolute().parent)
        changed = [] if dry_run else commit(checkout, candidate)
    click.echo(visible_message(import_text(checkout, candidate)), nl=False)
    if findings:
        click.echo(
            f"{count(findings, 'finding')} beyond structure; compute-trends check lists them: correct or waive them",
            err=True,
        )
    for path in changed:
        click.echo(f"wrote {path}")
    if dry_run:
        click.echo("nothing was written (--dry-run)", err=True)
    elif not changed:
        click.echo("nothing changed")
