"""Arguments and options that several commands share; names are completed in the shell and checked by the library."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from compute_trends.catalog.errors import UnknownNameError, UsageError
from compute_trends.catalog.files.leftovers import JOURNAL

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

#: Up to here every whole number is a float, and sums of two fit 64 bits.
LARGEST_WHOLE = 2**53

F = TypeVar("F", bound=Callable[..., Any])


def one_of(kind: str, choices: tuple[str, ...]) -> dict[str, Any]:
    """What makes an option or argument one of a few names; any other is an error that says the nearest ones.

    Args:
        kind: what the names are, for the message.
        choices: the names.

    Returns:
        Keywords for `click.option` or `click.argument`.
    """

    def check(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
        if value is not None and value not in choices:
            raise UnknownNameError(kind, value, choices)
        return value

    def complete(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return _completions(choices, incomplete)

    return {"metavar": f"[{'|'.join(choices)}]", "callback": check, "shell_complete": complete}


def _completions(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def _completer(source: Callable[[click.Context], Iterable[str]]) -> Callable[..., list[CompletionItem]]:
    """Complete from the names that `source` gives; from none where it fails, for nobody wants a traceback on Tab."""

    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        with suppress(Exception):
            return _completions(source(ctx), incomplete)
        return []

    return complete


def _datasets(_: click.Context) -> Iterable[str]:
    from compute_trends.catalog.versions import datasets

    return datasets()


def _typed_dataset(ctx: click.Context) -> str | None:
    # Where the option that is being completed still lacks its value, click leaves the arguments unassigned.
    named = [ctx.params.get("dataset"), *(ctx.params.get("datasets") or ()), *ctx.args]
    return next((name for name in named if name in _datasets(ctx)), None)


def _versions(ctx: click.Context) -> Iterable[str]:
    from compute_trends.catalog.versions import all_versions

    dataset = _typed_dataset(ctx)
    return sorted({item.version for name, found in all_versions().items() if dataset in (None, name) for item in found})


def _column_names(ctx: click.Context) -> Iterable[str]:
    from compute_trends.catalog.schema import load_schema

    dataset = _typed_dataset(ctx)
    return load_schema(dataset).names if dataset else []


def _list_completer(source: Callable[[click.Context], Iterable[str]]) -> Callable[..., list[CompletionItem]]:
    """Complete the last of several names that commas separate."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        before, comma, last = incomplete.rpartition(",")
        found = _completer(source)(ctx, param, last)
        for item in found:
            item.value = before + comma + item.value
        return found

    return complete


def _trends(_: click.Context) -> Iterable[str]:
    from compute_trends.trends.registry import list_trends

    return [trend.name for trend in list_trends()]


def _studies(_: click.Context) -> Iterable[str]:
    from compute_trends.trends.registry import studies

    return studies()


def _rules(_: click.Context) -> Iterable[str]:
    from compute_trends.validators.registry import rule_ids

    return rule_ids()


def _rules_and_layers(ctx: click.Context) -> Iterable[str]:
    from compute_trends.validators.registry import all_rules, rules_for
    from compute_trends.validators.rule import LAYERS

    dataset = _typed_dataset(ctx)
    return [*LAYERS, *(rule.id for rule in (all_rules().values() if dataset is None else rules_for(dataset)))]


def _split(_: click.Context, __: click.Parameter, value: str | None) -> list[str] | None:
    return [name.strip() for name in value.split(",") if name.strip()] if value else None


dataset_argument = click.argument("dataset", shell_complete=_completer(_datasets))
datasets_argument = click.argument("datasets", nargs=-1, metavar="[DATASET]...", shell_complete=_completer(_datasets))
complete_datasets = _completer(_datasets)
complete_studies = _completer(_studies)
complete_rules = _list_completer(_rules_and_layers)
optional_rule_argument = click.argument("rule", required=False, shell_complete=_completer(_rules))
optional_dataset_argument = click.argument("dataset", required=False, shell_complete=_completer(_datasets))
trend_argument = click.argument("name", required=False, shell_complete=_completer(_trends))
required_trend_argument = click.argument("name", shell_complete=_completer(_trends))
study_argument = click.argument("study", required=False, shell_complete=_completer(_studies))
version_option = click.option(
    "--version",
    metavar="VERSION",
    shell_complete=_completer(_versions),
    help="Version of the dataset; the newest by default.",
)
columns_option = click.option(
    "--columns",
    metavar="NAME,...",
    callback=_split,
    shell_complete=_list_completer(_column_names),
    help="Only these columns.",
)
force_option = click.option("--force", is_flag=True, help="Overwrite an existing file.")


