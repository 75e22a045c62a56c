"""`compute-trends explain`."""

from __future__ import annotations

import click

from compute_trends.cli.arguments import complete_datasets, optional_rule_argument
from compute_trends.cli.output import Output, output_options


@click.command("explain")
@optional_rule_argument
@click.option("--record", metavar="ID", help="Explain a shipped record instead of a rule.")
@click.option("--dataset", metavar="DATASET", shell_complete=complete_datasets, help="The dataset that has the record.")
@output_options("text", "json", "markdown")
def command(rule: str | None, record: str | None, dataset: str | None, output: Output) -> None:
    """Explain a rule, or why a shipped record is in.

    Of a rule: what it is for, its thresholds and their sources, a record that passes and one that fails, on how many
    shipped records it fires, and the waivers. Of a record: its source, the criteria it claims and their evidence, and
    what every rule says of it. Rules about evidence bind submitted records; of others they say what is missing.

    \b
    Examples:
      compute-trends explain admission-claimed
      compute-trends explain --record alexnet --dataset milestone_systems
      compute-trends explain --record gpt-3 --format json
    """
    from compute_trends.catalog.doors.render import to_json
    from compute_trends.cli.texts.explain import record_text, rule_text
    from compute_trends.validators.explaining.api import explain
    from compute_trends.validators.explaining.explain import RuleExplanation
    from compute_trends.validators.explaining.pages import record_page, rule_page

    found = explain(rule, record=record, dataset=dataset)
    if output.format == "json":
        text = to_json(found.as_dict(), indent=2)
    elif isinstance(found, RuleExplanation):
        text = rule_page(found) if output.format == "markdown" else rule_text(found)
    else:
        text = record_page(found) if output.format == "markdown" else record_text(found)
    with output.text() as stream:
        text = text if stream.isatty() else click.unstyle(text)
        stream.write(text.rstrip("\n") + "\n")
