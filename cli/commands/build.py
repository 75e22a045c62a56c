"""`compute-trends build`."""

from __future__ import annotations

from pathlib import Path

import click

from compute_trends.cli.arguments import root_option


@click.command("build")
@root_option
@click.option("--pages", is_flag=True, help="Also write the pages of studies and rules, and the pictures.")
def command(root: Path | None, pages: bool) -> None:
    """Bring everything that is derived in a checkout up to date.

    Writes Parquet of records that are not released yet, datapackage.json and views.sql, as far as they change. A
    column that was declared since is added to records.csv, empty. A released file is never touched. Prints the files
    that were written, and tells of corrections that records.csv does not show. Rules and studies that are not where
    they belong stop it.

    With --pages also docs/studies, one page per study, docs/pictures, and docs/rules, one page per rule; this computes
    every trend, runs every rule on the shipped records, and takes the extra "plot".

    \b
    Examples:
      compute-trends build
      compute-trends build --pages
    """
    from compute_trends.catalog.errors import UsageError
    from compute_trends.catalog.paths import PACKAGE_ROOT, checkout_root
    from compute_trends.catalog.release.build import build
    from compute_trends.cli.progress import working

    checkout = checkout_root(root)
    if pages and checkout != PACKAGE_ROOT.resolve():
        raise UsageError(
            f"--pages is about the data and the rules of {PACKAGE_ROOT}; it cannot write those of {checkout}"
        )
    refuse_misplaced(checkout)
    with working("building"):
        report = build(checkout)
    if pages:
        with working("computing all trends"):
            report.written += _write_pages(checkout)
    for path in report.written:
        click.echo(path)
    for path, columns in report.dropped.items():
        click.echo(f"{path}: took out {', '.join(columns)}, which the schema retires", err=True)
    for path, columns in report.added.items():
        click.echo(f"{path}: added {', '.join(columns)}, empty in every record", err=True)
    for problem in report.unapplied:
        click.echo(problem, err=True)
    for dataset in report.unreleased:
        click.echo(f"{dataset}: records.csv differs from the newest release (version unreleased)", err=True)
    if not report.written:
        click.echo("everything is up to date", err=True)


def refuse_misplaced(root: Path) -> None:
    """Stop where a rule or a study is not the one that its file says, or lacks a part of it.

    Of another checkout than the one that runs nothing is known: its code would have to be run.

    Raises:
        ComputeTrendsError: there is one.
    """
    from compute_trends.catalog.paths import PACKAGE_ROOT
    from compute_trends.trends.registry import study_modules
    from compute_trends.validators.registry import all_rules

    if root.resolve() == PACKAGE_ROOT.resolve():
        all_rules()
        study_modules()


def _write_pages(root: Path) -> list[str]:
    """Write the pages and pictures that change; pages of studies and rules that are gone are removed."""
    from compute_trends.catalog.files.atomic import remove, write_bytes
    from compute_trends.catalog.files.change import changing
    from compute_trends.trends.doors.pages import PAGES, render_pages, render_pictures
    from compute_trends.validators.explaining.pages import RULE_PAGES, render_rule_pages

    texts = render_pages() | render_rule_pages()
    files = {path: text.encode() for path, text in texts.items()} | render_pictures()
    written = []
    with changing(root):
        for path, content in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            if write_bytes(root / path, content):
                written.append(path)
        for folder in (PAGES, RULE_PAGES):
            for page in sorted((root / folder).glob("*.md")):
                if f"{folder}/{page.name}" not in files:
                    remove(page)
                    written.append(f"{folder}/{page.name}")
    return written
