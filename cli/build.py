"""`compute-trends build`."""

from __future__ import annotations

from pathlib import Path

import click

from compute_trends.cli.arguments import root_option


@click.command("build")
@root_option
def command(root: Path | None) -> None:
    """Bring everything that is derived in a checkout up to date.

    Writes Parquet of records that are not released yet, datapackage.json and views.sql, as far as they change. A
    released file is never touched. Prints the files that were written.

    \b
    Examples:
      compute-trends build
    """
    from compute_trends.catalog.build import build
    from compute_trends.catalog.paths import checkout_root
    from compute_trends.cli.progress import working

    with working("building"):
        report = build(checkout_root(root))
    for path in report.written:
        click.echo(path)
    for dataset in report.unreleased:
        click.echo(f"{dataset}: records.csv differs from the newest release (version unreleased)", err=True)
    if not report.written:
        click.echo("everything is up to date", err=True)
