"""Which files a check reads, what each of them is, and to which dataset its columns belong."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from compute_trends.catalog.errors import UsageError
from compute_trends.catalog.files.scratch import scratch_folder
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.catalog.texts.names import column_name
from compute_trends.catalog.texts.terminal import decoded
from compute_trends.validators.reading.formats import FORMATS as FORMATS
from compute_trends.validators.reading.formats import find_format, is_workbook
from compute_trends.validators.reading.no_file import no_such_file
from compute_trends.validators.reading.raw_table import UNREAD_RULES, Problem, Reader, UnreadableError

if TYPE_CHECKING:
    import duckdb

    from compute_trends.validators.reading.excel_files import Sheet

#: Files of a dataset's folder that hold no records to check; read only when named.
_NO_RECORDS = frozenset(
    {"origin.yaml", "corrections.yaml", "waivers.yaml", "aliases.yaml", "identities.csv", "source_rows.csv"}
)

#: What programs leave around the names of columns, beside spaces.
_AROUND = " \"'`\u201c\u201d\u201e\u00ab\u00bb"

#: Names under which shells hand a pipe or a file that is open already to a program.
_DESCRIPTOR = re.compile(r"/dev/(?:stdin|fd/[0-9]+)|/proc/(?:self|[0-9]+)/fd/[0-9]+")


class AmbiguousError(UsageError):
    """The columns fit several datasets: the caller has to say which is meant."""

    def __init__(self, label: str, reason: str) -> None:
        self.reason = reason
        super().__init__(f"{label}: {reason}")


class Source(NamedTuple):
    """A file to check, and its name in findings; of a workbook, a sheet."""

    path: Path
    label: str
    sheet: Sheet | None = None


def find_sources(arguments: Iterable[str | Path]) -> list[Source]:
    """The files behind paths, folders, globs and `-` (standard input), in order, each once.

    A file that is named in two ways is read once, under the first of its names; hard links are files of their own.
    Folders are walked without following links; which of their files are read, `is_submission` says. A workbook is as
    many sources as it has sheets of records.

    Raises:
        UsageError: an argument names no file, or a folder without any that could hold records.
    """
    found: dict[tuple[str, str], Source] = {}
    # Only the way to a file is resolved: a link at its end is no regular file, and what it names may be checked too.
    resolved = cache(os.path.realpath)
    for argument in dict.fromkeys(map(str, arguments)):
        for source in _expand(argument):
            found.setdefault((resolved(source.path.parent), source.path.name), source)
    if not found:
        raise UsageError("no file to check")
    return [part for source in found.values() for part in _sheets(source)]


def _sheets(source: Source) -> list[Source]:
    """The sheets of a workbook, or the file itself where it is none or cannot be opened, which is told later."""
    try:
        if not stat.S_ISREG(source.path.lstat().st_mode) or not is_workbook(source.path):
            return [source]
        from compute_trends.validators.reading.excel_files import open_sheets

        sheets = open_sheets(source.path, source.label, _known_columns())
        return [Source(source.path, sheet.label, sheet) for sheet in sheets]
    except (OSError, UnreadableError):
        return [source]


def _expand(argument: str) -> Iterator[Source]:
    if argument == "-":
        yield Source(_spooled_input(), "<stdin>")
        return
    if not argument:
        raise UsageError("no such file: the name is empty")
    path = Path(argument)
    if os.path.isdir(path):  # noqa: PTH112  (names longer than a file's may be are none)
        inside = list(_walk(path))
        if not inside:
            raise UsageError(f"{_label(path)} holds no file that could be a submission ({', '.join(FORMATS)})")
        yield from inside
    elif os.path.lexists(path):
        yield Source(_spooled_pipe(path) or path, _label(path))
    else:
        import glob

        # Path.glob takes no absolute patterns.
        matches = sorted(glob.glob(argument, recursive=True)) if glob.has_magic(argument) else []  # noqa: PTH207
        if not matches:
            raise UsageError(no_such_file(_label(argument)))
        for match in matches:
            yield from _expand(match)


def is_submission(path: Path, folder: Path) -> bool:
    """Whether the check of `folder` reads a file in it.

    It does where the suffix is that of a format, the name not one that a dataset's folder has for something else, and
    neither the file nor a folder on the way to it is hidden.
    """
    way = Path(os.path.relpath(path, folder)).parts
    return path.suffix.lower() in FORMATS and path.name not in _NO_RECORDS and not any(map(_is_hidden, way))


def _is_hidden(name: str) -> bool:
    return name.startswith(".") and name not in (".", "..")


def _walk(folder: Path) -> Iterator[Source]:
    unread: list[OSError] = []
    for where, folders, names in os.walk(folder, onerror=unread.append, followlinks=False):
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        for name in sorted(names):
            path = Path(where, name)
            if is_submission(path, folder):
                yield Source(path, _label(path))
    for error in unread:  # reading such a folder as a file says why it cannot be read
        path = Path(error.filename or folder)
        yield Source(path, _label(path))


def _label(path: str | Path) -> str:
    """The name of a file as text: bytes that are not UTF-8 are spelled out."""
    return decoded(str(path))


def _spooled_input() -> Path:
    """Standard input as a file, which can be read twice.

    Raises:
        UsageError: standard input is closed.
    """
    if sys.stdin is None:
        raise UsageError("standard input is closed; pipe the records to it, or name a file")
    return _spooled(sys.stdin.buffer)


def _spooled_pipe(path: Path) -> Path | None:
    """What comes through a pipe that the shell named (`<(command)`, /dev/stdin), as a file; None of all other files.

    Other pipes are not read: nobody may ever write to them.
    """
    if not _DESCRIPTOR.fullmatch(str(path)):
        return None
    try:
        if not stat.S_ISFIFO(path.stat().st_mode) and not stat.S_ISSOCK(path.stat().st_mode):
            target = Path(os.path.realpath(path))  # `check /dev/stdin < FILE`
            return target if target.is_file() else None
        with path.open("rb") as pipe:
            return _spooled(pipe)
    except OSError:
        return None


def _spooled(stream: IO[bytes]) -> Path:
    import shutil
    import tempfile

    handle, name = tempfile.mkstemp(prefix="input-", dir=scratch_folder())
    with os.fdopen(handle, "wb") as spool:
        shutil.copyfileobj(stream, spool)
    return Path(name)


def _named_in_utf8(path: Path) -> Path:
    """A name of the file that DuckDB takes: a link, where the file's own holds other bytes than UTF-8."""
    try:
        str(path).encode()
        return path
    except UnicodeEncodeError:
        import tempfile

        link = Path(tempfile.mkdtemp(prefix="link-", dir=scratch_folder())) / "link"
        link.symlink_to(path.absolute())
        return link


