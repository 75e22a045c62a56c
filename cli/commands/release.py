"""`compute-trends release`."""

from __future__ import annotations

from pathlib import Path

import click

from compute_trends.cli.arguments import root_option


@click.command("release")
@click.argument("version")
@click.option("--dataset", "datasets", multiple=True, metavar="DATASET", help="Only this dataset; may be repeated.")
@root_option
def command(version: str, datasets: tuple[str, ...], root: Path | None) -> None:
    """Freeze what records.csv holds as a version.

    A version never changes afterwards. Takes every dataset whose records.csv differs from its newest version, refuses
    records with errors that are not waived, then brings the descriptor, the change log, the citation and the version of
    the package up to date.

    \b
    Examples:
      compute-trends release 2027.1.0
      compute-trends release 2027.1.0 --dataset milestone_systems
    """
    from compute_trends.catalog.paths import checkout_root
    from compute_trends.catalog.release.build import release
    from compute_trends.cli.progress import working
    from compute_trends.validators.submitting.releasable import refuse_errors

    checkout = checkout_root(root)
    with working("checking"):
        refuse_errors(checkout, list(datasets) or None)
    with working("releasing"):
        released = release(checkout, version, list(datasets) or None)
    for dataset in released:
        click.echo(f"{dataset} {version}")
