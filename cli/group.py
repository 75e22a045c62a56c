"""The command line: a click group that imports a command only when it is run, and errors told in a line.

Exit status: 0 done, 1 the data, a query or a file is at fault, 2 the arguments or the tool itself, 128 and the number
of a signal that ended it (130 interrupted, 143 terminated), 141 nobody reads the output any more.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any, NoReturn

import click

from compute_trends.catalog.errors import ComputeTrendsError, UnknownNameError
from compute_trends.catalog.files.leftovers import has_leftovers
from compute_trends.catalog.signals import INTERRUPT, SIGNALS, received
from compute_trends.cli.command_list import COMMANDS, SECTIONS

DEBUG_VARIABLE = "COMPUTE_TRENDS_DEBUG"
_ROOT = __file__.rpartition("cli")[0]
_UNWRITABLE = (errno.ENOSPC, errno.EBADF, errno.EIO, errno.EFBIG, errno.EDQUOT, errno.EAGAIN)
_NAME_SHOWN = 200
PIPE_CLOSED = 141  # what a shell reports of a program that the closed pipe ended


class CommandGroup(click.Group):
    """The commands of `COMMANDS`, imported on demand."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, section by section."""
        return [entry.name for entry in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; its module is imported now."""
        for entry in COMMANDS:
            if entry.name == cmd_name:
                command: click.Command = import_module(f"compute_trends.cli.commands.{entry.module}").command
                return command
        return None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options of the group itself; what is wrong with them is told as of any command."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            _refuse(error)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the arguments name.

        Raises:
            UnknownNameError: there is none of that name.
        """
        if args and not args[0].startswith("-") and args[0] not in self.list_commands(ctx):
            raise UnknownNameError("command", args[0], self.list_commands(ctx))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by section, from the table alone."""
        for section in SECTIONS:
            with formatter.section(section):
                formatter.write_dl([(entry.name, entry.summary) for entry in COMMANDS if entry.section == section])

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Read the arguments; what `--help` and `--version` print is told of as of any command."""
        with _told():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command, after clearing up behind one that was killed."""
        with _told():
            _mend()
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result


@contextmanager
def _told() -> Iterator[None]:
    """Turn whatever goes wrong into one message and an exit status."""
    try:
        yield
    except ComputeTrendsError as error:
        _fail(str(error), error.exit_code, error)
    except click.UsageError as error:
        _refuse(error)
    except (click.exceptions.Exit, click.ClickException):
        raise
    except (KeyboardInterrupt, click.Abort) as error:
        number = error.args[0] if error.args and error.args[0] in SIGNALS else INTERRUPT
        _tell(SIGNALS[number])
        _end(128 + number)
    except BrokenPipeError:
        _close_stdout()
        _end(PIPE_CLOSED)
    except OSError as error:
        where = f"{str(error.filename)[:_NAME_SHOWN]}: " if error.filename else ""
        if not where and error.errno in _UNWRITABLE:  # writers of files name the file
            _close_stdout()
            where = "standard output: "
        _fail(f"{where}{error.strerror or error}", 1, error)
    except Exception as error:
        if received:  # libraries turn an interrupt of their import into an error of their own
            _tell(SIGNALS[received[-1]])
            _end(128 + received[-1])
        reason = " ".join(str(error).split()) or "no message"
        hint = f"set {DEBUG_VARIABLE}=1 for the traceback"
        _fail(f"unexpected {type(error).__name__}: {reason} (an error of compute-trends; {hint})", 2, error)


def _mend() -> None:
    if has_leftovers(_ROOT):
        from compute_trends.catalog.files.recovery import mend
        from compute_trends.catalog.paths import PACKAGE_ROOT

        for said in mend(PACKAGE_ROOT):
            _tell(said)


def _fail(message: str, exit_code: int, error: Exception) -> NoReturn:
    if os.environ.get(DEBUG_VARIABLE):
        raise error
    _tell(f"Error: {message}", lines=isinstance(error, ComputeTrendsError) and error.has_lines)
    _end(exit_code)


def _refuse(error: click.UsageError) -> NoReturn:
    """Tell what click refuses in one line, and where the options are explained in another."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        raise error
    _tell(f"Error: {' '.join(error.format_message().split())}")
    ctx = error.ctx or click.get_current_context()
    # An option that lacks its argument is refused before the command has a context of its own.
    command = "" if error.ctx or ctx.invoked_subcommand is None else f" {ctx.invoked_subcommand}"
    _tell(f"Try '{ctx.command_path}{command} --help'.")
    _end(error.exit_code)


def _tell(message: str, lines: bool = False) -> None:
    """Show a message, in one line unless it has several; names in it are shown and never obeyed."""
    from compute_trends.catalog.texts.terminal import decoded, unobeyed, visible, visible_message

    message = decoded(message)
    shown = visible_message(message) if lines else unobeyed(visible(message))
    with suppress(OSError, ValueError):  # nobody may be there to read it; the exit status remains
        click.echo(shown, err=True)


def _end(status: int) -> NoReturn:
    raise click.exceptions.Exit(status)


def _close_stdout() -> None:
    """Let nothing more be written where it cannot be, not even by the interpreter on its way out."""
    with suppress(OSError, ValueError, AttributeError):  # a stream of Python alone has no number
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from compute_trends.catalog.versions import package_version

        click.echo(f"compute-trends {package_version()}")
        ctx.exit()


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_print_version, help="Show the version."
)
def cli() -> None:
    """How much computation deep learning needs, and how that grows.

    Versioned datasets, the rules that their records must satisfy, and the trends recomputed from them.

    \b
      compute-trends datasets
      compute-trends describe milestone_systems
      compute-trends sql 'select name, parameters from milestone_systems limit 5'
    """
