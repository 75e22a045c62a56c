"""`compute-trends template`."""

from __future__ import annotations

import click

from compute_trends.cli.arguments import dataset_argument
from compute_trends.cli.output import Output, output_options


@click.command("template")
@dataset_argument
@click.option("--example", is_flag=True, help="A real record with its evidence instead, which passes the check.")
@output_options("yaml")
def command(dataset: str, example: bool, output: Output) -> None:
    """Write a record to fill in, or one that is filled in.

    The template is YAML: every column with its meaning, type, unit, allowed values and an example. Columns that a
    submission may lack are commented out.

    \b
    Examples:
      compute-trends template milestone_systems -o new-record.yaml
      compute-trends template accelerators --example
    """
    from compute_trends.validators.submitting.template import render_example, render_template

    text = render_example(dataset) if example else render_template(dataset)
    with output.text() as stream:
        stream.write(text)
