"""`compute-trends describe`."""

from __future__ import annotations

import click

from compute_trends.catalog.errors import UsageError
from compute_trends.cli.arguments import columns_option, dataset_argument, version_option
from compute_trends.cli.output import Output, output_options


@click.command("describe")
@dataset_argument
@version_option
@columns_option
@click.option(
    "--coverage",
    "shows_coverage",
    is_flag=True,
    help="Show instead how many of the records satisfy each rule, and how much of the evidence there is.",
)
@output_options("table", "csv", "tsv", "json", "jsonl", "markdown")
def command(dataset: str, version: str | None, columns: list[str] | None, shows_coverage: bool, output: Output) -> None:
    """Show the columns of a dataset with type, unit and meaning.

    With --coverage, show how its newest version stands with the rules for records: for a rule about evidence, which
    binds new records only, the share of the records held that satisfy it; for any other, on how many it fires.

    \b
    Examples:
      compute-trends describe milestone_systems
      compute-trends describe milestone_systems --columns parameters,tasks
      compute-trends describe accelerators --format json
      compute-trends describe milestone_systems --coverage
    """
    if shows_coverage:
        _write_coverage(dataset, version, columns, output)
        return
    from dataclasses import asdict, fields

    from compute_trends.catalog.doors.describe import ColumnSummary, describe
    from compute_trends.catalog.doors.render import python_rows
    from compute_trends.cli.texts.datasets import summary_text

    found = describe(dataset, version, columns)
    names = [field.name for field in fields(ColumnSummary)]
    output.write(
        lambda: python_rows(names, ([getattr(column, name) for name in names] for column in found.columns)),
        lambda: summary_text(found),
        lambda: asdict(found),
    )


def _write_coverage(dataset: str, version: str | None, columns: list[str] | None, output: Output) -> None:
    from compute_trends.catalog.versions import find_version
    from compute_trends.cli.progress import working
    from compute_trends.cli.texts.coverage import coverage_document, coverage_rows, coverage_text
    from compute_trends.validators.explaining.coverage import coverage

    if columns:
        raise UsageError("--coverage is about whole records; leave --columns out")
    newest = find_version(dataset).version
    if version not in (None, newest):
        find_version(dataset, version)
        raise UsageError(f"--coverage is about the newest version, {newest}; leave --version out")
    with working("holding the records against the rules"):
        found = coverage(dataset)
    output.write(
        lambda: coverage_rows(found),
        lambda: coverage_text(dataset, found),
        lambda: coverage_document(dataset, found),
    )
