"""`compute-trends estimate`."""

from __future__ import annotations

from pathlib import Path

import click

from compute_trends.catalog.errors import UsageError
from compute_trends.catalog.texts.numbers import count
from compute_trends.cli.arguments import Number, WholeNumber
from compute_trends.cli.output import Output, output_options


def _positive(column: str) -> Number:
    return Number(min=0, min_open=True, column=column)


@click.command("estimate")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--record", metavar="ID", help="A shipped record of milestone_systems.")
@click.option("--parameters", type=_positive("parameters"), metavar="N", help="Parameters, all experts included.")
@click.option(
    "--active-parameters", type=_positive("active_parameters"), metavar="N", help="Parameters that one token uses."
)
@click.option(
    "--connections", type=_positive("parameters"), metavar="N", help="Multiply-adds of a forward pass on one example."
)
@click.option(
    "--tokens",
    "--examples",
    "datapoints",
    type=_positive("training_dataset_size_datapoint"),
    metavar="D",
    help="Distinct tokens or examples.",
)
@click.option("--epochs", type=_positive("epochs"), metavar="E", help="Passes over the data.")
@click.option("--hardware", metavar="CHIP;...", help='Chips as in accelerators, as in "NVIDIA A100".')
@click.option("--chips", type=WholeNumber(min=1), metavar="N", help="Number of chips.")
@click.option("--hours", type=_positive("training_time_hour"), metavar="H", help="Wall-clock time of the training.")
@click.option(
    "--utilisation",
    type=Number(0, 1, True, "hardware_utilization_fraction"),
    metavar="U",
    help="Share of the peak rate.",
)
@click.option("--number-format", metavar="NAME", help="Number format of the training, as in bf16.")
@click.option(
    "--compute", type=_positive("training_compute_flop"), metavar="FLOP", help="Stated compute, to compare with."
)
@output_options("text", "json", "jsonl", "csv", "markdown")
def command(
    files: tuple[Path, ...],
    record: str | None,
    parameters: float | None,
    active_parameters: float | None,
    connections: float | None,
    datapoints: float | None,
    epochs: float | None,
    hardware: str | None,
    chips: int | None,
    hours: float | None,
    utilisation: float | None,
    number_format: str | None,
    compute: float | None,
    output: Output,
) -> None:
    """Estimate training compute from parameters and data, or chips and time.

    The records come from FILE (whatever `check` reads), from --record, or from the other options. Operations: 2 x
    connections x 3 x examples x epochs, which is 6 N D x epochs for transformers. Hardware: chips x time x peak rate
    x utilisation. The peak rate is that of the dataset accelerators; what is not stated is assumed, and said. Without
    --connections the options are taken to describe a language model.

    \b
    Examples:
      compute-trends estimate --parameters 175e9 --tokens 300e9
      compute-trends estimate --hardware 'NVIDIA A100' --chips 2048 --hours 500
      compute-trends estimate --record gpt-3-175b-davinci
      compute-trends estimate new-system.yaml --format json
    """
    from compute_trends.cli.texts.estimate import estimates_output
    from compute_trends.validators.estimates.api import estimate_facts
    from compute_trends.validators.estimates.estimate import estimate_files, estimate_shipped

    given = {
        "parameters": parameters,
        "active_parameters": active_parameters,
        "connections": connections,
        "tokens": datapoints,
        "epochs": epochs,
        "hardware": hardware,
        "chips": chips,
        "hours": hours,
        "utilisation": utilisation,
        "number_format": number_format,
        "compute": compute,
    }
    known = {name: value for name, value in given.items() if value is not None}
    if bool(files) + bool(record) + bool(known) != 1:
        raise UsageError("give files, or --record, or quantities: one of the three")
    output.spare(files)
    if files:
        found, misread, outside = estimate_files(files)
        for number, what in ((misread, "unreadable"), (outside, "out of range")):
            if number:
                cells = f"{count(number, 'cell')} {what}"
                click.echo(f"{cells} and taken as unknown; compute-trends check shows where", err=True)
    else:
        found = [estimate_shipped(record) if record else estimate_facts(**known)]
    output.write(**estimates_output(found))
