"""`compute-trends history`."""

from __future__ import annotations

import click

from compute_trends.cli.output import Output, output_options


@click.command("history")
@click.argument("record")
@click.option("--dataset", metavar="DATASET", help="Only in this dataset.")
@click.option("--all", "everything", is_flag=True, help="Also the values that never changed.")
@output_options("table", "json")
def command(record: str, dataset: str | None, everything: bool, output: Output) -> None:
    """Show how the values of a record changed across versions.

    RECORD is a record_id, as in the first column of every dataset. What other datasets call so is told below.

    \b
    Examples:
      compute-trends history alphago-zero
      compute-trends history alphago-zero --all --format json
    """
    from dataclasses import asdict

    from compute_trends.catalog.changes.history import history
    from compute_trends.catalog.doors.find import other_records
    from compute_trends.catalog.doors.render import to_json
    from compute_trends.cli.texts.history import also_called, history_text

    found = history(record, dataset)
    with output.text() as stream:
        if output.format == "json":
            documents = [asdict(item) for item in found]
            if not everything:
                for item, document in zip(found, documents, strict=True):
                    document["columns"] = [asdict(column) for column in item.columns if column.changed]
            stream.write(to_json(documents, indent=2) + "\n")
        else:
            texts = [history_text(item, everything) for item in found]
            if dataset is None:
                texts += also_called(other_records(record, [item.dataset for item in found]))
            stream.write("\n".join(texts))
