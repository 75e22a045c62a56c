"""Errors a person can act on.

    ComputeTrendsError        exit status 1: the data, a query or a file is at fault
    +-- UnknownNameError      exit status 2: a dataset, version, column, format or other name that does not exist
    |   +-- AbsentColumnError a declared column that the version was released without
    |   +-- RetiredColumnError a column that only older versions hold
    +-- UsageError            exit status 2: arguments, or files of a checkout, that do not go together
    +-- DamagedPackageError   exit status 1: a shipped file is missing or is not what the descriptor says
    +-- MissingExtraError     exit status 2: an optional dependency is not installed
    +-- DeclarationError      exit status 2: a declaration cannot be read, lacks its other half, or another has it
    +-- QueryError            exit status 1: DuckDB refused a query
    +-- FindingsError         exit status 1: records that were checked have errors
    +-- ImportRefusedError    exit status 1: an upstream file is not what its importer reads

Each message is one sentence or two: what was wrong, where, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

_SHORT = 8  # letters
_PREFIX = 3


class ComputeTrendsError(Exception):
    """Base of all errors raised on purpose; the command line prints its message and exits with `exit_code`."""

    exit_code = 1
    has_lines = False  # the message is more than a sentence or two

    def __init__(self, *args: object, has_lines: bool | None = None) -> None:
        super().__init__(*args)
        if has_lines is not None:
            self.has_lines = has_lines


class UsageError(ComputeTrendsError):
    """Arguments, or files that people edit in a checkout, that do not go together."""

    exit_code = 2


#: Characters of a name that are shown: what was meant for a text may be given as one.
_SHOWN = 200


class UnknownNameError(ComputeTrendsError, KeyError):
    """A name that does not exist, with the nearest ones that do."""

    exit_code = 2

    def __init__(
        self, kind: str, name: str, choices: Iterable[str], listing: str = "", near: Iterable[str] = ()
    ) -> None:
        """Say what there is instead; what is given for a name may be no text in Python.

        Args:
            kind: what the names are.
            name: the one that does not exist.
            choices: those that do.
            listing: the command that lists them, where there are too many to show.
            near: those to offer, where somebody knows better than the letters do.
        """
        name = str(name)
        self.kind, self.name, self.choices, self.listing = kind, name, sorted(choices), listing
        self.offered = list(near)
        super().__init__(self._message())

    def _message(self) -> str:
        from compute_trends.catalog.texts.cells import clipped

        name = clipped(self.name, _SHOWN)
        if not self.choices:
            return f"no {self.kind} {name!r}: there are none"
        near = self.offered or self._near()
        if near:
            return f"no {self.kind} {name!r}; did you mean {' or '.join(near)}?"
        if self.listing:
            return f"no {self.kind} {name!r}; {self.listing} lists the {len(self.choices):,} there are"
        shown = ", ".join(self.choices[:12]) + (f", ... ({len(self.choices)} in all)" if len(self.choices) > 12 else "")
        return f"no {self.kind} {name!r}; there is {shown}"

    def _near(self) -> list[str]:
        from difflib import get_close_matches

        wanted = self.name.lower()
        by_letters: dict[str, str] = {}
        for choice in self.choices:
            by_letters.setdefault(choice.lower(), choice)
        # Among short names, half of the letters agree by chance.
        near = get_close_matches(wanted, by_letters, n=3, cutoff=0.75 if len(wanted) <= _SHORT else 0.6)
        if not near and len(wanted) >= _PREFIX:
            near = [choice for choice in by_letters if choice.startswith(wanted)][:3]
        return [by_letters[choice] for choice in near]

    def __str__(self) -> str:  # KeyError would print the repr
        return str(self.args[0])


class AbsentColumnError(UnknownNameError):
    """A declared column that a version was released without."""

    def __init__(self, dataset: str, version: str, column: str, choices: Iterable[str]) -> None:
        self.of = f"{dataset} {version}"
        super().__init__(f"column of {self.of}", column, choices)

    def _message(self) -> str:
        return f"{self.of} has no column {self.name}: it was declared after that release"


class RetiredColumnError(UnknownNameError):
    """A column that only older versions hold."""

    def __init__(self, dataset: str, since: str, column: str, reason: str, choices: Iterable[str]) -> None:
        self.dataset, self.since, self.reason = dataset, since, reason
        super().__init__(f"column of {dataset}", column, choices)

    def _message(self) -> str:
        return f"{self.dataset} has no column {self.name} since {self.since}: {self.reason}"


class DamagedPackageError(ComputeTrendsError):
    """A shipped file is missing or is not what the descriptor says it is."""


class MissingExtraError(ComputeTrendsError, ImportError):
    """An optional dependency is not installed."""

    exit_code = 2

    def __init__(self, what: str, package: str, extra: str) -> None:
        super().__init__(f"{what} needs {package}: pip install 'compute-trends[{extra}]'")


class DeclarationError(ComputeTrendsError):
    """A file that declares something cannot be read, lacks its other half, or another file declares it too."""

    exit_code = 2


@contextmanager
def read_as(what: str, file: str) -> Iterator[None]:
    """Tell what importing a module raises as the fault of its file: of a study, say, that somebody is writing.

    Raises:
        DeclarationError: it cannot be imported; names the file.
    """
    try:
        yield
    except ComputeTrendsError:
        raise
    except (AttributeError, ImportError, NameError, SyntaxError, TypeError, ValueError) as error:
        at = f", line {error.lineno}" if isinstance(error, SyntaxError) else ""
        said = error.msg if isinstance(error, SyntaxError) else error
        raise DeclarationError(f"{file}{at} cannot be read as {what}: {said}; mend it, or remove the file") from error


class QueryError(ComputeTrendsError):
    """DuckDB refused a query; the message carries its position."""

    has_lines = True


class FindingsError(ComputeTrendsError):
    """Records that were checked have errors; `report` has them all."""

    def __init__(self, message: str, report: object) -> None:
        super().__init__(message)
        self.report = report


class ImportRefusedError(ComputeTrendsError):
    """An upstream file is not what its importer reads; nothing was written. All that is wrong is told in lines."""

    has_lines = True
