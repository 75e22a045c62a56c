"""`compute-trends export`."""

from __future__ import annotations

from pathlib import Path

import click

from compute_trends.cli.arguments import datasets_argument, force_option, version_option


@click.command("export")
@datasets_argument
@click.option("--all", "everything", is_flag=True, help="All datasets.")
@click.option(
    "--to",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    required=True,
    help="File to write: .csv, .tsv, .json, .jsonl, .parquet, .xlsx, .sqlite or .duckdb.",
)
@click.option("--bom", is_flag=True, help="Begin a .csv or .tsv file with a byte order mark, which Excel wants.")
@version_option
@force_option
def command(
    datasets: tuple[str, ...], everything: bool, path: Path, bom: bool, version: str | None, force: bool
) -> None:
    """Write datasets to a file of another tool.

    The suffix of the file says which. A workbook (.xlsx) or database (.sqlite, .duckdb) holds several datasets, each as
    a sheet or table, and says what their columns mean. Multi-valued columns are joined by ";" in .csv, .tsv and .xlsx,
    and arrays elsewhere. A spreadsheet program that opens a .csv by double click takes its text for that of an old code
    of its country unless the file begins with a byte order mark (--bom). The file appears whole or not at all.

    \b
    Examples:
      compute-trends export milestone_systems --to milestone_systems.csv
      compute-trends export accelerators --bom --to accelerators.csv
      compute-trends export training_energy --version 2021.4.0 --to energy.parquet
      compute-trends export --all --to compute_trends.sqlite
    """
    from compute_trends.catalog.doors.export import export
    from compute_trends.catalog.errors import UsageError
    from compute_trends.catalog.texts.terminal import unobeyed, visible
    from compute_trends.catalog.versions import datasets as all_datasets
    from compute_trends.cli.progress import working

    if everything and datasets:
        raise UsageError("name datasets or give --all, not both")
    chosen = all_datasets() if everything else list(datasets)
    with working("exporting", len(chosen)) as step:
        written = export(chosen, path, version, force=force, bom=bom, progress=step)
    for item in written:
        click.echo(f"{item.dataset} {item.version}: {item.rows:,} rows, data to {item.data_to}", err=True)
    click.echo(unobeyed(visible(str(path))))
