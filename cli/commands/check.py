"""`compute-trends check`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from compute_trends.cli.arguments import WholeNumber, complete_datasets, complete_rules, day_option, one_of
from compute_trends.cli.output import Output, note, output_options

if TYPE_CHECKING:
    import datetime as dt

    from compute_trends.validators.reports.report import Report


def _split(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> list[str]:
    return [name.strip() for value in values for name in value.split(",") if name.strip()]


@click.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--dataset",
    metavar="DATASET",
    shell_complete=complete_datasets,
    help="What the records are meant for; found from the columns by default.",
)
@click.option(
    "--fail-on",
    **one_of("severity", ("error", "warning")),
    default="error",
    help="Least severity that fails the check.",
)
@click.option(
    "--select",
    multiple=True,
    metavar="RULE,...",
    callback=_split,
    shell_complete=complete_rules,
    help="Only these rules or layers.",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="RULE,...",
    callback=_split,
    shell_complete=complete_rules,
    help="All but these rules or layers.",
)
@click.option(
    "--waivers", multiple=True, type=click.Path(path_type=Path), metavar="FILE", help="Findings that were accepted."
)
@click.option(
    "--limit", type=WholeNumber(min=0), metavar="N", help="Findings to show, 0 for all; totals are always true."
)
@day_option("--as-of", help="The day of the check, for rules about dates and waivers that expire; today by default.")
@click.option(
    "--memory-limit",
    metavar="SIZE",
    help="Memory that a check of many rows may take, such as 1GB; by default COMPUTE_TRENDS_MEMORY_LIMIT, or the "
    "smaller of 1GB and a quarter of what there is.",
)
@output_options("text", "json", "jsonl", "markdown", "sarif", "junit", "github")
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[str, ...],
    dataset: str | None,
    fail_on: str,
    select: list[str],
    ignore: list[str],
    waivers: tuple[Path, ...],
    limit: int | None,
    as_of: dt.datetime | None,
    memory_limit: str | None,
    output: Output,
) -> None:
    """Check records against everything that a submission has to satisfy.

    FILE is CSV, TSV, JSON, JSON Lines, YAML, Parquet or XLSX, a folder, a pattern, or "-" for standard input. Layers
    are structure, inclusion, plausibility, reference and duplicate; `compute-trends rules` lists the rules. Exit
    status: 0 nothing found at or above --fail-on, 1 something found, 2 the arguments or the tool failed.

    \b
    Examples:
      compute-trends check new-system.yaml
      compute-trends check --dataset accelerators --fail-on warning chips.csv
      compute-trends check --format json submissions/
    """
    output.spare(files)
    import duckdb  # noqa: F401  (its import is Python's work, which a thread would not speed up)

    from compute_trends.catalog.background import Background
    from compute_trends.cli.main import outlast
    from compute_trends.cli.progress import interruptible, working
    from compute_trends.validators.engine.connection import connect

    # DuckDB opens a database in 20 ms, outside of Python, which loads the engine and the rules meanwhile.
    opening = Background(connect)
    try:
        from compute_trends.validators.engine.check import check_files
        from compute_trends.validators.engine.selection import selected_rules
        from compute_trends.validators.reports.write import write_report

        selected_rules(select, ignore)
    finally:
        connection = opening.result()

    def check() -> Report:
        day = as_of.date() if as_of else None
        return check_files(
            files,
            dataset,
            select=select,
            ignore=ignore,
            waivers=waivers,
            as_of=day,
            memory_limit=memory_limit,
            connection=connection,
        )

    with working("checking"):
        report = interruptible(connection, check)
    outlast(connection)
    for text in report.notes:
        if output.format == "github":  # its log takes lines of either stream for commands
            from compute_trends.validators.reports.escape import log_line

            click.echo(log_line(text), err=True, nl=False)
        else:
            note(text)
    with output.text() as stream:
        write_report(report, output.format, stream, limit)
    if report.fails("warning" if fail_on == "warning" else "error"):
        ctx.exit(1)
