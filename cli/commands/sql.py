"""`compute-trends sql`."""

from __future__ import annotations

import sys

import click

from compute_trends.catalog.errors import UsageError
from compute_trends.catalog.texts.paragraphs import terminal_width
from compute_trends.cli.arguments import WholeNumber
from compute_trends.cli.output import Output, output_options


@click.command("sql")
@click.argument("query")
@click.option("--pin", "pins", multiple=True, metavar="DATASET=VERSION", help="Version that a plain name stands for.")
@click.option("--max-rows", type=WholeNumber(min=1), metavar="N", help="Rows that a table shows; 40 by default.")
@click.option(
    "--allow-external",
    is_flag=True,
    help="Open files and network to the query and run any statements, writing ones too.",
)
@output_options("table", "csv", "tsv", "json", "jsonl", "markdown", "parquet", piped="csv")
def command(query: str, pins: tuple[str, ...], max_rows: int | None, allow_external: bool, output: Output) -> None:
    """Run a SQL query over the datasets.

    Each dataset is a table under its plain name (newest version) and in a schema per version, as in
    v2022_2_0.milestone_systems; accelerator_names maps names and aliases of chips to their record_id. Multi-valued
    columns are lists. The dialect is DuckDB's. QUERY is one statement that reads; "-" takes it from standard input.
    It can neither write nor reach files or the network.

    \b
    Examples:
      compute-trends sql 'select name, parameters from milestone_systems limit 5'
      compute-trends sql --output systems.csv 'from v2022_2_0.milestone_systems'
      compute-trends sql 'describe accelerators'
    """
    from compute_trends.catalog.doors.query import run_query
    from compute_trends.cli.arguments import split_pins
    from compute_trends.cli.progress import interruptible, working

    if query == "-" and sys.stdin is None:
        raise UsageError("standard input is closed; pipe the query to it, or give it as the argument")
    text = sys.stdin.read() if query == "-" else query
    result = run_query(text, split_pins(pins), allow_external=allow_external)
    if output.format == "table" or (result.is_plan and output.format == "csv"):
        with working("running the query"):
            table = interruptible(result.connection, lambda: result.box(terminal_width(None), max_rows))
        with output.text() as stream:
            stream.write(table)
    elif output.format == "parquet":
        with output.binary() as sink:
            interruptible(result.connection, lambda: result.write_parquet(sink))
    else:
        with output.text() as stream:
            interruptible(result.connection, lambda: result.write_text(output.format, stream))