def open_source(source: Source, connection: duckdb.DuckDBPyConnection) -> Reader:
    """Open a file as what its suffix says, or, without a known one, as what its first bytes look like.

    Raises:
        UnreadableError: it is a link or no regular file, or is not what it claims to be.
    """
    path = source.path
    try:
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            raise UnreadableError(
                "the file is a symbolic link; only regular files are read", fix="Name the file it points to."
            )
        if stat.S_ISDIR(mode):
            os.scandir(path).close()
        if not stat.S_ISREG(mode):
            raise UnreadableError("not a regular file", fix="Write the records to a file, or pipe them to `-`.")
        if source.sheet:
            from compute_trends.validators.reading.excel_files import ExcelReader

            return ExcelReader(source.sheet)
        return _open(find_format(path), _named_in_utf8(path), source.label, connection)
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror or error}") from error


def _open(kind: str, path: Path, label: str, connection: duckdb.DuckDBPyConnection) -> Reader:
    # Each format's module is imported when it is needed: a check of one record should start quickly.
    if kind in ("csv", "tsv"):
        from compute_trends.validators.reading.csv_files import CsvReader

        return CsvReader(path, label, "\t" if kind == "tsv" else ",", _known_columns())
    if kind in ("json", "jsonl"):
        from compute_trends.validators.reading.json_files import read_json, read_json_lines

        return (read_json if kind == "json" else read_json_lines)(path, label)
    if kind == "yaml":
        from compute_trends.validators.reading.yaml_files import read_yaml

        return read_yaml(path, label)
    if kind == "xlsx":
        from compute_trends.validators.reading.excel_files import ExcelReader, open_sheets

        return ExcelReader(open_sheets(path, label, _known_columns())[0])
    from compute_trends.validators.reading.parquet_files import ParquetReader

    return ParquetReader(path, label, connection)


def find_dataset(reader: Reader) -> str:
    """The dataset that declares the most of the table's columns; of several, the most but for case and spaces.

    Raises:
        UnreadableError: no dataset declares any.
        AmbiguousError: two declare equally many.
    """
    if not reader.names:
        problems: list[Problem] = getattr(reader, "problems", [])
        if problems and problems[-1].rule in UNREAD_RULES:
            last = problems.pop()  # there is nothing to say beyond why no record could be read
            raise UnreadableError(last.message, last.rule, last.line, last.fix)
        raise UnreadableError("the file holds no record", "structure-empty")
    names, like_ours = set(reader.names), {column_name(name.strip(_AROUND)) for name in reader.names}
    fits = {}
    for dataset in dataset_names():
        declared = set(load_schema(dataset).names)
        fits[dataset] = len(names & declared), len(like_ours & declared)
    best = [dataset for dataset, fit in fits.items() if fit == max(fits.values())]
    is_ours = any(max(fits.values())) if len(best) == 1 else max(fits.values())[0] > 0
    if not is_ours:
        shown = ", ".join(repr(name[:40]) for name in reader.names[:5]) or "none"
        raise UnreadableError(f"no dataset has these columns ({shown}){_nearest(like_ours)}", "structure-dataset")
    if len(best) > 1:
        fitting = " and ".join(best) if len(best) < 4 else f"{len(best)} datasets, {best[0]} and {best[1]} among them,"
        raise AmbiguousError(reader.label, f"the columns fit {fitting} equally well; say which is meant with --dataset")
    return best[0]


def _nearest(names: Iterable[str]) -> str:
    """The declared columns that are near to `names`, to be offered."""
    from difflib import get_close_matches

    near = {name: get_close_matches(name[:100], _known_columns(), n=1, cutoff=0.75) for name in sorted(names)[:20]}
    offers = [found[0] for found in near.values() if found]
    return f"; did you mean {', '.join(sorted(set(offers))[:5])}?" if offers else ""


@cache
def dataset_names() -> tuple[str, ...]:
    """Every dataset that has a schema."""
    return tuple(sorted(path.stem for path in (PACKAGE_ROOT / "schemas").glob("*.json")))


@cache
def _known_columns() -> frozenset[str]:
    return frozenset(name for dataset in dataset_names() for name in load_schema(dataset).names)
