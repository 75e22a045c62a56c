"""`compute-trends build`."""

from __future__ import annotations

from pathlib import Path

import click

from compute_trends.cli.arguments import root_option


@click.command("build")
@root_option
@click.option("--pages", is_flag=True, help="Compute all trends and write the study pages and their pictures as well.")
def command(root: Path | None, pages: bool) -> None:
    """Bring everything that is derived in a checkout up to date.

    Writes Parquet of records that are not released yet, datapackage.json and views.sql, as far as they change. A
    released file is never touched. Prints the files that were written.

    With --pages also docs/studies, one page per study, and docs/pictures; this computes every trend and takes the extra
    "plot".

    \b
    Examples:
      compute-trends build
      compute-trends build --pages
    """
    from compute_trends.catalog.build import build
    from compute_trends.catalog.errors import UsageError
    from compute_trends.catalog.paths import PACKAGE_ROOT, checkout_root
    from compute_trends.cli.progress import working

    checkout = checkout_root(root)
    if pages and checkout != PACKAGE_ROOT.resolve():
        raise UsageError(f"--pages computes the trends of {PACKAGE_ROOT}; it cannot write those of {checkout}")
    with working("building"):
        report = build(checkout)
    if pages:
        with working("computing all trends"):
            report.written += _write_pages(checkout)
    for path in report.written:
        click.echo(path)
    for dataset in report.unreleased:
        click.echo(f"{dataset}: records.csv differs from the newest release (version unreleased)", err=True)
    if not report.written:
        click.echo("everything is up to date", err=True)


def _write_pages(root: Path) -> list[str]:
    """Write the study pages and pictures that change; pages of studies that are gone are removed."""
    from compute_trends.catalog.atomic import replacing
    from compute_trends.trends.pages import PAGES, render_pages, render_pictures

    files = {path: text.encode() for path, text in render_pages().items()} | render_pictures()
    written = []
    for path, content in files.items():
        target = root / path
        if target.is_file() and target.read_bytes() == content:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with replacing(target) as temporary:
            temporary.write_bytes(content)
        written.append(path)
    for page in sorted((root / PAGES).glob("*.md")):
        if f"{PAGES}/{page.name}" not in files:
            page.unlink()
            written.append(f"{PAGES}/{page.name}")
    return written
