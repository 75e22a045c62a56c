"""`compute-trends find`."""

from __future__ import annotations

import click

from compute_trends.cli.arguments import WholeNumber, complete_datasets, one_of
from compute_trends.cli.output import Output, output_options

_KINDS = ("record", "trend", "rule", "column", "dataset")


@click.command("find")
@click.argument("words", nargs=-1, required=True, metavar="TEXT...")
@click.option("--kind", **one_of("kind", _KINDS), help="Only things of this kind.")
@click.option("--dataset", metavar="DATASET", shell_complete=complete_datasets, help="Only of this dataset.")
@click.option(
    "--limit", default=5, show_default=True, type=WholeNumber(min=0), metavar="N", help="Shown of each; 0 for all."
)
@output_options("text", "json", "jsonl", "csv", "markdown")
@click.pass_context
def command(
    ctx: click.Context, words: tuple[str, ...], kind: str | None, dataset: str | None, limit: int, output: Output
) -> None:
    """Find records, trends, rules and columns by what people call them.

    TEXT is a name, an alias, an id, a link, or words. Names count before words of a description, whole words before
    parts of words. Each answer ends with the command that shows it. The exit status is 1 where nothing is found.

    \b
    Examples:
      compute-trends find GPT-4
      compute-trends find H100 --kind record
      compute-trends find doubling time --kind trend
      compute-trends find arxiv.org/abs/2005.14165
    """
    from compute_trends.catalog.doors.render import python_rows
    from compute_trends.cli.texts.find import find, found_rows, found_text

    text = " ".join(words)
    found = find(text, kind, dataset)
    output.write(
        lambda: python_rows(*found_rows(found)),
        lambda: found_text(text, found, limit),
        lambda: [item.as_dict() for item in found],
    )
    if not found:
        ctx.exit(1)
