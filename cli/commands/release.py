"""`compute-trends release`."""

from __future__ import annotations

from pathlib import Path

import click

from compute_trends.cli.arguments import root_option


@click.command("release")
@click.argument("version")
@click.option("--dataset", "datasets", multiple=True, metavar="DATASET", help="Only this dataset; may be repeated.")
@click.option("--doi", metavar="DOI", help="Freeze nothing: write the DOI under which this version was deposited.")
@click.option("--concept-doi", metavar="DOI", help="With --doi: the DOI of all versions, at the first deposit.")
@root_option
def command(
    version: str, datasets: tuple[str, ...], doi: str | None, concept_doi: str | None, root: Path | None
) -> None:
    """Freeze what records.csv holds as a version.

    A version never changes afterwards. Takes every dataset whose records.csv differs from its newest version, refuses
    records with errors that are not waived, then brings the descriptor, the change log, the citation and the version of
    the package up to date. Once the version is deposited, --doi writes its DOI where citations take it from.

    \b
    Examples:
      compute-trends release 2027.1.0
      compute-trends release 2027.1.0 --dataset milestone_systems
      compute-trends release 2027.1.0 --doi 10.5281/zenodo.1234567
    """
    if doi is None and concept_doi is not None:
        raise click.UsageError("--concept-doi goes with --doi, the DOI of the version")
    if doi is not None and datasets:
        raise click.UsageError("--doi is that of the whole package, not of a dataset")
    from compute_trends.catalog.paths import checkout_root
    from compute_trends.catalog.release.build import release
    from compute_trends.cli.progress import working
    from compute_trends.validators.submitting.releasable import refuse_errors

    checkout = checkout_root(root)
    if doi is not None:
        _deposited(checkout, version, doi, concept_doi)
        return
    with working("checking"):
        refuse_errors(checkout, list(datasets) or None)
    with working("releasing"):
        released = release(checkout, version, list(datasets) or None)
    for dataset in released:
        click.echo(f"{dataset} {version}")


def _deposited(checkout: Path, version: str, doi: str, concept_doi: str | None) -> None:
    from compute_trends.catalog.release.build import build
    from compute_trends.catalog.release.dois import deposited

    for of, link in deposited(checkout, version, doi, concept_doi).links.items():
        click.echo(f"{'all versions' if of == 'concept' else version} {link}")
    build(checkout)