def _recovered(_: click.Context, __: click.Parameter, root: Path | None) -> Path | None:
    """The folder, in which a command that was killed has been put right."""
    if root is not None and (root / JOURNAL).is_dir():
        from compute_trends.catalog.files.recovery import mend
        from compute_trends.catalog.texts.terminal import unobeyed, visible

        for said in mend(root.resolve()):
            click.echo(unobeyed(visible(said)), err=True)
    return root


root_option = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    callback=_recovered,
    help="The checkout to work in; the one behind an editable install by default.",
)


def _described(least: float | None, is_open: bool, most: float | None) -> str:
    """The bounds of a number as help shows them; "" where there are none that a person would meet."""
    if least is None:
        return "" if most is None else f"x<={most:g}"
    if most is None:
        return f"x{'>' if is_open else '>='}{least:g}"
    return f"{least:g}{'<' if is_open else '<='}x<={most:g}"


class InputFile(click.Path):
    """A file to read; an address, which as a path would lose a slash, is told as one."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path that a text says."""
        if "://" in str(value) and not Path(value).exists():
            from compute_trends.validators.reading.no_file import no_such_file

            raise UsageError(no_such_file(str(value)))
        return super().convert(value, param, ctx)


class Number(click.FloatRange):
    """A finite number within bounds; of a column of milestone_systems, what is no number is told as a check does."""

    name = "number"

    def __init__(
        self, min: float | None = None, max: float | None = None, min_open: bool = False, column: str | None = None
    ) -> None:
        super().__init__(min, max, min_open)
        self._column = column

    def _describe_range(self) -> str:
        return _described(self.min, self.min_open, self.max)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number that a text says."""
        try:
            number = float(value)
        except ValueError:
            self.fail(f"{value!r} is {self._said(value)}", param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a finite number", param, ctx)
        return super().convert(number, param, ctx)

    def _said(self, value: str) -> str:
        if self._column is None:
            return "not a number"
        from compute_trends.catalog.schema import load_schema
        from compute_trends.validators.structure.messages import violation

        return violation(load_schema("milestone_systems"), "structure-type", self._column, value)


class WholeNumber(click.IntRange):
    """A whole number within bounds, which DuckDB and floats hold."""

    name = "whole number"

    def _describe_range(self) -> str:
        return _described(self.min, self.min_open, None if self.max == LARGEST_WHOLE else self.max)

    def __init__(self, min: int | None = None, max: int = LARGEST_WHOLE) -> None:
        super().__init__(min, max)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number that a text says."""
        try:
            number = int(value)
        except ValueError:
            self.fail(f"{value!r} is not a whole number", param, ctx)
        return super().convert(number, param, ctx)


class _Day(click.DateTime):
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is not a day: YYYY-MM-DD, as in 2020-01-31", param, ctx)


def day_option(name: str, help: str, **others: Any) -> Callable[[F], F]:
    """An option that takes a date, YYYY-MM-DD; `others` are those of `click.option`."""
    return click.option(name, type=_Day(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help=help, **others)


def split_pins(pins: tuple[str, ...]) -> dict[str, str]:
    """Versions by dataset, from texts like "milestone_systems=2022.2.0".

    Raises:
        UsageError: a text has another form.
    """
    found = {}
    for pin in pins:
        dataset, equals, version = pin.partition("=")
        if not (dataset and equals and version):
            raise UsageError(f"{pin!r} is not of the form DATASET=VERSION, as in milestone_systems=2022.2.0")
        found[dataset] = version
    return found
