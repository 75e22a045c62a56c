"""Where results go and in which form: the options `--format`, `--output` and `--force`, and what they do.

Results go to standard output or to a file, everything else to standard error. A file appears whole or not at all.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import click

from compute_trends.catalog.errors import UsageError
from compute_trends.catalog.texts.terminal import decoded, unobeyed, visible, visible_lines
from compute_trends.cli.arguments import force_option, one_of

if TYPE_CHECKING:
    from compute_trends.catalog.doors.render import Rows

_SUFFIXES = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".md": "markdown",
    ".markdown": "markdown",
    ".parquet": "parquet",
    ".bib": "bibtex",
    ".sarif": "sarif",
    ".xml": "junit",
    ".junit": "junit",
    ".yaml": "yaml",
    ".yml": "yaml",
}

#: Suffixes of files that promise no form, so that the default one may stand in them.
_PLAIN = ("", ".txt", ".text", ".log", ".out")


class Output(NamedTuple):
    """The form that the user chose for a result, and the file, if any."""

    format: str
    path: Path | None
    force: bool

    def spare(self, files: Iterable[str | Path]) -> None:
        """Refuse to write over a file that the result is about, whatever `force` says.

        Raises:
            UsageError: the file to write is one of `files`.
        """
        if self.path is None:
            return
        said = f"{self.path} is a file to read, and the result would take its place; name another file"
        for file in files:
            with suppress(OSError, ValueError):  # what is no file is told by whoever reads it
                if self.path.samefile(file):
                    raise UsageError(said)

    @contextmanager
    def text(self) -> Iterator[IO[str]]:
        """A stream for text: standard output, or the file."""
        if self.path is None:
            yield _Shown(sys.stdout, self.format in ("text", "table")) if sys.stdout.isatty() else sys.stdout
            return
        from compute_trends.catalog.files.target import new_file

        with new_file(self.path, self.force) as temporary, temporary.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        note(f"wrote {self.path} ({self.format})")

    @contextmanager
    def binary(self) -> Iterator[IO[bytes]]:
        """A stream for bytes: standard output, or the file.

        Raises:
            UsageError: standard output is a terminal.
        """
        if self.path is None:
            if sys.stdout.isatty():
                raise UsageError(f"{self.format} is not for a terminal; name a file with --output")
            yield sys.stdout.buffer
            return
        from compute_trends.catalog.files.target import new_file

        with new_file(self.path, self.force) as temporary, temporary.open("wb") as stream:
            yield stream
        note(f"wrote {self.path} ({self.format})")

    def write(
        self, rows: Callable[[], Rows], human: Callable[[], str], document: Callable[[], object] | None = None
    ) -> None:
        """Write one result in the form that was chosen.

        Args:
            rows: the result as rows.
            human: the result for people, for the formats "table" and "text".
            document: the result as one JSON value, where rows alone would lose something.
        """
        from compute_trends.catalog.doors.render import to_json, write_text

        with self.text() as stream:
            if self.format in ("table", "text"):
                text = human().rstrip("\n") + "\n"
                if not stream.isatty() or os.environ.get("NO_COLOR"):
                    text = click.unstyle(text)
                stream.write(unobeyed(visible_lines(text, styled=True)))
            elif self.format == "json" and document is not None:
                stream.write(to_json(document(), indent=2) + "\n")
            else:
                write_text(rows(), self.format, stream)


class _Shown(io.StringIO):
    """A terminal, to which no character of a result is a command."""

    def __init__(self, terminal: IO[str], styled: bool) -> None:
        super().__init__()
        self._terminal, self._styled = terminal, styled

    def write(self, text: str) -> int:
        self._terminal.write(visible_lines(text, self._styled))
        return len(text)

    def isatty(self) -> bool:
        return True


def note(text: str) -> None:
    """Tell something in one line on standard error, whatever names it holds."""
    click.echo(unobeyed(visible(decoded(text))), err=True)


def output_options(*formats: str, piped: str = "") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add `--format`, `--output` and `--force` to a command, which gets them as one argument, `output`.

    Args:
        formats: names of the formats; the first one is the default. A file's suffix chooses among them as well.
        piped: the default where standard output is no terminal but another program, or a file.
    """
    otherwise = f", {piped} where it goes to another program" if piped else ""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @click.option(
            "--format",
            "format_name",
            **one_of("format", formats),
            help=f"Form of the result; {formats[0]} by default{otherwise}, or what the suffix of --output says.",
        )
        @click.option(
            "--output", "-o", "path", type=click.Path(path_type=Path), metavar="FILE", help="Write to a file instead."
        )
        @force_option
        @wraps(command)
        def with_output(*args: Any, format_name: str | None, path: Path | None, force: bool, **kwargs: Any) -> Any:
            if path is not None:
                from compute_trends.catalog.files.target import check_target

                check_target(path, force)
            if piped and format_name is None and path is None and not sys.stdout.isatty():
                format_name = piped
            chosen = _chosen(formats, format_name, path)
            return command(*args, output=Output(chosen, path, force), **kwargs)

        return with_output

    return decorate


def _chosen(formats: tuple[str, ...], format_name: str | None, path: Path | None) -> str:
    """The format that the options ask for.

    Raises:
        UsageError: the suffix of the file is that of another format, or of none.
    """
    suffix = path.suffix.lower() if path else ""
    named = _SUFFIXES.get(suffix)
    if named not in formats:
        if format_name or suffix in _PLAIN:
            return format_name or formats[0]
        fitting = ", ".join(ending for ending, name in _SUFFIXES.items() if name in formats)
        raise UsageError(f"{path}: no form of the result is called {suffix}; use {fitting} or .txt, or give --format")
    if format_name and named != format_name:
        raise UsageError(f"{path} is named as {named}, not {format_name}: leave out --format, or rename the file")
    assert named is not None
    return named
