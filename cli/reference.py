"""The reference of the commands, docs/commands.md, from the commands themselves.

`python -m compute_trends.cli.reference` writes it, and docs/files.md beside it; tests say when they are out of date.
"""

from __future__ import annotations

from inspect import cleandoc
from pathlib import Path

import click

from compute_trends.cli.command_list import COMMANDS, SECTIONS, Entry
from compute_trends.cli.main import CommandGroup, cli

PATH = Path("docs") / "commands.md"

_HEAD = """\
# Commands

Results go to standard output, everything else to standard error. Exit status: 0 done, 1 the data, a query or a file is
at fault, 2 the arguments or the tool itself, 130 interrupted. `compute-trends COMMAND --help` shows what stands here;
[completion.md](completion.md) says how a shell completes names of commands, options and datasets.

This page is written by `python -m compute_trends.cli.reference`.
"""


def render_reference() -> str:
    """The text of docs/commands.md."""
    group = cli
    assert isinstance(group, CommandGroup)
    parts = [_HEAD]
    with click.Context(group, info_name="compute-trends") as ctx:
        for section in SECTIONS:
            parts.append(f"## {section}\n")
            for entry in COMMANDS:
                if entry.section == section:
                    command = group.get_command(ctx, entry.name)
                    assert command is not None
                    parts.append(_command(entry, command, ctx))
    return "\n".join(parts)


def examples(command: click.Command) -> list[str]:
    """The examples in a command's help, as typed."""
    return [line.strip() for line in cleandoc(command.help or "").splitlines() if line.startswith("  compute-trends ")]


def _command(entry: Entry, command: click.Command, parent: click.Context) -> str:
    with click.Context(command, info_name=entry.name, parent=parent) as ctx:
        usage = " ".join([ctx.command_path, *command.collect_usage_pieces(ctx)])
    text = cleandoc(command.help or "").replace("\b\n", "")
    # Examples come as a block of code.
    paragraphs = [part for part in text.split("\n\n") if not part.startswith("Examples:")]
    options = [_option(param) for param in command.params if isinstance(param, click.Option)]
    return "\n".join(
        [
            f"### {entry.name}\n",
            "\n\n".join(paragraphs) + "\n",
            f"```text\n{usage}\n```\n",
            *(["\n".join(options) + "\n"] if options else []),
            "```sh\n" + "\n".join(examples(command)) + "\n```\n",
        ]
    )


def _option(option: click.Option) -> str:
    value = "" if option.is_flag else f" {option.metavar}"
    default = f" [default: {option.default}]" if option.show_default else ""
    return f"- `{', '.join(option.opts)}{value}` {option.help}{default}"


def _main() -> None:
    from compute_trends.catalog.files.atomic import write_text
    from compute_trends.catalog.paths import checkout_root
    from compute_trends.validators.explaining.kinds_page import KINDS_PAGE, render_kinds_page

    write_text(checkout_root() / PATH, render_reference())
    write_text(checkout_root() / KINDS_PAGE, render_kinds_page())


if __name__ == "__main__":
    _main()
