"""`compute-trends audit`."""

from __future__ import annotations

import click

from compute_trends.cli.output import Output, output_options


@click.command("audit")
@click.option("--for-upstream", is_flag=True, help="Write a note on each contradiction, for the table's keepers.")
@output_options("text", "json", "markdown")
def command(for_upstream: bool, output: Output) -> None:
    """Show which training computes contradict their own notes.

    Two readers went through the notes behind Epoch's table. What they found is the dataset compute_contradictions;
    what is certain is corrected in milestone_systems. How far trends move is the study audit, as in
    `trend audit-deep-learning --multiverse`.

    With --for-upstream, Markdown: of each row the record, what the note says, what follows from it, and the formula.

    \b
    Examples:
      compute-trends audit
      compute-trends audit --for-upstream -o notes.md
      compute-trends audit --format json
    """
    from compute_trends.catalog.changes.audit import findings
    from compute_trends.catalog.doors.render import to_json
    from compute_trends.cli.texts.audit import audit_text, upstream_notes

    found = findings()
    if output.format == "json":
        text = to_json([item.as_dict() for item in found], indent=2) + "\n"
    elif for_upstream or output.format == "markdown":
        text = upstream_notes(found)
    else:
        text = audit_text(found)
    with output.text() as stream:
        stream.write(text)
