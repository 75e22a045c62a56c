"""Arguments and options that several commands share; names are completed in the shell and checked by the library."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from compute_trends.catalog.errors import UnknownNameError, UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

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


def _complete_dataset(ctx: click.Context, _: click.Parameter, incomplete: str) -> Any:
    from compute_trends.catalog.versions import datasets

    return _completions(datasets(), incomplete)


def _complete_version(ctx: click.Context, _: click.Parameter, incomplete: str) -> Any:
    from compute_trends.catalog.versions import all_versions

    dataset = ctx.params.get("dataset")
    known = all_versions()
    found = known.get(dataset, []) if isinstance(dataset, str) else [item for items in known.values() for item in items]
    return _completions(sorted({item.version for item in found}), incomplete)


def _complete_columns(ctx: click.Context, _: click.Parameter, incomplete: str) -> Any:
    from compute_trends.catalog.schema import load_schema

    before, comma, last = incomplete.rpartition(",")
    found = _completions(load_schema(ctx.params["dataset"]).names, last) if ctx.params.get("dataset") else []
    for item in found:
        item.value = before + comma + item.value
    return found


def _complete_trend(ctx: click.Context, _: click.Parameter, incomplete: str) -> Any:
    from compute_trends.trends.registry import list_trends

    return _completions((trend.name for trend in list_trends()), incomplete)


def _complete_study(ctx: click.Context, _: click.Parameter, incomplete: str) -> Any:
    from compute_trends.trends.registry import studies

    return _completions(studies(), incomplete)


def _split(_: click.Context, __: click.Parameter, value: str | None) -> list[str] | None:
    return [name.strip() for name in value.split(",") if name.strip()] if value else None


dataset_argument = click.argument("dataset", shell_complete=_complete_dataset)
datasets_argument = click.argument("datasets", nargs=-1, metavar="[DATASET]...", shell_complete=_complete_dataset)
optional_dataset_argument = click.argument("dataset", required=False, shell_complete=_complete_dataset)
trend_argument = click.argument("name", required=False, shell_complete=_complete_trend)
study_argument = click.argument("study", required=False, shell_complete=_complete_study)
version_option = click.option(
    "--version",
    metavar="VERSION",
    shell_complete=_complete_version,
    help="Version of the dataset; the newest by default.",
)
columns_option = click.option(
    "--columns", metavar="NAME,...", callback=_split, shell_complete=_complete_columns, help="Only these columns."
)
force_option = click.option("--force", is_flag=True, help="Overwrite an existing file.")
root_option = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="The checkout to work in; the one behind an editable install by default.",
)


def day_option(name: str, help: str) -> Callable[[F], F]:
    """An option that takes a date, YYYY-MM-DD."""
    return click.option(name, type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help=help)


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
