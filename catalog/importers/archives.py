"""Zip archives of upstream tables: a table of one is read as if it had been unpacked.

An archive that holds one table stands for it. Of one that holds several, the table is named as if the archive were a
folder (`ai_models.zip/notable_ai_models.csv`), unless they belong together as the tables of one source do.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from compute_trends.catalog.errors import ImportRefusedError
from compute_trends.catalog.files.scratch import scratch_folder

#: What the tables of an archive may come to; the largest published one has 5 MB.
_LARGEST_BYTES = 500_000_000


@dataclass
class Unpacked:
    """The files of an import, those of archives unpacked."""

    paths: list[Path] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)  # by the folder of an unpacked archive: the archive

    def shown(self, text: str) -> str:
        """A message with the names of the archives in place of the folders into which they were unpacked."""
        for folder, archive in self.given.items():
            text = text.replace(folder, archive)
        return text

    def name(self, path: Path) -> str:
        """What a file is called, with its archive."""
        archive = self.given.get(str(path.parent))
        return f"{Path(archive).name}/{path.name}" if archive else path.name


@contextmanager
def unpacked(paths: Sequence[Path], together: bool) -> Iterator[Unpacked]:
    """Unpack the archives among files for as long as they are read.

    Args:
        paths: what was given.
        together: whether the tables of an archive belong together.

    Raises:
        ImportRefusedError: an archive is damaged, too large, or holds no table, or several of which one is meant.
    """
    with tempfile.TemporaryDirectory(dir=scratch_folder()) as scratch:
        found = Unpacked()
        for number, path in enumerate(paths):
            archive, member = (path, None) if path.is_file() else (path.parent, path.name)
            if not (archive.is_file() and zipfile.is_zipfile(archive)):
                found.paths.append(path)
                continue
            folder = Path(scratch) / str(number)
            folder.mkdir()
            found.given[str(folder)] = str(archive)
            found.paths += _unpack(archive, member, folder, together)
        try:
            yield found
        except ImportRefusedError as error:
            raise ImportRefusedError(found.shown(str(error))) from error


def _unpack(archive: Path, member: str | None, folder: Path, together: bool) -> list[Path]:
    try:
        with zipfile.ZipFile(archive) as opened:
            tables = [item for item in opened.infolist() if _is_table(item)]
            names = ", ".join(PurePosixPath(item.filename).name for item in tables)
            if member is not None:
                tables = [item for item in tables if PurePosixPath(item.filename).name == member]
            if not tables and any(item.filename.startswith("xl/") for item in opened.infolist()):
                raise ImportRefusedError(f"{archive} is a workbook; save its sheet as CSV (UTF-8)")
            if not tables:
                missing = f"no table {member}; it has {names}" if member and names else "no table (CSV)"
                raise ImportRefusedError(f"{archive} holds {missing}")
            if len(tables) > 1 and not together:
                raise ImportRefusedError(
                    f"{archive} holds {len(tables)} tables: {names}; name the one that is meant, as "
                    f"{archive}/{PurePosixPath(tables[0].filename).name}"
                )
            if sum(item.file_size for item in tables) > _LARGEST_BYTES:
                raise ImportRefusedError(
                    f"{archive} unpacks to more than {_LARGEST_BYTES / 1e6:.0f} MB; unpack it first"
                )
            return [_extract(opened, item, folder) for item in tables]
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise ImportRefusedError(f"{archive} cannot be unpacked: {error}; the file may be cut off") from error


def _is_table(item: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(item.filename)
    return path.suffix.lower() == ".csv" and not any(part.startswith((".", "__MACOSX")) for part in path.parts)


def _extract(opened: zipfile.ZipFile, item: zipfile.ZipInfo, folder: Path) -> Path:
    target = folder / PurePosixPath(item.filename).name
    with opened.open(item) as source, target.open("wb") as sink:
        shutil.copyfileobj(source, sink)
    written = dt.datetime(*item.date_time).timestamp()
    os.utime(target, (written, written))
    return target
