"""`compute-trends rules`."""

from __future__ import annotations

import click

from compute_trends.cli.arguments import complete_datasets, one_of
from compute_trends.cli.output import Output, output_options
from compute_trends.validators.rule import LAYERS

_COLUMNS = ("rule", "layer", "severity", "datasets", "title", "binds", "source")


@click.command("rules")
@click.option("--dataset", metavar="DATASET", shell_complete=complete_datasets, help="Only rules for this dataset.")
@click.option("--layer", **one_of("layer", LAYERS), help="Only rules of this layer.")
@click.option("--severity", **one_of("severity", ("error", "warning")), help="Only rules of this severity.")
@output_options("table", "csv", "tsv", "json", "jsonl", "markdown")
def command(dataset: str | None, layer: str | None, severity: str | None, output: Output) -> None:
    """List the rules that a submission has to satisfy.

    An error refuses a record, a warning asks for a second look. `compute-trends explain RULE` says what a rule is for,
    where its thresholds come from and how it stands on the shipped records.

    \b
    Examples:
      compute-trends rules
      compute-trends rules --dataset milestone_systems --layer inclusion
      compute-trends rules --severity warning --format csv
    """
    from compute_trends.catalog.doors.render import python_rows
    from compute_trends.catalog.schema import load_schema
    from compute_trends.cli.texts.explain import rules_text
    from compute_trends.validators.registry import all_rules

    if dataset is not None:
        load_schema(dataset)
    chosen = [
        rule
        for rule in all_rules().values()
        if (dataset is None or dataset in rule.datasets)
        and layer in (None, rule.layer)
        and severity in (None, rule.severity)
    ]
    cells = [
        [rule.id, rule.layer, rule.severity, list(rule.datasets), rule.title, rule.binds, rule.source]
        for rule in chosen
    ]
    output.write(lambda: python_rows(_COLUMNS, cells), lambda: rules_text(chosen))
