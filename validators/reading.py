"""Which files a check reads, what each of them is, and to which dataset its columns belong."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from compute_trends.catalog.errors import UsageError
from compute_trends.catalog.paths import PACKAGE_ROOT
from compute_trends.catalog.schema import load_schema
from compute_trends.validators.tables import UNREAD_RULES, Reader, UnreadableError

if TYPE_CHECKING:
    import duckdb

FORMATS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".parquet": "parquet",
    ".xlsx": "xlsx",
}

#: Files of a dataset's folder that hold no records to check; read only when named.
_NO_RECORDS = frozenset({"origin.yaml", "corrections.yaml", "waivers.yaml", "aliases.yaml", "identities.csv"})


class AmbiguousError(UsageError):
    """The columns fit several datasets: the caller has to say which is meant."""

    def __init__(self, label: str, reason: str) -> None:
        self.reason = reason
        super().__init__(f"{label}: {reason}")


@dataclass(frozen=True)
class Source:
    """A file to check, and its name in findings."""

    path: Path
    label: str


def find_sources(arguments: Iterable[str | Path]) -> list[Source]:
    """The files behind paths, folders, globs and `-` (standard input), in order, each once.

    A file that is named in two ways is read once, under the first of its names; hard links are files of their own.
    Folders are walked without following links; which of their files are read, `is_submission` says.

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
    return list(found.values())


def _expand(argument: str) -> Iterator[Source]:
    if argument == "-":
        yield Source(_spooled_input(), "<stdin>")
        return
    path = Path(argument)
    if path.is_dir():
        inside = list(_walk(path))
        if not inside:
            raise UsageError(f"{path} holds no file that could be a submission ({', '.join(FORMATS)})")
        yield from inside
    elif os.path.lexists(path):
        yield Source(path, str(path))
    else:
        import glob

        # Path.glob takes no absolute patterns.
        matches = sorted(glob.glob(argument, recursive=True)) if glob.has_magic(argument) else []  # noqa: PTH207
        if not matches:
            raise UsageError(f"no such file: {path}")
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
    for where, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        for name in sorted(names):
            path = Path(where, name)
            if is_submission(path, folder):
                yield Source(path, str(path))


def _spooled_input() -> Path:
    """Standard input as a file, which can be read twice; removed at exit."""
    import atexit
    import shutil

    handle, name = tempfile.mkstemp(prefix="compute-trends-stdin-")
    with os.fdopen(handle, "wb") as spool:
        shutil.copyfileobj(sys.stdin.buffer, spool)
    path = Path(name)

    def remove() -> None:
        with contextlib.suppress(OSError):
            path.unlink()

    atexit.register(remove)
    return path


def open_source(source: Source, connection: duckdb.DuckDBPyConnection) -> Reader:
    """Open a file as what its suffix says, or, without a known one, as what its first bytes look like.

    Raises:
        UnreadableError: it is a link or no regular file, or is not what it claims to be.
        MissingExtraError: it is XLSX and openpyxl is not installed.
    """
    path = source.path
    try:
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            raise UnreadableError(
                "the file is a symbolic link; only regular files are read", fix="Name the file it points to."
            )
        if not stat.S_ISREG(mode):
            raise UnreadableError("not a regular file", fix="Write the records to a file, or pipe them to `-`.")
        kind = FORMATS.get(path.suffix.lower()) or _sniff(path)
        return _open(kind, path, source.label, connection)
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror or error}") from error


def _open(kind: str, path: Path, label: str, connection: duckdb.DuckDBPyConnection) -> Reader:
    # Each format's module is imported when it is needed: a check of one record should start quickly.
    if kind in ("csv", "tsv"):
        from compute_trends.validators.reading_csv import CsvReader

        return CsvReader(path, label, "\t" if kind == "tsv" else ",", _known_columns())
    if kind in ("json", "jsonl"):
        from compute_trends.validators.reading_documents import read_json, read_json_lines

        return (read_json if kind == "json" else read_json_lines)(path, label)
    if kind == "yaml":
        from compute_trends.validators.reading_yaml import read_yaml

        return read_yaml(path, label)
    if kind == "xlsx":
        from compute_trends.validators.reading_excel import ExcelReader

        return ExcelReader(path, label)
    from compute_trends.validators.reading_parquet import ParquetReader

    return ParquetReader(path, label, connection)


def _sniff(path: Path) -> str:
    with path.open("rb") as handle:
        head = handle.read(1 << 16)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"["):
        return "json"
    if text.startswith(b"{"):
        # A whole object on the first line and another on the second are JSON Lines.
        lines = [line.strip() for line in text.split(b"\n") if line.strip()]
        return "jsonl" if len(lines) > 1 and lines[0].endswith(b"}") and lines[1].startswith(b"{") else "json"
    first = text.split(b"\n", 1)[0]
    if b"\t" in first:
        return "tsv"
    is_yaml = first.startswith((b"- ", b"---", b"#", b"%")) or (b": " in first + b" " and b"," not in first)
    return "yaml" if is_yaml or first.rstrip().endswith(b":") else "csv"


def find_dataset(reader: Reader) -> str:
    """The dataset that declares the most of the table's columns.

    Raises:
        UnreadableError: no dataset declares any.
        AmbiguousError: two declare equally many.
    """
    if not reader.names:
        if any(problem.rule in UNREAD_RULES for problem in getattr(reader, "problems", ())):
            raise UnreadableError("no record could be read", "structure-dataset", fix="Mend the lines named above.")
        raise UnreadableError("the file holds no record", "structure-empty")
    names = set(reader.names)
    shared = {dataset: len(names & set(load_schema(dataset).names)) for dataset in dataset_names()}
    most = max(shared.values())
    best = sorted(dataset for dataset, count in shared.items() if count == most)
    if most == 0:
        shown = ", ".join(repr(name[:40]) for name in reader.names[:5]) or "none"
        raise UnreadableError(f"no dataset has these columns ({shown})", "structure-dataset")
    if len(best) > 1:
        raise AmbiguousError(
            reader.label, f"the columns fit {' and '.join(best)} equally well; say which is meant with --dataset"
        )
    return best[0]


@cache
def dataset_names() -> tuple[str, ...]:
    """Every dataset that has a schema."""
    return tuple(sorted(path.stem for path in (PACKAGE_ROOT / "schemas").glob("*.json")))


@cache
def _known_columns() -> frozenset[str]:
    return frozenset(name for dataset in dataset_names() for name in load_schema(dataset).names)
