"""`compute-trends verify`."""

from __future__ import annotations

from pathlib import Path

import click

from compute_trends.cli.arguments import root_option
from compute_trends.cli.output import Output, output_options


@click.command("verify")
@root_option
@output_options("text", "json", "jsonl", "csv", "markdown")
@click.pass_context
def command(ctx: click.Context, root: Path | None, output: Output) -> None:
    """Check that every file of the package is what it is declared to be.

    Files, hashes, row counts, columns, keys and references, and that the text of a checkout agrees with its Parquet.
    The exit status is 1 if anything is wrong. Rules and studies that are not where they belong stop it.

    \b
    Examples:
      compute-trends verify
      compute-trends verify --format json
    """
    from dataclasses import asdict, fields

    from compute_trends.catalog.doors.render import python_rows
    from compute_trends.catalog.paths import PACKAGE_ROOT, checkout_root
    from compute_trends.catalog.release.verify import Problem, verify
    from compute_trends.cli.commands.build import refuse_misplaced
    from compute_trends.cli.progress import working

    folder = checkout_root(root) if root else PACKAGE_ROOT
    refuse_misplaced(folder)
    with working("checking") as step:
        problems = verify(folder, step)
    names = [field.name for field in fields(Problem)]
    wrong = any(problem.severity == "error" for problem in problems)
    output.write(
        lambda: python_rows(names, ([getattr(problem, name) for name in names] for problem in problems)),
        lambda: "\n".join(map(str, problems)) or "every file is as declared",
        lambda: [asdict(problem) for problem in problems],
    )
    if wrong:
        ctx.exit(1)
